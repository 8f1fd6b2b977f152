"""The clock goes on from where it was set, and knows the moments worth setting it to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.hours import Hours, build_hours
from bot.playground.clock import PRESETS, Preset, ShiftableClock, Step, preset, step
from faq.hours_file import read_hours
from faq.load import HERE, HOURS_FILE

OFFICE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)  # a Monday, 11:00 in the office


@pytest.fixture(scope="module")
def hours() -> Hours:
    return build_hours(read_hours(HERE / HOURS_FILE))


def test_a_clock_that_was_set_goes_on() -> None:
    clock = ShiftableClock()
    moment = datetime(2027, 2, 6, 10, tzinfo=OFFICE)
    clock.set(moment, name="tet")
    first, second = clock(), clock()

    assert moment <= first <= second < moment + timedelta(minutes=1)
    assert (first.tzinfo, clock.shifted, clock.name) == (UTC, True, "tet")
    clock.reset()
    assert abs(clock() - datetime.now(UTC)) < timedelta(minutes=1)
    assert (clock.shifted, clock.name) == (False, "now")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sunday_evening", datetime(2026, 11, 29, 22, tzinfo=OFFICE)),
        ("monday_morning", datetime(2026, 11, 30, 10, tzinfo=OFFICE)),
        ("tet", datetime(2027, 2, 6, 10, tzinfo=OFFICE)),
    ],
)
def test_a_preset_is_the_next_such_moment(hours: Hours, name: Preset, expected: datetime) -> None:
    assert preset(name, hours, NOW) == expected


def test_support_is_open_or_closed_as_the_preset_promises(hours: Hours) -> None:
    for days in range(0, 800, 7):
        moments = {name: preset(name, hours, NOW + timedelta(days=days)) for name in PRESETS}
        opened = {name: hours.is_open(moment) for name, moment in moments.items() if moment}

        assert opened == {"sunday_evening": False, "monday_morning": True, "before_tet": True, "tet": False}


def test_the_day_before_tet_is_the_last_working_one(hours: Hours) -> None:
    before = preset("before_tet", hours, NOW)

    assert before is not None
    coming = hours.coming_closure(before)
    assert coming is not None
    assert coming.name["en"] == "Tet, the Lunar New Year"
    assert coming.first > before.date()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("two_hours", datetime(2026, 11, 23, 13, tzinfo=OFFICE)),
        ("closing", datetime(2026, 11, 23, 17, tzinfo=OFFICE)),
        ("opening", datetime(2026, 11, 25, 8, tzinfo=OFFICE)),  # the 24th is a holiday
    ],
)
def test_a_step_leads_to_the_next_change(hours: Hours, name: Step, expected: datetime) -> None:
    assert step(name, hours, NOW) == expected


def test_there_is_no_tet_without_public_holidays(hours: Hours) -> None:
    assert preset("tet", Hours(rules=hours.rules, holidays={}), NOW) is None
    assert preset("before_tet", Hours(rules=hours.rules, holidays={}), NOW) is None
