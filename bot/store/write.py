"""Writing a group of changes, so that all of it becomes true or nothing.

On PostgreSQL in one transaction of a few statements. On SQLite in one statement: it keeps the
database's only write lock from its first to its last step, and every return into Python in between
may have to wait for dozens of threads. So a view that no table stands behind takes the rows of all
kinds at once, and its trigger does the work, inside SQLite. Then the mark for what is sent next is a
statement of its own: a message that is not marked is sent later, so nothing is lost in between.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, literal_column
from sqlalchemy.exc import SQLAlchemyError

from bot.store.changes import CHANNEL, Change, Fenced, Row
from bot.store.rows import parameter, written
from bot.store.sending import mark
from bot.store.statements import KEYS, Statement, statements
from bot.store.tables import SendStatus

Written = SendStatus | Exception | None  # what `send_next` became, or why that is not known

_VIEW = "changes"


def write(connection: Connection, changes: Sequence[Change]) -> list[Written]:
    """PostgreSQL, within a transaction. For each change: what `send_next` became, Fenced, or None."""
    lost = _lost_parts(connection, changes)
    valid = [each for each in changes if (each.part, each.holder) not in lost]
    for kind, statement in _postgresql().items():
        rows = _rows(kind, valid)
        if rows:
            connection.exec_driver_sql(statement.sql, {"rows": written("postgresql", statement.names, rows)})
    marked = mark(connection, valid)
    if parts := {row["part"] for each in valid for row in each.arrived}:
        connection.exec_driver_sql(_NOTIFY, {"parts": " ".join(map(str, sorted(parts)))})
    return [Fenced() if (each.part, each.holder) in lost else marked.get(each.send_next or -1) for each in changes]


def write_at_once(connection: Connection, changes: Sequence[Change]) -> list[Written]:
    """SQLite, without a transaction around it."""
    given = {kind: written("sqlite", made.names, _rows(kind, changes)) for kind, made in _sqlite().items()}
    if any(rows != "[]" for rows in given.values()):
        marks = ", ".join("?" * len(given))
        connection.exec_driver_sql(f"INSERT INTO {_VIEW} VALUES ({marks})", tuple(given.values()))  # noqa: S608
    try:
        marked: Mapping[int, Written] = mark(connection, changes)
    except SQLAlchemyError as error:  # the rest is stored: it must not be written again
        marked = {each.send_next: error for each in changes if each.send_next is not None}
    return [marked.get(each.send_next or -1) for each in changes]


def add_view(connection: sqlite3.Connection) -> None:
    """The view and its trigger; they belong to the connection and are gone with it."""
    names, steps = ", ".join(_sqlite()), ";\n".join(each.sql for each in _sqlite().values())
    connection.execute(f"CREATE TEMP VIEW {_VIEW} ({names}) AS SELECT {', '.join(['NULL'] * len(_sqlite()))}")
    connection.execute(f"CREATE TEMP TRIGGER write INSTEAD OF INSERT ON {_VIEW} BEGIN\n{steps};\nEND")


_NOTIFY = f"SELECT pg_notify('{CHANNEL}', %(parts)s)"  # so that only their workers look


@cache
def _postgresql() -> Mapping[str, Statement]:
    return statements("postgresql", given=lambda _: parameter("postgresql", "rows"))


@cache
def _sqlite() -> Mapping[str, Statement]:
    return statements("sqlite", given=lambda kind: literal_column(f"NEW.{kind}"))


def _rows(kind: str, changes: Sequence[Change]) -> list[Row]:
    rows = [row for change in changes for row in getattr(change, kind)]
    return _in_order(_once(kind, rows)) if len(rows) > 1 else rows


def _once(kind: str, rows: list[Row]) -> list[Row]:
    """A statement meets each of its rows once. Of several about the same thing the last one counts.

    But that a message was sent is final, whatever else is said of it.
    """
    key = KEYS.get(kind)
    if key is None:
        return rows
    latest: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        about = tuple(row[name] for name in key)
        known = latest.get(about)
        if known is None or kind != "sends" or known["b_status"] != SendStatus.SENT:
            latest[about] = row
    return list(latest.values())


def _in_order(rows: list[Row]) -> list[Row]:
    """By key, so that two processes take their row locks in the same order."""
    names = [name for name in ("key", "b_id", "b_customer", "customer", "id") if name in rows[0]]
    return sorted(rows, key=lambda row: row[names[0]]) if names else rows


def _lost_parts(connection: Connection, changes: Sequence[Change]) -> Collection[tuple[int | None, str]]:
    """The parts that were held by the writer of a change and are no more.

    The row locks keep a new owner waiting until this transaction has ended.
    """
    held = {(each.part, each.holder) for each in changes if each.holder and each.part is not None}
    if not held:
        return set()
    parts = sorted({part for part, _ in held})
    found = connection.exec_driver_sql(_OWNERS, {"parts": parts})
    return held - {(row.part, row.owner) for row in found}


_OWNERS = "SELECT part, owner FROM partitions WHERE part = ANY(%(parts)s) ORDER BY part FOR SHARE"
