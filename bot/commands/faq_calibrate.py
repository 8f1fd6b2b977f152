"""The command that helps to choose how sure the bot has to be: faq calibrate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.ask import open_asker
from bot.commands.faq import _progress, _waiting, faq
from bot.console import settings
from bot.editing.calibrate import LEAST, OUTCOMES, Label, Sweep, calibrate, labels_in, labels_of, shares, steps
from bot.hours import Hours
from faq.files import write_whole
from faq.model import LANGUAGES, Thresholds
from faq.source import shown
from faq.thresholds import THRESHOLDS_FILE, thresholds_text

_EXPLAINED = {
    "sure": "so likely, an entry is answered at once",
    "alone": "so likely, it is answered if no other comes near",
    "maybe": 'less likely, nothing is offered as "did you mean"',
    "ticket": "so likely, an account matter goes to e-mail",
    "clear": "so likely, each of two questions in one message is answered, and so are the few words that open a chat",
}


@faq.command("calibrate")
@click.option(
    "--labelled", type=click.Path(exists=True, dir_okay=False, path_type=Path), multiple=True,
    help="More labelled messages (JSON lines, as in bench/labelled), besides the test sentences of the files.",
)  # fmt: skip
@click.option(
    "--wrong-costs", default=3.0, show_default=True, type=click.FloatRange(1, 100),
    help="How many customers who are asked back, or passed on, are as bad as one wrong answer.",
)  # fmt: skip
@click.option("--write", is_flag=True, help=f"Write the chosen points to {THRESHOLDS_FILE}; without it they are shown.")
def calibrate_(labelled: Sequence[Path], wrong_costs: float, *, write: bool) -> None:
    """Show what 100 messages would get at each threshold, by language, and choose the best ones."""
    found = settings(need_page=False)
    with _waiting("Learning"):
        asker = open_asker(found.faq_dir, found.intents_dir, model=found.semantic_file)
    labels = [*labels_of(asker, at=_noon(asker.hours)), *_from_files(labelled, asker.hours)]
    if not labels:
        raise click.ClickException("There is nothing to go by: write must_match beside some entries first.")
    with _progress(steps(), "Trying") as step:
        points, sweeps = calibrate(asker, labels, wrong_costs=wrong_costs, step=step)
    for line in _report(sweeps, labels):
        click.echo(line)
    _finish(points, asker.knowledge.faq.thresholds, found.faq_dir / THRESHOLDS_FILE, len(labels), write=write)


def _finish(points: Thresholds, before: Thresholds, path: Path, labels: int, *, write: bool) -> None:
    if not write:
        click.echo("Nothing is written yet: repeat it with --write." if points != before else "Nothing to change.")
        return
    if labels < LEAST:
        raise click.ClickException(f"{labels} messages say too little; at least {LEAST} are needed to write points.")
    write_whole(path, thresholds_text(points, chosen=datetime.now(UTC).date(), examples=labels))
    click.echo(f"Written to {shown(path)}.")


def _noon(hours: Hours) -> datetime:
    """A moment of an ordinary day, always the same one: the figures may not depend on when one looks."""
    return datetime(2026, 11, 18, 12, 0, tzinfo=hours.zone)


def _from_files(paths: Sequence[Path], hours: Hours) -> Iterator[Label]:
    for path in paths:
        try:
            yield from labels_in(path.read_text(encoding="utf-8"), at=_noon(hours))
        except ValueError as error:
            raise click.ClickException(f"{shown(path)}, {error}") from None


def _report(sweeps: Sequence[Sweep], labels: Sequence[Label]) -> Iterator[str]:
    known = Counter(label.language for label in labels)
    languages = [language for language in LANGUAGES if known[language]] or list(known)
    counts = ", ".join(f"{known[language]} {language}" for language in languages)
    yield f"Of 100 messages ({counts}) get: {', '.join(OUTCOMES)}"
    for sweep in sweeps:
        yield ""
        yield f"{sweep.point}: {_EXPLAINED[sweep.point]}"
        yield "        " + "".join(f"  {language:<18}" for language in languages)
        table = [dict(shares(sweep.rows, language)) for language in languages]
        for row in sweep.rows:
            cells = "".join(f"  {_cell(shared[row.value]):<18}" for shared in table)
            mark = " <- chosen" if row.value == sweep.chosen else " <- now" if row.value == sweep.before else ""
            yield f"  {row.value:<6g}{cells}{mark}".rstrip()
    yield ""


def _cell(values: Sequence[int]) -> str:
    return " ".join(f"{value:>3}" for value in values)
