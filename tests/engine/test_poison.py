"""An event that cannot be handled is set aside; its customer is told, and the chat goes on."""

from __future__ import annotations

import pytest

from bot import wording
from bot.engine import handle
from bot.model import Conversation, CustomerMessage, Decision, Event
from bot.store import queue
from tests.conftest import CUSTOMER, Bot

QUESTION = "What is your refund policy?"
POISON = "boom"


@pytest.fixture
def bot(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> Bot:
    """A bot with a mistake: it cannot handle one word."""
    respond = handle.respond

    def faulty(event: Event, conversation: Conversation, **given: object) -> Decision:
        if isinstance(event, CustomerMessage) and event.text == POISON:
            raise ZeroDivisionError(event.text)
        return respond(event, conversation, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(handle, "respond", faulty)
    return bot


def fail_three_times(bot: Bot) -> list[str]:
    said = bot.say(POISON)
    for _ in range(3):
        bot.time.passes(minutes=1)
        said += bot.work()
    return said


def test_poison_is_set_aside_after_three_tries_and_the_customer_is_told(bot: Bot) -> None:
    assert fail_three_times(bot) == [wording.something_went_wrong("en")]
    assert bot.messenger.sent[0].choices == [wording.talk_to_person("en")]
    rows = bot.query("SELECT status, attempts FROM inbox")
    assert rows == [(3, 3)]
    assert bot.client.get("/readyz").json["dead"] == 1  # type: ignore[index]


def test_chat_goes_on_after_poison(bot: Bot) -> None:
    bot.deliver(bot.message(POISON), bot.message(QUESTION))
    fail_three_times(bot)

    assert "refund" in bot.messenger.sent[-1].text.lower()


def test_others_are_answered_meanwhile(bot: Bot) -> None:
    bot.say(POISON)

    assert bot.say(QUESTION, customer="7100000000000002")


def test_error_is_kept_without_the_customers_words(bot: Bot) -> None:
    fail_three_times(bot)

    (row,) = bot.query("SELECT error FROM inbox")
    assert row[0].endswith("ZeroDivisionError")
    assert POISON not in row[0]


def test_set_aside_event_can_be_retried_once_the_mistake_is_mended(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_three_times(bot)
    monkeypatch.undo()
    with bot.services.store.engine.begin() as connection:
        (dead,) = queue.set_aside(connection)
        assert (dead.what, dead.customer) == ("event", CUSTOMER)
        assert queue.retry(connection, dead.what, dead.id)

    assert bot.work()
    assert bot.query("SELECT status FROM inbox") == [(1,)]


def test_set_aside_event_can_be_dropped(bot: Bot) -> None:
    fail_three_times(bot)
    with bot.services.store.engine.begin() as connection:
        (dead,) = queue.set_aside(connection)
        assert queue.drop(connection, dead.what, dead.id)
        assert not queue.drop(connection, dead.what, dead.id)
        assert queue.set_aside(connection) == []
        assert queue.counts(connection, "any page") == queue.Counts(0, None, 0, 0, "open", "")
