"""Wishes to be forgotten: taken down, carried out later, and asked about with a code."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.store.tables import SendStatus, erasures, inbox, outbox

Standing = Literal["waiting", "with a person", "done"]


class Wish(NamedTuple):
    """One wish. `customer` and `app_user` are empty once it is fulfilled."""

    code: str
    page: str
    customer: str
    app_user: str
    source: str
    asked_at: int
    done_at: int | None
    removed: int

    @property
    def standing(self) -> Standing:
        if self.done_at is not None:
            return "done"
        return "waiting" if self.customer else "with a person"


def wish(code: str, *, page: str, source: str, now: int, **more: Any) -> dict[str, Any]:
    """The row of a new wish, by a customer (`customer`) or by somebody only Meta knows (`app_user`)."""
    fixed = {"code": code, "page": page, "source": source, "asked_at": now}
    return {"customer": "", "app_user": "", "not_before": now} | fixed | more


def add(connection: Connection, row: dict[str, Any]) -> bool:
    """False: it is there already."""
    try:
        with connection.begin_nested():
            connection.execute(insert(erasures).values(row))
    except IntegrityError:
        return False
    return True


def find(connection: Connection, code: str) -> Wish | None:
    row = connection.execute(_WISHES.where(erasures.c.code == code)).one_or_none()
    return Wish._make(row) if row else None


def of_app_user(connection: Connection, app_user: str) -> Wish | None:
    """The open wish of somebody only Meta knows: asking twice makes one."""
    open_ones = _WISHES.where(erasures.c.app_user == app_user, erasures.c.done_at.is_(None))
    row = connection.execute(open_ones.order_by(erasures.c.asked_at).limit(1)).one_or_none()
    return Wish._make(row) if row else None


def open_wishes(connection: Connection) -> list[Wish]:
    """All that are not fulfilled, oldest first."""
    rows = connection.execute(_WISHES.where(erasures.c.done_at.is_(None)).order_by(erasures.c.asked_at))
    return [Wish._make(row) for row in rows]


def due(connection: Connection, *, page: str, now: int) -> list[Wish]:
    """Those whose time has come."""
    query = _WISHES.where(erasures.c.done_at.is_(None), erasures.c.customer != "", erasures.c.page == page)
    return [Wish._make(row) for row in connection.execute(query.where(erasures.c.not_before <= now))]


def is_asked(connection: Connection, page: str, key: str) -> bool:
    """Whether it waits for its turn in the inbox."""
    return connection.scalar(select(inbox.c.id).where(inbox.c.page == page, inbox.c.key == key)) is not None


def keep_back(connection: Connection, customer: str) -> None:
    """What has not been sent to somebody who is to be forgotten is not sent any more."""
    pending = (outbox.c.customer == customer, outbox.c.status == SendStatus.PENDING.value)
    connection.execute(update(outbox).where(*pending).values(status=SendStatus.SKIPPED.value, error="to be erased"))


def close(connection: Connection, code: str, *, now: int) -> bool:
    """A person has seen to it. False: there is no such open wish."""
    statement = update(erasures).where(erasures.c.code == code, erasures.c.done_at.is_(None))
    return bool(connection.execute(statement.values(done_at=now, customer="", app_user="")).rowcount)


_WISHES = select(*(erasures.c[name] for name in Wish._fields))
