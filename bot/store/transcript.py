"""What was said in one chat, and what was decided about it, for people to read."""

from __future__ import annotations

import json
from typing import NamedTuple

from sqlalchemy import Connection, select

from bot.store.tables import conversations, transcript


class Decided(NamedTuple):
    """A customer's message with the decision about it. Without a route nothing was said.

    `candidates` are what was considered, as (entry or intent, score); `knowledge` is the version that decided.
    """

    mid: str
    text: str
    route: str
    entry: str
    score: float
    product: str
    language: str
    reason: str
    knowledge: str
    candidates: tuple[tuple[str, float], ...]


def decided(connection: Connection, *, page: str, customer: str, most: int = 200) -> list[Decided]:
    """The newest messages of one customer, oldest first."""
    query = (
        select(*(transcript.c[name] for name in Decided._fields))
        .where(transcript.c.customer == customer, transcript.c.page == page, transcript.c.who == "customer")
        .order_by(transcript.c.id.desc())
        .limit(most)
    )
    found = [Decided._make(row) for row in connection.execute(query)]
    return [each._replace(candidates=_candidates(str(each.candidates))) for each in reversed(found)]


def owner(connection: Connection, *, page: str, customer: str) -> str:
    """Who has the chat: bot, asked, person."""
    query = select(conversations.c.owner).where(conversations.c.customer == customer, conversations.c.page == page)
    return str(connection.scalar(query) or "bot")


def _candidates(text: str) -> tuple[tuple[str, float], ...]:
    return tuple((str(name), float(score)) for name, score, *_ in json.loads(text or "[]"))
