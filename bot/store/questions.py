"""What customers really asked, to be asked again: chats with their messages in order. Secrets were never stored."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import Connection, select

from bot.numbers import GAP
from bot.store.tables import transcript
from bot.store.times import from_ms

_MOST_TURNS = 12  # of one chat; what was said before hardly matters


def last(connection: Connection, *, page: str, most: int) -> Iterator[list[str]]:
    """The newest messages that the bot decided about, each chat's together, oldest first. Taps are left out."""
    line = transcript.c
    asked = (line.page == page, line.who == "customer", line.kind == "CustomerMessage", line.text != "")
    newest = select(line.id).where(*asked, line.route != "", line.reason != "tapped").order_by(line.id.desc())
    query = select(line.customer, line.at, line.text).where(line.id.in_(newest.limit(most)))
    rows = connection.execute(query.order_by(line.customer, line.id))
    for _, of_one in groupby(rows, key=lambda row: row.customer):
        turns: list[str] = []
        before = None
        for row in of_one:
            at = from_ms(row.at)
            if turns and (len(turns) == _MOST_TURNS or (before is not None and at - before >= GAP)):
                yield turns
                turns = []
            turns.append(row.text)
            before = at
        yield turns
