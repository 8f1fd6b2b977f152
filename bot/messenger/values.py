"""Reading one value out of JSON that may hold anything.

Meta's ids are text on one page of its documentation and numbers on the next, times are numbers
or text, and every member may be missing. Each function here takes any value and returns the
wanted type, or that type's way of saying "nothing". None of them raises.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_TEXT = 20_000  # ten times what Messenger lets a customer type

_LONGEST_ID = 100
_LONGEST_NUMBER = 20  # digits; Python refuses to read numbers of more than 4,300
_SECONDS_BELOW = 10**11  # in milliseconds that is 1973: such a number counts seconds, as `changes` do
_LAST_MOMENT = 4_102_444_800_000  # 2100: beyond it, arithmetic with time zones may overflow
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


def as_dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def as_text(value: object, limit: int) -> str:
    """Text that every database accepts: no NUL, and nothing that cannot be written as UTF-8."""
    if not isinstance(value, str):
        return ""
    return _LONE_SURROGATE.sub("\ufffd", value.replace("\0", "")[:limit])


def as_id(value: object) -> str:
    """An id as text. Zero, a fraction, true and false are no ids, nor is a whole essay."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if value > 0 else ""
    if isinstance(value, str) and len(value) <= _LONGEST_ID:
        return as_text(value, _LONGEST_ID).strip()
    return ""


def as_moment(value: object) -> datetime | None:
    """A point in time from milliseconds since 1970, as a number or as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _LONGEST_NUMBER:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    milliseconds = int(value) * (1000 if value < _SECONDS_BELOW else 1)
    if not 0 < milliseconds < _LAST_MOMENT:
        return None
    return EPOCH + timedelta(milliseconds=milliseconds)


def as_number(digits: str) -> int | None:
    """How JSON's whole numbers are read: one absurdly long number must not spoil a delivery."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else None
