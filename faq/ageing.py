"""What grows old in a text: prices, dates, opening hours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_NUMBER = r"\d[\d.,]*"
_PRICE = re.compile(
    rf"[$€£]\s?{_NUMBER}|\b{_NUMBER}\s?(?:\$|€|£|USD\b|EUR\b|VND\b|VNĐ|dollars?\b|euros?\b|đồng\b|₫|đ\b)", re.IGNORECASE
)
_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](20\d\d)\b")
_MONTHS = "january february march april may june july august september october november december".split()
_WRITTEN = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({'|'.join(_MONTHS)})\s+(20\d\d)\b", re.IGNORECASE)
_HOURS = re.compile(r"\b\d{1,2}[:h]\d{2}\s*(?:-|–|to|until|đến|tới)\s*\d{1,2}[:h]\d{2}\b", re.IGNORECASE)


def price_in(text: str) -> str | None:
    """The first price a text names."""
    found = _PRICE.search(text)
    return found[0].rstrip(".,") if found else None


def hours_in(text: str) -> str | None:
    """The first span of hours a text names."""
    found = _HOURS.search(text)
    return found[0] if found else None


def dates_in(text: str) -> Iterator[date]:
    """The full dates a text names."""
    spelt = [(y, m, d) for y, m, d in _ISO.findall(text)]
    spelt += [(y, m, d) for d, m, y in _DAY_FIRST.findall(text)]
    spelt += [(y, str(_MONTHS.index(m.lower()) + 1), d) for d, m, y in _WRITTEN.findall(text)]
    for year, month, day in spelt:
        try:
            yield date(int(year), int(month), int(day))
        except ValueError:
            continue  # 31/31/2026 is no date, and a part number is none either
