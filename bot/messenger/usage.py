"""How much of our allowance Meta says we have used: the usage headers of an answer.

`X-App-Usage` holds one set of percentages, `X-Business-Use-Case-Usage` lists of them by business
and, when the limit is reached, the minutes until it is lifted. Neither is promised to be present.
https://developers.facebook.com/documentation/business-messaging/messenger-platform/overview/rate-limiting
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from bot.messenger.values import as_dict, as_list

_PERCENTAGES = ("call_count", "total_time", "total_cputime")


class Usage(NamedTuple):
    """`percent` is the highest of all percentages; `regain_after` is in seconds."""

    percent: float = 0.0
    regain_after: float | None = None


def read_usage(headers: Mapping[str, str]) -> Usage:
    """Whatever the headers tell; zero if there are none, or if they cannot be read."""
    reports = [_parsed(headers.get("X-App-Usage"))]
    for business in _parsed(headers.get("X-Business-Use-Case-Usage")).values():
        reports.extend(as_dict(report) for report in as_list(business))
    percent = max(_number(report.get(name)) for report in reports for name in _PERCENTAGES)
    minutes = max(_number(report.get("estimated_time_to_regain_access")) for report in reports)
    return Usage(percent, minutes * 60 if minutes > 0 else None)


def _parsed(header: str | None) -> dict[str, Any]:
    try:
        return as_dict(json.loads(header or "{}"))
    except (ValueError, RecursionError):
        return {}


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and 0 <= value < 1_000_000 else 0.0
