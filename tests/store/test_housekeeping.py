"""The database stays small, and can be copied while it is in use."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import CapturingLogger

from bot.engine import house
from bot.engine.house import House
from bot.messenger.errors import Kind
from bot.store import one_chat, staff
from bot.store.changes import Change
from bot.store.housekeeping import BATCH, Limits, NotRestored, backup, purge, restore
from bot.store.times import to_ms
from tests.conftest import CUSTOMER, NOON, PAGE, Bot, MakeBot


def test_old_handled_events_and_their_replies_are_deleted(bot: Bot) -> None:
    for number in range(3):
        bot.say("hello", customer=f"71{number}")
    bot.time.passes(days=8)
    bot.say("hello")

    assert House(bot.services).clean() == {"inbox": 3, "outbox": 3}
    assert len(bot.query("SELECT id FROM inbox")) == 1
    assert len(bot.query("SELECT id FROM outbox")) == 1


def test_purge_works_in_batches_and_leaves_what_is_open(bot: Bot) -> None:
    bot.deliver(*[bot.item(f"72{n}", reaction={"reaction": "love", "action": "react"}) for n in range(BATCH + 1)])
    bot.work()
    bot.messenger.fail_next(Kind.RETRY)
    bot.say("hello")
    pauses: list[int] = []

    now = to_ms(bot.time.now) + 1
    limits = Limits(queue=now, transcript=0, chats=0, notes=0, audit=0)
    removed = purge(bot.services.store, limits, pause=lambda: pauses.append(1))
    assert removed == {"inbox": BATCH + 1}
    assert len(pauses) == 1
    assert len(bot.query("SELECT id FROM inbox")) == 1


def test_backup_is_whole_while_messages_come_in(bot: Bot, tmp_path: Path) -> None:
    stop, begun = threading.Event(), threading.Event()
    items = iter([bot.message("hello", customer=f"73{number}") for number in range(2000)])

    def write() -> None:
        while not stop.is_set():
            bot.deliver(next(items))
            begun.set()

    thread = threading.Thread(target=write)
    thread.start()
    begun.wait(30)
    try:
        for _ in range(3):
            backup(bot.services.store, tmp_path / "copy.db")
    finally:
        stop.set()
        thread.join()
    assert [each.name for each in tmp_path.glob("copy*")] == ["copy.db"]
    copy = sqlite3.connect(tmp_path / "copy.db")

    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert copy.execute("SELECT count(*) FROM inbox").fetchone()[0] > 0
    copy.close()


def test_each_kind_of_data_goes_after_its_own_time(make_bot: MakeBot) -> None:
    bot = make_bot(keep_days=7, keep_transcript_days=30, keep_chat_days=60, keep_notes_days=90, keep_audit_days=120)
    bot.say("can I talk to a person")
    now, chat = to_ms(bot.time.now), (PAGE, CUSTOMER)
    with bot.services.store.engine.begin() as connection:
        one_chat.add_note(connection, chat, by="mai", text="calls back", now=now)
        one_chat.add_tag(connection, chat, "tulips", by="mai", now=now)
        staff.note_action(connection, "mai", "tag", now=now, customer=CUSTOMER)
    bot.services.store.writer.apply(Change(conversations=({**_quiet(bot), "due_at": None, "waiting_since": None},)))
    keeper = House(bot.services)

    def after(days: int) -> set[str]:
        bot.time.now = NOON + timedelta(days=days, minutes=1)
        return set(keeper.clean())

    assert after(6) == set()
    assert after(7) == {"inbox", "outbox"}
    assert after(30) == {"transcript", "ownership", "notices"}
    assert after(60) == {"conversations"}
    assert after(90) == {"notes", "tags"}
    assert after(120) == {"audit"}


def _quiet(bot: Bot) -> dict[str, object]:
    [row] = bot.query("SELECT * FROM conversations")
    return dict(row._mapping)


def test_what_was_set_aside_goes_with_the_words_of_chats(make_bot: MakeBot) -> None:
    bot = make_bot(keep_days=7, keep_transcript_days=30)
    bot.messenger.fail_next(Kind.OUR_BUG, code=100)
    bot.say("hello")
    keeper = House(bot.services)
    bot.time.passes(days=8)
    keeper.clean()
    assert len(bot.query("SELECT id FROM outbox")) == 1

    bot.time.passes(days=30)
    keeper.clean()
    assert bot.query("SELECT id FROM outbox") == bot.query("SELECT id FROM inbox") == []


def test_the_log_says_how_much_of_what_was_removed(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    log = CapturingLogger()
    monkeypatch.setattr(house, "log", log)
    bot.say("hello")
    bot.time.passes(days=8)
    House(bot.services).clean()

    assert log.calls[-1].args == ("housekeeping_done",)
    assert log.calls[-1].kwargs == {"inbox": 1, "outbox": 1}


def test_a_backup_brings_back_what_was_there(bot: Bot, tmp_path: Path) -> None:
    bot.say("hello")
    backup(bot.services.store, tmp_path / "copy.db")
    bot.say("hello", customer="7100000000000002")
    stopped(bot)
    old = restore(bot.services.store, tmp_path / "copy.db")

    assert [row[0] for row in bot.query("SELECT customer FROM conversations")] == [CUSTOMER]
    assert old
    with closing(sqlite3.connect(old)) as before:
        assert before.execute("SELECT count(*) FROM conversations").fetchone() == (2,)


def test_after_a_restore_the_bot_goes_on(bot: Bot, make_bot: MakeBot, tmp_path: Path) -> None:
    bot.deliver(bot.message("What is your refund policy?"))
    backup(bot.services.store, tmp_path / "copy.db")
    stopped(bot)
    restore(bot.services.store, tmp_path / "copy.db")

    assert make_bot().work()


def test_nothing_is_restored_under_a_running_worker(bot: Bot, tmp_path: Path) -> None:
    bot.say("hello")
    backup(bot.services.store, tmp_path / "copy.db")

    with pytest.raises(NotRestored, match="A worker is running"):
        restore(bot.services.store, tmp_path / "copy.db")


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\0" + b"\0" * 5000])
def test_what_is_no_copy_is_not_put_in_place(bot: Bot, tmp_path: Path, content: bytes) -> None:
    bot.say("hello")
    stopped(bot)
    (tmp_path / "copy.db").write_bytes(content)

    with pytest.raises(NotRestored):
        restore(bot.services.store, tmp_path / "copy.db")
    assert len(bot.query("SELECT * FROM conversations")) == 1


def stopped(bot: Bot) -> None:
    bot.worker.stop(0)
    bot.worker._hold.release()
