"""What was set aside, for the operator to look at, to try again or to drop; and how much is waiting."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select, update

from bot.store.tables import (
    EVENT_DEAD,
    EVENT_OPEN,
    SEND_DEAD,
    UNSENT,
    EventStatus,
    SendStatus,
    inbox,
    outbox,
    page_state,
)


class SetAside(NamedTuple):
    """An event that could not be handled, or a message that could not be sent."""

    what: str  # event or message
    id: int
    customer: str
    at: int
    attempts: int
    error: str


class Counts(NamedTuple):
    """How the queue stands. `oldest`: when the longest waiting event came (ms), if any waits."""

    waiting: int
    oldest: int | None
    unsent: int
    dead: int
    page: str
    page_reason: str


def set_aside(connection: Connection) -> list[SetAside]:
    """Everything that was set aside, oldest first."""
    events = select(inbox.c.id, inbox.c.customer, inbox.c.received_at, inbox.c.attempts, inbox.c.error).where(
        EVENT_DEAD
    )
    messages = select(outbox.c.id, outbox.c.customer, outbox.c.created_at, outbox.c.attempts, outbox.c.error).where(
        SEND_DEAD
    )
    found = [SetAside("event", *row) for row in connection.execute(events)]
    found += [SetAside("message", *row) for row in connection.execute(messages)]
    return sorted(found, key=lambda each: each.at)


def retry(connection: Connection, what: str, id: int) -> bool:
    """Put it back into the queue. False: there is no such thing set aside.

    An event whose apology was sent already is a new event to the bot: its replies need a new
    number, so its old ones are put out of the way by dropping them.
    """
    if what == "event":
        connection.execute(outbox.delete().where(outbox.c.inbox_id == id))
        values: dict[str, Any] = {"status": EventStatus.NEW.value, "attempts": 0, "not_before": 0, "error": ""}
        return _set(connection, inbox, id, EventStatus.DEAD, values)
    return _set(connection, outbox, id, SendStatus.DEAD, {"status": SendStatus.PENDING.value, "not_before": 0})


def drop(connection: Connection, what: str, id: int) -> bool:
    """Give it up. False: there is no such thing set aside."""
    if what == "event":
        return _set(connection, inbox, id, EventStatus.DEAD, {"status": EventStatus.HANDLED.value})
    return _set(connection, outbox, id, SendStatus.DEAD, {"status": SendStatus.SKIPPED.value})


def resume(connection: Connection, page: str) -> bool:
    """The operator says that the page may send again."""
    statement = update(page_state).where(page_state.c.page == page, page_state.c.status != "open")
    return bool(connection.execute(statement.values(status="open", until=0, strikes=0, reason="")).rowcount)


def counts(connection: Connection, page: str) -> Counts:
    """How the queue stands."""
    waiting, oldest = connection.execute(select(func.count(), func.min(inbox.c.received_at)).where(EVENT_OPEN)).one()
    unsent = connection.scalar(select(func.count()).where(UNSENT))
    dead_events = connection.scalar(select(func.count()).where(EVENT_DEAD))
    dead_messages = connection.scalar(select(func.count()).where(SEND_DEAD))
    row = connection.execute(select(page_state).where(page_state.c.page == page)).one_or_none()
    return Counts(
        waiting=waiting,
        oldest=oldest,
        unsent=unsent or 0,
        dead=(dead_events or 0) + (dead_messages or 0),
        page=row.status if row else "open",
        page_reason=row.reason if row else "",
    )


def _set(connection: Connection, table: Any, id: int, before: EventStatus | SendStatus, values: dict[str, Any]) -> bool:
    statement = update(table).where(table.c.id == id, table.c.status == before.value).values(**values)
    return bool(connection.execute(statement).rowcount)
