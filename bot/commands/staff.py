"""`piotnet-bot staff …`: who may use the agents' console."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import click

from bot.console import database, settings
from bot.playground.run import DATABASE as PLAYGROUND_DATABASE
from bot.staff import accounts
from bot.store import staff as rows
from bot.store.engine import Store
from bot.store.migrate import upgrade
from bot.store.times import from_ms, to_ms

_BY = "(command line)"

_playground = click.option("--playground", is_flag=True, help="The accounts of the playground, not of the real page.")
_generate = click.option("--generate", is_flag=True, help="Make a good password and show it once.")


@click.group()
def staff() -> None:
    """Accounts of the agents' console at /staff/."""


@staff.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(accounts.ROLES), default="agent", show_default=True)
@_generate
@_playground
def staff_add(name: str, role: str, *, generate: bool, playground: bool) -> None:
    """Make an account. The password is asked for twice, and never shown.

    An agent answers chats, an editor also changes the FAQ, an admin also sees the audit log.
    """
    store = _store(playground=playground)
    password = _password(generate=generate)
    _do(store, "staff add", name, lambda: accounts.add(store, name, password, role=role, now=_now()))
    _tell(f"{name} may log in at /staff/ as {role}.", password if generate else "")


@staff.command("list")
@_playground
def staff_list(*, playground: bool) -> None:
    """List the accounts: role, when last seen, and whether disabled or locked."""
    with _store(playground=playground).reading.connect() as connection:
        found = rows.accounts(connection)
    for each in found:
        seen = f"seen {from_ms(each.seen_at):%Y-%m-%d %H:%M} UTC" if each.seen_at else "never seen"
        state = "  disabled" if each.disabled else "  locked" if each.locked_until > to_ms(_now()) else ""
        click.echo(f"{each.name}  {each.role}  {seen}{state}")
    if not found:
        click.echo("There are no accounts yet. The first: piotnet-bot staff add NAME --role admin")


@staff.command("password")
@click.argument("name")
@_generate
@_playground
def staff_password(name: str, *, generate: bool, playground: bool) -> None:
    """Set a new password. Ends the account's logins, and opens a lock."""
    store = _store(playground=playground)
    password = _password(generate=generate)
    _do(store, "staff password", name, lambda: accounts.set_password(store, name, password))
    _tell(f"{name} has a new password.", password if generate else "")


@staff.command("disable")
@click.argument("name")
@_playground
def staff_disable(name: str, *, playground: bool) -> None:
    """Close an account. It is logged out at once."""
    store = _store(playground=playground)
    _do(store, "staff disable", name, lambda: accounts.set_disabled(store, name, disabled=True))
    click.echo(f"{name} can no longer log in.")


@staff.command("enable")
@click.argument("name")
@_playground
def staff_enable(name: str, *, playground: bool) -> None:
    """Open a disabled account again."""
    store = _store(playground=playground)
    _do(store, "staff enable", name, lambda: accounts.set_disabled(store, name, disabled=False))
    click.echo(f"{name} may log in again.")


def _store(*, playground: bool) -> Store:
    """The database, brought to the newest form when it is a file of this machine."""
    found = settings(need_page=False)
    url = PLAYGROUND_DATABASE if playground else found.database_url
    if playground or found.is_sqlite:
        upgrade(url)
    return database(url)


def _password(*, generate: bool) -> str:
    if generate:
        return accounts.new_password()
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _do(store: Store, action: str, name: str, act: Callable[[], None]) -> None:
    try:
        act()
    except accounts.Refused as refused:
        raise click.ClickException(str(refused)) from None
    with store.engine.begin() as connection:
        rows.note_action(connection, _BY, action, now=to_ms(_now()), detail=name)


def _tell(done: str, password: str) -> None:
    click.echo(done)
    if password:
        click.echo(f"The password, shown only now: {password}")


def _now() -> datetime:
    return datetime.now(UTC)
