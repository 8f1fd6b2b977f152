"""`piotnet-bot privacy …`: what is stored about one person, to be handed out or deleted, and what is too old."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime

import click

from bot.console import settings
from bot.engine.forget import forget_now
from bot.engine.house import House
from bot.services import Services, build
from bot.settings import SettingsInvalid
from bot.store import erasures, person
from bot.store.times import from_ms, to_ms


@click.group()
def privacy() -> None:
    """What is stored about people: hand it out, delete it."""


@privacy.command("export")
@click.argument("psid")
def privacy_export(psid: str) -> None:
    """Print everything that is stored about one person, as JSON.

    PSID is the number the page knows them by; in the console it stands in the chat's address.
    """
    with _services().store.reading.connect() as connection:
        found = person.export(connection, psid)
    if not found:
        raise click.ClickException(f"Nothing is stored about {psid}.")
    click.echo(json.dumps({"psid": psid, **found}, ensure_ascii=False, indent=2))


@privacy.command("erase")
@click.argument("psid")
@click.option("--request", "code", help="The code of the wish that this fulfils (see `privacy requests`).")
def privacy_erase(psid: str, code: str | None) -> None:
    """Delete everything about one person, also while the bot is running. It cannot be undone."""
    services = _services()
    now, page = to_ms(datetime.now(UTC)), services.settings.page_id
    wish = erasures.wish(secrets.token_hex(10), page=page, source="command", now=now, customer=psid)
    with services.store.engine.begin() as connection:
        erasures.add(connection, wish)
        found = erasures.find(connection, wish["code"])
    assert found is not None  # noqa: S101  # it was added just now
    removed = forget_now(services, found)
    if removed < 0:
        raise click.ClickException("A worker is busy with this chat: it will erase it as soon as it can.")
    if code:
        _close(services, code)
    click.echo(f"Erased: {removed} rows. Copies of the database from before hold them until they are deleted.")


@privacy.command("purge")
def privacy_purge() -> None:
    """Delete now what is older than the KEEP_… settings say; the bot does it by itself every hour."""
    removed = House(_services()).clean()
    for table, count in removed.items():
        click.echo(f"{table}: {count}")
    if not removed:
        click.echo("Nothing is too old.")


@privacy.command("requests")
def privacy_requests() -> None:
    """List the wishes to be deleted that are open.

    Meta passes some on with a number of its own, which only a person can find out about: look for the name
    at Meta, erase the chat with `privacy erase PSID --request CODE`, or `privacy close CODE` where there is none.
    """
    with _services().store.reading.connect() as connection:
        found = erasures.open_wishes(connection)
    for each in found:
        who = f"customer {each.customer}" if each.customer else f"app user {each.app_user}"
        click.echo(f"{each.code}  {from_ms(each.asked_at):%Y-%m-%d %H:%M}  {each.standing}  {who}")
    if not found:
        click.echo("There are none.")


@privacy.command("close")
@click.argument("code")
def privacy_close(code: str) -> None:
    """Note that a wish has been seen to."""
    _close(_services(), code)
    click.echo("Done.")


def _close(services: Services, code: str) -> None:
    with services.store.engine.begin() as connection:
        if not erasures.close(connection, code, now=to_ms(datetime.now(UTC))):
            raise click.ClickException(f"There is no open request {code}.")


def _services() -> Services:
    found = settings(need_page=False)
    if not found.page_id:
        raise SettingsInvalid({"PAGE_ID": ["is not set."]})
    services = build(found)
    click.get_current_context().call_on_close(services.close)
    return services
