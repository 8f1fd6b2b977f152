"""Keeping the database small, and a copy of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Table, delete, exists, not_, select

from bot.store.engine import Store
from bot.store.tables import NOTICE_OPEN, EventStatus, SendStatus, inbox, notices, outbox

BATCH = 500


def purge(store: Store, *, before: int, pause: Callable[[], None] = lambda: None) -> int:
    """Delete what is final and older than `before` (ms), a batch at a time. Returns how many events."""
    deleted = 0
    for purge_batch in (_purge_outbox, _purge_inbox, _purge_notices):
        while True:
            with store.engine.begin() as connection:
                count = purge_batch(connection, before)
            deleted += count if purge_batch is _purge_inbox else 0
            if count < BATCH:
                break
            pause()
    return deleted


def backup(store: Store, target: Path) -> None:
    """A consistent copy of a SQLite file while it is in use. The old copy stays until the new one is whole."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    source = sqlite3.connect(f"file:{store.file}?mode=ro", uri=True)
    copy = sqlite3.connect(part)
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()
    part.replace(target)


def _purge_outbox(connection: Connection, before: int) -> int:
    final = outbox.c.status.in_([SendStatus.SENT.value, SendStatus.SKIPPED.value])
    return _delete(connection, outbox, (final, outbox.c.created_at < before))


def _purge_inbox(connection: Connection, before: int) -> int:
    open_reply = exists().where(outbox.c.inbox_id == inbox.c.id)
    return _delete(
        connection, inbox, (inbox.c.status == EventStatus.HANDLED.value, inbox.c.received_at < before, ~open_reply)
    )


def _purge_notices(connection: Connection, before: int) -> int:
    return _delete(connection, notices, (not_(NOTICE_OPEN), notices.c.created_at < before))


def _delete(connection: Connection, table: Table, conditions: tuple[object, ...]) -> int:
    ids = select(table.c.id).where(*conditions).order_by(table.c.id).limit(BATCH)  # type: ignore[arg-type]
    return connection.execute(delete(table).where(table.c.id.in_(ids))).rowcount
