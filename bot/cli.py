"""The commands of piotnet-bot. Each is a few lines over the functions that do the work.

Commands live here or in a module of `bot/commands`: every click command with a public name in such a
module is added, and only the modules that a command line may need are imported. Exit codes: 0 fine, 1 your
input, 3 our mistake.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import structlog

from bot.console import database, settings
from bot.logs import trace
from bot.settings import Settings, SettingsInvalid
from faq.model import FaqInvalid


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def cli() -> None:
    """The Piotnet Messenger assistant."""


def main() -> None:
    """The console script."""
    for command in _found(_needed(sys.argv[1:])):
        cli.add_command(command)
    sys.exit(_run())


@cli.command()
def serve() -> None:
    """Run web and worker in one process: all that one machine needs.

    Creates and upgrades an SQLite database by itself.
    """
    found = settings(need_page=True)
    if found.is_sqlite:
        _upgrade(found)
    _serve(found, web=True, worker=True)


@cli.command()
def web() -> None:
    """Run the web part alone; workers run elsewhere."""
    _serve(settings(need_page=True), web=True, worker=False)


@cli.command()
def worker() -> None:
    """Run a worker alone. With PostgreSQL there may be several, on several machines."""
    _serve(settings(need_page=True), web=False, worker=True)


@cli.group()
def db() -> None:
    """Look after the database."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Create the tables, or bring them to the newest form."""
    _upgrade(settings(need_page=False))
    click.echo("The database is up to date.")


@db.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def db_backup(file: Path) -> None:
    """Copy the SQLite database to FILE while the bot goes on."""
    from bot.store.housekeeping import backup

    found = settings(need_page=False)
    if not found.is_sqlite:
        raise click.ClickException("This is for SQLite. Use pg_dump for PostgreSQL.")
    backup(database(found.database_url), file)
    click.echo(f"Copied to {file}.")


@db.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def db_restore(file: Path) -> None:
    """Put a copy made by `db backup` in the place of the SQLite database. Stop the bot first.

    The database that stood there is kept beside it, with ".before" at its end.
    """
    from bot.store.housekeeping import NotRestored, restore

    found = settings(need_page=False)
    if not found.is_sqlite:
        raise click.ClickException("This is for SQLite. Use pg_restore for PostgreSQL.")
    try:
        old = restore(database(found.database_url), file)
    except NotRestored as refused:
        raise click.ClickException(str(refused)) from None
    _upgrade(found)
    click.echo(f"Restored from {file}." + (f" What was there before is in {old}." if old else ""))


@cli.group()
def queue() -> None:
    """Events and messages that were set aside, because they failed again and again."""


@queue.command("list")
def queue_list() -> None:
    """List what was set aside, and how much is waiting."""
    from bot.store import queue as rows

    found = settings(need_page=False)
    with database(found.database_url).reading.connect() as connection:
        each = rows.set_aside(connection)
        counts = rows.counts(connection, found.page_id)
    for row in each:
        at = datetime.fromtimestamp(row.at / 1000, UTC)
        click.echo(f"{row.what} {row.id}  {at:%Y-%m-%d %H:%M}  customer {row.customer}  {row.error}")
    click.echo(f"{counts.dead} set aside, {counts.waiting} waiting, {counts.unsent} to send; page: {counts.page}")
    if counts.page_reason:
        click.echo(f"  because: {counts.page_reason}")


@queue.command("retry")
@click.argument("what", type=click.Choice(["event", "message"]))
@click.argument("number", type=int)
def queue_retry(what: str, number: int) -> None:
    """Put an event or message back into the queue."""
    _change("retry", what, number)


@queue.command("drop")
@click.argument("what", type=click.Choice(["event", "message"]))
@click.argument("number", type=int)
def queue_drop(what: str, number: int) -> None:
    """Give up an event or message for good."""
    _change("drop", what, number)


@queue.command("resume")
def queue_resume() -> None:
    """Let a stopped page send again, after you have mended the reason."""
    from bot.store import queue as rows

    found = settings(need_page=False)
    if not found.page_id:
        raise SettingsInvalid({"PAGE_ID": ["is not set."]})
    with database(found.database_url).engine.begin() as connection:
        changed = rows.resume(connection, found.page_id)
    click.echo("The page may send again." if changed else "The page was not stopped.")


def _change(verb: str, what: str, number: int) -> None:
    from bot.store import queue as rows

    found = settings(need_page=False)
    with database(found.database_url).engine.begin() as connection:
        done = (rows.retry if verb == "retry" else rows.drop)(connection, what, number)
    if not done:
        raise click.ClickException(f"There is no {what} {number} that was set aside.")
    click.echo("Done.")


def _serve(found: Settings, *, web: bool, worker: bool) -> None:
    from bot.run import run
    from bot.services import build

    run(build(found), web=web, worker=worker)


def _upgrade(found: Settings) -> None:
    from bot.store.migrate import upgrade

    upgrade(found.database_url)


def _needed(arguments: list[str]) -> list[str]:
    """The modules of bot/commands that hold this command, by their names; all of them where that does not tell.

    `faq check` stands in faq.py, `faq diff` in faq_diff.py. Importing everything takes longer than many a command.
    """
    known = _modules()
    first, second = (*arguments, "", "")[:2]
    if first in cli.commands:
        return []
    if first not in known:
        return known
    if f"{first}_{second}" in known:
        return [f"{first}_{second}"]
    group = importlib.import_module(f"bot.commands.{first}")
    is_there = any(second in each.commands for each in vars(group).values() if isinstance(each, click.Group))
    return [first] if is_there else [each for each in known if each == first or each.startswith(f"{first}_")]


def _modules() -> list[str]:
    return sorted(path.stem for path in Path(__file__).parent.glob("commands/[a-z]*.py"))


def _found(names: Iterable[str] | None = None) -> Iterator[click.Command]:
    """The commands of these modules, or of all; those of a group come with their group."""
    for name in _modules() if names is None else names:
        module = importlib.import_module(f"bot.commands.{name}")
        commands = [value for value in vars(module).values() if isinstance(value, click.Command) and value is not cli]
        grouped = [child for group in commands if isinstance(group, click.Group) for child in group.commands.values()]
        yield from (command for command in commands if command not in grouped)


def _run() -> int:
    try:
        result = cli.main(standalone_mode=False)
    except click.ClickException as problem:
        problem.show()
        return 1
    except click.exceptions.Abort:
        return 1
    except (SettingsInvalid, FaqInvalid) as problem:
        click.echo(str(problem), err=True)
        return 1
    except Exception as error:
        structlog.get_logger().error("command_failed", error=trace(error))
        return 3
    return result if isinstance(result, int) else 0
