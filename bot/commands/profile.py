"""`piotnet-bot profile …`: what Messenger shows around a chat, kept in one file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import click

from bot.console import database, settings
from bot.doctor.meta import said
from bot.messenger.errors import Kind, SendFailed
from bot.messenger.inspect import Account, account_of
from bot.messenger.profile import PROPERTIES, changed, gone, lines, rendered
from bot.profile_file import load_profile
from bot.settings import Settings
from bot.store import staff
from bot.store.engine import Store
from bot.store.migrate import upgrade
from bot.store.times import from_ms, to_ms
from faq.load import read_faq
from intents.load import read_intents

# Meta's limit, for each page. https://developers.facebook.com/documentation/business-messaging/messenger-platform/overview/rate-limiting
_MOST, _WITHIN = 10, timedelta(minutes=10)
_BY, _ACTION = "(command line)", "profile call"

Answer = TypeVar("Answer")


@click.group()
def profile() -> None:
    """Greeting, first questions and menu in Messenger: from bot/profile.yaml (or PROFILE_FILE) to Meta."""


@profile.command("show")
def profile_show() -> None:
    """Show what customers see now, as Meta has it."""
    there = _Calls().read()
    for name in PROPERTIES:
        for line in lines(name, there.get(name)):
            click.echo(line)
    if not there:
        click.echo("Meta has no profile for this page yet. To bring it there: piotnet-bot profile push")


@profile.command("diff")
def profile_diff() -> None:
    """Show what push would change. Ends with 1 if there is anything."""
    calls = _Calls()
    wanted = _wanted(calls.settings)
    sys.exit(1 if _show_difference(wanted, calls.read()) else 0)


@profile.command("push")
def profile_push() -> None:
    """Make Meta's profile what the file says. Only what differs is sent; menus may take a day to show.

    Example: piotnet-bot profile push
    """
    calls = _Calls()
    wanted = _wanted(calls.settings)
    there = calls.read()
    if not _show_difference(wanted, there):
        return
    if to_set := changed(wanted, there):
        calls.do(lambda account: account.set_profile(to_set))
    if to_remove := gone(wanted, there):
        calls.do(lambda account: account.remove_from_profile(to_remove))
    click.echo("Done. Customers who have the chat open see it after they load it again.")


class _Calls:
    """Calls of Meta's profile, counted in the audit log: other commands and machines count too."""

    def __init__(self) -> None:
        self.settings = settings(need_page=True)
        if self.settings.is_sqlite:
            upgrade(self.settings.database_url)
        self._store: Store = database(self.settings.database_url)
        self._account: Account = account_of(self.settings)

    def read(self) -> dict[str, Any]:
        return self.do(lambda account: account.profile(PROPERTIES))

    def do(self, call: Callable[[Account], Answer]) -> Answer:
        self._count()
        try:
            return call(self._account)
        except SendFailed as failed:
            raise click.ClickException(_why(failed)) from None

    def _count(self) -> None:
        now = datetime.now(UTC)
        with self._store.engine.begin() as connection:
            made = staff.times_of(connection, _ACTION, since=to_ms(now - _WITHIN))
            if len(made) >= _MOST:
                free = from_ms(made[-_MOST]) + _WITHIN
                minutes = -(-(free - now) // timedelta(minutes=1))
                raise click.ClickException(
                    f"Meta allows {_MOST} calls of the profile in 10 minutes, and they are used up. Nothing was sent. "
                    f"Try again in {minutes} minutes (at {free:%H:%M} UTC)."
                )
            staff.note_action(connection, _BY, _ACTION, now=to_ms(now))


def _wanted(found: Settings) -> dict[str, Any]:
    """What the file says. Raises FaqInvalid where it is wrong."""
    faq, _ = read_faq(found.faq_dir)
    intents, _ = read_intents(found.intents_dir)
    known = {*faq.entries, *faq.products, *intents}
    read, worth_a_look = load_profile(found.profile_file, known=known.__contains__)
    for problem in worth_a_look:
        click.echo(str(problem), err=True)
    return rendered(read)


def _show_difference(wanted: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    differing = [*changed(wanted, there), *gone(wanted, there)]
    for name in differing:
        before, after = lines(name, there.get(name)), lines(name, wanted.get(name))
        for line in before:
            click.echo(f"{' ' if line in after else '-'} {line}")
        for line in after:
            if line not in before:
                click.echo(f"+ {line}")
    if not differing:
        click.echo("No difference: Meta has what the file says.")
    return bool(differing)


def _why(failed: SendFailed) -> str:
    if failed.kind is Kind.SLOW_DOWN:
        return "Meta takes no more calls of the profile just now. Wait ten minutes, then try again."
    return f"Meta did not do it ({said(failed)}). piotnet-bot doctor looks for the reason."
