"""The mark that a message of ours is being sent: the last moment at which it can be kept back.

A person owns the chat from the moment an echo of theirs is stored, not only when it is handled: so
both are asked here, in the statement that sets the mark. What a colleague wrote in the console goes
out nevertheless, and has seven days instead of 24 hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache

from sqlalchemy import BigInteger, Connection, and_, case, exists, not_, or_, update

from bot.store.changes import Change
from bot.store.rows import columns_of, parameter, text_of, written
from bot.store.tables import EVENT_TAKES_OVER, SendStatus, conversations, inbox, outbox

PERSON_HAS_CHAT = "a person has the chat"
WINDOW_CLOSED = "the 24 hours are over"
LONGER_FOR_PEOPLE = timedelta(days=6)  # 7 days in all, with Meta's tag for what a human agent wrote

_FROM_A_PERSON = outbox.c.by != ""
_SAME_CHAT = (conversations.c.customer == outbox.c.customer, conversations.c.page == outbox.c.page)
_PERSON = and_(
    not_(_FROM_A_PERSON),
    or_(
        exists().where(*_SAME_CHAT, conversations.c.owner == "person"),
        exists().where(inbox.c.customer == outbox.c.customer, inbox.c.page == outbox.c.page, EVENT_TAKES_OVER),
    ),
)
_LONGER = case((_FROM_A_PERSON, LONGER_FOR_PEOPLE // timedelta(milliseconds=1)), else_=0)


def mark(connection: Connection, changes: Sequence[Change]) -> dict[int, SendStatus]:
    """What each change's `send_next` became: SENDING or SKIPPED. Missing: it is final already."""
    wanted = [each for each in changes if each.send_next is not None]
    if not wanted:
        return {}
    dialect = connection.dialect.name
    values = {
        "rows": written(dialect, ["id"], [{"id": id} for id in sorted(each.send_next or 0 for each in wanted)]),
        "now": max(each.now for each in wanted),
        "started": min(each.started for each in wanted),
    }
    return {row.id: SendStatus(row.status) for row in connection.exec_driver_sql(_sql(dialect), values)}


@cache
def _sql(dialect: str) -> str:
    given = columns_of(dialect, {"id": BigInteger}, parameter(dialect, "rows"))
    now, started = parameter(dialect, "now"), parameter(dialect, "started")
    closed = not_(exists().where(*_SAME_CHAT, conversations.c.window_until + _LONGER > now))
    statement = (
        update(outbox)
        .where(outbox.c.id == given["id"], outbox.c.status == SendStatus.PENDING.value)
        .values(
            status=case((or_(_PERSON, closed), SendStatus.SKIPPED.value), else_=SendStatus.SENDING.value),
            error=case((_PERSON, PERSON_HAS_CHAT), (closed, WINDOW_CLOSED), else_=""),
            sending_at=started,
            attempts=outbox.c.attempts + 1,
        )
        .returning(outbox.c.id, outbox.c.status)
    )
    return text_of(dialect, statement)
