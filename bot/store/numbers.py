"""What the numbers page needs of the database. How it is counted stands in bot.numbers.

The many lines of the transcript are put together by the database, so that what is read grows with
the number of chats, not with that of messages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, case, exists, func, or_, select

from bot.numbers import ANSWERED, FOLLOWED, GAP, ChatRow, EntryUse, Found, Moment
from bot.store.tables import REPLIES_PER_EVENT, ownership, transcript
from bot.store.times import from_ms, to_ms

_SAID = ("CustomerMessage", "ButtonTap")  # not edits, thumbs or receipts
_WRITTEN = ("Echo", "Reply")  # not commands, or deeds in the console
_NO_QUESTION = ("", "smalltalk")
_LEFT_BOT = and_(ownership.c.before == "bot", ownership.c.after != "bot")


def find(connection: Connection, *, page: str, since: datetime) -> Found:
    """Everything that happened in a page's chats since then."""
    asked = (_LEFT_BOT, ownership.c.after == "asked")
    wrote = (transcript.c.who == "staff", transcript.c.kind.in_(_WRITTEN))
    return Found(
        chats=list(_chats(connection, page, since)),
        left_bot=_moments(connection, ownership, page, since, _LEFT_BOT),
        asked=_moments(connection, ownership, page, since, *asked),
        person_wrote=_moments(connection, transcript, page, since, *wrote),
        entries=list(_entries(connection, page, since)),
    )


def _chats(connection: Connection, page: str, since: datetime) -> Iterator[ChatRow]:
    """A chat begins with a message before which its customer was silent for a day.

    So the day before the period is read too: it tells which messages go on with an older chat.
    """
    line = _numbered(page, since - GAP)
    query = (
        select(
            line.c.customer,
            func.min(line.c.at),
            func.max(line.c.at),
            func.max(case((line.c.route.in_(_NO_QUESTION), 0), else_=1)),
            func.max(case((line.c.route.in_(ANSWERED), 1), else_=0)),
        )
        .group_by(line.c.customer, line.c.number)
        .having(func.min(line.c.at) >= to_ms(since))
    )
    for customer, began, ended, asked, answered in connection.execute(query):
        yield ChatRow((page, customer), from_ms(began), from_ms(ended), bool(asked), bool(answered))


def _numbered(page: str, since: datetime) -> Any:
    """The customers' messages, each with the number of its chat."""
    order = (transcript.c.at, transcript.c.id)
    columns = [transcript.c[name] for name in ("id", "customer", "at", "route")]
    previous = func.lag(transcript.c.at).over(partition_by=transcript.c.customer, order_by=order)
    said = (
        select(*columns, previous.label("previous"))
        .where(transcript.c.page == page, transcript.c.who == "customer", transcript.c.kind.in_(_SAID))
        .where(transcript.c.at >= to_ms(since))
        .cte("said")
    )
    begins = or_(said.c.previous.is_(None), said.c.at - said.c.previous >= _ms(GAP))
    number = func.sum(case((begins, 1), else_=0)).over(
        partition_by=said.c.customer, order_by=(said.c.at, said.c.id), rows=(None, 0)
    )
    return select(said.c.customer, said.c.at, said.c.route, number.label("number")).cte("numbered")


def _moments(connection: Connection, table: Any, page: str, since: datetime, *which: Any) -> list[Moment]:
    query = select(table.c.customer, table.c.at).where(table.c.page == page, table.c.at >= to_ms(since), *which)
    return [Moment((page, customer), from_ms(at)) for customer, at in connection.execute(query)]


def _entries(connection: Connection, page: str, since: datetime) -> Iterator[EntryUse]:
    line = transcript
    followed = exists().where(
        ownership.c.customer == line.c.customer,
        ownership.c.page == line.c.page,
        ownership.c.at >= line.c.at,
        ownership.c.at < line.c.at + _ms(FOLLOWED),
        _LEFT_BOT,
    )
    query = (
        select(line.c.entry, func.count(), func.sum(case((followed, 1), else_=0)))
        .where(line.c.page == page, line.c.at >= to_ms(since), line.c.who == "customer")
        .where(line.c.entry != "", line.c.route.in_(ANSWERED))
        .group_by(line.c.entry)
    )
    thumbs = _thumbs(connection, page, since)
    for entry, used, handed_over in connection.execute(query):
        yield EntryUse(entry, used, int(handed_over), up=thumbs[entry, "good"], down=thumbs[entry, "bad"])


def _thumbs(connection: Connection, page: str, since: datetime) -> Counter[tuple[str, str]]:
    """How often each entry has a thumb up ("good") or down ("bad"); who changes their mind counts once.

    A thumb names the message it stands under; that message's number in the outbox names what it answers.
    """
    thumb, answer, question = (transcript.alias(name) for name in ("thumb", "answer", "question"))
    query = (
        select(thumb.c.mid, thumb.c.text, question.c.entry)
        .join(answer, and_(answer.c.mid == thumb.c.mid, answer.c.customer == thumb.c.customer, answer.c.who == "bot"))
        .join(
            question,
            and_(
                question.c.customer == answer.c.customer,
                question.c.page == answer.c.page,
                question.c.inbox_id == answer.c.outbox_id // REPLIES_PER_EVENT,
                question.c.who == "customer",
            ),
        )
        .where(thumb.c.page == page, thumb.c.at >= to_ms(since), thumb.c.kind == "Feedback", question.c.entry != "")
        .order_by(thumb.c.at, thumb.c.id)
    )
    last: dict[Any, tuple[str, str]] = {mid: (entry, text) for mid, text, entry in connection.execute(query)}
    # Our own thumbs name the entry.
    own = (
        select(thumb.c.customer, thumb.c.entry, thumb.c.text)
        .where(thumb.c.page == page, thumb.c.at >= to_ms(since), thumb.c.kind == "Feedback", thumb.c.entry != "")
        .order_by(thumb.c.at, thumb.c.id)
    )
    last |= {(customer, entry): (entry, text) for customer, entry, text in connection.execute(own)}
    return Counter(last.values())


def _ms(length: timedelta) -> int:
    return length // timedelta(milliseconds=1)
