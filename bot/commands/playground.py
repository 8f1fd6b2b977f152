"""`piotnet-bot playground`: try the bot in a browser, with nothing to set up."""

from __future__ import annotations

import webbrowser

import click

from bot.console import environment
from bot.playground.run import AlreadyRunning, run
from bot.playground.server import PortTaken
from bot.settings import SettingsInvalid
from faq.model import FaqInvalid


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free one.")
@click.option("--no-browser", is_flag=True, help="Only print the address; open nothing.")
def playground(port: int, no_browser: bool) -> None:
    """Chat with the bot in your browser.

    Starts everything on this machine: the bot, its database (data/playground.db), a Messenger page,
    and a stand-in for Meta behind it. Nothing is sent to Facebook. Stop it with Ctrl-C.

    Example: piotnet-bot playground --port 8080
    """

    def ready(url: str) -> None:
        click.echo(f"The playground is ready: {url}  (stop it with Ctrl-C)")
        if not no_browser:
            webbrowser.open(url)

    click.echo("Starting. The first start takes a little longer: the bot learns its FAQ.", err=True)
    try:
        run(port, ready=ready, environ=environment())
    except PortTaken as taken:
        raise click.ClickException(f"{taken} Try: piotnet-bot playground --port {port + 1}") from None
    except AlreadyRunning as running:
        raise click.ClickException(f"{running} Use that one, or start this one in another folder.") from None
    except (FaqInvalid, SettingsInvalid) as invalid:
        raise click.ClickException(str(invalid)) from None
