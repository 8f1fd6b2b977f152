"""Who may use the console: accounts, their passwords, and the lock after ten wrong ones.

Only hashes are stored. A login fails in one way, after the same work, whether the name is unknown,
the password wrong, or the account locked: a stranger learns nothing from the answer, or from the
time it takes.
"""

from __future__ import annotations

import re
import secrets
import threading
from datetime import datetime, timedelta
from functools import cache

from werkzeug.security import check_password_hash, generate_password_hash

from bot.store import staff
from bot.store.engine import Store
from bot.store.staff import AccountRow
from bot.store.times import to_ms

ROLES = ("agent", "editor", "admin")  # each may do what those before it may
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128  # longer ones only cost time
WRONG_PASSWORDS = 10
LOCKED = timedelta(minutes=15)

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_hashing = threading.BoundedSemaphore(2)  # one check takes 32 MB on purpose: a crowd of them must not take it all


class Refused(Exception):
    """What was asked for is not possible. The text says why, and what to do."""


def add(store: Store, name: str, password: str, *, role: str, now: datetime) -> None:
    """A new account.

    Raises:
        Refused: the name is taken or no name, or the password is too short.
    """
    if not _NAME.fullmatch(name):
        raise Refused("A name has 2 to 32 letters (a-z), digits, dots, dashes or underscores, such as: mai.anh")
    hashed = _hash(password, name)
    with store.engine.begin() as connection:
        if not staff.add_account(
            connection, name=name, password_hash=hashed, role=role, session=_new_session(), now=to_ms(now)
        ):
            raise Refused(f'There is an account "{name}" already. A new password: piotnet-bot staff password {name}')


def set_password(store: Store, name: str, password: str) -> None:
    """A new password; whoever is logged in with the old one is not any more, and a lock is opened.

    Raises:
        Refused: there is no such account, or the password is too short.
    """
    _change(store, name, password_hash=_hash(password, name), session=_new_session(), failures=0, locked_until=0)


def set_disabled(store: Store, name: str, *, disabled: bool) -> None:
    """Close an account, which ends its logins at once, or open it again.

    Raises:
        Refused: there is no such account.
    """
    _change(store, name, disabled=disabled, session=_new_session(), failures=0, locked_until=0)


def end_logins(store: Store, name: str) -> None:
    """Log the account out everywhere. A cookie that somebody copied is worth nothing from then on.

    Raises:
        Refused: there is no such account.
    """
    _change(store, name, session=_new_session())


def check(store: Store, name: str, password: str, *, now: datetime) -> AccountRow | None:
    """The account, if this is its password and it may log in now."""
    with store.engine.begin() as connection:
        found = staff.count_try(connection, name, now=to_ms(now), most=WRONG_PASSWORDS, lock_until=to_ms(now + LOCKED))
    with _hashing:
        right = check_password_hash(found.password_hash if found else _nobody(), password[:LONGEST_PASSWORD])
    if not right or found is None or len(password) > LONGEST_PASSWORD:
        return None
    with store.engine.begin() as connection:
        staff.change_account(connection, name, failures=0, locked_until=0, seen_at=to_ms(now))
    return found


def new_password() -> str:
    """One that nobody guesses, and that can still be typed: four groups of five."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look like others
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))


def _change(store: Store, name: str, **values: object) -> None:
    with store.engine.begin() as connection:
        if not staff.change_account(connection, name, **values):
            raise Refused(f'There is no account "{name}". All accounts: piotnet-bot staff list')


def _hash(password: str, name: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Refused(f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.")
    if name in password.casefold() or len(set(password)) < 5:
        raise Refused("That password is too easy to guess. Let one be made: --generate")
    with _hashing:
        return generate_password_hash(password)


def _new_session() -> str:
    return secrets.token_urlsafe(16)


@cache
def _nobody() -> str:
    """A hash that fits no password, so that an unknown name takes as long as a known one."""
    return generate_password_hash(secrets.token_hex(16))
