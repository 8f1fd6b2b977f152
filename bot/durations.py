"""Lengths of time as people type them: 30m, 2h, 1d, "2 hours", "30 phút", "1h30"."""

from __future__ import annotations

import re
from datetime import timedelta

LONGEST = timedelta(days=30)

_UNITS: dict[str, timedelta] = {
    word: length
    for length, words in (
        (timedelta(minutes=1), "m min mins minute minutes p ph phut phút"),
        (timedelta(hours=1), "h hr hrs hour hours g gio giờ tieng tiếng"),
        (timedelta(days=1), "d day days n ngay ngày"),
        (timedelta(weeks=1), "w week weeks t tuan tuần"),
    )
    for word in words.split()
}
_PART = re.compile(r"(\d{1,4})\s*([^\W\d_]+)")
_BARE_MINUTES = re.compile(r"(\d+\s*[^\W\d_]+)\s*(\d{1,2})$")  # 1h30


def read_duration(text: str) -> timedelta | None:
    """The length; None when it is none, or longer than anybody means it."""
    text = text.strip().casefold()
    if half := _BARE_MINUTES.fullmatch(text):
        text = f"{half[1]} {half[2]}m"
    parts = _PART.findall(text)
    if not parts or _PART.sub("", text).strip() or any(unit not in _UNITS for _, unit in parts):
        return None
    total = sum((int(number) * _UNITS[unit] for number, unit in parts), timedelta())
    return total if timedelta() < total <= LONGEST else None
