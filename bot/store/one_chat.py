"""One chat for the console: what was said, who had it, notes, tags, and which colleague is looking at it."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.model import Conversation
from bot.store.codec import decode
from bot.store.tables import (
    EVENT_OPEN,
    SendStatus,
    conversations,
    inbox,
    notes,
    outbox,
    ownership,
    part_of,
    presence,
    tags,
    transcript,
)

_A_DAY = 86_400_000

Chat = tuple[str, str]  # page, customer


class Said(NamedTuple):
    """One line of the transcript. With a `route` it carries the decision; with a `status` it was sent by us."""

    id: int
    at: int
    who: str
    kind: str
    text: str
    route: str
    entry: str
    score: float
    product: str
    language: str
    reason: str
    candidates: str
    knowledge: str
    sent_at: int | None
    delivered_at: int | None
    read_at: int | None
    by: str
    status: int | None
    error: str | None

    @property
    def considered(self) -> list[tuple[str, float]]:
        """What the bot weighed, best first."""
        return [(str(name), float(score)) for name, score, *_ in json.loads(self.candidates or "[]")]

    @property
    def mark(self) -> str:
        """What became of a message of ours; empty for what others said."""
        if self.kind != "Reply":
            return ""
        if self.status in (SendStatus.DEAD.value, SendStatus.SKIPPED.value):
            return "failed" if self.status == SendStatus.DEAD.value else "skipped"
        if self.read_at or self.delivered_at:
            return "read" if self.read_at else "delivered"
        return "sent" if self.sent_at or self.status == SendStatus.SENT.value else "waiting"


class Kept(NamedTuple):
    """The conversation as it stands."""

    owner: str
    conversation: Conversation
    window_until: int
    waiting_since: int | None


class Change(NamedTuple):
    """One change of owner."""

    id: int
    at: int
    before: str
    after: str
    change: str
    by: str


class NoteRow(NamedTuple):
    """What a colleague wrote for colleagues."""

    id: int
    at: int
    by: str
    text: str


class Here(NamedTuple):
    """A colleague who has the chat open. `writing_at`: when they last typed."""

    who: str
    at: int
    writing_at: int


def kept(connection: Connection, chat: Chat) -> Kept | None:
    """None: nobody ever wrote there."""
    row = connection.execute(select(conversations).where(*_of(conversations, chat))).one_or_none()
    if row is None:
        return None
    return Kept(row.owner, decode(row.state, Conversation), row.window_until, row.waiting_since)


def said(connection: Connection, chat: Chat, *, before: int | None = None, most: int = 100) -> list[Said]:
    """The newest lines, oldest of them first; `before` is the id from which on to go further back."""
    columns = [transcript.c[name] for name in Said._fields[:-2]]
    query = (
        select(*columns, outbox.c.status, outbox.c.error)
        .join_from(transcript, outbox, transcript.c.outbox_id == outbox.c.id, isouter=True)
        .where(*_of(transcript, chat))
        .order_by(transcript.c.id.desc())
        .limit(most)
    )
    if before is not None:
        query = query.where(transcript.c.id < before)
    return [Said._make(row) for row in reversed(connection.execute(query).all())]


def changes(connection: Connection, chat: Chat, *, most: int = 30) -> list[Change]:
    """Who had the chat and why, newest first."""
    return _newest(connection, ownership, Change, chat, most)


def notes_of(connection: Connection, chat: Chat) -> list[NoteRow]:
    """What colleagues noted, newest first."""
    return _newest(connection, notes, NoteRow, chat, 100)


def tags_of(connection: Connection, chat: Chat) -> list[str]:
    return list(connection.scalars(select(tags.c.tag).where(*_of(tags, chat)).order_by(tags.c.tag)))


def here(connection: Connection, chat: Chat, *, since: int) -> list[Here]:
    """Who has it open, or had until a moment ago."""
    query = select(*(presence.c[name] for name in Here._fields)).where(*_of(presence, chat), presence.c.at > since)
    return [Here._make(row) for row in connection.execute(query.order_by(presence.c.who))]


def on_the_way(connection: Connection, chat: Chat) -> int:
    """How many actions of colleagues no worker has handled yet."""
    query = select(func.count()).where(inbox.c.part == part_of(chat[1]), EVENT_OPEN, inbox.c.kind == "StaffAction")
    return connection.scalar(query.where(*_of(inbox, chat))) or 0


def pulse(connection: Connection, chat: Chat, *, me: str, here_since: int, writing_since: int) -> str:
    """A text that changes when the page of this chat would look different to me."""
    seen = [
        connection.execute(select(*_ENDS).where(*_of(transcript, chat))).one(),
        connection.scalar(select(conversations.c.updated_at).where(*_of(conversations, chat))),
        connection.scalar(select(func.max(ownership.c.id)).where(*_of(ownership, chat))),
        connection.scalar(select(func.max(notes.c.id)).where(*_of(notes, chat))),
        tags_of(connection, chat),
        on_the_way(connection, chat),
        [line.mark for line in said(connection, chat, most=10)],
        [
            (each.who, each.writing_at > writing_since)
            for each in here(connection, chat, since=here_since)
            if each.who != me
        ],
    ]
    return repr(seen)


def add_note(connection: Connection, chat: Chat, *, by: str, text: str, now: int) -> None:
    values = {"page": chat[0], "customer": chat[1], "at": now, "by": by, "text": text}
    connection.execute(insert(notes).values(values))


def add_tag(connection: Connection, chat: Chat, tag: str, *, by: str, now: int) -> None:
    """A tag that is there already stays as it is."""
    values = {"page": chat[0], "customer": chat[1], "tag": tag, "at": now, "by": by}
    connection.execute(_insert(connection, tags).values(values).on_conflict_do_nothing())


def remove_tag(connection: Connection, chat: Chat, tag: str) -> None:
    connection.execute(delete(tags).where(*_of(tags, chat), tags.c.tag == tag))


def be_here(connection: Connection, chat: Chat, who: str, *, now: int, writing: bool) -> None:
    """This colleague has the chat open. What is a day old is swept up on the way."""
    values = {"at": now, **({"writing_at": now} if writing else {})}
    row = _insert(connection, presence).values(page=chat[0], customer=chat[1], who=who, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["customer", "page", "who"], set_=values))
    connection.execute(delete(presence).where(presence.c.at < now - _A_DAY))


def be_gone(connection: Connection, chat: Chat, who: str) -> None:
    connection.execute(delete(presence).where(*_of(presence, chat), presence.c.who == who))


_ENDS = (
    func.max(transcript.c.id),
    func.max(transcript.c.sent_at),
    func.max(transcript.c.delivered_at),
    func.max(transcript.c.read_at),
    func.sum(func.length(transcript.c.text)),
)


def _insert(connection: Connection, table: Any) -> Any:
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)


def _of(table: Any, chat: Chat) -> tuple[Any, Any]:
    return table.c.page == chat[0], table.c.customer == chat[1]


def _newest(connection: Connection, table: Any, record: Any, chat: Chat, most: int) -> list[Any]:
    query = select(*(table.c[name] for name in record._fields)).where(*_of(table, chat)).order_by(table.c.id.desc())
    return [record._make(row) for row in connection.execute(query.limit(most))]
