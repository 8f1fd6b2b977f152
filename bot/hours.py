"""When support is open, why it is not, and when it is again.

Pure: `now` is always passed in, every time carries its zone, and the answers come back in the
office's zone. Python compares two times of one zone by their clock faces, which is wrong when
clocks change; so everything is worked out in UTC and turned back at the end.

A working day is a day on which an opening begins: a night shift belongs to its evening. What the
company's file says about a day wins over the public holidays, and those win over the week.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property, lru_cache
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

import holidays as library

from bot.model import ReplyLanguage
from faq.hours_file import WEEKDAYS, Closure, HalfDay, HoursRules, Interval, OpenDay
from faq.model import ByLanguage

FIRST_ANSWER = timedelta(hours=24)
MAX_DAYS = 400  # how far ahead an opening is looked for
_DAY = timedelta(days=1)
_WEEKDAYS_VI = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_NO_NAME: ByLanguage = {"en": "", "vi": ""}
_TET: ByLanguage = {"en": "Tet, the Lunar New Year", "vi": "Tết Nguyên Đán"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Closed:
    """Why nobody is there. Within a working day (`before_hours`: it opens later today) the name is empty."""

    kind: Literal["holiday", "company", "day_off", "after_hours", "before_hours"]
    name: ByLanguage


@dataclass(frozen=True, kw_only=True, slots=True)
class ComingClosure:
    """A closure to announce. The `id` changes when its days do, since it has to be announced again then."""

    id: str
    first: date
    last: date
    reopens: datetime
    name: ByLanguage


SpecialKind = Literal["holiday", "company", "half_day", "open_anyway"]


@dataclass(frozen=True, kw_only=True)
class Hours:
    """The opening hours: the company's rules, and the names of the public holidays by date."""

    rules: HoursRules
    holidays: Mapping[date, ByLanguage]

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.rules.timezone)

    def is_open(self, now: datetime) -> bool:
        """Whether support is open. It is at the moment of opening, and no longer at that of closing."""
        return any(start <= _utc(now) for start, _ in self._openings(now, now))

    def next_opening(self, now: datetime) -> datetime:
        """The first open moment from now on; now itself when it is open.

        Raises:
            ValueError: there is none within `MAX_DAYS` days.
        """
        for start, _ in self._openings(now):
            return self._local(max(start, _utc(now)))
        raise ValueError(f"support never opens within {MAX_DAYS} days of {now.isoformat()}")

    def closing_time(self, now: datetime) -> datetime | None:
        """When it closes next; None while it is closed, and when it never closes (within `MAX_DAYS` days)."""
        end = _utc(now)
        if not self.is_open(now):
            return None
        for start, until in self._openings(now):
            if start > end:
                break
            end = max(end, until)
        return None if end > _utc(now) + timedelta(days=MAX_DAYS - 2) else self._local(end)

    def why_closed(self, now: datetime) -> Closed | None:
        """Why it is closed until the next opening; None when it is open.

        A holiday is named from the last closing before it, not only from midnight: on the evening
        before Tet it is Tet that keeps the customer waiting, not the end of the day.
        """
        if self.is_open(now):
            return None
        today, opens = self._local(now).date(), self.next_opening(now).date()
        for day in _days(today, opens - _DAY):
            if not self.hours_of(day) and (reason := self._reason(*self._run(day))):
                return reason
        if not self.hours_of(today):
            return Closed(kind="day_off", name={"en": WEEKDAYS[today.weekday()], "vi": _WEEKDAYS_VI[today.weekday()]})
        if reason := self._short_day(now, today):
            return reason
        return Closed(kind="before_hours" if opens == today else "after_hours", name=_NO_NAME)

    def first_answer_by(self, asked: datetime) -> datetime:
        """Until when the first answer is expected.

        24 hours, of which days off count nothing; and if nobody works then, the last working
        moment before. Where the hours change so much from day to day that this lies in the past,
        it is the next opening.
        """
        best, by = _utc(self.next_opening(asked)), self._counted(_utc(asked), FIRST_ANSWER)
        for start, end in self._openings(asked, by):
            if start <= by:
                best = max(best, min(end, by))
        return self._local(best)

    def coming_closure(self, now: datetime) -> ComingClosure | None:
        """The next holiday or company closure, when it begins within the days of notice.

        It has begun when the last working hour before it is over; from then on `why_closed` names it.
        Closures on days that are off anyway (a holiday on a Sunday) change nothing and are not announced.
        """
        today = self._local(now).date()
        day = today + _DAY
        while day <= today + timedelta(days=self.rules.announce_days):
            first, last = self._run(day) if not self.hours_of(day) else (day, day)
            reason = self._reason(first, last)
            if reason and first > today and any(self.rules.week[d.weekday()] for d in _days(first, last)):
                reopens = self.next_opening(self._at(last + _DAY))
                if self.next_opening(now) < reopens:
                    return ComingClosure(
                        id=f"{first}..{last}", first=first, last=last, reopens=reopens, name=reason.name
                    )
            day = last + _DAY
        return None

    def holidays_ahead(self, now: datetime, days: int = 365) -> list[tuple[date, ByLanguage, SpecialKind]]:
        """Every day that differs from the week, from today on: closed days, half days, holidays that are open."""
        today = self._local(now).date()
        found = ((day, self._special(day)) for day in _days(today, today + timedelta(days=days)))
        return [(day, special[1], special[0]) for day, special in found if special]

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """How long support was open between two moments; nothing when the end comes first."""
        total, done = timedelta(), _utc(start)
        for opens, closes in self._openings(start, end):
            opens, closes = max(opens, done), min(closes, _utc(end))
            if opens < closes:
                total, done = total + (closes - opens), closes
        return total

    def after_working(self, start: datetime, length: timedelta) -> datetime | None:
        """When support will have been open for so long since `start`; None if that is never within `MAX_DAYS` days."""
        done = _utc(start)
        for opens, closes in self._openings(start):
            opens = max(opens, done)
            if opens + length <= closes:
                return self._local(opens + length)
            if opens < closes:
                length, done = length - (closes - opens), closes
        return None

    def hours_of(self, day: date) -> tuple[Interval, ...]:
        """The openings that begin on a day; none on a day off."""
        exception = self._exception(day)
        if isinstance(exception, Closure) or (exception is None and day in self.holidays):
            return ()
        return (exception.hours if exception else ()) or self.rules.week[day.weekday()]

    def week_text(self, language: ReplyLanguage) -> str:
        """The ordinary week in words: "Monday to Saturday, 08:00-17:00 (GMT+7)"."""
        numbered = groupby(range(7), key=lambda n: self.rules.week[n])
        groups = [
            f"{_day_range(list(days), language)}, {_and(language).join(map(str, intervals))}"
            for intervals, days in numbered
            if intervals
        ]
        return f"{'; '.join(groups)} ({self._zone_text()})"

    def day_and_hour(self, moment: datetime, language: ReplyLanguage) -> str:
        """A moment by the office's clock: "Monday 8 February, 08:00 (GMT+7)"."""
        local = self._local(moment)
        clock, offset = f"{local:%H:%M}", _offset_text(local)
        if language == "vi":
            return f"{clock} {day(local.date(), language)} ({offset})"
        return f"{day(local.date(), language)}, {clock} ({offset})"

    def _zone_text(self) -> str:
        """The offset, or the zone's name where it changes within the year."""
        winter, summer = (_offset_text(datetime(2025, month, 1, tzinfo=self.zone)) for month in (1, 7))
        return winter if winter == summer else self.rules.timezone

    def _local(self, moment: datetime) -> datetime:
        return _utc(moment).astimezone(self.zone)

    def _at(self, day: date, minutes: int = 0) -> datetime:
        """That time on the office's clock, in UTC."""
        clock = datetime.combine(day, time()) + timedelta(minutes=minutes)
        return clock.replace(tzinfo=self.zone).astimezone(UTC)

    def _openings(self, since: datetime, until: datetime | None = None) -> Iterator[tuple[datetime, datetime]]:
        """Openings in UTC, by their beginning, that end after `since`; up to the day of `until`."""
        first = self._local(since).date() - _DAY  # a night shift may have begun yesterday
        last = self._local(until).date() if until else first + timedelta(days=MAX_DAYS + 1)
        for day in _days(first, last):
            for start, end in self._opens_on(day):
                if end > max(start, _utc(since)):  # hours that the change to summer time leaves out are none
                    yield start, end

    @cached_property
    def _opens_on(self) -> Callable[[date], Sequence[tuple[datetime, datetime]]]:
        """A day's openings in UTC. The same few days are asked for with every message."""

        def openings(day: date) -> Sequence[tuple[datetime, datetime]]:
            return [(self._at(day, each.opens), self._at(day, each.closes)) for each in self.hours_of(day)]

        return lru_cache(maxsize=MAX_DAYS)(openings)

    def _counted(self, start: datetime, length: timedelta) -> datetime:
        """The moment when `length` has passed since `start`, days off not counted."""
        first = self._local(start).date()
        for day in _days(first, first + timedelta(days=MAX_DAYS)):
            if self.hours_of(day):
                begin, midnight = max(start, self._at(day)), self._at(day + _DAY)
                if begin + length <= midnight:
                    return begin + length
                length -= midnight - begin
        raise ValueError(f"support does not work on enough days after {start.isoformat()}")

    def _exception(self, day: date) -> Closure | HalfDay | OpenDay | None:
        """What the company's file says about a day."""
        return (
            next((half for half in self.rules.half_days if half.day == day), None)
            or next((still for still in self.rules.open_anyway if still.day == day), None)
            or next((closure for closure in self.rules.closures if closure.first <= day <= closure.last), None)
        )

    def _special(self, day: date) -> tuple[SpecialKind, ByLanguage] | None:
        match self._exception(day):
            case Closure(name=name):
                return "company", name
            case HalfDay(name=name):
                return "half_day", name
            case OpenDay():
                return "open_anyway", self.holidays.get(day, _NO_NAME)
            case None:
                return ("holiday", self.holidays[day]) if day in self.holidays else None

    def _short_day(self, now: datetime, today: date) -> Closed | None:
        """The reason when it would usually be open at this time of the day, but today has other hours."""
        special = self._special(today)
        usual = self.rules.week[today.weekday()]
        if not special or not any(self._at(today, i.opens) <= _utc(now) < self._at(today, i.closes) for i in usual):
            return None
        if special[0] == "half_day":
            return Closed(kind="company", name=special[1])
        return Closed(kind="holiday", name=_telling(special[1])) if today in self.holidays else None

    def _run(self, day: date) -> tuple[date, date]:
        """The first and last of the days without opening around this one."""
        first = last = day
        while not self.hours_of(first - _DAY) and (day - first).days < MAX_DAYS:
            first -= _DAY
        while not self.hours_of(last + _DAY) and (last - day).days < MAX_DAYS:
            last += _DAY
        return first, last

    def _reason(self, first: date, last: date) -> Closed | None:
        """The holiday or company closure that explains most of these days; two when they are equal."""
        days: Counter[tuple[str, str, bool]] = Counter()
        for day in _days(first, last):
            match self._special(day):
                case "company", name:
                    days[name["en"], name["vi"], True] += 1
                case "holiday", name:  # days in lieu ("National Day (observed)") only tell when nothing else does
                    plain = _telling(name)
                    days[plain["en"], plain["vi"], False] += "(" not in name["en"]
        if not days:
            return None
        best = [key for key, n in days.items() if n == max(days.values())][:2]
        return Closed(
            kind="company" if any(company for _, _, company in best) else "holiday",
            name={"en": _and("en").join(key[0] for key in best), "vi": _and("vi").join(key[1] for key in best)},
        )


class _VietnamHolidays(Mapping[date, ByLanguage]):
    """Vietnam's public holidays, each year worked out when it is first asked for."""

    years = range(2000, 2101)

    def __getitem__(self, day: date) -> ByLanguage:
        if day.year not in self.years:
            raise KeyError(day)
        return _vietnam(day.year)[day]

    def __iter__(self) -> Iterator[date]:
        return (day for year in self.years for day in _vietnam(year))

    def __len__(self) -> int:
        return sum(len(_vietnam(year)) for year in self.years)


@cache
def _vietnam(year: int) -> Mapping[date, ByLanguage]:
    english = library.country_holidays("VN", years=year, expand=False, language="en_US")
    vietnamese = library.country_holidays("VN", years=year, expand=False, language="vi")
    return {day: {"en": english[day], "vi": vietnamese[day]} for day in sorted(english)}


def build_hours(rules: HoursRules) -> Hours:
    """The hours with the public holidays that the rules ask for."""
    return Hours(rules=rules, holidays=_VietnamHolidays() if rules.public_holidays == "vietnam" else {})


def day(moment: date, language: ReplyLanguage) -> str:
    """A day without its year: "Saturday 6 February"."""
    if language == "vi":
        return f"{_WEEKDAYS_VI[moment.weekday()]} {moment.day}/{moment.month}"
    return f"{WEEKDAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]}"


def how_long(length: timedelta, language: ReplyLanguage) -> str:
    """How long from now, as people say it: to the minute when it is near, to the hour when it is far."""
    minutes = max(1, -(-length // timedelta(minutes=1)))
    if minutes >= 6 * 60:
        minutes = (minutes + 30) // 60 * 60
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    units = (
        [(days, "ngày"), (hours, "giờ"), (minutes, "phút")]
        if language == "vi"
        else [(days, "day"), (hours, "hour"), (minutes, "minute")]
    )
    parts = [f"{n} {unit}{'s' if language != 'vi' and n != 1 else ''}" for n, unit in units if n]
    return f"sau {' '.join(parts)} nữa" if language == "vi" else f"in {' and '.join(parts)}"


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without its time zone cannot be placed")
    return moment.astimezone(UTC)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _telling(name: ByLanguage) -> ByLanguage:
    """A holiday's name for customers: Tet as a whole, not its third day; nothing about days in lieu."""
    if "Lunar New Year" in name["en"]:
        return _TET
    return {
        language: _and(language).join(part.partition(" (")[0] for part in text.split("; "))
        for language, text in name.items()
    }


def _and(language: str) -> str:
    return " và " if language == "vi" else " and "


def _day_range(days: list[int], language: ReplyLanguage) -> str:
    names = [(_WEEKDAYS_VI if language == "vi" else WEEKDAYS)[n] for n in days]
    if len(names) < 3:
        return _and(language).join(names)
    return f"{names[0]} {'đến' if language == 'vi' else 'to'} {names[-1]}"


def _offset_text(moment: datetime) -> str:
    """GMT+7, GMT+5:30, GMT-3, GMT."""
    minutes = (moment.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return "GMT"
    return f"GMT{'+' if minutes > 0 else '-'}{hours}{f':{rest:02}' if rest else ''}"
