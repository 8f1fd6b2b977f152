"""Which conversations something is due in, without anybody having written."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from bot.store.tables import conversations

_MOST = 500


class Due(NamedTuple):
    """A conversation, and since when (ms)."""

    page: str
    customer: str
    due_at: int


def due_chats(connection: Connection, *, page: str, now: int) -> list[Due]:
    """The longest due first."""
    query = (
        select(conversations.c.page, conversations.c.customer, conversations.c.due_at)
        .where(conversations.c.due_at <= now, conversations.c.page == page)
        .order_by(conversations.c.due_at)
        .limit(_MOST)
    )
    return [Due._make(row) for row in connection.execute(query)]
