"""Whether a word that follows "password" is one."""

from __future__ import annotations

import re

from bot.redaction.fold import Folded
from bot.redaction.labels import LOOK_BACK, Label
from bot.redaction.look import NUMBERED, ORDINARY, Look, is_ordinary, sentence_ends
from bot.redaction.reading import Reading
from bot.redaction.words import KNOWN_USERS, QUALIFIERS, STOP

INFLECTED = re.compile(r"[a-z]{2,40}(?:ed|ing|ly|able|ible|ful)")  # "is being rejected", "is visible"
PHONE = re.compile(r"(?:\+?84|0)[\d.\- ]{8,12}")
USER_NEAR = re.compile(
    r"(?<![a-z0-9])(?:user(?: ?name)?|usr|uname|tk|tai khoan|acc|account|login|log in"
    r"|dang nhap|admin|ftp|ssh|host|sftp|id"
    r"|wp-admin|cpanel|root|usuario|utilisateur|benutzer(?:name)?|credentials?|db|mail|email|name|access)(?![a-z0-9])|@"
)
USER_BEFORE = re.compile(
    r"(?<![a-z0-9])(?:user(?: ?name)?|usr|tk|tai khoan|acc|account|login|ten dang nhap|id|email"
    r"|usuario|utilisateur|host)"
    r"(?P<sign>\s{0,2}[:=]|\s(?:is|la|es)\b)?\s{0,3}(?P<user>[^\s,;/:=]{2,64})"
    r"[\s,;/|.-]{0,4}(?:and|va|with|y|e|et|und|&)?\s{0,3}"
    r"(?:the|my|wp|mat)?\s{0,2}$"
)


def is_password(folded: Folded, label: Label, span: tuple[int, int], reading: Reading, *, quoted: bool) -> bool:
    core = folded.plain[slice(*span)]
    look = Look.at(core)
    loose = label.loose
    if reading.strange:
        return _is_far_password(core, look, reading, loose)
    if reading.link and look.strong:
        return True
    if reading.link:
        plain_word = look.plain and len(core) >= 3
        if not plain_word or (loose == "mk" and reading.link == 1):
            return False
        if reading.link == 1 and INFLECTED.fullmatch(core.lower()):
            return False
        return quoted or sentence_ends(folded.low, span[1])
    if is_ordinary(core):
        return False
    if reading.pause:
        return look.very_strong
    return (quoted and look.strong_alone) or _is_bare_password(folded, label, span, look)


def _is_far_password(core: str, look: Look, reading: Reading, loose: str) -> bool:
    """Words of no importance came between: "password for the old zip is …", "same pass everywhere: …"."""
    if loose in ("mk", "m.k") or reading.link == 0 or (loose == "pass" and reading.link == 2):
        return False
    clear = reading.about or (reading.link == 2 and not reading.told)
    enough = look.very_strong or (clear and look.strong_alone and not NUMBERED.fullmatch(core))
    return enough and not ORDINARY.fullmatch(core)


def _is_bare_password(folded: Folded, label: Label, span: tuple[int, int], look: Look) -> bool:
    """Nothing but the word announces it: "pass Tiger22", "user maria pass sunshine"."""
    before = folded.low[max(0, label.start - LOOK_BACK) : label.start]
    loose = label.loose
    if look.plain:
        return _follows_user(before) and sentence_ends(folded.low, span[1])
    if not look.strong_alone:
        return False
    near_user = USER_NEAR.search(before[-60:]) is not None
    line_start = not before or before[-1] == "\n"
    if look.digits:
        return not PHONE.fullmatch(folded.plain[slice(*span)]) and (not loose or near_user or line_start)
    if loose in ("", "mk", "m.k"):
        return True
    return near_user or line_start or label.before in QUALIFIERS


def _follows_user(before: str) -> bool:
    """The text before the word ends with a user's name: "user maria "."""
    user = USER_BEFORE.search(before)
    if not user or user["user"] in STOP:
        return False
    name = user["user"]
    return bool(user["sign"]) or name in KNOWN_USERS or "@" in name or any(map(str.isdigit, name))
