"""What was said last in a chat: the lines written down already, and those that still wait for their turn."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from bot.model import CustomerMessage, Echo, Event, StaffAction
from bot.redaction.alone import LINES, Line
from bot.store.codec import decode
from bot.store.tables import EVENT_OPEN, inbox, part_of, transcript


def last_lines(connection: Connection, *, page: str, customer: str, since: int) -> list[Line]:
    """The newest lines since then (ms), oldest first."""
    chat = {"page": page, "customer": customer}
    written = [Line(who, text) for who, text in connection.execute(_SAID, chat | {"since": since})]
    coming = [line_of(decode(body, Event)) for body in connection.scalars(_WAITING, chat | {"part": part_of(customer)})]
    return [*reversed(written), *(each for each in reversed(coming) if each)]


def line_of(event: Event) -> Line | None:
    """An event's words, if it has any."""
    match event:
        case CustomerMessage(text=text) if text:
            return Line("customer", text)
        case Echo(text=text) | StaffAction(text=text) if text:
            return Line("staff", text)
        case _:
            return None


_SAID = (
    select(transcript.c.who, transcript.c.text)
    .where(transcript.c.customer == bindparam("customer"), transcript.c.page == bindparam("page"))
    .where(transcript.c.at >= bindparam("since"))
    .order_by(transcript.c.id.desc())
    .limit(LINES)
)
_WAITING = (
    select(inbox.c.body)
    .where(EVENT_OPEN, inbox.c.part == bindparam("part"), inbox.c.customer == bindparam("customer"))
    .where(inbox.c.page == bindparam("page"))
    .order_by(inbox.c.id.desc())
    .limit(LINES)
)
