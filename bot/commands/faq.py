"""Commands for those who edit what the bot says: faq check, test, schema, export, import."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.console import settings
from bot.cores import on_all_cores
from faq.model import Entry, Faq, FaqInvalid, Problem, counted, in_order
from faq.report import as_github, as_json, as_text, errors_in
from intents.check import Checked, check_files, check_with, read_files
from intents.knowledge import INDEX, Knowledge, fitted
from intents.model import Intent
from intents.rivals import lost_questions
from intents.schema import COMMITTED, schema_text

if TYPE_CHECKING:
    from bot.ask import Asker

INPUT_ERROR = 1


@click.group()
def faq() -> None:
    """Check, try, export and import what staff wrote."""


@faq.command()
@click.option("--online", is_flag=True, help="Also visit every address in the answers, and name those that are dead.")
@click.option(
    "--format", "form", type=click.Choice(["text", "github", "json"]), default="text",
    help="github: annotations in a pull request. json: for other programs.",
)  # fmt: skip
def check(form: str, *, online: bool) -> None:
    """Read all files and list everything that is wrong, with file, line and what to do."""
    folders = _folders()
    with _uncollected():
        checked = check_files(*folders, today=_today())
        problems = list(checked.problems)
        if not checked.errors:
            problems += _lost(checked)
    if online:
        problems += _dead(checked)
    problems = in_order(problems)
    _show(problems, checked, form)
    sys.exit(INPUT_ERROR if errors_in(problems) else 0)


@faq.command()
def test() -> None:
    """Ask every must_match and must_not_match message, by the same path as a customer's."""
    now = datetime.now(UTC)
    missed: list[str] = []
    with _uncollected():
        asker = _asker(*_folders())
        examples = list(_examples(asker))
    with _uncollected(), _progress(len(examples), "Asking") as step:
        for miss in on_all_cores(lambda each: _miss(asker, *each, now), examples):
            missed += filter(None, [miss])
            step()
    for line in missed:
        click.echo(line)
    click.echo(f"{len(examples) - len(missed)} of {len(examples)} examples as expected.")
    sys.exit(INPUT_ERROR if missed else 0)


@faq.command()
@click.argument("kind", type=click.Choice(list(COMMITTED)), default="entries")
def schema(kind: str) -> None:
    """Print the format of a kind of file as JSON Schema, for editors that complete and underline."""
    click.echo(schema_text(kind))


@faq.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Write all entries to FILE (.csv or .xlsx), a row each, for a spreadsheet."""
    from faq.sheet import table
    from faq.sheet_files import write_table

    _known_ending(file)
    found = _read(_folders())
    write_table(file, table(found.entries.values(), found.products))
    click.echo(f"{counted(len(found.entries), 'entry').replace('entrys', 'entries')} written to {file}.")


@faq.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--write", is_flag=True, help="Write the changes; without it they are only shown.")
def import_(file: Path, *, write: bool) -> None:
    """Show what the spreadsheet FILE would change, and change it with --write."""
    from faq.importing import changed_files, write_files
    from faq.sheet import changes, preview
    from faq.sheet_files import read_table

    _known_ending(file)
    folders = _folders()
    known = _read(folders)
    found, problems = changes(read_table(file), known.entries, known.products, file=str(file))
    if problems:
        raise FaqInvalid(problems)
    click.echo(preview(found, len(known.entries)))
    texts = changed_files(folders[0], found)
    checked = check_with(*folders, {folders[0] / name: text for name, text in texts.items()}, today=_today())
    if checked.errors:
        raise FaqInvalid(checked.errors)
    if write:
        write_files(folders[0], texts)
    click.echo("Written." if write else "Nothing is written yet: repeat it with --write.")


def _folders() -> tuple[Path, Path]:
    found = settings(need_page=False)
    return found.faq_dir, found.intents_dir


def _today() -> date:
    return datetime.now(UTC).date()


def _read(folders: tuple[Path, Path]) -> Faq:
    checked = check_files(*folders, today=_today())
    if checked.errors:
        raise FaqInvalid(checked.errors)
    return checked.faq


def _asker(faq_folder: Path, intents_folder: Path) -> Asker:
    checked = read_files(faq_folder, intents_folder, today=_today())
    if checked.errors:
        raise FaqInvalid(checked.errors)
    from bot.ask import Asker
    from bot.hours import build_hours
    from faq.hours_file import read_hours
    from faq.load import HOURS_FILE

    with _waiting("Learning"):
        return Asker(
            knowledge=_learnt(checked),
            hours=build_hours(read_hours(faq_folder / HOURS_FILE)),
        )


def _learnt(checked: Checked) -> Knowledge:
    return fitted(checked.contents, cache=INDEX, model=settings(need_page=False).semantic_file)


def _lost(checked: Checked) -> list[Problem]:
    with _waiting("Learning"):
        knowledge = _learnt(checked)
    with _progress(len(knowledge.items()), "Trying every question") as step:
        return list(lost_questions(knowledge, step))


def _dead(checked: Checked) -> Iterator[Problem]:
    from bot.editing.links import dead_links

    spots = list(checked.links())
    urls = list(dict.fromkeys(url for url, _ in spots))
    with _progress(len(urls), "Visiting addresses") as step:
        dead = dead_links(urls, step=step)
    for url, place in spots:
        if url in dead:
            what = f'"{url}" is dead: {dead[url]}.'
            yield Problem(place=place, what=what, todo="Open it in a browser and correct it.", severity="warning")


def _show(problems: list[Problem], checked: Checked, form: str) -> None:
    if form == "json":
        click.echo(as_json(problems, version=checked.version))
    elif form == "github":
        click.echo(as_github(problems))
    else:
        counts = f"{len(checked.faq.entries)} entries and {len(checked.intents)} intents"
        click.echo(as_text(problems, f"{counts}, no problems. Version {checked.version}."))


def _examples(asker: Asker) -> Iterator[tuple[Entry | Intent, str, str]]:
    for item in asker.knowledge.items():
        for key, texts in (("must_match", item.must_match), ("must_not_match", item.must_not_match)):
            yield from ((item, f"{key}.{number}", text) for number, text in enumerate(texts))


def _miss(asker: Asker, item: Entry | Intent, path: str, text: str, now: datetime) -> str | None:
    """What an editor has to know about an example that went wrong."""
    decision = asker.converse([text], at=now)
    wanted = path.startswith("must_match")
    if (decision.entry == item.id) == wanted:
        return None
    spot = item.at(path)
    where = f"{spot}, column {spot.column}"
    if not wanted:
        return f'{where}: "{text}" must not get {item.id}, but does ({decision.reason}).'
    like = f', like "{decision.candidates[0].because}"' if decision.candidates else ""
    got = decision.entry or decision.route
    return f'{where}: "{text}" must get {item.id}, but gets {got} ({decision.reason}{like}).'


def _known_ending(file: Path) -> None:
    if file.suffix.lower() not in (".csv", ".xlsx"):
        raise click.UsageError(f'"{file.name}" has to end in .csv or .xlsx.')


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for garbage in circles: nearly all that is read stays to the end, and that is soon."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _progress(total: int, label: str) -> Iterator[Callable[[], None]]:
    """A bar for people who wait; nothing where nobody looks."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=total, label=label, file=sys.stderr) as bar:
        yield lambda: bar.update(1)


@contextmanager
def _waiting(label: str) -> Iterator[None]:
    if sys.stderr.isatty():
        click.echo(f"{label} ...", err=True)
    yield
