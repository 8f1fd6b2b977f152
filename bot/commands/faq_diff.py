"""The command that shows what an edit changes for customers: faq diff."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.ask import Asker, open_asker
from bot.commands.faq import _progress, _waiting, faq
from bot.console import database, settings
from bot.editing.checkout import NoSuchRef, at
from bot.editing.compare import Difference, Kind, compare, examples_of, reworded
from bot.model import Decision
from bot.settings import Settings
from bot.store.engine import has_file
from bot.store.questions import last as last_questions
from faq.model import counted
from faq.versions import Folders, NoSuchVersion, Shelf

_TITLES = {
    Kind.REFUSED: "Answered before, and not any more",
    Kind.DOUBTFUL: "Another answer, which may be wrong",
    Kind.OTHER: "Other changes",
}


@faq.command()
@click.argument("old", default="")
@click.argument("new", default="")
@click.option("--ref", default="", help="The old files as they are at this commit, branch or tag of git.")
@click.option("--last", default=500, show_default=True, type=click.IntRange(0, 100_000), help="Questions to replay.")
def diff(old: str, new: str, ref: str, last: int) -> None:
    """Ask the last real questions and the test sentences of two versions, and list only what changes.

    OLD and NEW are folders, kept versions (see: faq versions) or commits of git. Without them it is the
    last commit against the files as they are.
    """
    found = settings(need_page=False)
    if ref and new:
        raise click.UsageError("Give --ref or two versions, not both.")
    with ExitStack() as held:
        before = _asker(found, ref or old or "HEAD", held)
        after = _asker(found, old if ref else new, held)
        chats, examples = _chats(found, last), examples_of(before, after)
        with _progress(len(chats) + len(examples), "Asking both") as step:
            differences = compare(before, after, chats, examples, at=datetime.now(UTC), step=step)
    for line in _lines(differences):
        click.echo(line)
    asked = f"{counted(sum(map(len, chats)), 'real question')} and {counted(len(examples), 'test sentence')}"
    changed = sum(each.kind != Kind.REWORDED for each in differences)
    click.echo(f"{asked}: {changed} {'gets' if changed == 1 else 'get'} something else.")


def _asker(found: Settings, name: str, held: ExitStack) -> Asker:
    with _waiting("Learning"):
        return open_asker(*_folders(found, name, held), model=found.semantic_file)


def _folders(found: Settings, name: str, held: ExitStack) -> Folders:
    """The two folders that a name stands for."""
    now = (found.faq_dir, found.intents_dir)
    if not name:
        return now
    for inner in ("content", "."):
        both = (Path(name) / "faq" / inner, Path(name) / "intents" / inner)
        if both[0].is_dir() and both[1].is_dir() and list(both[0].glob("*.y*ml")):
            return both
    try:
        return Shelf().folders(name)
    except NoSuchVersion:
        return _at_commit(name, now, Path(held.enter_context(tempfile.TemporaryDirectory())))


def _at_commit(name: str, now: Folders, place: Path) -> Folders:
    copies = (place / "faq", place / "intents")
    for folder, copy in zip(now, copies, strict=True):
        copy.mkdir()
        try:
            for file, content in at(name, folder).items():
                (copy / file).write_bytes(content)
        except NoSuchRef:
            raise click.ClickException(
                f'"{name}" is neither a folder with faq and intents in it, nor a kept version, nor a commit of git.'
            ) from None
    return copies


def _chats(found: Settings, most: int) -> list[list[str]]:
    if not most:
        return []
    if not has_file(found.database_url):
        click.echo("There is no database with real questions here; only the test sentences are asked.", err=True)
        return []
    with database(found.database_url).reading.connect() as connection:
        return list(last_questions(connection, page=found.page_id, most=most))


def _lines(differences: Sequence[Difference]) -> Iterator[str]:
    for kind, title in _TITLES.items():
        of_kind = [each for each in differences if each.kind == kind]
        if of_kind:
            yield f"{title}:"
            yield from map(_line, of_kind)
            yield ""
    others = reworded(differences)
    if others:
        yield "The same entry, which says something else now:"
        yield from (f"  {name} ({counted(number, 'question')})" for name, number in others.most_common())
        yield ""


def _line(each: Difference) -> str:
    asked = f" (asked {each.times} times)" if each.times > 1 else ""
    told = ""
    if each.example:
        told = f" [{'must' if each.example.wanted else 'must not'} get {each.example.entry}]"
    return f'  "{each.question}"{asked}: {_got(each.before)} -> {_got(each.after)}{told}'


def _got(decision: Decision) -> str:
    name = decision.entry or decision.route or "nothing"
    return f"{name} ({decision.score:.2f})" if decision.entry else name
