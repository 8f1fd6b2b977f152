"""Signs by which the operator sees whether all is well: what arrived when, and who else writes as the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import Connection, func, select

from bot.model import Echo
from bot.store.changes import Row
from bot.store.codec import decode
from bot.store.tables import SendStatus, heartbeats, inbox, notices, ownership

BEAT = timedelta(seconds=15)  # how often a worker writes that it is at work
SILENT = timedelta(minutes=1)  # four times it was not written: no worker is at work
_WORKER = "worker"  # of several each writes the same row: one at work is enough
_OURS = ("StaffAction", "TimeCame")  # stand in the inbox too, and did not come from Meta
_MOST_ECHOES = 500


def beat(now: int) -> Row:
    """What a worker writes while it is at work."""
    return {"name": _WORKER, "at": now}


def worked(connection: Connection) -> int | None:
    """When a worker was last seen at work (ms); None: never."""
    return connection.scalar(select(heartbeats.c.at).where(heartbeats.c.name == _WORKER))


def arrivals(connection: Connection, page: str, *, most: int = 1) -> list[int]:
    """When the last deliveries came (ms), the newest first."""
    query = select(inbox.c.received_at).where(inbox.c.page == page, inbox.c.kind.not_in(_OURS))
    return list(connection.scalars(query.order_by(inbox.c.id.desc()).limit(most)))


def strangers(connection: Connection, page: str, *, known: Collection[str]) -> Counter[str]:
    """How often which app that is not `known` wrote as the page, among its last messages."""
    query = select(inbox.c.body).where(inbox.c.page == page, inbox.c.kind == Echo.__name__)
    found: Counter[str] = Counter()
    for body in connection.scalars(query.order_by(inbox.c.id.desc()).limit(_MOST_ECHOES)):
        try:
            app = decode(body, Echo).app_id
        except (ValueError, TypeError, KeyError):
            continue
        if app and app not in known:
            found[app] += 1
    return found


def interrupted(connection: Connection, page: str, *, since: int) -> int:
    """How often Meta refused a message because something else had the chat."""
    query = select(func.count()).where(ownership.c.page == page, ownership.c.change == "refused")
    return connection.scalar(query.where(ownership.c.at >= since)) or 0


def undelivered(connection: Connection, *, since: int) -> int:
    """How many cards for staff were given up."""
    query = select(func.count()).where(notices.c.status == SendStatus.DEAD.value, notices.c.created_at >= since)
    return connection.scalar(query) or 0
