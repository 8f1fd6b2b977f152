"""What staff are to be told: who tells which of it, and what became of that.

A notice is claimed by putting off its next try: whoever claims it has until then, and a process
that dies in between leaves it to be told again. So staff are told at least once.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select, update

from bot.store.tables import NOTICE_OPEN, SendStatus, conversations, notices

ALERT = "alert"  # for the operator
DIGEST = "digest"  # for the editors, once a week; the other kinds are about a customer


class Claimed(NamedTuple):
    """A notice that is ours to tell, and how its chat is by now. `reached`: the channels that have it already."""

    id: int
    page: str
    customer: str
    kind: str
    body: str
    attempts: int
    reached: str
    owner: str | None
    waiting_since: int | None


def is_known(connection: Connection, key: str) -> bool:
    """Whether this was to be told before, whatever became of it."""
    return connection.scalar(select(notices.c.id).where(notices.c.key == key)) is not None


def is_due(connection: Connection, *, now: int, alerts_only: bool) -> bool:
    """Whether there is something to claim. Looking costs no lock."""
    return connection.scalar(_due(now, alerts_only)) is not None


def claim(connection: Connection, *, now: int, until: int, alerts_only: bool) -> Claimed | None:
    """The notice that has been due for longest; nobody else gets it before `until`."""
    one = _due(now, alerts_only).with_for_update(skip_locked=True)  # SQLite has no such thing, and needs none
    found = connection.execute(
        update(notices)
        .where(notices.c.id == one.scalar_subquery(), NOTICE_OPEN)
        .values(not_before=until, attempts=notices.c.attempts + 1)
        .returning(*(notices.c[name] for name in ("id", "page", "customer", "kind", "body", "attempts", "error")))
    ).one_or_none()
    if found is None:
        return None
    chat = select(conversations.c.owner, conversations.c.waiting_since).where(
        conversations.c.customer == found.customer, conversations.c.page == found.page
    )
    row = connection.execute(chat).one_or_none()
    owner, waiting_since = (row.owner, row.waiting_since) if row else (None, None)
    return Claimed._make((*found, owner, waiting_since))


def settle(
    connection: Connection, claimed: Claimed, status: SendStatus, *, not_before: int = 0, reached: str = ""
) -> bool:
    """What became of it. False: we took too long, and somebody else has claimed it since."""
    statement = (
        update(notices)
        .where(notices.c.id == claimed.id, notices.c.attempts == claimed.attempts, NOTICE_OPEN)
        .values(status=status.value, not_before=not_before, error=reached)
    )
    return bool(connection.execute(statement).rowcount)


def skip_all(connection: Connection) -> int:
    """There is nobody to tell. Otherwise the first channel that is set up later would get it all."""
    return connection.execute(update(notices).where(NOTICE_OPEN).values(status=SendStatus.SKIPPED.value)).rowcount


def _due(now: int, alerts_only: bool) -> Select[Any]:
    query = select(notices.c.id).where(NOTICE_OPEN, notices.c.not_before <= now)
    if alerts_only:
        query = query.where(notices.c.kind == ALERT)
    return query.order_by(notices.c.not_before, notices.c.id).limit(1)
