"""Reads `hours.yaml`: when the team works, and the days on which it does not.

What the file says about a day wins over the public holidays and over the week. A day may stand
in it once, so that it never contradicts itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import yaml
from rapidfuzz import process

from faq.model import ByLanguage, FaqInvalid
from faq.reader import Reader

DAY = 24 * 60  # minutes
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MAX_ANNOUNCE_DAYS = 60
MAX_CLOSURE_DAYS = 90  # longer ones are a slip in the year; they would close the support desk for good
_YEARS = range(2000, 2101)
_PUBLIC_HOLIDAYS = ("vietnam", "none")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Interval:
    """From when to when, in minutes after the day's midnight; past 24:00 it runs into the next day."""

    opens: int
    closes: int

    def __str__(self) -> str:
        closes = self.closes if self.closes <= DAY else self.closes - DAY
        return f"{self.opens // 60:02}:{self.opens % 60:02}-{closes // 60:02}:{closes % 60:02}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Closure:
    """Days on which the company is closed, both ends included."""

    first: date
    last: date
    name: ByLanguage


@dataclass(frozen=True, kw_only=True, slots=True)
class HalfDay:
    """A day with hours of its own."""

    day: date
    hours: tuple[Interval, ...]
    name: ByLanguage


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenDay:
    """A day that is open in spite of a public holiday; without hours, with those of its weekday."""

    day: date
    hours: tuple[Interval, ...] = ()


_OFFICE = (Interval(opens=8 * 60, closes=17 * 60),)


@dataclass(frozen=True, kw_only=True, slots=True)
class HoursRules:
    """The whole file. The defaults are the hours of the support program. `week` starts on Monday."""

    timezone: str = "Asia/Ho_Chi_Minh"
    week: tuple[tuple[Interval, ...], ...] = (*[_OFFICE] * 6, ())
    public_holidays: str = "vietnam"
    closures: tuple[Closure, ...] = ()
    half_days: tuple[HalfDay, ...] = ()
    open_anyway: tuple[OpenDay, ...] = ()
    announce_days: int = 7
    holidays_checked: int | None = None  # the last year whose days off somebody has compared with the announcement


def read_hours(path: Path) -> HoursRules:
    """The rules of the file; those of the support program where there is none.

    Raises:
        FaqInvalid: something in the file is wrong; it lists all of it, with file and line.
    """
    if not path.is_file():
        return HoursRules()
    reader = Reader(path)
    rules = _read_rules(reader) if reader.root else HoursRules()
    if reader.problems:
        raise FaqInvalid(reader.problems)
    return rules


def _read_rules(reader: Reader) -> HoursRules:
    keys = reader.mapping(reader.root, HoursRules.__slots__, 'the file has "timezone:" and "week:"')
    default = HoursRules()
    week = _read_week(reader, keys["week"]) if "week" in keys else default.week
    days = _Days(reader, week)
    return HoursRules(
        timezone=_read_timezone(reader, keys.get("timezone")) or default.timezone,
        week=week,
        public_holidays=_read_public_holidays(reader, keys.get("public_holidays")) or default.public_holidays,
        closures=tuple(filter(None, map(days.closure, reader.sequence(keys.get("closures"))))),
        half_days=tuple(filter(None, map(days.half_day, reader.sequence(keys.get("half_days"))))),
        open_anyway=tuple(filter(None, map(days.open_day, reader.sequence(keys.get("open_anyway"))))),
        announce_days=_read_announce_days(reader, keys.get("announce_days"), default.announce_days),
        holidays_checked=_read_year(reader, keys.get("holidays_checked")),
    )


def _read_timezone(reader: Reader, node: yaml.Node | None) -> str:
    name = reader.text(node)
    try:
        ZoneInfo(name or "UTC")
    except (OSError, ValueError, KeyError):  # KeyError: no such zone; the others: a path, a folder
        near = process.extractOne(name, available_timezones(), score_cutoff=60)
        hint = f'Did you mean "{near[0]}"?' if near else 'Write area and city, for example "Asia/Ho_Chi_Minh".'
        reader.say(node, f'"{name}" is not a time zone.', hint)
    return name


def _read_public_holidays(reader: Reader, node: yaml.Node | None) -> str:
    name = reader.text(node)
    if name and name not in _PUBLIC_HOLIDAYS:
        reader.say(node, f'"{name}" has no list of public holidays.', f"Known: {', '.join(_PUBLIC_HOLIDAYS)}.")
    return name


def _read_announce_days(reader: Reader, node: yaml.Node | None, default: int) -> int:
    text = reader.text(node)
    if not text:
        return default
    if text.isascii() and text.isdigit() and int(text) <= MAX_ANNOUNCE_DAYS:
        return int(text)
    reader.say(node, f'"{text}" is not a number of days.', f"Write a number from 0 to {MAX_ANNOUNCE_DAYS}.")
    return default


def _read_year(reader: Reader, node: yaml.Node | None) -> int | None:
    text = reader.text(node)
    if text.isascii() and text.isdigit() and int(text[:5]) in _YEARS:
        return int(text)
    if text:
        reader.say(node, f'"{text}" is not a year.', 'Write the year, for example "holidays_checked: 2027".')
    return None


def _read_week(reader: Reader, node: yaml.Node) -> tuple[tuple[Interval, ...], ...]:
    before = len(reader.problems)
    keys = reader.mapping(node, WEEKDAYS, 'it has lines such as "Monday: ["08:00-17:00"]"')
    found = [_read_intervals(reader, keys.get(name)) for name in WEEKDAYS]
    _check_overlaps(
        reader,
        [
            (DAY * n + interval.opens, DAY * n + interval.closes, f"{WEEKDAYS[n]} {interval}", at)
            for n, intervals in enumerate(found)
            for interval, at in intervals
        ],
        around=DAY * 7,
    )
    if not any(found) and len(reader.problems) == before:
        reader.say(node, "no day of the week has hours.", 'Write at least one, for example "Monday: ["08:00-17:00"]".')
    return tuple(_in_order(intervals) for intervals in found)


def _in_order(intervals: list[tuple[Interval, yaml.Node]]) -> tuple[Interval, ...]:
    return tuple(sorted(interval for interval, _ in intervals))


def _read_intervals(reader: Reader, node: yaml.Node | None) -> list[tuple[Interval, yaml.Node]]:
    """The intervals of one day. A single one may stand without brackets."""
    single = isinstance(node, yaml.ScalarNode) and _SPAN.fullmatch(node.value)
    nodes = [node] if node is not None and single else reader.sequence(node)
    return [(interval, at) for at in nodes if (interval := _read_interval(reader, at))]


def _read_interval(reader: Reader, node: yaml.Node) -> Interval | None:
    text = reader.text(node)
    match = _SPAN.fullmatch(text)
    numbers = [int(number) for number in match.groups()] if match else []
    if not numbers or max(numbers[1], numbers[3]) > 59 or numbers[0] > 23 or numbers[2] * 60 + numbers[3] > DAY:
        reader.say(
            node,
            f'"{text}" is not a time from ... to.',
            'Write both times with 24 hours, for example "08:00-17:00".',
        )
        return None
    opens, closes = numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]
    if opens == closes:
        reader.say(
            node,
            f'"{text}" begins and ends at the same time.',
            'Write another end, or "00:00-24:00" for the whole day.',
        )
        return None
    return Interval(opens=opens, closes=closes if closes > opens else closes + DAY)


def _check_overlaps(reader: Reader, spans: list[tuple[int, int, str, yaml.Node]], around: int = 0) -> None:
    """Note hours that begin before the hours before them end. `around`: the week's end meets its beginning."""
    spans = sorted(spans, key=lambda span: span[0])
    for (_, end, name, _), (start, _, later, node) in pairwise(spans):
        if start < end:
            _say_overlap(reader, node, later, name)
    if around and len(spans) > 1 and spans[0][0] + around < spans[-1][1]:
        _say_overlap(reader, spans[0][3], spans[0][2], spans[-1][2])


def _say_overlap(reader: Reader, node: yaml.Node, later: str, earlier: str) -> None:
    reader.say(node, f"{later} overlaps {earlier}.", "Let one end before the other begins, or write them as one.")


class _Days:
    """Reads the single days of the file, and sees to it that each stands there once."""

    def __init__(self, reader: Reader, week: tuple[tuple[Interval, ...], ...]) -> None:
        self._reader = reader
        self._week = week
        self._taken: dict[date, int] = {}  # the line

    def closure(self, node: yaml.Node) -> Closure | None:
        reader = self._reader
        keys = reader.mapping(node, {"from", "to", "name"}, 'it starts with "- from:"')
        if not keys:
            return None
        first = self._day(keys.get("from"), "from", node)
        last = self._day(keys["to"], "to", node) if "to" in keys else first
        name = reader.by_language(keys.get("name"), "name", node)
        if not first or not last:
            return None
        if last < first:
            reader.say(keys["to"], f"the closure ends ({last}) before it begins ({first}).", "Correct one of the two.")
        elif (last - first).days >= MAX_CLOSURE_DAYS:
            reader.say(
                keys["to"],
                f"the closure has {(last - first).days + 1} days.",
                f"Correct the year; {MAX_CLOSURE_DAYS} days are the most.",
            )
        else:
            self._take(node, first, last)
        return Closure(first=first, last=last, name=name)

    def half_day(self, node: yaml.Node) -> HalfDay | None:
        keys = self._reader.mapping(node, {"date", "hours", "name"}, 'it starts with "- date:"')
        if not keys:
            return None
        day = self._day(keys.get("date"), "date", node)
        hours = self._hours(keys.get("hours"))
        if "hours" not in keys:
            self._reader.say(node, "the half day has no hours.", 'Write for example hours: ["08:00-12:00"].')
        elif not hours and isinstance(keys["hours"], yaml.SequenceNode) and not keys["hours"].value:
            self._reader.say(keys["hours"], "the half day has no hours.", 'For a whole day off use "closures:".')
        name = self._reader.by_language(keys.get("name"), "name", node)
        if day:
            self._take(node, day, day)
        return HalfDay(day=day, hours=hours, name=name) if day else None

    def open_day(self, node: yaml.Node) -> OpenDay | None:
        """A date alone, or a date with hours."""
        if isinstance(node, yaml.ScalarNode):
            keys: dict[str, yaml.Node] = {"date": node}
        else:
            keys = self._reader.mapping(node, {"date", "hours"}, 'it is a date, or starts with "- date:"')
        day = self._day(keys.get("date"), "date", node) if keys else None
        if not day:
            return None
        hours = self._hours(keys.get("hours"))
        weekday = day.weekday()
        if "hours" not in keys and not self._week[weekday]:
            self._reader.say(
                node,
                f"{day} is a {WEEKDAYS[weekday]}, which has no hours.",
                f'Write "- date: {day}" and below it hours: ["08:00-12:00"].',
            )
        self._take(node, day, day)
        return OpenDay(day=day, hours=hours)

    def _day(self, node: yaml.Node | None, key: str, within: yaml.Node) -> date | None:
        before = len(self._reader.problems)
        day = self._reader.day(node)
        if day and day.year not in _YEARS:
            self._reader.say(node, f"the year {day.year} cannot be right.", "Correct the year.")
            return None
        if not day and len(self._reader.problems) == before:
            self._reader.say(node or within, f'there is no date after "{key}:".', f'Write "{key}: 2027-05-31".')
        return day

    def _hours(self, node: yaml.Node | None) -> tuple[Interval, ...]:
        found = _read_intervals(self._reader, node)
        _check_overlaps(self._reader, [(i.opens, i.closes, str(i), at) for i, at in found])
        return _in_order(found)

    def _take(self, node: yaml.Node, first: date, last: date) -> None:
        line = self._reader.place(node).line
        for day in _each_day(first, last):
            if day in self._taken:
                self._reader.say(
                    node,
                    f"{day} already stands in line {self._taken[day]}.",
                    "A day may stand in this file once: delete or shorten one of the two.",
                )
                break
        self._taken |= dict.fromkeys(_each_day(first, last), line)


def _each_day(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
