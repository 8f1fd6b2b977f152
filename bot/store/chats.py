"""The console's lists: chats that wait for a person, and chats that somebody looks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, func, or_, select

from bot.model import Conversation
from bot.store.codec import decode
from bot.store.tables import conversations, inbox, ownership, presence, tags, transcript


class Line(NamedTuple):
    """The customer's newest words, or ours."""

    at: int
    who: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatRow:
    """One chat in a list."""

    customer: str
    owner: str
    conversation: Conversation
    window_until: int
    waiting_since: int | None
    updated_at: int
    last: Line | None = None
    tags: tuple[str, ...] = ()
    here: tuple[str, ...] = ()  # colleagues who have it open


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What to look for. Everything that is set must hold."""

    text: str = ""
    owner: str = ""
    owner_by: str = ""  # a colleague who has it
    tag: str = ""


def waiting(connection: Connection, *, page: str, here_since: int) -> list[ChatRow]:
    """The chats in which a customer waits for a person, longest first."""
    query = _of(page).where(conversations.c.waiting_since.is_not(None)).order_by(conversations.c.waiting_since)
    return _with_details(connection, page, connection.execute(query.limit(200)).all(), here_since)


def with_persons(connection: Connection, *, page: str, here_since: int) -> list[ChatRow]:
    """The chats that colleagues have, in which nobody waits; newest first."""
    query = (
        _of(page)
        .where(conversations.c.owner == "person", conversations.c.waiting_since.is_(None))
        .order_by(conversations.c.updated_at.desc())
    )
    return _with_details(connection, page, connection.execute(query.limit(50)).all(), here_since)


def search(
    connection: Connection, wanted: Wanted, *, page: str, here_since: int, before: int | None = None, most: int = 50
) -> list[ChatRow]:
    """The chats that fit, newest first; `before` is where to go on."""
    query = _of(page).where(*_conditions(wanted)).order_by(conversations.c.updated_at.desc()).limit(most)
    if before is not None:
        query = query.where(conversations.c.updated_at < before)
    return _with_details(connection, page, connection.execute(query).all(), here_since)


def known_tags(connection: Connection, *, page: str) -> list[str]:
    """Every tag in use."""
    query = select(tags.c.tag).where(tags.c.page == page).distinct().order_by(tags.c.tag).limit(200)
    return list(connection.scalars(query))


def count_waiting(connection: Connection, *, page: str) -> int:
    """How many customers wait for a person."""
    query = select(func.count()).where(conversations.c.page == page, conversations.c.waiting_since.is_not(None))
    return connection.scalar(query) or 0


def pulse(connection: Connection, *, me: str, here_since: int) -> str:
    """A text that changes when a list may look different to me. Cheap: the ends of indexes, and who is here."""
    newest = [connection.scalar(select(func.max(table.c.id))) for table in (inbox, transcript, ownership)]
    count, oldest = connection.execute(_WAITING_PULSE).one()
    people = connection.execute(_PEOPLE.where(presence.c.at > here_since, presence.c.who != me)).all()
    return repr((newest, count, oldest, [tuple(row) for row in people]))


_WAITING_PULSE = select(func.count(), func.max(conversations.c.waiting_since)).where(
    conversations.c.waiting_since.is_not(None)
)
_PEOPLE = select(presence.c.customer, presence.c.who).order_by(presence.c.customer, presence.c.who)


def _of(page: str) -> Any:
    return select(conversations).where(conversations.c.page == page)


def _conditions(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    if wanted.text:
        yield _mentions(wanted.text)
    if wanted.owner:
        yield conversations.c.owner == wanted.owner
    if wanted.owner_by:
        yield and_(conversations.c.owner == "person", _taken_by(wanted.owner_by))
    if wanted.tag:
        yield _in_chat(tags).where(tags.c.tag == wanted.tag)


def _mentions(text: str) -> ColumnElement[bool]:
    """In something that was said, in a tag, in the customer's number, or as the colleague who had the chat."""
    # Databases know small and capital letters of English only: "đơn" has to be looked for as "Đơn" too.
    spellings = {text, text.lower(), text.capitalize()}
    return or_(
        _in_chat(transcript).where(or_(*(transcript.c.text.icontains(each, autoescape=True) for each in spellings))),
        _in_chat(tags).where(tags.c.tag.icontains(text, autoescape=True)),
        _in_chat(ownership).where(ownership.c.by == text.casefold()),
        conversations.c.customer.endswith(text.removeprefix("#"), autoescape=True),
    )


def _taken_by(who: str) -> ColumnElement[bool]:
    """Whether this colleague was the last to take it."""
    each = ownership.alias()
    last = (
        select(func.max(each.c.id))
        .where(each.c.customer == conversations.c.customer, each.c.page == conversations.c.page)
        .where(each.c.after == "person")
        .correlate(conversations)
        .scalar_subquery()
    )
    return exists().where(ownership.c.id == last, ownership.c.by == who)


def _in_chat(table: Any) -> Any:
    return exists().where(table.c.customer == conversations.c.customer, table.c.page == conversations.c.page)


def _with_details(connection: Connection, page: str, rows: Sequence[Row[Any]], here_since: int) -> list[ChatRow]:
    """The rows with their newest words, tags, and who is there: one query each, however many they are."""
    customers = [row.customer for row in rows]
    last = _last_lines(connection, page, customers)
    tagged = _grouped(connection.execute(_pairs(tags, tags.c.tag, page, customers)))
    here = _grouped(
        connection.execute(_pairs(presence, presence.c.who, page, customers).where(presence.c.at > here_since))
    )
    return [
        ChatRow(
            customer=row.customer,
            owner=row.owner,
            conversation=decode(row.state, Conversation),
            window_until=row.window_until,
            waiting_since=row.waiting_since,
            updated_at=row.updated_at,
            last=last.get(row.customer),
            tags=tuple(tagged.get(row.customer, ())),
            here=tuple(here.get(row.customer, ())),
        )
        for row in rows
    ]


def _last_lines(connection: Connection, page: str, customers: Sequence[str]) -> dict[str, Line]:
    newest = (
        select(func.max(transcript.c.id))
        .where(transcript.c.customer.in_(customers), transcript.c.page == page, transcript.c.text != "")
        .group_by(transcript.c.customer)
    )
    query = select(transcript.c.customer, transcript.c.at, transcript.c.who, transcript.c.text)
    rows = connection.execute(query.where(transcript.c.id.in_(newest)))
    return {customer: Line(at, who, text) for customer, at, who, text in rows}


def _pairs(table: Any, column: Any, page: str, customers: Sequence[str]) -> Any:
    query = select(table.c.customer, column).where(table.c.page == page, table.c.customer.in_(customers))
    return query.order_by(column)


def _grouped(rows: Iterable[Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for customer, value in rows:
        found.setdefault(customer, []).append(value)
    return found
