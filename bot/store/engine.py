"""Opening the database: one way to read, one to write, the same for SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from bot.store.changes import Change
from bot.store.write import Written, add_view, write, write_at_once
from bot.store.writer import Writer

_ALONE: dict[str, Any] = {"alone": True}  # each statement is a transaction ...
_ALONE_ON_POSTGRESQL = {"isolation_level": "AUTOCOMMIT"}  # ... which PostgreSQL has to be told
_BUSY_MS = 30_000
_POOL = 8


@dataclass(frozen=True, slots=True)
class Store:
    """An open database. `writer` makes every change; `reading` is for looking only."""

    engine: Engine
    reading: Engine
    writing: Engine
    writer: Writer

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return Path(str(self.engine.url.database))

    @property
    def plain_url(self) -> str:
        """For connections outside of the pool, which keep locks or listen."""
        return self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    def close(self) -> None:
        self.writing.dispose()
        self.engine.dispose()


def has_file(url: str) -> bool:
    """Whether there is something to open: SQLite would make an empty file of a database that is not there."""
    found = make_url(url)
    return found.get_backend_name() != "sqlite" or Path(str(found.database)).is_file()


def open_store(url: str, *, durability: str = "process") -> Store:
    """Connects when first used. Nothing is created but the folder of an SQLite file."""
    if url.startswith("sqlite"):
        engine = _open_sqlite(url, durability)
        # Connections of its own, because the view in `write.py` would stand in a migration's way.
        writing = _open_sqlite(url, durability)
        event.listen(writing, "connect", lambda connection, _record: add_view(connection))
        writing = writing.execution_options(**_ALONE)
        reading = engine.execution_options(**_ALONE)
        writer = Writer(partial(_commit, writing.connect, write_at_once))
    else:
        engine = writing = _open_postgresql(url)
        reading = engine.execution_options(**_ALONE_ON_POSTGRESQL)
        writer = Writer(partial(_commit, writing.begin, write))
    return Store(engine=engine, reading=reading, writing=writing, writer=writer)


def _commit(
    begin: Callable[[], AbstractContextManager[Connection]],
    write: Callable[[Connection, Sequence[Change]], list[Written]],
    changes: Sequence[Change],
) -> list[Written]:
    with begin() as connection:
        return write(connection, changes)


def _open_sqlite(url: str, durability: str) -> Engine:
    Path(str(make_url(url).database)).absolute().parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_size=_POOL, max_overflow=64)
    # A power cut may cost the last seconds with NORMAL, a killed process nothing.
    synchronous = "FULL" if durability == "power" else "NORMAL"

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # sqlite3 begins no transactions of its own
        for pragma in (
            f"busy_timeout={_BUSY_MS}",
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "wal_autocheckpoint=4000",
            "foreign_keys=ON",
            "secure_delete=ON",  # what is deleted is overwritten: an erased message is not in the file any more
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # IMMEDIATE: a transaction that would first read could not always become a writing one.
        if not connection.get_execution_options().get("alone"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _open_postgresql(url: str) -> Engine:
    # The tables are small where it matters (partial indexes), but a plan that was made while they
    # were empty is kept for prepared statements: without these it reads whole tables.
    options = "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c timezone=UTC"
    arguments: dict[str, Any] = {"options": options, "connect_timeout": 5, "application_name": "piotnet-bot"}
    return create_engine(url, pool_size=_POOL, max_overflow=16, connect_args=arguments)
