"""What may change in the database, and the one transaction in which a group of changes is written.

A Change lists rows by what happens to them. Statements run kind by kind, and in each by key, so
that two processes take their row locks in the same order.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Table,
    bindparam,
    case,
    exists,
    insert,
    not_,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.tables import (
    EVENT_TAKES_OVER,
    SendStatus,
    conversations,
    inbox,
    notices,
    outbox,
    ownership,
    page_state,
    partitions,
    transcript,
)

CHANNEL = "piotnet_bot"  # PostgreSQL: where workers listen for new events
PERSON_HAS_CHAT = "a person has the chat"
WINDOW_CLOSED = "the 24 hours are over"

Row = Mapping[str, Any]


class Fenced(Exception):
    """Another worker has this part now: what this one found out since counts no more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """Everything that must become true together."""

    arrived: tuple[Row, ...] = ()  # inbox rows
    echoed: tuple[Row, ...] = ()  # our own messages that came back: proof that they arrived
    delivered: tuple[Row, ...] = ()
    read: tuple[Row, ...] = ()
    forgotten: tuple[Row, ...] = ()  # messages their author deleted
    events: tuple[Row, ...] = ()  # inbox rows with their new status
    conversations: tuple[Row, ...] = ()
    pages: tuple[Row, ...] = ()  # whether a page may send
    said: tuple[Row, ...] = ()  # transcript rows
    replies: tuple[Row, ...] = ()  # outbox rows
    sends: tuple[Row, ...] = ()  # outbox rows with their new status
    sent: tuple[Row, ...] = ()  # transcript rows of messages that Meta has now
    owned: tuple[Row, ...] = ()  # who has the chat now, and why
    notices: tuple[Row, ...] = ()  # what staff are to be told; a known key adds nothing
    send_next: int | None = None  # the outbox row to mark as sending, if it still may be sent
    now: int = 0  # for send_next: the time as the bot believes it, for the 24 hours
    started: int = 0  # for send_next: the time on the wall, for settling what became of it
    part: int | None = None  # with `holder`: only while the part is still ours (PostgreSQL)
    holder: str = ""

    @property
    def arrives(self) -> bool:
        """Whether it brings something to do for a worker."""
        return bool(self.arrived)


def write(connection: Connection, changes: Sequence[Change]) -> list[SendStatus | Fenced | None]:
    """Write all of them. For each: what `send_next` became, Fenced, or None."""
    lost = _lost_parts(connection, changes)
    valid = [each for each in changes if (each.part, each.holder) not in lost]
    for kind, statement in _statements(connection.dialect.name).items():
        rows = [row for change in valid for row in getattr(change, kind)]
        if rows:
            connection.execute(statement, _in_order(rows))
    marked = _mark(connection, [each for each in valid if each.send_next is not None])
    if connection.dialect.name == "postgresql" and any(each.arrives for each in valid):
        connection.execute(text(f"SELECT pg_notify('{CHANNEL}', '')"))
    return [Fenced() if (each.part, each.holder) in lost else marked.get(each.send_next or -1) for each in changes]


def _in_order(rows: list[Row]) -> list[Row]:
    names = [name for name in ("key", "b_id", "b_customer", "id") if name in rows[0]]
    return sorted(rows, key=lambda row: row[names[0]]) if names else rows


def _lost_parts(connection: Connection, changes: Sequence[Change]) -> Collection[tuple[int | None, str]]:
    """The parts that were held by the writer of a change and are no more.

    The row locks keep a new owner waiting until this transaction has ended.
    """
    held = {(each.part, each.holder) for each in changes if each.holder and each.part is not None}
    if not held:
        return set()
    parts = sorted({part for part, _ in held})
    found = connection.execute(_OWNERS, {"parts": parts})
    return held - {(row.part, row.owner) for row in found}


_OWNERS = (
    select(partitions.c.part, partitions.c.owner)
    .where(partitions.c.part.in_(bindparam("parts", expanding=True)))
    .order_by(partitions.c.part)
    .with_for_update(read=True)
)

# A person owns the chat from the moment an echo is stored, not only when it is handled: so both
# are asked, in the statement that marks the row.
_PERSON = or_(
    exists().where(
        conversations.c.customer == outbox.c.customer,
        conversations.c.page == outbox.c.page,
        conversations.c.owner == "person",
    ),
    exists().where(
        inbox.c.customer == outbox.c.customer,
        inbox.c.page == outbox.c.page,
        EVENT_TAKES_OVER,
    ),
)
_CLOSED = not_(
    exists().where(
        conversations.c.customer == outbox.c.customer,
        conversations.c.page == outbox.c.page,
        conversations.c.window_until > bindparam("now"),
    )
)
_MARK = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)), outbox.c.status == SendStatus.PENDING.value)
    .values(
        status=case((or_(_PERSON, _CLOSED), SendStatus.SKIPPED.value), else_=SendStatus.SENDING.value),
        error=case((_PERSON, PERSON_HAS_CHAT), (_CLOSED, WINDOW_CLOSED), else_=""),
        sending_at=bindparam("started"),
        attempts=outbox.c.attempts + 1,
    )
    .returning(outbox.c.id, outbox.c.status)
)


def _mark(connection: Connection, changes: Sequence[Change]) -> dict[int, SendStatus]:
    if not changes:
        return {}
    values = {
        "ids": sorted(each.send_next for each in changes if each.send_next is not None),
        "now": max(each.now for each in changes),
        "started": min(each.started for each in changes),
    }
    return {row.id: SendStatus(row.status) for row in connection.execute(_MARK, values)}


@cache
def _statements(dialect: str) -> dict[str, Any]:
    """One statement for each kind of row, in the order in which they run.

    What arrives comes first: a person's echo in the same group keeps back the replies in it.
    """
    b_id: BindParameter[int] = bindparam("b_id")
    told = (transcript.c.customer == bindparam("b_customer"), transcript.c.page == bindparam("b_page"))
    earlier = (*told, transcript.c.who == "bot", transcript.c.at <= bindparam("b_until"))
    return {
        "arrived": _insert(dialect, inbox).on_conflict_do_nothing(index_elements=["page", "key"]),
        "echoed": update(outbox)
        .where(outbox.c.id == b_id, outbox.c.page == bindparam("b_page"), outbox.c.customer == bindparam("b_customer"))
        .where(outbox.c.status != SendStatus.SENT.value)
        .values(status=SendStatus.SENT.value, sent_mid=bindparam("b_mid"), error=""),
        "sends": update(outbox)
        .where(outbox.c.id == b_id, outbox.c.status != SendStatus.SENT.value)
        .values(
            status=bindparam("b_status"),
            not_before=bindparam("b_not_before"),
            sent_mid=bindparam("b_mid"),
            error=bindparam("b_error"),
        ),
        "events": update(inbox)
        .where(inbox.c.id == b_id)
        .values(
            status=bindparam("b_status"),
            attempts=bindparam("b_attempts"),
            not_before=bindparam("b_not_before"),
            error=bindparam("b_error"),
        ),
        "conversations": _upsert(dialect, conversations, ["customer", "page"]),
        "pages": _upsert(dialect, page_state, ["page"]),
        "said": insert(transcript),
        "replies": insert(outbox),
        "owned": insert(ownership),
        "notices": _insert(dialect, notices).on_conflict_do_nothing(index_elements=["key"]),
        "sent": update(transcript)
        .where(transcript.c.outbox_id == b_id, transcript.c.sent_at.is_(None))
        .values(sent_at=bindparam("b_at"), mid=bindparam("b_mid")),
        "delivered": update(transcript)
        .where(*earlier, transcript.c.delivered_at.is_(None))
        .values(delivered_at=bindparam("b_at")),
        "read": update(transcript).where(*earlier, transcript.c.read_at.is_(None)).values(read_at=bindparam("b_at")),
        "forgotten": update(transcript).where(*told, transcript.c.mid == bindparam("b_mid")).values(text=""),
    }


def _insert(dialect: str, table: Table) -> Any:
    return (sqlite if dialect == "sqlite" else postgresql).insert(table)


def _upsert(dialect: str, table: Table, key: list[str]) -> Any:
    statement = _insert(dialect, table)
    changed = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in key}
    return statement.on_conflict_do_update(index_elements=key, set_=changed)
