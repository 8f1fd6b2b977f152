"""What is read of the database, on both."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.numbers import ChatRow, EntryUse, Found, Moment
from bot.store.numbers import find
from tests.conftest import NOON, PAGE, Bot
from tests.numbers.conftest import History

SINCE = NOON - timedelta(days=30)
ANN = (PAGE, "ann")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def found(bot: Bot, since: datetime = SINCE) -> Found:
    with bot.services.store.reading.connect() as connection:
        return find(connection, page=PAGE, since=since)


def test_a_silence_of_a_day_ends_a_chat(bot: Bot, history: History) -> None:
    first, same = NOON - 3 * DAY, NOON - 3 * DAY + 23 * HOUR
    again = same + DAY
    for at in (first, same, again):
        history.says(at, "answer", "refund-policy")

    assert sorted(found(bot).chats) == [
        ChatRow(ANN, first, same, asked=True, answered=True),
        ChatRow(ANN, again, again, asked=True, answered=True),
    ]


def test_customers_are_kept_apart(bot: Bot, history: History) -> None:
    history.says(NOON, "answer", "x")
    history.says(NOON + HOUR, "smalltalk", customer="bob")

    assert {chat.who[1]: (chat.asked, chat.answered) for chat in found(bot).chats} == {
        "ann": (True, True),
        "bob": (False, False),
    }


def test_a_chat_that_began_before_the_period_belongs_to_an_earlier_one(bot: Bot, history: History) -> None:
    history.says(SINCE - HOUR)
    history.says(SINCE + HOUR)

    assert found(bot).chats == []


def test_thumbs_and_edits_begin_no_chat(bot: Bot, history: History) -> None:
    history.thumb(NOON, "m_1", "good")
    history.says(NOON, kind="Edit")

    assert found(bot).chats == []


def test_hand_overs_and_what_persons_write_are_found(bot: Bot, history: History) -> None:
    history.owner(NOON, "bot", "asked")
    history.owner(NOON + HOUR, "asked", "person")
    history.owner(NOON + 2 * HOUR, "person", "bot")
    history.owner(NOON + 3 * HOUR, "bot", "person")
    history.staff(NOON + HOUR)
    history.staff(NOON + HOUR, kind="Reply")
    history.staff(NOON + HOUR, kind="Command")
    history.staff(NOON + HOUR, kind="StaffAction")

    rows = found(bot)

    assert sorted(rows.left_bot) == [Moment(ANN, NOON), Moment(ANN, NOON + 3 * HOUR)]
    assert rows.asked == [Moment(ANN, NOON)]
    assert rows.person_wrote == [Moment(ANN, NOON + HOUR)] * 2


def test_an_entry_is_used_when_the_bot_answers_with_it(bot: Bot, history: History) -> None:
    history.says(NOON, "answer", "refund-policy")
    history.says(NOON + HOUR, "ticket", "refund-me")
    history.says(NOON + 2 * HOUR, "answer", "refund-policy", customer="bob")
    history.says(NOON + 3 * HOUR, "clarify", "refund-policy")
    history.owner(NOON + HOUR, "bot", "asked")

    assert sorted(found(bot).entries) == [EntryUse("refund-me", 1, 1), EntryUse("refund-policy", 2, 1)]


def test_a_hand_over_a_day_later_has_nothing_to_do_with_it(bot: Bot, history: History) -> None:
    history.says(NOON, "answer", "refund-policy")
    history.owner(NOON + DAY, "bot", "asked")

    assert found(bot).entries == [EntryUse("refund-policy", 1, 0)]


def test_a_thumb_counts_for_the_entry_it_stands_under_and_the_last_one_counts(bot: Bot, history: History) -> None:
    for customer, thumbs in (("ann", ["good", "bad"]), ("bob", ["good"])):
        number = history.says(NOON, "answer", "refund-policy", customer=customer)
        history.bot_says(NOON, f"m_{customer}", answers=number, customer=customer)
        for n, text in enumerate(thumbs):
            history.thumb(NOON + n * HOUR, f"m_{customer}", text, customer=customer)

    assert found(bot).entries == [EntryUse("refund-policy", 2, 0, up=1, down=1)]


def test_another_page_has_numbers_of_its_own(bot: Bot, history: History) -> None:
    history.says(NOON, "answer", "x")

    with bot.services.store.reading.connect() as connection:
        rows = find(connection, page="another", since=SINCE)
    assert (rows.chats, rows.entries) == ([], [])
