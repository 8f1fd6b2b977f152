"""When support is open, why not, and by when customers get an answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.hours import Closed, ComingClosure, Hours, build_hours, day, how_long
from faq.hours_file import Closure, HalfDay, HoursRules, Interval, OpenDay

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
TET = {"en": "Tet, the Lunar New Year", "vi": "Tết Nguyên Đán"}
TRIP = {"en": "our company trip", "vi": "chuyến du lịch công ty"}
EVE = {"en": "Christmas Eve", "vi": "đêm Giáng sinh"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


def span(opens: int, closes: int) -> Interval:
    return Interval(opens=opens * 60, closes=closes * 60)


MORNING = (span(8, 12),)
NIGHTS = HoursRules(week=(*[(span(20, 26),)] * 6, ()), public_holidays="none")
SPLIT = HoursRules(week=(*[(span(8, 12), span(13, 17))] * 5, MORNING, ()), public_holidays="none")
ALWAYS = HoursRules(week=((span(0, 24),),) * 7, public_holidays="none")


@pytest.fixture
def hours() -> Hours:
    return build_hours(HoursRules())


def with_rules(**changes: object) -> Hours:
    return build_hours(HoursRules(**changes))  # type: ignore[arg-type]


# --- open or not -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-03-02 07:59:59", False),
        ("2026-03-02 08:00", True),
        ("2026-03-02 16:59:59", True),
        ("2026-03-02 17:00", False),
        ("2026-03-07 12:00", True),  # Saturday
        ("2026-03-08 12:00", False),  # Sunday
        ("2026-02-17 12:00", False),  # Tet
    ],
)
def test_support_is_open_on_working_days_from_eight_to_five(hours: Hours, moment: str, is_open: bool) -> None:
    assert hours.is_open(at(moment)) is is_open


def test_a_moment_given_in_another_zone_is_the_same_moment(hours: Hours) -> None:
    assert hours.is_open(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    assert hours.next_opening(datetime(2026, 3, 2, 0, 0, tzinfo=UTC)).isoformat() == "2026-03-02T08:00:00+07:00"


def test_a_time_without_zone_is_refused(hours: Hours) -> None:
    naive = at("2026-03-02 09:00").replace(tzinfo=None)

    for method in (hours.is_open, hours.next_opening, hours.why_closed, hours.first_answer_by, hours.coming_closure):
        with pytest.raises(ValueError, match="without its time zone"):
            method(naive)


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("2026-03-02 10:15", "2026-03-02 10:15"),
        ("2026-03-02 17:00", "2026-03-03 08:00"),
        ("2026-03-07 17:00", "2026-03-09 08:00"),
        ("2026-02-14 17:00", "2026-02-21 08:00"),  # Tet 2026: Monday to Friday
        ("2027-02-03 17:00", "2027-02-11 08:00"),  # Tet 2027: Thursday to Wednesday
    ],
)
def test_next_opening_is_now_or_the_next_working_morning(hours: Hours, now: str, opening: str) -> None:
    assert hours.next_opening(at(now)) == at(opening)


def test_next_opening_looks_past_a_long_closure() -> None:
    hours = with_rules(closures=(Closure(first=date(2026, 3, 1), last=date(2026, 12, 31), name=TRIP),))

    assert hours.next_opening(at("2026-03-02 09:00")) == at("2027-01-02 08:00")


def test_hours_that_never_open_are_refused_instead_of_searched_for_ever() -> None:
    hours = with_rules(week=((),) * 7)

    with pytest.raises(ValueError, match="never opens within 400 days"):
        hours.next_opening(at("2026-03-02 09:00"))


def test_closing_time_is_the_end_of_the_current_opening(hours: Hours) -> None:
    assert hours.closing_time(at("2026-03-02 09:00")) == at("2026-03-02 17:00")
    assert hours.closing_time(at("2026-03-02 17:00")) is None


def test_closing_time_around_the_clock_is_none() -> None:
    assert build_hours(ALWAYS).closing_time(at("2026-03-02 09:00")) is None


def test_openings_that_touch_at_midnight_close_once() -> None:
    hours = with_rules(week=((span(20, 24),), (span(0, 3),), (), (), (), (), ()))

    assert hours.closing_time(at("2026-03-02 21:00")) == at("2026-03-03 03:00")


# --- the company's file ----------------------------------------------------------------------


def test_a_day_of_the_company_closes_a_working_day() -> None:
    hours = with_rules(closures=(Closure(first=date(2026, 3, 3), last=date(2026, 3, 4), name=TRIP),))

    assert hours.next_opening(at("2026-03-02 17:00")) == at("2026-03-05 08:00")
    assert hours.why_closed(at("2026-03-03 10:00")) == Closed(kind="company", name=TRIP)


def test_the_companys_open_day_wins_over_the_public_holiday() -> None:
    hours = with_rules(open_anyway=(OpenDay(day=date(2026, 11, 24)),))

    assert hours.is_open(at("2026-11-24 16:00"))


def test_an_open_day_may_have_hours_of_its_own() -> None:
    hours = with_rules(open_anyway=(OpenDay(day=date(2026, 11, 24), hours=MORNING),))

    assert hours.closing_time(at("2026-11-24 09:00")) == at("2026-11-24 12:00")
    assert hours.why_closed(at("2026-11-24 14:00")) == Closed(
        kind="holiday", name={"en": "Vietnam Cultural Day", "vi": "Ngày Văn hóa Việt Nam"}
    )


def test_a_half_day_replaces_the_hours_and_says_why_it_is_closed() -> None:
    hours = with_rules(half_days=(HalfDay(day=date(2026, 12, 24), hours=MORNING, name=EVE),))

    assert hours.is_open(at("2026-12-24 11:59"))
    assert hours.why_closed(at("2026-12-24 14:00")) == Closed(kind="company", name=EVE)
    assert hours.why_closed(at("2026-12-24 19:00")) == Closed(kind="after_hours", name={"en": "", "vi": ""})


def test_the_companys_name_for_a_holiday_wins_over_the_librarys() -> None:
    party = {"en": "our Tet break", "vi": "kỳ nghỉ Tết"}
    hours = with_rules(closures=(Closure(first=date(2026, 2, 16), last=date(2026, 2, 21), name=party),))

    assert hours.why_closed(at("2026-02-17 10:00")) == Closed(kind="company", name=party)


# --- split days and nights -------------------------------------------------------------------


def test_a_split_day_has_a_lunch_break() -> None:
    hours = build_hours(SPLIT)

    assert hours.next_opening(at("2026-03-02 12:00")) == at("2026-03-02 13:00")
    closed = hours.why_closed(at("2026-03-02 12:30"))
    assert closed is not None
    assert closed.kind == "before_hours"


def test_a_night_shift_goes_on_after_midnight_even_into_a_day_off() -> None:
    hours = build_hours(NIGHTS)

    assert hours.is_open(at("2026-03-08 01:59"))  # Saturday's shift, on Sunday
    assert hours.closing_time(at("2026-03-07 21:00")) == at("2026-03-08 02:00")
    assert hours.next_opening(at("2026-03-08 02:00")) == at("2026-03-09 20:00")


def test_hours_follow_the_wall_clock_when_clocks_change() -> None:
    hours = with_rules(timezone="Europe/Paris", week=((span(1, 5),),) * 7, public_holidays="none")

    assert hours.working_time(
        datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC)
    ) == timedelta(hours=3)
    assert hours.closing_time(datetime(2026, 3, 29, 0, 30, tzinfo=UTC)) == datetime(2026, 3, 29, 3, tzinfo=UTC)


# --- why closed ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "kind", "name"),
    [
        ("2026-03-02 07:00", "before_hours", ""),
        ("2026-03-02 18:00", "after_hours", ""),
        ("2026-03-07 18:00", "after_hours", ""),
        ("2026-03-08 10:00", "day_off", "Sunday"),
        ("2026-02-18 10:00", "holiday", "Tet, the Lunar New Year"),
        ("2026-02-15 10:00", "holiday", "Tet, the Lunar New Year"),  # the Sunday before
        ("2026-02-14 18:00", "holiday", "Tet, the Lunar New Year"),  # the Saturday evening before
        ("2026-02-20 23:00", "holiday", "Tet, the Lunar New Year"),
        ("2026-02-21 07:00", "before_hours", ""),
        ("2026-08-31 10:00", "holiday", "National Day"),  # swapped with a Saturday
        ("2026-04-27 10:00", "holiday", "Hung Kings' Commemoration Day"),  # in lieu of a Sunday
        ("2027-05-02 10:00", "holiday", "Liberation Day/Reunification Day and International Labor Day"),
    ],
)
def test_the_reason_is_the_one_that_keeps_customers_waiting(hours: Hours, now: str, kind: str, name: str) -> None:
    closed = hours.why_closed(at(now))

    assert closed is not None
    assert (closed.kind, closed.name["en"]) == (kind, name)


def test_there_is_no_reason_while_open(hours: Hours) -> None:
    assert hours.why_closed(at("2026-03-02 09:00")) is None


# --- the first answer ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        ("2026-03-07 16:00", "2026-03-09 16:00"),  # Saturday to Monday
        ("2026-03-02 20:00", "2026-03-03 17:00"),  # Monday evening to Tuesday's closing
        ("2026-03-02 10:00", "2026-03-03 10:00"),
        ("2026-03-08 10:00", "2026-03-09 17:00"),  # Sunday to Monday's closing
        ("2026-03-02 06:00", "2026-03-02 17:00"),
        ("2026-02-14 16:00", "2026-02-21 16:00"),  # over Tet 2026
        ("2027-02-03 16:00", "2027-02-11 16:00"),  # over Tet 2027
        ("2026-02-18 11:00", "2026-02-21 17:00"),  # during Tet
    ],
)
def test_first_answer_comes_within_24_hours_without_days_off(hours: Hours, asked: str, by: str) -> None:
    assert hours.first_answer_by(at(asked)) == at(by)


def test_first_answer_after_a_half_day_is_due_by_its_last_working_moment() -> None:
    hours = with_rules(half_days=(HalfDay(day=date(2026, 12, 24), hours=MORNING, name=EVE),))

    assert hours.first_answer_by(at("2026-12-23 16:00")) == at("2026-12-24 12:00")
    assert hours.first_answer_by(at("2026-12-24 16:00")) == at("2026-12-25 16:00")


def test_first_answer_is_never_due_before_the_next_opening() -> None:
    late = HalfDay(day=date(2026, 3, 3), hours=(span(20, 23),), name=EVE)
    hours = with_rules(half_days=(late,))

    assert hours.first_answer_by(at("2026-03-02 18:00")) == at("2026-03-03 20:00")


def test_first_answer_of_a_night_team_is_due_in_a_night() -> None:
    hours = build_hours(NIGHTS)

    assert hours.first_answer_by(at("2026-03-02 21:00")) == at("2026-03-03 21:00")
    assert hours.first_answer_by(at("2026-03-03 10:00")) == at("2026-03-04 02:00")


# --- announcements ---------------------------------------------------------------------------


def test_tet_is_announced_a_week_before_with_the_sunday_that_begins_it(hours: Hours) -> None:
    assert hours.coming_closure(at("2026-02-08 10:00")) == ComingClosure(
        id="2026-02-15..2026-02-20",
        first=date(2026, 2, 15),
        last=date(2026, 2, 20),
        reopens=at("2026-02-21 08:00"),
        name=TET,
    )
    assert hours.coming_closure(at("2026-02-07 10:00")) is None


def test_tet_2027_is_announced_with_the_sunday_inside(hours: Hours) -> None:
    coming = hours.coming_closure(at("2027-02-01 10:00"))

    assert coming is not None
    assert (coming.first, coming.last, coming.reopens) == (date(2027, 2, 4), date(2027, 2, 10), at("2027-02-11 08:00"))


def test_a_closure_is_announced_until_its_last_working_hour_is_over(hours: Hours) -> None:
    assert hours.coming_closure(at("2026-02-14 16:59")) is not None
    assert hours.coming_closure(at("2026-02-14 17:00")) is None
    assert hours.coming_closure(at("2026-02-17 10:00")) is None


def test_sundays_alone_are_not_announced(hours: Hours) -> None:
    assert hours.coming_closure(at("2026-03-05 10:00")) is None


def test_a_closure_on_a_day_that_is_off_anyway_is_not_announced() -> None:
    hours = with_rules(closures=(Closure(first=date(2026, 3, 8), last=date(2026, 3, 8), name=TRIP),))

    assert hours.coming_closure(at("2026-03-05 10:00")) is None


def test_company_days_next_to_a_holiday_are_announced_as_one_closure() -> None:
    hours = with_rules(closures=(Closure(first=date(2026, 2, 21), last=date(2026, 2, 21), name=TRIP),))
    coming = hours.coming_closure(at("2026-02-13 10:00"))

    assert coming is not None
    assert (coming.last, coming.reopens, coming.name) == (date(2026, 2, 22), at("2026-02-23 08:00"), TET)


def test_nothing_is_announced_with_no_days_of_notice() -> None:
    assert with_rules(announce_days=0).coming_closure(at("2026-02-14 10:00")) is None


def test_holidays_ahead_lists_every_special_day_with_its_kind() -> None:
    hours = with_rules(
        closures=(Closure(first=date(2026, 4, 29), last=date(2026, 4, 29), name=TRIP),),
        open_anyway=(OpenDay(day=date(2026, 4, 30)),),
        half_days=(HalfDay(day=date(2026, 5, 2), hours=MORNING, name=EVE),),
    )

    assert [(d.isoformat(), name["en"], kind) for d, name, kind in hours.holidays_ahead(at("2026-04-28 09:00"), 7)] == [
        ("2026-04-29", "our company trip", "company"),
        ("2026-04-30", "Liberation Day/Reunification Day", "open_anyway"),
        ("2026-05-01", "International Labor Day", "holiday"),
        ("2026-05-02", "Christmas Eve", "half_day"),
    ]


@pytest.mark.parametrize("year", [2000, 2026, 2100])
def test_public_holidays_are_known_for_the_whole_century(hours: Hours, year: int) -> None:
    assert hours.holidays[date(year, 9, 2)] == {"en": "National Day", "vi": "Quốc khánh"}


def test_years_without_known_holidays_are_ordinary(hours: Hours) -> None:
    assert date(2101, 9, 2) not in hours.holidays
    assert not build_hours(NIGHTS).holidays


# --- working time ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "worked"),
    [
        ("2026-03-02 09:00", "2026-03-02 10:30", 1.5),
        ("2026-03-02 16:00", "2026-03-03 09:00", 2),
        ("2026-03-07 16:00", "2026-03-09 09:00", 2),
        ("2026-02-14 16:00", "2026-02-21 09:00", 2),
        ("2026-03-02 18:00", "2026-03-03 07:00", 0),
        ("2026-03-03 09:00", "2026-03-02 09:00", 0),
    ],
)
def test_working_time_counts_only_open_hours(hours: Hours, start: str, end: str, worked: float) -> None:
    assert hours.working_time(at(start), at(end)) == timedelta(hours=worked)


# --- in words --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "english", "vietnamese"),
    [
        (HoursRules(), "Monday to Saturday, 08:00-17:00 (GMT+7)", "Thứ Hai đến Thứ Bảy, 08:00-17:00 (GMT+7)"),
        (
            SPLIT,
            "Monday to Friday, 08:00-12:00 and 13:00-17:00; Saturday, 08:00-12:00 (GMT+7)",
            "Thứ Hai đến Thứ Sáu, 08:00-12:00 và 13:00-17:00; Thứ Bảy, 08:00-12:00 (GMT+7)",
        ),
        (NIGHTS, "Monday to Saturday, 20:00-02:00 (GMT+7)", "Thứ Hai đến Thứ Bảy, 20:00-02:00 (GMT+7)"),
        (
            HoursRules(timezone="Europe/Paris", week=(*[()] * 5, MORNING, MORNING)),
            "Saturday and Sunday, 08:00-12:00 (Europe/Paris)",
            "Thứ Bảy và Chủ Nhật, 08:00-12:00 (Europe/Paris)",
        ),
    ],
)
def test_the_week_in_words(rules: HoursRules, english: str, vietnamese: str) -> None:
    assert build_hours(rules).week_text("en") == english
    assert build_hours(rules).week_text("vi") == vietnamese


def test_a_moment_in_words_by_the_offices_clock(hours: Hours) -> None:
    moment = datetime(2027, 2, 8, 1, 0, tzinfo=UTC)

    assert hours.day_and_hour(moment, "en") == "Monday 8 February, 08:00 (GMT+7)"
    assert hours.day_and_hour(moment, "vi") == "08:00 Thứ Hai 8/2 (GMT+7)"


@pytest.mark.parametrize(
    ("zone", "offset"),
    [("Asia/Kolkata", "GMT+5:30"), ("America/New_York", "GMT-5"), ("UTC", "GMT"), ("America/St_Johns", "GMT-3:30")],
)
def test_the_offset_comes_from_the_zone(zone: str, offset: str) -> None:
    text = with_rules(timezone=zone).day_and_hour(datetime(2027, 2, 8, 12, tzinfo=UTC), "en")

    assert text.endswith(f"({offset})")


def test_a_day_in_words() -> None:
    assert day(date(2027, 2, 6), "en") == "Saturday 6 February"
    assert day(date(2027, 2, 6), "vi") == "Thứ Bảy 6/2"
    assert day(date(2027, 2, 7), "vi") == "Chủ Nhật 7/2"


@pytest.mark.parametrize(
    ("length", "english", "vietnamese"),
    [
        (timedelta(seconds=20), "in 1 minute", "sau 1 phút nữa"),
        (timedelta(minutes=40), "in 40 minutes", "sau 40 phút nữa"),
        (timedelta(minutes=59, seconds=30), "in 1 hour", "sau 1 giờ nữa"),
        (timedelta(hours=1, minutes=30), "in 1 hour and 30 minutes", "sau 1 giờ 30 phút nữa"),
        (timedelta(hours=14, minutes=48), "in 15 hours", "sau 15 giờ nữa"),
        (timedelta(hours=23, minutes=50), "in 1 day", "sau 1 ngày nữa"),
        (timedelta(days=2, hours=3), "in 2 days and 3 hours", "sau 2 ngày 3 giờ nữa"),
    ],
)
def test_how_long_in_words(length: timedelta, english: str, vietnamese: str) -> None:
    assert how_long(length, "en") == english
    assert how_long(length, "vi") == vietnamese
