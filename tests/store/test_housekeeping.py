"""The database stays small, and can be copied while it is in use."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from bot.house import House
from bot.messenger.errors import Kind
from bot.store.housekeeping import BATCH, backup, purge
from bot.store.times import to_ms
from tests.conftest import Bot


def test_old_handled_events_and_their_replies_are_deleted(bot: Bot) -> None:
    for number in range(3):
        bot.say("hello", customer=f"71{number}")
    bot.time.passes(days=8)
    bot.say("hello")

    assert House(bot.services).clean() == 3
    assert len(bot.query("SELECT id FROM inbox")) == 1
    assert len(bot.query("SELECT id FROM outbox")) == 1


def test_purge_works_in_batches_and_leaves_what_is_open(bot: Bot) -> None:
    bot.deliver(*[bot.item(f"72{n}", reaction={"reaction": "love", "action": "react"}) for n in range(BATCH + 1)])
    bot.work()
    bot.messenger.fail_next(Kind.RETRY)
    bot.say("hello")
    pauses: list[int] = []

    deleted = purge(bot.services.store, before=to_ms(bot.time.now) + 1, pause=lambda: pauses.append(1))
    assert deleted == BATCH + 1
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
