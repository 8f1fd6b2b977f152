"""What holds for any week, any day off and any moment of twenty years.

The model below knows nothing of the code: it asks the calendar library for all years at once and
steps through time in quarters of an hour.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.hours import Hours, build_hours
from faq.hours_file import Closure, HalfDay, HoursRules, Interval, OpenDay

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")  # no summer time in these years, so the wall clock can be counted on
QUARTER = timedelta(minutes=15)
HOLIDAYS = holidays.country_holidays("VN", years=range(2019, 2043))
NAME = {"en": "a reason", "vi": "một lý do"}


def quarters(*spans: tuple[int, int]) -> tuple[Interval, ...]:
    return tuple(Interval(opens=opens * 15, closes=closes * 15) for opens, closes in spans)


OFFICE, SPLIT, NIGHT, NONE = quarters((32, 68)), quarters((32, 48), (52, 68)), quarters((80, 104)), quarters()
unhurried = settings(deadline=None)  # a busy machine is no mistake of ours
DAY_HOURS = st.sampled_from([OFFICE, SPLIT, NIGHT, NONE, quarters((36, 41)), quarters((50, 96))])
WEEKS = st.one_of(
    st.just(HoursRules().week),
    st.just((*[SPLIT] * 5, quarters((32, 48)), NONE)),
    st.just((*[NIGHT] * 6, NONE)),
    st.tuples(*[DAY_HOURS] * 7).filter(any),
)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 12, 31), timezones=st.just(HANOI))  # noqa: DTZ001


@st.composite
def hours_and_moment(draw: st.DrawFn) -> tuple[Hours, datetime]:
    """Rules with their exceptional days close to the moment, where they matter."""
    now = draw(MOMENTS)
    near = st.integers(-3, 12).map(lambda n: now.date() + timedelta(days=n))
    days = draw(st.lists(near, unique=True, max_size=4))
    first = draw(st.integers(1, 30)), draw(st.integers(0, 12))
    closed_from = now.date() + timedelta(days=first[0])
    closure = Closure(first=closed_from, last=closed_from + timedelta(days=first[1]), name=NAME)
    own = quarters(*draw(st.sampled_from([((32, 48),), ((56, 68),), ((80, 92),), ((32, 40), (60, 62))])))
    rules = HoursRules(
        week=draw(WEEKS),
        closures=(closure,) if draw(st.booleans()) else (),
        half_days=tuple(HalfDay(day=day, hours=own, name=NAME) for day in days[:2]),
        open_anyway=tuple(OpenDay(day=day) for day in days[2:]),
    )
    return build_hours(rules), now


def model_hours(rules: HoursRules, day: date) -> tuple[Interval, ...]:
    own = {half.day: half.hours for half in rules.half_days}
    own |= {still.day: still.hours or rules.week[day.weekday()] for still in rules.open_anyway}
    if day in own:
        return own[day]
    closed = day in HOLIDAYS or any(c.first <= day <= c.last for c in rules.closures)
    return () if closed else rules.week[day.weekday()]


def model_is_open(rules: HoursRules, moment: datetime) -> bool:
    minute = moment.hour * 60 + moment.minute
    today = any(i.opens <= minute < i.closes for i in model_hours(rules, moment.date()))
    yesterday = model_hours(rules, moment.date() - timedelta(days=1))
    return today or any(i.opens <= minute + 24 * 60 < i.closes for i in yesterday)


def model_next_opening(rules: HoursRules, now: datetime) -> datetime:
    moment = now
    while not model_is_open(rules, moment):
        moment = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0) + QUARTER
    return moment


@unhurried
@given(hours_and_moment())
def test_open_or_closed_agrees_with_the_model(case: tuple[Hours, datetime]) -> None:
    hours, now = case

    assert hours.is_open(now) == model_is_open(hours.rules, now)
    assert (hours.why_closed(now) is None) == hours.is_open(now)
    assert (hours.closing_time(now) is not None) == hours.is_open(now)


@unhurried
@given(hours_and_moment())
def test_next_opening_is_the_earliest_open_moment(case: tuple[Hours, datetime]) -> None:
    hours, now = case
    opening = hours.next_opening(now)

    assert opening == model_next_opening(hours.rules, now)
    assert hours.is_open(opening)
    assert hours.next_opening(opening) == opening


@unhurried
@given(hours_and_moment(), st.timedeltas(timedelta(), timedelta(days=20)))
def test_a_later_moment_never_opens_earlier(case: tuple[Hours, datetime], later: timedelta) -> None:
    hours, now = case

    assert hours.next_opening(now) <= hours.next_opening(now + later)


@unhurried
@given(hours_and_moment())
def test_closing_time_ends_an_unbroken_opening(case: tuple[Hours, datetime]) -> None:
    hours, now = case
    closing = hours.closing_time(now)

    if closing:
        assert not hours.is_open(closing)
        assert hours.working_time(now, closing) == closing - now


@unhurried
@given(hours_and_moment())
def test_first_answer_falls_within_working_hours_and_not_before_they_begin(case: tuple[Hours, datetime]) -> None:
    hours, asked = case
    by = hours.first_answer_by(asked)

    assert by >= hours.next_opening(asked) >= asked
    assert hours.is_open(by) or hours.is_open(by - timedelta(microseconds=1))


@unhurried
@given(hours_and_moment(), st.timedeltas(timedelta(), timedelta(days=20)))
def test_who_asks_later_is_never_answered_earlier(case: tuple[Hours, datetime], later: timedelta) -> None:
    hours, asked = case

    assert hours.first_answer_by(asked) <= hours.first_answer_by(asked + later)


@unhurried
@given(MOMENTS)
def test_first_answer_with_our_hours_leaves_at_most_24_hours_of_working_days(asked: datetime) -> None:
    hours = build_hours(HoursRules())
    days = {asked.date() + timedelta(days=n) for n in range(1, 40)}
    off = {day for day in days if not model_hours(hours.rules, day)}
    by = hours.first_answer_by(asked)
    skipped = sum(asked.date() < day <= by.date() for day in off)
    today_is_off = not model_hours(hours.rules, asked.date())

    assert by - asked <= timedelta(days=1 + skipped + today_is_off)


@unhurried
@given(hours_and_moment(), st.integers(0, 400))
def test_working_time_agrees_with_counting_quarters(case: tuple[Hours, datetime], count: int) -> None:
    hours, now = case
    start = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    worked = sum(model_is_open(hours.rules, start + QUARTER * n) for n in range(count))

    assert hours.working_time(start, start + QUARTER * count) == QUARTER * worked


@unhurried
@given(hours_and_moment())
def test_an_announced_closure_begins_within_the_notice_and_ends_with_the_reopening(
    case: tuple[Hours, datetime],
) -> None:
    hours, now = case
    coming = hours.coming_closure(now)

    if coming:
        assert 0 < (coming.first - now.date()).days <= hours.rules.announce_days
        assert all(
            not model_hours(hours.rules, coming.first + timedelta(days=n))
            for n in range((coming.last - coming.first).days + 1)
        )
        assert model_hours(hours.rules, coming.first - timedelta(days=1))
        assert coming.reopens.date() == coming.last + timedelta(days=1)
        assert coming.reopens > hours.next_opening(now)
