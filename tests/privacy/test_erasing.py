"""Whoever wants to be forgotten is: no row holds their number or their words, also while the queue is running."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest

from bot.arrivals import accept
from bot.editing.gaps import Aside
from bot.engine.forget import forget_now
from bot.engine.timers import Timers
from bot.engine.worker import Worker
from bot.messenger.errors import Kind
from bot.model import StaffAction
from bot.store import erasures, gaps, one_chat, person, staff
from bot.store.tables import metadata
from bot.store.times import to_ms
from tests.conftest import CUSTOMER, PAGE, Bot, Sent

WORDS = "my shop sells tulips in Dalat"
OTHER = "7100000000000002"


def everything(bot: Bot) -> str:
    """All rows of all tables, as text."""
    with bot.services.store.reading.connect() as connection:
        return "\n".join(str(row) for table in metadata.sorted_tables for row in connection.execute(table.select()))


def live(bot: Bot) -> None:
    """A life with the bot: in the queue and out of it, with a person, notes, tags and a log."""
    bot.say(f"{WORDS}, can I talk to a person")
    bot.say(f"{WORDS}, what is your refund policy?")
    bot.messenger.fail_next(Kind.OUR_BUG, code=100)
    bot.say(f"hello, {WORDS}")  # a reply that is set aside
    now, chat = to_ms(bot.time.now), (PAGE, CUSTOMER)
    with bot.services.store.engine.begin() as connection:
        one_chat.be_here(connection, chat, "mai", now=now, writing=True)
        one_chat.add_note(connection, chat, text=WORDS, by="mai", now=now)
        one_chat.add_tag(connection, chat, tag="tulips", by="mai", now=now)
        gaps.set_aside(connection, [Aside(customer=CUSTOMER, words=WORDS, at=bot.time.now)], page=PAGE, by="mai")
        staff.note_action(connection, "mai", "tag", now=now, customer=CUSTOMER, detail="tulips")
    act = StaffAction(
        key="staff:1", page_id=PAGE, customer_id=CUSTOMER, at=bot.time.now, action="reply", by="mai", text=WORDS
    )
    accept([act], bot.services)
    bot.work()


def wish(bot: Bot, *, customer: str = CUSTOMER, code: str = "c0de", **more: object) -> erasures.Wish:
    row = erasures.wish(code, page=PAGE, source="command", now=to_ms(bot.time.now), customer=customer, **more)
    with bot.services.store.engine.begin() as connection:
        assert erasures.add(connection, row)
        found = erasures.find(connection, code)
    assert found
    return found


def test_nothing_of_somebody_is_left_in_any_table(bot: Bot) -> None:
    live(bot)
    bot.say("hello", customer=OTHER)
    with bot.services.store.reading.connect() as connection:
        assert {"inbox", "outbox", "conversations", "transcript", "ownership", "notices", "audit", "notes", "tags"} <= {
            *person.export(connection, CUSTOMER)
        }
    bot.worker.stop(0)
    bot.worker._hold.release()

    assert forget_now(bot.services, wish(bot)) > 10
    left = everything(bot)
    assert CUSTOMER not in left
    assert "tulips" not in left
    assert OTHER in left


def test_with_sqlite_the_words_are_not_in_the_file_either(bot: Bot) -> None:
    if not bot.services.store.is_sqlite:
        return
    live(bot)
    bot.worker.stop(0)
    bot.worker._hold.release()
    forget_now(bot.services, wish(bot))
    with bot.services.store.reading.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    file = bot.services.store.file

    for path in file.parent.glob(f"{file.name}*"):
        assert WORDS.encode() not in path.read_bytes()
        assert CUSTOMER.encode() not in path.read_bytes()


def test_what_is_under_way_is_finished_first_and_then_goes_too(bot: Bot) -> None:
    """The worker is in the middle of sending when the wish comes; a moment later the chat is gone."""
    sending, go_on = threading.Event(), threading.Event()

    def wait(_customer: str) -> None:
        sending.set()
        go_on.wait(20)

    bot.messenger.before_send = wait
    bot.worker.stop(0)
    bot.worker._hold.release()
    worker = Worker(bot.services, same_process=True, threads=4)
    worker.start()
    bot.deliver(bot.message(f"hello, {WORDS}"), bot.message(WORDS), bot.message(f"{WORDS} again"))
    assert sending.wait(20)
    found = wish(bot)
    done: list[int] = []
    eraser = threading.Thread(target=lambda: done.append(forget_now(bot.services, found)))
    eraser.start()
    go_on.set()
    eraser.join(30)
    assert worker.stop(10)

    assert done
    assert done[0] > 0
    assert CUSTOMER not in everything(bot)
    assert "tulips" not in everything(bot)


def test_what_was_due_in_an_erased_chat_leaves_no_trace(bot: Bot) -> None:
    bot.say("can I talk to a person")
    bot.time.passes(days=2)
    with bot.services.store.reading.connect() as connection:
        assert Timers(bot.services).look() == 1  # in the inbox now, as if it were found just before
    with bot.services.store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM conversations")
        connection.exec_driver_sql("DELETE FROM transcript")
        connection.exec_driver_sql("DELETE FROM ownership")
        connection.exec_driver_sql("DELETE FROM outbox")
        connection.exec_driver_sql("DELETE FROM notices")
        connection.exec_driver_sql("DELETE FROM inbox WHERE kind <> 'TimeCame'")
    bot.worker.run_until_idle()

    assert CUSTOMER not in everything(bot)


def test_nothing_more_is_sent_to_who_is_to_be_forgotten(bot: Bot) -> None:
    bot.messenger.fail_next(Kind.RETRY)
    bot.say("what is your refund policy?")
    wish(bot)
    bot.time.passes(minutes=1)
    bot.work()

    assert bot.messenger.sent == []
    assert CUSTOMER not in everything(bot)


def test_a_wish_in_chat_is_confirmed_and_carried_out(bot: Bot, transcript: list[Sent]) -> None:
    live(bot)
    bot.messenger.failures.clear()
    bot.deliver(bot.echo("#bot"))
    bot.work()
    assert "cannot be undone" in bot.say("please delete my data")[-1]
    assert transcript[-1].choices == ["Yes, delete it", "No, keep it"]
    said = bot.say("Yes, delete it", quick_reply={"payload": "erase"})[-1]
    code = said.split("code is ")[1].split(".")[0]
    assert "Under way" in bot.client.get(f"/privacy/deletion?id={code}").text
    bot.time.passes(minutes=6)
    bot.work()

    left = everything(bot)
    assert CUSTOMER not in left
    assert "tulips" not in left
    assert "Done" in bot.client.get(f"/privacy/deletion?id={code}").text


def test_who_changes_their_mind_keeps_everything(bot: Bot) -> None:
    bot.say("xóa dữ liệu của mình giúp")
    assert bot.say("Không, giữ lại", quick_reply={"payload": "keep"}) == [
        "Vâng, mình không xóa gì cả. Mình giúp gì thêm được cho bạn?"
    ]
    bot.time.passes(hours=2)
    bot.work()

    assert CUSTOMER in everything(bot)


def test_after_it_a_new_chat_begins(bot: Bot) -> None:
    bot.say("hello")
    wish(bot)
    bot.work()

    assert "automated assistant" in bot.say("hello")[0]


def test_the_answer_about_privacy_offers_it(bot: Bot, transcript: list[Sent]) -> None:
    bot.say("", quick_reply={"payload": "entry:chat-privacy"})
    assert transcript[-1].choices == ["Delete my chat data"]

    assert "Shall I?" in bot.say("Delete my chat data", quick_reply={"payload": "forget"})[-1]


@pytest.mark.parametrize(
    "text", ["how do i delete form data", "delete my account please", "xóa dữ liệu form", "does it delete entries"]
)
def test_other_things_may_be_deleted_too(bot: Bot, text: str) -> None:
    assert "cannot be undone" not in " ".join(bot.say(text))


def test_export_holds_every_table_with_something_about_them(bot: Bot) -> None:
    live(bot)
    with bot.services.store.reading.connect() as connection:
        found = person.export(connection, CUSTOMER)

    assert WORDS in json.dumps(found)
    assert {table.name for table in person.tables_about_people()} - set(found) <= {"erasures", "presence"}


def test_a_table_that_names_people_otherwise_would_be_forgotten() -> None:
    """Erasing and export go by the column `customer`. These tables are about no customer."""
    others = {table.name for table in metadata.sorted_tables} - {t.name for t in person.tables_about_people()}

    assert others == {"heartbeats", "page_state", "partitions", "staff_accounts"}


def test_a_wish_waits_for_the_last_words(bot: Bot) -> None:
    bot.say("hello")
    wish(bot, not_before=to_ms(bot.time.now + timedelta(minutes=5)))
    bot.work()

    assert CUSTOMER in everything(bot)
