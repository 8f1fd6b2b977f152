"""When a customer wants to be forgotten: "delete my data", said to a bot that writes things down.

They are asked once more, because it cannot be undone and takes open questions with it; then they get
a code, and shortly after everything about them goes. Who asks what becomes of a form's entries, or
wants an account closed, means something else.
"""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import blake2b

from bot import payloads, wording
from bot.model import Choice, Event, Reply, ReplyLanguage
from bot.redaction.fold import fold

ENTRY = "chat-privacy"  # the FAQ entry about what is stored of a chat
WISHED, CONFIRMED, KEPT = "wants to be forgotten", "is to be forgotten", "wants to be remembered after all"

_WISH = re.compile(
    r"(?<![a-z])(?:delete|erase|remove|wipe|destroy|clear|forget)(?: \w{1,12}){0,3}"
    r" (?:(?:my|our|the|this|these) (?:personal |private |chat |messenger |own )?(?:data|information|info|messages?"
    r"|chat(?: history)?|conversations?|history|records?)|(?:data|information|info|everything)(?: \w{1,12}){0,4}"
    r" (?:about|of|on|from) me|everything i (?:wrote|said|told|sent))(?![a-z])"
    r"|(?<![a-z])(?:xoa|huy)(?: \w{1,8}){0,3} (?:du lieu|thong tin|tin nhan|doan chat|cuoc tro chuyen|lich su chat)"
    r"(?: \w{1,8}){0,2} (?:cua |ve )?(?:toi|minh|em|mik|mk|t|chung toi)(?![a-z])"
    r"|(?<![a-z])(?:right to (?:be forgotten|erasure)|quyen (?:duoc )?lang quen)(?![a-z])"
)
_NO_WISH = re.compile(
    r"(?<![a-z])(?:form|forms|entry|entries|submissions?|database|plugin|website|site|field|fields|google sheet|orders?"
    r"|account|licen[cs]e|tai khoan|web|don hang|bieu mau|how (?:do|can|to)|lam sao|the nao|dont|don't|do not|khong"
    r"|dung)(?![a-z])"
)


def is_wish(text: str) -> bool:
    """Whether somebody asks for their own data in this chat to be deleted."""
    low = fold(text).low
    return len(low) <= 300 and _WISH.search(low) is not None and _NO_WISH.search(low) is None


def code_for(event: Event) -> str:
    """With which they may ask how it stands. The event's key is known to them and Meta alone."""
    return blake2b(f"{event.customer_id} {event.key}".encode(), digest_size=10).hexdigest()


def reply(reason: str, language: ReplyLanguage, *, code: str) -> Reply:
    """What the bot says to a wish, to its confirmation, and when it is taken back."""
    if reason == CONFIRMED:
        return Reply(text=wording.will_forget(language, code=code))
    if reason == KEPT:
        return Reply(text=wording.nothing_deleted(language))
    yes = Choice(title=wording.yes_forget(language), payload=payloads.ERASE)
    no = Choice(title=wording.no_keep(language), payload=payloads.KEEP)
    return Reply(text=wording.ask_to_forget(language), choices=(yes, no))


def offered(said: Reply, language: ReplyLanguage) -> Reply:
    """The answer about this chat's privacy, with the way to have it deleted."""
    choice = Choice(title=wording.delete_my_data(language), payload=payloads.FORGET)
    return replace(said, choices=(*said.choices, choice))
