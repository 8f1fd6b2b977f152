"""The command that shows what customers asked and nobody had an answer for: faq gaps."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from textwrap import indent
from typing import Any

import click

from bot.ask import open_asker
from bot.commands.faq import faq
from bot.console import database, settings
from bot.editing.gaps import Gap
from bot.editing.lookback import DAYS, Lookback, look_back, put_back, set_aside
from bot.editing.proposals import patch
from bot.store.engine import has_file
from faq.model import counted


@faq.command()
@click.option("--days", default=DAYS, show_default=True, type=click.IntRange(1, 365), help="How far to look back.")
@click.option("--page", default="", help="The page's number, where PAGE_ID is not set.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="json: for other programs.")
@click.option("--set-aside", "aside", default="", metavar="KEY", help="This one needs no answer.")
@click.option("--put-back", "back", default="", metavar="KEY", help="It needs one after all.")
def gaps(days: int, page: str, form: str, aside: str, back: str) -> None:
    """List what customers asked and nobody had an answer for, newest first, each with a patch for the FAQ.

    What is set aside by its key is listed again once somebody new asks it.
    """
    settings_ = settings(need_page=False)
    if not has_file(settings_.database_url):
        raise click.ClickException("There is no database here yet: nobody has written to the bot.")
    asker = open_asker(settings_.faq_dir, settings_.intents_dir, model=settings_.semantic_file)
    store, page, now = database(settings_.database_url), page or settings_.page_id, datetime.now(UTC)
    found = look_back(store, asker, page=page, now=now, days=days)
    if aside or back:
        gap = found.gap(aside or back)
        if gap is None:
            raise click.ClickException(f'No question of these {days} days has the key "{aside or back}".')
        if aside:
            set_aside(store, gap, page=page, at=now, by=getpass.getuser())
        else:
            put_back(store, gap, page=page)
        click.echo(f'"{gap.text}" is {"set aside until somebody new asks it" if aside else "on the list again"}.')
        return
    click.echo(json.dumps(_record(found), ensure_ascii=False) if form == "json" else "\n".join(_lines(found)))


def _record(found: Lookback) -> dict[str, Any]:
    return {
        "days": found.days,
        "gaps": [
            {
                "key": gap.key,
                "question": gap.text,
                "people": gap.people,
                "times": len(gap.missed),
                "newest": gap.newest.isoformat(),
                "why": dict(gap.whys),
                "nearest": gap.nearest or None,
                "patch": patch(gap),
            }
            for gap in found.gaps
        ],
        "set_aside": [{"key": gap.key, "question": gap.text} for gap in found.aside],
        "never_used": [each.id for each in found.unused],
        "disliked": [each.entry for each in found.disliked],
        "overdue": [each.id for each in found.overdue],
    }


def _lines(found: Lookback) -> Iterator[str]:
    yield f"Not answered in the last {counted(found.days, 'day')}: {counted(len(found.gaps), 'question')}."
    for gap in found.gaps:
        yield from ("", *_gap(gap))
    yield from _list("Set aside, until somebody new asks", (f'{gap.key}  "{gap.text}"' for gap in found.aside))
    yield from _list("Thumbs down", (f"{each.entry} ({each.down} down, {each.up} up)" for each in found.disliked))
    yield from _list(
        "To be read again", (f"{each.id} (since {each.review_by}), {each.place}" for each in found.overdue)
    )
    yield from _list("Never used in these days", (each.id for each in found.unused))


def _gap(gap: Gap) -> Iterator[str]:
    whys = ", ".join(f"{why} {times}" for why, times in gap.whys)
    yield f'"{gap.text}"'
    people = "1 person" if gap.people == 1 else f"{gap.people} people"
    yield f"  {people}, last on {gap.newest:%Y-%m-%d} ({whys}); needs no answer? --set-aside {gap.key}"
    if gap.nearest:
        yield f'  closest: "{gap.nearest}". If it answers this, add the questions there; otherwise a new entry:'
    yield indent(patch(gap).rstrip(), "    ")


def _list(title: str, items: Iterable[str]) -> Iterator[str]:
    found = list(items)
    if found:
        yield from ("", f"{title}:", *(f"  {each}" for each in found))
