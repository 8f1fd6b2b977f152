"""The accounts of the console, and what was done with them. Each function is one small statement or two."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, case, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.store.tables import audit, staff_accounts


class AccountRow(NamedTuple):
    """One colleague's account. `session` is part of every login: a new one ends them all."""

    name: str
    password_hash: str
    role: str
    language: str
    disabled: bool
    session: str
    failures: int
    locked_until: int
    seen_at: int


class Done(NamedTuple):
    """One line of the audit log."""

    id: int
    at: int
    who: str
    action: str
    customer: str
    detail: str


def add_account(connection: Connection, *, name: str, password_hash: str, role: str, session: str, now: int) -> bool:
    """False: the name is taken."""
    values = {"name": name, "password_hash": password_hash, "role": role, "session": session, "created_at": now}
    try:
        connection.execute(insert(staff_accounts).values(values))
    except IntegrityError:
        return False
    return True


def account(connection: Connection, name: str) -> AccountRow | None:
    row = connection.execute(_ACCOUNTS.where(staff_accounts.c.name == name)).one_or_none()
    return AccountRow._make(row) if row else None


def accounts(connection: Connection) -> list[AccountRow]:
    """All of them, by name."""
    return [AccountRow._make(row) for row in connection.execute(_ACCOUNTS.order_by(staff_accounts.c.name))]


def change_account(connection: Connection, name: str, **values: Any) -> bool:
    """False: there is no such account."""
    statement = update(staff_accounts).where(staff_accounts.c.name == name).values(**values)
    return bool(connection.execute(statement).rowcount)


def count_try(connection: Connection, name: str, *, now: int, most: int, lock_until: int) -> AccountRow | None:
    """Count one try of a password before it is looked at, so that twenty at once are twenty.

    The last one allowed locks the account; a right password then opens it again. None: it is
    locked already, disabled, or not there.
    """
    last = staff_accounts.c.failures + 1 >= most
    statement = (
        update(staff_accounts)
        .where(staff_accounts.c.name == name, staff_accounts.c.locked_until <= now)
        .where(staff_accounts.c.disabled.is_(False))
        .values(
            failures=case((last, 0), else_=staff_accounts.c.failures + 1),
            locked_until=case((last, lock_until), else_=0),
        )
        .returning(*_ACCOUNTS.selected_columns)
    )
    row = connection.execute(statement).one_or_none()
    return AccountRow._make(row) if row else None


def note_action(
    connection: Connection, who: str, action: str, *, now: int, customer: str = "", detail: str = ""
) -> None:
    """One line more in the audit log."""
    values = {"at": now, "who": who, "action": action, "customer": customer, "detail": detail}
    connection.execute(insert(audit).values(values))


def times_of(connection: Connection, action: str, *, since: int) -> list[int]:
    """When it was done (ms), the newest last."""
    query = select(audit.c.at).where(audit.c.action == action, audit.c.at > since)
    return list(connection.scalars(query.order_by(audit.c.at)))


def edits_of(connection: Connection, name: str, *, most: int = 500) -> list[Done]:
    """What was done to one entry of the FAQ, and every return to an older version; the newest first."""
    mine = or_(and_(audit.c.action == "faq edit", audit.c.detail == name), audit.c.action == "faq rollback")
    query = select(*(audit.c[name] for name in Done._fields)).where(mine).order_by(audit.c.id.desc()).limit(most)
    return [Done._make(row) for row in connection.execute(query)]


def actions(connection: Connection, *, before: int | None = None, most: int = 100) -> list[Done]:
    """The newest first; `before` is the id from which on to go further back."""
    query = select(*(audit.c[name] for name in Done._fields)).order_by(audit.c.id.desc()).limit(most)
    if before is not None:
        query = query.where(audit.c.id < before)
    return [Done._make(row) for row in connection.execute(query)]


_ACCOUNTS = select(*(staff_accounts.c[name] for name in AccountRow._fields))
