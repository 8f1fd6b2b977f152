"""Each event once, whatever is delivered how often."""

from __future__ import annotations

import pytest
from structlog.testing import CapturingLogger

from bot import arrivals
from bot.model import CustomerMessage, Event
from bot.redact import redact_event
from tests.conftest import CUSTOMER, Bot, MakeBot

QUESTION = "What is your refund policy?"


def test_same_delivery_twice_is_answered_once(bot: Bot) -> None:
    item = bot.message(QUESTION)
    bot.deliver(item)
    said = bot.work()
    bot.deliver(item)

    assert said
    assert bot.work() == []


def test_same_message_twice_in_one_delivery_is_answered_once(bot: Bot) -> None:
    item = bot.message(QUESTION)
    bot.deliver(item, item)

    said = bot.work()

    assert said
    assert len(bot.query("SELECT id FROM inbox")) == 1


def test_second_message_of_one_delivery_is_answered_too(bot: Bot) -> None:
    bot.deliver(bot.message(QUESTION), bot.message("Do you support Stripe?"))
    bot.work()

    routes = [row[0] for row in bot.query("SELECT route FROM transcript WHERE who = 'customer' ORDER BY id")]
    assert routes == ["answer", "answer"]


def test_messages_are_answered_in_the_order_of_their_time(bot: Bot) -> None:
    later = bot.message(QUESTION, mid="m_LATER")
    bot.time.passes(seconds=-5)
    earlier = bot.message("hello", mid="m_EARLIER")
    bot.time.passes(seconds=5)
    bot.deliver(later)
    bot.deliver(earlier)
    bot.work()

    answered = [each.metadata.rpartition(":")[2] for each in bot.messenger.sent]
    assert answered[0] == "m_EARLIER"
    assert answered[-1] == "m_LATER"


def test_answer_carries_marker_outbox_id_and_the_message_it_answers(bot: Bot) -> None:
    bot.say(QUESTION, mid="m_ASKED")

    (outbox_id,) = bot.query("SELECT min(id) FROM outbox")[0]
    assert bot.messenger.sent[0].metadata == f"bot:v1:{outbox_id}:m_ASKED"


def test_answer_waits_for_a_pause_and_lines_are_answered_together(make_bot: MakeBot) -> None:
    bot = make_bot(burst_seconds=1.5)
    bot.deliver(bot.message("hi"))
    bot.time.passes(seconds=0.5)
    bot.deliver(bot.message("what is your refund policy?"))

    bot.work()
    rows = bot.query("SELECT route, text FROM transcript WHERE who = 'customer' ORDER BY id")

    assert [text for _, text in rows] == ["hi", "what is your refund policy?"]
    assert [route for route, _ in rows] == ["", "answer"]
    assert bot.query("SELECT count(DISTINCT inbox_id) FROM outbox")[0][0] == 1
    assert bot.query("SELECT count(*) FROM inbox WHERE status = 1")[0][0] == 2


def test_lines_of_two_questions_get_both_answers(make_bot: MakeBot) -> None:
    bot = make_bot(burst_seconds=1.5)
    bot.deliver(bot.message("what is your refund policy?"))
    bot.deliver(bot.message("do you support Stripe?"))

    said = "\n".join(bot.work())

    assert "refund" in said.lower()
    assert "stripe" in said.lower()


def test_customer_who_writes_while_the_reply_is_sent_is_answered_next(bot: Bot) -> None:
    waiting = [bot.message("do you support Stripe?")]
    bot.messenger.before_send = lambda _: bot.deliver(waiting.pop()) and None if waiting else None
    bot.say(QUESTION)

    assert bot.query("SELECT count(*) FROM inbox WHERE status = 1")[0][0] == 2
    assert "stripe" in bot.messenger.sent[-1].text.lower()


def test_page_shows_that_it_reads_and_writes(bot: Bot) -> None:
    bot.say(QUESTION)

    assert bot.messenger.actions == [(CUSTOMER, "mark_seen"), (CUSTOMER, "typing_on")]


def test_nothing_is_shown_while_a_person_has_the_chat(bot: Bot) -> None:
    bot.deliver(bot.echo())
    bot.work()
    bot.say(QUESTION)

    assert bot.messenger.actions == []


def test_secret_reaches_no_table(bot: Bot) -> None:
    bot.say("my password is hunter2 please log in")

    for table in ("inbox", "outbox", "transcript", "conversations"):
        assert "hunter2" not in str(bot.query(f"SELECT * FROM {table}"))  # noqa: S608


def test_receipts_mark_what_was_delivered_and_read(bot: Bot) -> None:
    bot.say(QUESTION)
    bot.time.passes(seconds=2)
    watermark = int(bot.time.now.timestamp() * 1000)
    bot.deliver(bot.item(delivery={"watermark": watermark}), bot.item(read={"watermark": watermark}))

    rows = bot.query("SELECT sent_at, delivered_at, read_at FROM transcript WHERE who = 'bot'")
    assert all(all(row) for row in rows)


def test_event_that_cannot_be_redacted_is_stored_without_its_words(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(event: Event) -> Event:
        if isinstance(event, CustomerMessage) and "hunter2" in event.text:
            raise ZeroDivisionError(event.text)
        return redact_event(event)

    monkeypatch.setattr(arrivals, "redact_event", faulty)
    status = bot.deliver(bot.message("hi"), bot.message("hunter2"), bot.message(QUESTION))

    assert status == 200
    assert len(bot.query("SELECT id FROM inbox")) == 3
    assert "hunter2" not in str(bot.query("SELECT body FROM inbox"))
    bot.work()
    routes = [row[0] for row in bot.query("SELECT route FROM transcript WHERE who = 'customer' ORDER BY id")]
    assert (routes[0], routes[2]) == ("smalltalk", "answer")
    assert routes[1]


def test_event_that_cannot_be_stored_costs_only_itself(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    log = CapturingLogger()
    rows_for = arrivals.rows_for

    def faulty(event: Event, **given: object) -> arrivals.Rows:
        if isinstance(event, CustomerMessage) and event.mid == "m_BAD":
            raise ZeroDivisionError(event.text)
        return rows_for(event, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(arrivals, "rows_for", faulty)
    monkeypatch.setattr(arrivals, "log", log)
    status = bot.deliver(bot.message("hunter2", mid="m_BAD"), bot.message(QUESTION))

    assert status == 200
    assert bot.work()
    assert "hunter2" not in str(log.calls)
    assert "CustomerMessage" in str(log.calls)
