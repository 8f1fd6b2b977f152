"""Greetings in front and pleas behind: kindness, not content. They are left out where something else is said."""

from __future__ import annotations

import re

_HELLO = (
    r"hi+|hello+|hlo|helo|hey+|hola|bonjour|hallo|dear|good (?:morning|afternoon|evening|day)|excuse me|sorry|"
    r"xin chào|chào|chao|alo|dạ|da|em chào|shop ơi|shop oi|ad ơi|ad oi|bạn ơi|ban oi|anh ơi|em ơi|"
    r"cho (?:mình|em|tôi|mik|tui|minh|toi) (?:hỏi|hoi)"
)
_WHO = r"there|team|guys|sir|shop|ad|admin|bạn|ban|all|everyone|ạ|a"
_PLEAS = (
    r"pls+|please|plz|kindly|thanks|thank you|thanks in advance|thank you in advance|thx|tks|regards|"
    r"nha|nhé|nhe|ạ|ad|shop|bro|sir|friend|ơi|oi"
)
# What some say in every message; "do the needful" has nothing of what is needed.
_FORMULA = re.compile(
    r"\b(?:(?:kindly|please|pls) )?do the needful\b"
    r"|\bhope (?:you are|you're|u r|all is) (?:doing )?(?:well|fine|good)\b"
    r"|\bsorry for my (?:bad |poor )?english\b"
)

_GREETING = re.compile(rf"^\W*(?:(?:{_HELLO})\b[\s,.!]*(?:{_WHO})?\b[\s,.!:]+)+(?=\w)")
_PLEA = re.compile(rf"[\s,.!]+(?:{_PLEAS}|vậy|v|với)+(?:[\s,.!?]+(?:{_PLEAS}))*(?=[\s.!?]*$)")
_NOTHING = re.compile(rf"(?:\W|\b(?:{_HELLO}|{_WHO}|{_PLEAS})\b)*")


def without_courtesy(text: str) -> str:
    """The message without a greeting in front and a plea behind, if anything is left. `text` in lower case."""
    shorter = _PLEA.sub("", _GREETING.sub("", _FORMULA.sub("", text))).strip(" ,")
    return text if _NOTHING.fullmatch(shorter) else shorter
