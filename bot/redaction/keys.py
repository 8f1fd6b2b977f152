"""Whether a word is a key or a token: long, of letters and digits, and not made of words."""

from __future__ import annotations

import re

from bot.redaction.look import DIGITS, NUMBERED, ORDINARY, Look
from bot.redaction.reading import Reading

TWO_DIGITS = re.compile(r"\d\D{0,100}\d")
JOINTS = re.compile(r"[-_./]")
LISTED = re.compile(r"[/\\,()|]")
KEY_GROUPS = re.compile(r"(?:[A-Za-z0-9]{3,40}[-_.]){2,9}[A-Za-z0-9]{3,40}")
MIXED_CASE = re.compile(r"(?=.{12})(?=.{0,100}[a-z][A-Z])(?:[^A-Z]{0,100}[A-Z]){3}", re.S)


def is_key(core: str, reading: Reading, *, bare: bool, spoken: bool) -> bool:
    """Whether this is a key or token; `bare` when only "key" says so, `spoken` when "secret" does."""
    if ORDINARY.fullmatch(core):
        return False
    if _is_random(core):
        return reading.link > 0 or not NUMBERED.fullmatch(core)
    if NUMBERED.fullmatch(core):
        return False
    digits = DIGITS.search(core) is not None
    if KEY_GROUPS.fullmatch(core) and _are_key_groups(core) and (reading.link or digits):
        return True
    if reading.strange or reading.pause or reading.link == 0 or LISTED.search(core):
        return False
    look = Look.at(core)
    if spoken and look.strong_alone:
        return True
    if len(core) < (10 if bare else 8):
        return False
    return MIXED_CASE.match(core) is not None or (
        TWO_DIGITS.search(core) is not None and look.strong_alone and not (bare and look.digits)
    )


def _are_key_groups(core: str) -> bool:
    return sum(not part.islower() for part in JOINTS.split(core)) >= 2


def _is_random(core: str) -> bool:
    """Long, letters and digits, and not made of words: "my-site-2024-agency" is no key."""
    if len(core) < 16 or not any(map(str.isalpha, core)):
        return False
    parts = JOINTS.split(core)
    if len(parts) > 1 and any(len(part) >= 4 and part.isalpha() and part.islower() for part in parts):
        return False
    return TWO_DIGITS.search(core) is not None or (len(core) >= 30 and DIGITS.search(core) is not None)
