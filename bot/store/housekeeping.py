"""Keeping the database small, and a copy of it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, not_, select, tuple_

from bot.store.engine import Store
from bot.store.hold import FileHold, hold_beside
from bot.store.tables import (
    EVENT_DEAD,
    EVENT_OPEN,
    NOTICE_OPEN,
    SEND_DEAD,
    UNSENT,
    EventStatus,
    SendStatus,
    audit,
    conversations,
    erasures,
    gaps_aside,
    inbox,
    notes,
    notices,
    outbox,
    ownership,
    presence,
    tags,
    transcript,
)

BATCH = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """For each kind of data the moment (ms) before which it goes."""

    queue: int
    transcript: int
    chats: int
    notes: int
    audit: int


def purge(store: Store, limits: Limits, *, pause: Callable[[], None] = lambda: None) -> dict[str, int]:
    """Delete what is too old, a batch at a time. Returns how many rows of each table, where there were any."""
    removed: dict[str, int] = {}
    for table, conditions in _too_old(limits):
        while True:
            with store.engine.begin() as connection:
                count = _delete(connection, table, conditions)
            removed[table.name] = removed.get(table.name, 0) + count
            if count < BATCH:
                break
            pause()
    return {name: count for name, count in removed.items() if count}


def _too_old(limits: Limits) -> Iterator[tuple[Table, tuple[ColumnElement[bool], ...]]]:
    """Replies before the events they answer. What was set aside is kept for people as long as the words of chats."""
    sent = outbox.c.status.in_([SendStatus.SENT.value, SendStatus.SKIPPED.value])
    unanswered = ~exists().where(outbox.c.inbox_id == inbox.c.id)
    yield outbox, (sent, outbox.c.created_at < limits.queue)
    yield outbox, (SEND_DEAD, outbox.c.created_at < limits.transcript)
    yield inbox, (inbox.c.status == EventStatus.HANDLED.value, inbox.c.received_at < limits.queue, unanswered)
    yield inbox, (EVENT_DEAD, inbox.c.received_at < limits.transcript, unanswered)
    yield notices, (not_(NOTICE_OPEN), notices.c.created_at < limits.queue)
    yield notices, (notices.c.created_at < limits.transcript,)
    yield transcript, (transcript.c.at < limits.transcript,)
    yield gaps_aside, (gaps_aside.c.at < limits.transcript,)
    yield ownership, (ownership.c.at < limits.transcript,)
    yield conversations, (conversations.c.updated_at < limits.chats, *_nothing_open())
    yield presence, (presence.c.at < limits.queue,)
    yield notes, (notes.c.at < limits.notes,)
    yield tags, (tags.c.at < limits.notes,)
    yield audit, (audit.c.at < limits.audit,)
    yield erasures, (erasures.c.done_at < limits.audit,)


def _nothing_open() -> Iterator[ColumnElement[bool]]:
    """An event or reply under way needs its conversation."""
    for table, is_open in ((inbox, EVENT_OPEN), (outbox, UNSENT)):
        same = (table.c.customer == conversations.c.customer, table.c.page == conversations.c.page)
        yield ~exists().where(*same, is_open)


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


class NotRestored(Exception):
    """The copy is not put in place; the text says why. Nothing was changed."""


def restore(store: Store, copy: Path) -> Path | None:
    """Put a copy in the place of the SQLite file. Returns where the file is that stood there before.

    Raises:
        NotRestored: it is no whole copy, or the bot is running.
    """
    hold = FileHold(hold_beside(store.file))
    hold.refresh()
    try:
        if hold.parts() is not None:
            raise NotRestored("A worker is running. Stop the bot (web and worker) first.")
        _check(copy)
        store.close()
        old = store.file.with_name(store.file.name + ".before")
        was_there = store.file.exists()
        part = store.file.with_name(store.file.name + ".part")
        shutil.copyfile(copy, part)
        for path in (store.file, *(Path(f"{store.file}{end}") for end in ("-wal", "-shm"))):
            if path.exists():
                path.replace(f"{old}{path.name.removeprefix(store.file.name)}")
        part.replace(store.file)
        return old if was_there else None
    finally:
        hold.release()


def _check(copy: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            ours = connection.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    except sqlite3.Error as error:
        raise NotRestored(f"{copy} cannot be read: {error}.") from None
    if not whole or not ours:
        raise NotRestored(f"{copy} is no whole copy of the bot's database.")


def _delete(connection: Connection, table: Table, conditions: Sequence[ColumnElement[bool]]) -> int:
    keys = list(table.primary_key)
    some = select(*keys).where(*conditions).order_by(*keys).limit(BATCH)
    return connection.execute(delete(table).where(tuple_(*keys).in_(some))).rowcount
