"""A clock that can be set, and the times that are worth setting it to.

The times are worked out from the opening hours, so they stay right when staff change them: "Tet"
is the next one on the calendar, and the day before it is the last one on which somebody works.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from bot.hours import Hours

Preset = Literal["sunday_evening", "monday_morning", "before_tet", "tet"]
PRESETS: tuple[Preset, ...] = ("sunday_evening", "monday_morning", "before_tet", "tet")

Step = Literal["closing", "opening", "two_hours"]
STEPS: tuple[Step, ...] = ("closing", "opening", "two_hours")

_DAY = timedelta(days=1)
_SUNDAY, _MONDAY = 6, 0
_AHEAD = 400  # days in which there is always a Tet


class ShiftableClock:
    """The real time plus a shift, so that time goes on after it was set."""

    def __init__(self) -> None:
        self._shift = timedelta()
        self.name = "now"  # of the time it was set to last

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._shift

    @property
    def shifted(self) -> bool:
        return self._shift != timedelta()

    def set(self, moment: datetime, *, name: str = "other") -> None:
        self._shift, self.name = moment.astimezone(UTC) - datetime.now(UTC), name

    def reset(self) -> None:
        self._shift, self.name = timedelta(), "now"


def preset(name: Preset, hours: Hours, now: datetime) -> datetime | None:
    """The next such moment on the office's clock; None if these hours know no Tet."""
    today = now.astimezone(hours.zone).date()
    match name:
        case "sunday_evening":
            return _at(_next_weekday(today, _SUNDAY), 22, hours)
        case "monday_morning":
            day = _next_weekday(today, _MONDAY)
            while not hours.hours_of(day) and (day - today).days < _AHEAD:
                day += 7 * _DAY
            return _at(day, 10, hours)
        case "before_tet":
            tet = _next_tet(today, hours)
            return _at(_last_working_day_before(tet, hours), 10, hours) if tet else None
        case "tet":
            tet = _next_tet(today, hours)
            return _at(tet, 10, hours) if tet else None


def step(name: Step, hours: Hours, now: datetime) -> datetime:
    """From here to the next moment at which something changes by itself.

    Raises:
        ValueError: support never opens.
    """
    match name:
        case "two_hours":
            return now + timedelta(hours=2)
        case "closing":
            return hours.closing_time(hours.next_opening(now)) or now + _DAY
        case "opening":
            return hours.next_opening(hours.closing_time(now) or now)


def _next_weekday(today: date, weekday: int) -> date:
    return today + _DAY * ((weekday - today.weekday() - 1) % 7 + 1)


def _next_tet(today: date, hours: Hours) -> date | None:
    """The first day of the lunar year itself: not its eve, nor a day off in its place."""
    days = (today + _DAY * n for n in range(1, _AHEAD))
    return next((day for day in days if hours.holidays.get(day, {}).get("en") == "Lunar New Year"), None)


def _last_working_day_before(day: date, hours: Hours) -> date:
    for n in range(1, _AHEAD):
        if hours.hours_of(day - n * _DAY):
            return day - n * _DAY
    return day - _DAY


def _at(day: date, hour: int, hours: Hours) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=hours.zone)
