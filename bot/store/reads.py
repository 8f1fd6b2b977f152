"""What a worker looks up: open events, conversations, unsent messages."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, BindParameter, Connection, Row, Select, SmallInteger, any_, bindparam, func, select

from bot.model import Conversation, Event
from bot.store.codec import decode
from bot.store.tables import EVENT_OPEN, UNSENT, SendStatus, conversations, inbox, outbox, page_state, part_of

_MOST = 20_000

Chat = tuple[str, str]  # page, customer


class Waiting(NamedTuple):
    """An event that nobody has handled yet."""

    id: int
    page: str
    customer: str
    part: int
    kind: str
    takes_over: bool
    at: int
    received_at: int
    attempts: int
    not_before: int

    @property
    def chat(self) -> Chat:
        return self.page, self.customer


class Unsent(NamedTuple):
    """A message of ours that is not final yet."""

    id: int
    page: str
    customer: str
    part: int
    answers: str
    body: str
    status: int
    attempts: int
    not_before: int
    sending_at: int
    error: str
    by: str = ""  # the colleague who wrote it


class Kept(NamedTuple):
    """A conversation, and until when Meta lets us write in it."""

    conversation: Conversation
    window_until: int


def waiting(connection: Connection, parts: Collection[int] | None = None) -> list[Waiting]:
    """All open events, oldest first; those of some parts only, if given."""
    rows = _of_parts(connection, _WAITING, inbox.c.part, parts)
    return [Waiting._make(row) for row in rows]


def unsent_chats(connection: Connection, parts: Collection[int] | None = None) -> list[tuple[Chat, int, int]]:
    """The conversations with messages that are not final: chat, part, earliest next try."""
    rows = _of_parts(connection, _UNSENT_CHATS, outbox.c.part, parts)
    return [((page, customer), part, due) for page, customer, part, due in rows]


def doubtful_chats(connection: Connection, parts: Collection[int] | None = None) -> set[Chat]:
    """The conversations with messages that may have been sent, or may be on their way just now."""
    rows = _of_parts(connection, _DOUBTFUL, outbox.c.part, parts)
    return {(page, customer) for page, customer in rows}


def unsent(connection: Connection, chat: Chat) -> list[Unsent]:
    """One conversation's messages that are not final, in order."""
    rows = connection.execute(_UNSENT, {"page": chat[0], "customer": chat[1], "part": part_of(chat[1])})
    return [Unsent._make(row) for row in rows]


def bodies(connection: Connection, ids: Iterable[int]) -> dict[int, Event]:
    """The events themselves. What cannot be read is missing."""
    return dict(_readable(connection.execute(_BODIES, {"ids": list(ids)})))


def kept(connection: Connection, chats: Iterable[Chat]) -> dict[Chat, Kept]:
    """The conversations as they are; those that do not exist yet begin."""
    chats = list(chats)
    rows = connection.execute(_KEPT, {"customers": [customer for _, customer in chats]})
    found = {(row.page, row.customer): _kept(row) for row in rows}
    return {chat: found.get(chat) or Kept(Conversation(customer_id=chat[1]), 0) for chat in chats}


def known_mids(connection: Connection, chat: Chat) -> set[str]:
    """The ids of messages of ours that are known to have arrived."""
    query = select(outbox.c.sent_mid).where(outbox.c.page == chat[0], outbox.c.customer == chat[1])
    return set(connection.scalars(query.where(outbox.c.status == SendStatus.SENT.value)))


def page_row(connection: Connection, page: str) -> Row[Any] | None:
    """Whether the page may send."""
    return connection.execute(select(page_state).where(page_state.c.page == page)).one_or_none()


def _kept(row: Row[Any]) -> Kept:
    # The owner has a column of its own: it is asked when a message is sent, and may change without the rest.
    return Kept(replace(decode(row.state, Conversation), owner=row.owner), row.window_until)


def _readable(rows: Iterable[Any]) -> Iterable[tuple[int, Event]]:
    for row in rows:
        try:
            yield row.id, decode(row.body, Event)
        except (ValueError, TypeError, KeyError):
            continue


def _of_parts(connection: Connection, query: Select[Any], column: Any, parts: Collection[int] | None) -> Iterable[Any]:
    """Only PostgreSQL divides the parts among workers; an array there is one parameter, however many they are."""
    if parts is None:
        return connection.execute(query)
    return connection.execute(query.where(column == any_(_PARTS)), {"parts": list(parts)})


_WAITING = (
    select(*(inbox.c[name] for name in Waiting._fields)).where(EVENT_OPEN).order_by(inbox.c.at, inbox.c.id).limit(_MOST)
)
_UNSENT_CHATS = (
    select(outbox.c.page, outbox.c.customer, func.min(outbox.c.part), func.min(outbox.c.not_before))
    .where(UNSENT)
    .group_by(outbox.c.page, outbox.c.customer)
)
_DOUBTFUL = (
    select(outbox.c.page, outbox.c.customer).where(UNSENT, outbox.c.status == SendStatus.SENDING.value).distinct()
)
_PARTS: BindParameter[Any] = bindparam("parts", type_=ARRAY(SmallInteger))
_UNSENT = (
    select(*(outbox.c[name] for name in Unsent._fields))
    .where(outbox.c.part == bindparam("part"), outbox.c.customer == bindparam("customer"))
    .where(outbox.c.page == bindparam("page"), UNSENT)
    .order_by(outbox.c.id)
)
_BODIES = select(inbox.c.id, inbox.c.body).where(inbox.c.id.in_(bindparam("ids", expanding=True)))
_KEPT = select(conversations).where(conversations.c.customer.in_(bindparam("customers", expanding=True)))
