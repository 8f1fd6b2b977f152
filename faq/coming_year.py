"""Whether somebody has looked at next year's days off. The government announces them each autumn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from faq.hours_file import HoursRules
from faq.model import Place, Problem
from faq.source import shown

ANNOUNCED = (11, 1)  # month and day from which the list of next year can be expected


def coming_year(rules: HoursRules, path: Path, *, today: date) -> Iterator[Problem]:
    """A reminder from November on, until a date of next year or `holidays_checked` stands in the file."""
    following = today.year + 1
    days = [closure.last for closure in rules.closures]
    days += [half.day for half in rules.half_days] + [extra.day for extra in rules.open_anyway]
    checked = rules.holidays_checked or 0
    if (today.month, today.day) < ANNOUNCED or checked >= following or any(day.year >= following for day in days):
        return
    yield Problem(
        place=Place(file=shown(path), line=1),
        what=f"nothing is said about the days off of {following}.",
        todo=f'Compare "piotnet-bot hours" with the government\'s list, add closures and changes, and write '
        f'"holidays_checked: {following}".',
        severity="warning",
    )
