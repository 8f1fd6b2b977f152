"""`piotnet-bot notify`: are staff told?"""

from __future__ import annotations

import click

from bot.console import settings


@click.group()
def notify() -> None:
    """How staff are told that a customer waits."""


@notify.command("test")
def notify_test() -> None:
    """Send a test card to every channel in NOTIFY_URLS, and say which have it.

    Channels are called by their number and kind, since the addresses hold passwords.

    Example: piotnet-bot notify test
    """
    from bot.notices.cards import trial_card
    from bot.notices.channels import channels

    found = settings(need_page=False)
    if not found.notify_urls:
        raise click.ClickException("NOTIFY_URLS is not set: nobody is told. Staff see waiting chats only at /staff/.")
    card, failed = trial_card("vi" if found.notify_language == "vi" else "en"), 0
    for channel in channels(found.notify_urls):
        why_not = channel.tell(card)
        click.echo(f"{channel.name}: {f'FAILED, {why_not}' if why_not else 'sent'}")
        failed += bool(why_not)
    if failed:
        raise click.ClickException(f"{failed} of {len(found.notify_urls)} channels did not work.")
