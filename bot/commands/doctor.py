"""`piotnet-bot doctor`: does every link hold, from the customer's message to the bot's answer?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import click

from bot.console import environment
from bot.doctor.examine import Patient, examine
from bot.doctor.findings import Finding, as_text, exit_code, summary
from bot.doctor.fix import subscribe
from bot.doctor.own import wrong_settings
from bot.logs import set_up_logs
from bot.settings import Settings, SettingsInvalid, read_settings
from bot.store.engine import open_store


@click.command()
@click.option("--fix", is_flag=True, help="Enter the webhook in the app and subscribe the page, then look.")
@click.option("--send-test", is_flag=True, help="Send a test card to everybody in NOTIFY_URLS.")
def doctor(*, fix: bool, send_test: bool) -> None:
    """Look at every link from Meta to the bot, and say what is broken and what mends it.

    Run it where the bot runs, while it runs, with the same settings. Nothing is changed without --fix.

    Example: piotnet-bot doctor --fix
    """
    set_up_logs("WARNING")
    found = []
    for finding in _findings(fix=fix, send_test=send_test):
        click.echo(as_text(finding))
        found.append(finding)
    click.echo(summary(found))
    sys.exit(exit_code(found))


def _findings(*, fix: bool, send_test: bool) -> Iterator[Finding]:
    try:
        settings = read_settings(environment(), need_page=True)
    except SettingsInvalid as invalid:
        yield from wrong_settings(invalid.problems)
        return
    if fix:
        _mend(settings)
    store = open_store(settings.database_url)
    try:
        yield from examine(Patient(settings=settings, store=store, now=lambda: datetime.now(UTC), send_test=send_test))
    finally:
        store.close()


def _mend(settings: Settings) -> None:
    click.echo("Mending:")
    for done in subscribe(settings):
        click.echo(as_text(done))
    click.echo("")
