"""A secret that stands alone in a message: only what was said before shows that it is one.

"Here is my password" and then "Sunshine77"; or an agent asks for the code, and "482913" comes. So the
lines before are read: the customer announced something, or somebody asked for it. A question about a
password announces nothing, and a warning not to send one asks for none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.redaction.fold import fold
from bot.redaction.keys import is_key
from bot.redaction.labels import Label, labels
from bot.redaction.look import IN_CODE, ORDINARY, Look, is_address, trimmed
from bot.redaction.marks import MARK, Kind
from bot.redaction.reading import Reading
from bot.redaction.words import FILLERS, GOES_ON, IS, KNOWN_USERS, QUALIFIERS, STOP

LONGEST = 100  # a value; longer messages say something
LONGEST_BEFORE = 500
MOST_WORDS = 3  # "admin / Sunshine77"
LINES = 4  # the announcement may have an answer of the bot's behind it

WORD = re.compile(r"[^\s/|,]{2,100}")
NO_REQUEST = re.compile(
    r"(?<![a-z])(?:never|not|dont|don't|do not|without|instead of|khong|ko|dung|chua|forgot|forgotten|reset|quen)"
    r"(?![a-z])"
)
REQUEST = re.compile(
    r"(?<![a-z])(?:send|share|give|provide|tell|enter|type|need|what(?: i|')s|your|please|pls|cho|gui|xin|nhap"
    r"|cung cap)(?![a-z])"
)
ANNOUNCES = re.compile(
    r"(?<![a-z])(?:here(?: it)? (?:is|comes|are)|here's|here you are|as follows|following|below"
    r"|(?:will|ll|can|am) (?:send|sending|give|giving|share|sharing)|i send|sending|em gui|minh gui"
    r"|gui (?:ban|shop|ad|anh|chi)|day|nhu sau|sau day)(?![a-z])"
)
NO_SECRET = STOP | FILLERS | GOES_ON | QUALIFIERS | IS
ORDINARY_ANSWERS = frozenset(
    "done sure wait waiting moment vang sorry nope later tomorrow elementor divi bricks gutenberg gravity forms addon "
    "addons license refund invoice english vietnamese facebook google chrome safari firefox zalo".split()
)
ONE_CODE = re.compile(r"(?:G-)?\d{3}[ -]?\d{3,4}|(?:G-)?\d{4,8}|[A-Z0-9]{3,5}-[A-Z0-9]{3,5}")


class Line(NamedTuple):
    """What was said before; `who` is customer, bot or staff."""

    who: str
    text: str


def may_stand_alone(text: str) -> bool:
    """Whether a message is so short and so little of a word that the lines before have to be read."""
    words = text.split()
    if not 0 < len(words) <= MOST_WORDS or len(text) > LONGEST or MARK.search(text) or text.rstrip().endswith("?"):
        return False
    if len(text.strip()) < 4:
        return False
    return any(word.lower().strip(".,!") not in NO_SECRET for word in fold(text).plain.split())


def without_secret_alone(text: str, before: Sequence[Line]) -> str:
    """The message as a mark, where it is what one of the lines before (oldest first) led up to."""
    kind = _expected(before)
    return f"[removed: {kind}]" if kind and _is_value(text, kind) else text


def _expected(before: Sequence[Line]) -> Kind | None:
    for line in list(before)[-LINES:]:
        if kind := _leads_to(line):
            return kind
    return None


def _leads_to(line: Line) -> Kind | None:
    """The kind of secret that this line announces or asks for."""
    if line.who == "bot" or len(line.text) > LONGEST_BEFORE:  # the bot asks for none, and explains much about them
        return None
    low = MARK.sub(" ", fold(line.text).low).strip()
    found = list(_clear(low))
    if not found or NO_REQUEST.search(low):
        return None
    if line.who == "customer":
        ends = low.rstrip(" .:=-!")[found[-1].end :].split()
        told = ANNOUNCES.search(low) or low.endswith((":", "=")) or (low.count(" ") <= 5 and set(ends) <= IS | FILLERS)
        led = bool(told) and "?" not in low
    else:
        led = REQUEST.search(low) is not None
    return found[-1].kind if led else None


def _clear(low: str) -> Iterator[Label]:
    """The words that announce a secret and mean nothing else."""
    return (each for each in labels(low) if (not each.bare and each.loose not in ("mk", "clave")) or low.count(" ") < 3)


def _is_value(text: str, kind: Kind) -> bool:
    plain = fold(text).plain.strip()
    if kind == "code" and ONE_CODE.fullmatch(plain):
        return True
    words = [plain[slice(*trimmed(plain, *found.span()))] for found in WORD.finditer(plain)]
    if kind == "recovery phrase" or not words or not all(map(_may_be_part, words)):
        return False
    if len(words) == 1:
        return _is_one(words[0], kind)
    return any(Look.at(each).strong_alone for each in words) and not any(each.lower() in STOP for each in words[1:])


def _may_be_part(word: str) -> bool:
    return not (is_address(word) and "@" not in word) and not IN_CODE.fullmatch(word) and not ORDINARY.fullmatch(word)


def _is_one(word: str, kind: Kind) -> bool:
    low = word.lower()
    if low in NO_SECRET or low in ORDINARY_ANSWERS or low in KNOWN_USERS or is_address(word) or len(word) < 4:
        return False
    if kind == "code":
        return False
    if kind == "password":
        return True  # "sunshine" is one too
    return is_key(word, Reading(link=2), bare=False, spoken=False) or Look.at(word).very_strong
