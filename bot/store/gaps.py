"""The chats in which the bot did not do well, for those who look after the FAQ: every line of them, in order.

And what of it needs no answer, as they said.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, delete, insert, or_, select, tuple_

from bot.editing.gaps import Aside, Line
from bot.store.tables import REPLIES_PER_EVENT, gaps_aside, transcript
from bot.store.times import from_ms, to_ms

MOST = 200_000  # lines; of a page with more than that, the newest
_MISSED = ("fallback", "human")
_COLUMNS = (
    "customer at who kind text route entry reason language candidates mid inbox_id outbox_id".split()
)  # fmt: skip


def lines(connection: Connection, *, page: str, since: datetime) -> Iterator[Line]:
    """All lines since then of the customers who missed an answer, each customer's together, oldest first."""
    line = transcript
    missed = or_(
        line.c.route.in_((*_MISSED, "learn")),
        and_(line.c.kind == "Feedback", line.c.text == "bad"),
    )
    recent = and_(line.c.page == page, line.c.at >= to_ms(since))
    customers = select(line.c.customer).where(recent, missed).distinct()
    newest = select(line.c.id).where(recent, line.c.customer.in_(customers)).order_by(line.c.id.desc()).limit(MOST)
    query = (
        select(*(line.c[name] for name in _COLUMNS)).where(line.c.id.in_(newest)).order_by(line.c.customer, line.c.id)
    )
    for row in connection.execute(query):
        yield Line(
            customer=row.customer,
            at=from_ms(row.at),
            who=row.who,
            kind=row.kind,
            text=row.text,
            route=row.route,
            entry=row.entry,
            reason=row.reason,
            language=row.language,
            nearest=_first(row.candidates),
            mid=row.mid,
            event=row.inbox_id if row.outbox_id is None else row.outbox_id // REPLIES_PER_EVENT,
        )


def asides(connection: Connection, *, page: str) -> list[Aside]:
    """The questions of a page that need no answer."""
    row = gaps_aside.c
    rows = connection.execute(select(row.customer, row.words, row.at).where(row.page == page))
    return [Aside(customer=each.customer, words=each.words, at=from_ms(each.at)) for each in rows]


def set_aside(connection: Connection, found: Sequence[Aside], *, page: str, by: str) -> None:
    """Note that these need no answer; what was noted before is noted anew."""
    put_back(connection, found, page=page)
    rows = [
        {"page": page, "customer": each.customer, "words": each.words, "at": to_ms(each.at), "by": by} for each in found
    ]
    if rows:
        connection.execute(insert(gaps_aside), rows)


def put_back(connection: Connection, found: Sequence[Aside], *, page: str) -> None:
    """They need an answer after all."""
    keys = [(each.customer, each.words) for each in found]
    same = tuple_(gaps_aside.c.customer, gaps_aside.c.words).in_(keys)
    connection.execute(delete(gaps_aside).where(gaps_aside.c.page == page, same))


def _first(candidates: str) -> str:
    found = json.loads(candidates or "[]")
    return str(found[0][0]) if found else ""
