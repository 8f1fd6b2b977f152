"""What time alone changes, and that nothing is ever due twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handover import Change, HandoverRules, after, changes_between, move
from bot.hours import Hours, build_hours
from bot.model import Conversation, Owner
from bot.timing import catch_up, due
from faq.hours_file import read_hours
from faq.load import HERE, HOURS_FILE

OFFICE = ZoneInfo("Asia/Ho_Chi_Minh")
HOURS: Hours = build_hours(read_hours(HERE / HOURS_FILE))
RULES = HandoverRules()
SETUPS = [HandoverRules(setup="none"), HandoverRules(setup="bot")]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE)


WEDNESDAY = at("2026-11-18 10:00")


def chat(**changes: object) -> Conversation:
    return Conversation(customer_id="71", **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("owner", get_args(Owner))
@pytest.mark.parametrize("change", get_args(Change))
def test_every_change_leaves_a_known_owner_and_a_row_if_it_changed(owner: Owner, change: Change) -> None:
    before = chat(owner=owner)
    now = move(before, change, at=WEDNESDAY, by="anna")

    assert now.owner == after(owner, change)
    assert len(changes_between(before, now)) == (now.owner != owner)


def test_leaving_a_person_is_told_with_the_next_answer() -> None:
    assert move(chat(owner="person"), "given_back", at=WEDNESDAY).back_from_person
    assert not move(chat(owner="asked"), "given_back", at=WEDNESDAY).back_from_person


def test_nothing_is_due_while_the_bot_has_the_chat() -> None:
    assert due(chat(last_customer_at=WEDNESDAY), HOURS, RULES, WEDNESDAY) is None


def test_person_of_an_old_version_of_the_row_leaves_after_the_idle_time() -> None:
    old = chat(owner="person", person_at=WEDNESDAY)

    assert due(old, HOURS, RULES, WEDNESDAY) == at("2026-11-18 12:00")
    assert catch_up(old, HOURS, RULES, at("2026-11-18 12:00")).conversation.owner == "bot"


def test_person_who_left_a_customer_waiting_leaves_them_on_the_list() -> None:
    left = chat(owner="person", person_at=WEDNESDAY, customer_waits_since=WEDNESDAY + timedelta(minutes=1))
    now = catch_up(left, HOURS, RULES, at("2026-11-18 12:00")).conversation

    assert (now.owner, now.owner_why) == ("asked", "left_waiting")
    assert now.customer_waits_since == left.customer_waits_since


def test_closing_notice_that_comes_a_day_late_is_not_given() -> None:
    waits = chat(owner="asked", customer_waits_since=WEDNESDAY, last_customer_at=WEDNESDAY)

    assert catch_up(waits, HOURS, RULES, at("2026-11-18 17:00")).closing
    assert not catch_up(waits, HOURS, RULES, at("2026-11-19 09:00")).closing


def test_staff_are_warned_before_each_window_closes() -> None:
    waits = chat(owner="asked", customer_waits_since=WEDNESDAY, last_customer_at=WEDNESDAY, reminders=3)
    first = catch_up(waits, HOURS, RULES, WEDNESDAY + timedelta(hours=22))
    second = catch_up(first.conversation, HOURS, RULES, WEDNESDAY + timedelta(days=6))

    assert [each.kind for each in (*first.notices, *second.notices)] == ["window_closing"] * 2
    assert first.notices[0].about != second.notices[0].about
    assert first.notices[0].free_until == WEDNESDAY + timedelta(hours=24)


def test_nobody_is_awaited_when_nobody_may_write_any_more() -> None:
    waits = chat(owner="asked", customer_waits_since=WEDNESDAY, last_customer_at=WEDNESDAY)

    assert catch_up(waits, HOURS, RULES, WEDNESDAY + timedelta(days=7)).conversation.owner == "bot"


def test_reminders_come_after_longer_and_longer_and_then_no_more() -> None:
    conversation, now, told = chat(owner="asked", customer_waits_since=WEDNESDAY), WEDNESDAY, []
    while (next_due := due(conversation, HOURS, RULES, now)) and next_due < WEDNESDAY + timedelta(days=30):
        now = next_due
        caught_up = catch_up(conversation, HOURS, RULES, now)
        conversation = caught_up.conversation
        told += [now for each in caught_up.notices if each.kind == "reminder"]

    assert told == [WEDNESDAY + timedelta(minutes=minutes) for minutes in (30, 60, 120)]


moments = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: at("2026-01-01 00:00") + timedelta(minutes=minutes))
lengths = st.timedeltas(timedelta(), timedelta(days=3))


@given(
    start=moments,
    passed=st.timedeltas(timedelta(), timedelta(days=10)),
    owner=st.sampled_from(get_args(Owner)),
    waits=st.none() | lengths,
    later=st.none() | lengths,
    muted=st.none() | lengths,
    wrote=st.none() | lengths,
    rules=st.sampled_from(SETUPS),
)
def test_nothing_that_was_caught_up_with_is_still_due(
    start: datetime,
    passed: timedelta,
    owner: Owner,
    waits: timedelta | None,
    later: timedelta | None,
    muted: timedelta | None,
    wrote: timedelta | None,
    rules: HandoverRules,
) -> None:
    conversation = chat(
        owner=owner,
        owner_since=start,
        person_at=None if wrote is None else start + wrote,
        customer_waits_since=None if waits is None or owner == "bot" else start + waits,
        later_until=None if later is None else start + later,
        muted_until=None if muted is None else start + muted,
        last_customer_at=start,
    )
    now = start + passed
    caught_up = catch_up(conversation, HOURS, rules, now).conversation
    next_due = due(caught_up, HOURS, rules, now)

    assert next_due is None or next_due > now
    held = [each for each in (conversation.later_until, conversation.muted_until) if each and each > now]
    assert not held or caught_up.owner == owner or owner == "asked"


@given(start=moments, minutes=st.integers(1, 5000))
def test_working_time_after_a_moment_is_as_long_as_it_was_asked_for(start: datetime, minutes: int) -> None:
    end = HOURS.after_working(start, timedelta(minutes=minutes))

    assert end is not None
    assert HOURS.working_time(start, end) == timedelta(minutes=minutes)
