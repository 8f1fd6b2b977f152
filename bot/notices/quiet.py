"""Whether it has been too quiet: nothing arrives, at a time when something always did. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from bot.hours import Hours

_ENOUGH = 20  # deliveries, before anything can be said about what is usual
_LEAST = timedelta(hours=2)
_FACTOR = 2


def too_quiet(arrived: Sequence[datetime], now: datetime, hours: Hours) -> timedelta | None:
    """How much of the opening hours has passed without a delivery, when that is far more than ever before.

    `arrived` are the last ones, the newest first. While support is closed nobody needs to be woken.
    """
    if len(arrived) < _ENOUGH or not hours.is_open(now):
        return None
    silent = hours.working_time(arrived[0], now)
    if silent < _LEAST:
        return None
    longest = max(hours.working_time(before, after) for after, before in pairwise(arrived))
    return silent if silent >= _FACTOR * longest else None
