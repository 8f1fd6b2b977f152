"""Opening the database: one way to read, one to write, the same for SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from bot.store.writer import Writer

_BUSY_MS = 30_000
_POOL = 8


@dataclass(frozen=True, slots=True)
class Store:
    """An open database. `writer` makes every change; `reading` is for looking only."""

    engine: Engine
    reading: Engine
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
        self.engine.dispose()


def open_store(url: str, *, durability: str = "process") -> Store:
    """Connects when first used. Nothing is created but the folder of an SQLite file."""
    engine = _open_sqlite(url, durability) if url.startswith("sqlite") else _open_postgresql(url)
    reading = engine.execution_options(isolation_level="AUTOCOMMIT", reading=True)
    return Store(engine=engine, reading=reading, writer=Writer(engine))


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
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # IMMEDIATE: a transaction that would first read could not always become a writing one.
        if not connection.get_execution_options().get("reading"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _open_postgresql(url: str) -> Engine:
    # The tables are small where it matters (partial indexes), but a plan that was made while they
    # were empty is kept for prepared statements: without these it reads whole tables.
    options = "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c timezone=UTC"
    arguments: dict[str, Any] = {"options": options, "connect_timeout": 5, "application_name": "piotnet-bot"}
    return create_engine(url, pool_size=_POOL, max_overflow=16, pool_pre_ping=True, connect_args=arguments)
