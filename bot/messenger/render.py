"""From what the bot says to the `message` objects of Meta's Send API.

The platform's limits live here and nowhere else. It counts "characters" without saying which;
we count UTF-16 units, the strictest of the likely meanings, so that an emoji counts as two.
https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from bot.model import Choice, Link, Reply

TEXT_LIMIT = 1900  # Send API: `message.text` has 2000; a margin for how they are counted
TEMPLATE_TEXT_LIMIT = 640  # button template: `text`
TITLE_LIMIT = 20  # button template and quick replies: `title`, longer ones are cut by Meta
MAX_LINKS = 3  # button template: `buttons`
MAX_CHOICES = 13  # quick replies per message
PAYLOAD_LIMIT = 1000  # quick replies: `payload`

# Where a text may be cut, the most welcome place first. Each matches just before white space.
_BREAKS = (
    re.compile(r"(?=\n[ \t]*\n)"),  # paragraph
    re.compile(r"(?=\n)"),  # line
    re.compile(r"[.!?…][\"'”’)\]]*(?=\s)"),  # sentence
    re.compile(r"(?=\s)"),  # word
)
_URL = re.compile(r"https?://\S+")
_WEB = ("https://", "http://")


def render(reply: Reply) -> list[dict[str, Any]]:
    """The messages that say this reply, in order. A reply without visible text or links is none."""
    links = [link for link in reply.links if link.url.startswith(_WEB)]
    text = "\n".join([reply.text.replace("\r\n", "\n").strip(), *_written_out(links[MAX_LINKS:])]).strip()
    messages = _with_buttons(text, links[:MAX_LINKS]) if links else _texts(text)
    quick_replies = [_quick_reply(choice) for choice in _usable(reply.choices)]
    if messages and quick_replies:
        # Quick replies vanish with the next message, so only the last one may carry them.
        messages[-1]["quick_replies"] = quick_replies
    return messages


def split(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """The text in parts of at most `limit` UTF-16 units, cut where a reader minds least."""
    parts = []
    rest = text.strip()
    while _units(rest) > limit:
        at = _last_break(rest, _fitting(rest, limit))
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [part for part in [*parts, rest] if _is_visible(part)]


def shorten(title: str, limit: int = TITLE_LIMIT) -> str:
    """A title within the limit, cut between words where possible and marked with "…"."""
    title = " ".join(title.split())
    if _units(title) <= limit:
        return title
    end = _whole_characters(title, _fitting(title, limit - 1))
    space = title.rfind(" ", 0, end + 1)
    # "A …" would say less than half of a long word does.
    return title[: space if space >= limit // 3 else end].rstrip(" ,;:-–") + "…"


def _texts(text: str) -> list[dict[str, Any]]:
    return [{"text": part} for part in split(text)]


def _written_out(links: Sequence[Link]) -> list[str]:
    """Links for which there is no button left. Dropping them would lose part of the answer."""
    return [f"{_name(link)}: {link.url}" for link in links]


def _with_buttons(text: str, links: Sequence[Link]) -> list[dict[str, Any]]:
    """Buttons need a text of their own, and a short one: they get the last sentences."""
    start = _first_break(text)
    tail = text[start:].strip()
    payload = {
        "template_type": "button",
        "text": tail if _is_visible(tail) else shorten(_name(links[0]), TEMPLATE_TEXT_LIMIT),
        "buttons": [_button(link) for link in links],
    }
    return [*_texts(text[:start]), {"attachment": {"type": "template", "payload": payload}}]


def _button(link: Link) -> dict[str, str]:
    return {"type": "web_url", "url": link.url, "title": shorten(_name(link))}


def _name(link: Link) -> str:
    return link.title if _is_visible(link.title) else link.url


def _usable(choices: Sequence[Choice]) -> list[Choice]:
    """A payload that is cut would come back as something else, so such a choice is not offered."""
    usable = [each for each in choices if _is_visible(each.title) and 0 < _units(each.payload) <= PAYLOAD_LIMIT]
    return usable[:MAX_CHOICES]


def _quick_reply(choice: Choice) -> dict[str, str]:
    return {"content_type": "text", "title": shorten(choice.title), "payload": choice.payload}


def _last_break(text: str, end: int) -> int:
    """Where the part that ends at `end` or before it is best cut."""
    for pattern in _BREAKS:
        # A part much shorter than it could be is worse than a less welcome place.
        least = 1 if pattern is _BREAKS[-1] else max(1, end // 4)
        ends = [match.end() for match in pattern.finditer(text, 0, end + 1) if least <= match.end() <= end]
        if ends:
            return ends[-1]
    for url in _URL.finditer(text):
        if 0 < url.start() < end < url.end():
            return url.start()
    return _whole_characters(text, end)


def _first_break(text: str) -> int:
    """Where the last sentences begin that still fit a template; at the end if not even a word does."""
    if _units(text) <= TEMPLATE_TEXT_LIMIT:
        return 0
    start = len(text) - _fitting(text[::-1], TEMPLATE_TEXT_LIMIT)
    for pattern in _BREAKS:
        ends = [match.end() for match in pattern.finditer(text, start - 1) if match.end() >= start]
        if ends:
            return ends[0]
    return len(text)


def _units(text: str) -> int:
    """How many UTF-16 units: two for every character beyond the first 65,536."""
    return len(text) + sum(character > "\uffff" for character in text)


def _fitting(text: str, limit: int) -> int:
    """How many characters from the start fit into `limit` UTF-16 units."""
    units = 0
    for index, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > limit:
            return index
    return len(text)


def _whole_characters(text: str, end: int) -> int:
    """`end`, or a little before it, so that no accent or emoji is torn apart."""
    start = end
    while start > 0 and _joins(text, start):
        start -= 1
    return start or end


def _joins(text: str, index: int) -> bool:
    """Whether the character at `index` belongs to the one before it, as a reader sees them."""
    if index >= len(text):
        return False
    character, before = text[index], text[index - 1]
    if _is_flag_half(character) and _is_flag_half(before):
        run = len(text[:index]) - len(text[:index].rstrip(_FLAG_HALVES))
        return run % 2 == 1
    return (
        before == _JOINER
        or character == _JOINER
        or unicodedata.category(character).startswith("M")  # accents, and what makes an emoji coloured
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= character <= "\U000e007f"  # flags of regions
    )


_INVISIBLE = {"Zs", "Zl", "Zp", "Cc", "Cf", "Cs"}
_JOINER = "\u200d"
_FLAG_HALVES = "".join(chr(code) for code in range(0x1F1E6, 0x1F200))


def _is_flag_half(character: str) -> bool:
    return character in _FLAG_HALVES


def _is_visible(text: str) -> bool:
    """Whether there is anything to see. Meta refuses a text of spaces and invisible characters."""
    # Not the whole category C: it holds every emoji that is newer than this Python.
    return any(unicodedata.category(character) not in _INVISIBLE for character in text)
