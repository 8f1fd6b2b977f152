"""What each figure counts, with histories small enough to count by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.hours import Hours
from bot.numbers import ChatRow, Count, Figures, Found, Moment, count, first_moment
from bot.services import Library

NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)  # Friday, 12:00 in Vietnam
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ANN, BOB = ("page", "ann"), ("page", "bob")


@pytest.fixture(scope="module")
def hours(library: Library) -> Hours:
    return library.current().hours


def counted(hours: Hours, *, days: int = 30, **found: object) -> Figures:
    return count(Found(**found), days=days, now=NOW, hours=hours)  # type: ignore[arg-type]


def chat(began: datetime, *, who: tuple[str, str] = ANN, lasts: timedelta = HOUR, **more: bool) -> ChatRow:
    return ChatRow(who, began, began + lasts, more.get("asked", True), more.get("answered", True))


@pytest.mark.parametrize(
    ("made", "outcome"),
    [
        (chat(NOW - DAY), "bot"),
        (chat(NOW - DAY, answered=False), "unanswered"),
        (chat(NOW - DAY, answered=False, asked=False), "greeting"),
    ],
)
def test_a_chat_without_a_person_has_the_outcome_the_bot_gave_it(made: ChatRow, outcome: str, hours: Hours) -> None:
    total = counted(hours, chats=[made]).total

    assert {each: n for each, n in total.outcomes.items() if n} == {outcome: 1}


@pytest.mark.parametrize("after", [-MINUTE / 2, HOUR, 7 * DAY])
def test_a_person_makes_it_handed_over_until_seven_days_after(after: timedelta, hours: Hours) -> None:
    came = [Moment(ANN, NOW - 10 * DAY + after)]

    for person in ({"left_bot": came}, {"person_wrote": came}):
        assert counted(hours, chats=[chat(NOW - 10 * DAY)], **person).total.outcomes["person"] == 1


@pytest.mark.parametrize("after", [-HOUR, 7 * DAY + HOUR])
def test_a_person_before_or_long_after_does_not(after: timedelta, hours: Hours) -> None:
    total = counted(hours, chats=[chat(NOW - 10 * DAY)], person_wrote=[Moment(ANN, NOW - 10 * DAY + after)]).total

    assert total.outcomes["bot"] == 1


def test_a_person_belongs_to_the_chat_in_which_they_came(hours: Hours) -> None:
    chats = [chat(NOW - 10 * DAY), chat(NOW - 8 * DAY), chat(NOW - 8 * DAY, who=BOB)]
    total = counted(hours, chats=chats, left_bot=[Moment(ANN, NOW - 8 * DAY + MINUTE)]).total

    assert (total.outcomes["bot"], total.outcomes["person"]) == (2, 1)


def test_what_was_solved_for_good_stays_solved_for_seven_days(hours: Hours) -> None:
    solved = counted(hours, chats=[chat(NOW - 8 * DAY)]).total
    reopened = counted(hours, chats=[chat(NOW - 9 * DAY), chat(NOW - 3 * DAY)]).total
    written_again_later = counted(hours, chats=[chat(NOW - 17 * DAY), chat(NOW - 9 * DAY)]).total

    assert (solved.settled, solved.durable, solved.durable_share) == (1, 1, 1.0)
    assert (reopened.settled, reopened.durable) == (1, 0)
    assert (written_again_later.settled, written_again_later.durable) == (2, 2)


def test_who_was_not_answered_is_not_solved_and_greetings_do_not_count(hours: Hours) -> None:
    unanswered = chat(NOW - 9 * DAY, answered=False)
    greeting = chat(NOW - 9 * DAY, who=BOB, answered=False, asked=False)
    total = counted(hours, chats=[unanswered, greeting]).total

    assert (total.settled, total.durable, total.chats) == (1, 0, 2)


def test_it_is_too_early_to_say_before_seven_days(hours: Hours) -> None:
    total = counted(hours, chats=[chat(NOW - 6 * DAY)]).total

    assert (total.settled, total.durable_share) == (0, None)


def waits(hours: Hours, asked: list[datetime], wrote: list[datetime]) -> Count:
    moments = {"asked": [Moment(ANN, at) for at in asked], "person_wrote": [Moment(ANN, at) for at in wrote]}
    return counted(hours, **moments).total


def test_waiting_counts_only_while_support_is_open(hours: Hours) -> None:
    saturday_1650 = datetime(2026, 11, 14, 9, 50, tzinfo=UTC)
    monday_0805 = datetime(2026, 11, 16, 1, 5, tzinfo=UTC)

    assert waits(hours, [saturday_1650], [monday_0805]).minutes == [15.0]


def test_who_asked_and_was_not_answered_has_no_time(hours: Hours) -> None:
    asked = NOW - 9 * DAY
    never = waits(hours, [asked], [])
    too_late = waits(hours, [asked], [asked + 7 * DAY])

    assert [(each.asked, each.minutes, each.median, each.p90) for each in (never, too_late)] == [
        (1, [], None, None)
    ] * 2


def test_who_asks_again_before_an_answer_was_not_answered_the_first_time(hours: Hours) -> None:
    found = waits(hours, [NOW - DAY, NOW - HOUR], [NOW - 30 * MINUTE])

    assert (found.asked, found.minutes) == (2, [30.0])


def test_what_a_person_wrote_before_is_no_answer(hours: Hours) -> None:
    assert waits(hours, [NOW - HOUR], [NOW - 2 * HOUR, NOW - 50 * MINUTE]).minutes == [10.0]


@pytest.mark.parametrize(
    ("minutes", "median", "p90"),
    [([5.0], 5, 5), ([1.0, 3.0], 2, 3), ([1.0, 2.0, 9.0], 2, 9), ([float(n) for n in range(1, 11)], 5.5, 9)],
)
def test_median_and_ninety_per_cent(minutes: list[float], median: float, p90: float) -> None:
    found = Count(outcomes={}, asked=0, minutes=minutes, settled=0, durable=0)

    assert (found.median, found.p90) == (median, p90)


def test_a_day_begins_at_midnight_in_vietnam(hours: Hours) -> None:
    midnight = datetime(2026, 11, 19, 17, 0, tzinfo=UTC)
    days = counted(hours, days=7, chats=[chat(midnight - MINUTE), chat(midnight, who=BOB)]).days

    assert list(days) == [date(2026, 11, 14) + n * DAY for n in range(7)]
    assert (days[date(2026, 11, 19)].chats, days[date(2026, 11, 20)].chats) == (1, 1)
    assert first_moment(7, NOW, hours) == datetime(2026, 11, 13, 17, 0, tzinfo=UTC)


def test_the_days_add_up_to_the_total(hours: Hours) -> None:
    found = counted(hours, chats=[chat(NOW - n * DAY, who=("page", str(n))) for n in range(29)])

    assert sum(day.chats for day in found.days.values()) == found.total.chats == 29
