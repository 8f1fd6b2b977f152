"""The right to work on conversations, on PostgreSQL: session locks on the 64 parts, shared fairly.

The server frees the locks when the session ends, so a dead worker's customers are taken over at
once. A worker that only lost its connection may still run: the row in `partitions`, which every
transaction of a worker reads under a lock, keeps it from writing.
"""

from __future__ import annotations

import math
import secrets
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

import psycopg
import structlog

from bot.store.tables import PARTS

log = structlog.get_logger()

_CLASS = 0x50494F54  # names our advisory locks among those of other programs
_PRESENT = PARTS  # held by every worker, shared: counting it counts the workers

_COUNT = """SELECT count(DISTINCT pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND classid = %s AND objid = %s"""
_CLAIM = """INSERT INTO partitions (part, owner, epoch) VALUES (%s, %s, 1)
    ON CONFLICT (part) DO UPDATE SET owner = excluded.owner, epoch = partitions.epoch + 1"""


@contextmanager
def only_me(url: str, part: int) -> Iterator[bool]:
    """Whether no worker has this part; until the end of the block none gets it."""
    with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
        row = connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (_CLASS, part)).fetchone()
        yield bool(row and row[0])


class PartsHold:
    """A connection of its own holds the locks."""

    def __init__(self, url: str, *, idle: Callable[[int], bool]) -> None:
        self._url = url
        self._idle = idle  # a part may be given back only when nothing of it is being worked on
        self._lock = threading.Lock()
        self._connection: psycopg.Connection | None = None
        self._name = ""
        self._parts: frozenset[int] = frozenset()

    def refresh(self) -> None:
        with self._lock:
            try:
                self._refresh(self._open())
            except psycopg.Error as error:
                log.warning("parts_lost", error=type(error).__name__, parts=len(self._parts))
                self._close()

    def parts(self) -> Collection[int] | None:
        return self._parts

    def holder(self, part: int) -> str:  # noqa: ARG002
        return self._name

    def release(self) -> None:
        with self._lock:
            self._close()

    def _open(self) -> psycopg.Connection:
        if self._connection is None or self._connection.closed:
            # A new name with every session: what the last one held is not ours any more.
            self._name, self._parts = secrets.token_hex(8), frozenset()
            self._connection = psycopg.connect(self._url, autocommit=True, connect_timeout=5)
            self._connection.execute("SELECT pg_advisory_lock_shared(%s, %s)", (_CLASS, _PRESENT))
        return self._connection

    def _refresh(self, connection: psycopg.Connection) -> None:
        row = connection.execute(_COUNT, (_CLASS, _PRESENT)).fetchone()
        fair = math.ceil(PARTS / max(1, row[0] if row else 1))
        if len(self._parts) < fair:
            self._take(connection, fair - len(self._parts))
        elif len(self._parts) > fair:
            self._give_back(connection, len(self._parts) - fair)

    def _take(self, connection: psycopg.Connection, most: int) -> None:
        for part in sorted(set(range(PARTS)) - self._parts, key=lambda _: secrets.randbits(16)):
            row = connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (_CLASS, part)).fetchone()
            if row and row[0]:
                connection.execute(_CLAIM, (part, self._name))
                self._parts |= {part}
                most -= 1
            if not most:
                break

    def _give_back(self, connection: psycopg.Connection, most: int) -> None:
        for part in [part for part in self._parts if self._idle(part)][:most]:
            self._parts -= {part}
            connection.execute("SELECT pg_advisory_unlock(%s, %s)", (_CLASS, part))

    def _close(self) -> None:
        self._parts = frozenset()
        if self._connection is not None:
            self._connection.close()
            self._connection = None
