"""Commands about what was published: faq versions, faq rollback."""

from __future__ import annotations

import getpass

import click

from bot.commands.faq import faq
from bot.console import settings
from bot.editing.rollback import go_back
from faq.load import version_of
from faq.model import counted
from faq.source import shown
from faq.versions import NoSuchVersion, Shelf


@faq.command()
def versions() -> None:
    """List the versions that customers were answered with, newest first."""
    found = settings(need_page=False)
    now = version_of(found.faq_dir, found.intents_dir)
    kept = Shelf().published()
    for each in kept:
        here = "  (the files as they are)" if each.version == now else ""
        click.echo(f"{each.version}  {each.at.astimezone():%Y-%m-%d %H:%M}{here}")
    if not kept:
        click.echo("None is kept yet. The bot keeps each version that it answers with, in data/versions.")
    elif now not in [each.version for each in kept]:
        click.echo(f"The files as they are ({now}) were not published.")


@faq.command()
@click.argument("version", default="")
def rollback(version: str) -> None:
    """Bring the files of VERSION back; without one, those of the version before.

    In a git checkout this is a commit. The running bot uses them within seconds.
    """
    found = settings(need_page=False)
    try:
        done = go_back(Shelf(), (found.faq_dir, found.intents_dir), version, by=getpass.getuser())
    except NoSuchVersion:
        raise click.ClickException(
            f'No kept version is called "{version}". See: piotnet-bot faq versions'
            if version
            else "There is no other version to go back to. See: piotnet-bot faq versions"
        ) from None
    for path in done.files:
        click.echo(f"  {shown(path)}{'' if path.exists() else ' (taken away)'}")
    click.echo(f"Back at version {done.version}: {counted(len(done.files), 'file')} changed.")
    if done.not_committed:
        click.echo(f"Git did not take it: {done.not_committed}", err=True)
