"""Commands for those who want to know what the bot would say: ask, hours."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, tzinfo
from typing import Any

import click

from bot.ask import Asker, as_record, open_asker
from bot.console import settings
from bot.hours import build_hours, day, how_long
from bot.messenger.values import LONGEST_TEXT, as_text
from bot.model import Decision
from faq.hours_file import read_hours
from faq.load import HOURS_FILE
from faq.model import FaqInvalid

INPUT_ERROR = 1


def _open() -> Asker:
    found = settings(need_page=False)
    try:
        return open_asker(found.faq_dir, found.intents_dir, model=found.semantic_file)
    except FaqInvalid as invalid:
        click.echo(str(invalid), err=True)
        sys.exit(INPUT_ERROR)


def _moment(text: str | None, zone: tzinfo) -> datetime:
    """An ISO time; without an offset it is taken as the office's."""
    if not text:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f'"{text}" is not a time such as 2026-11-29T22:00:00+07:00') from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


@click.command()
@click.argument("text", required=False)
@click.option("--at", help="Ask as if it were this time, for example 2026-11-29T22:00:00+07:00.")
@click.option(
    "--jsonl", is_flag=True, help="Read one conversation a line from standard input, write one answer a line."
)
def ask(text: str | None, at: str | None, *, jsonl: bool) -> None:
    """Show what the bot would reply to TEXT, and why. Nothing is sent."""
    if jsonl == bool(text):
        raise click.UsageError('Give a text (ask "how much is it") or --jsonl with conversations on standard input.')
    asker = _open()
    if jsonl:
        sys.exit(_ask_lines(asker))
    _show(asker.converse([as_text(text, LONGEST_TEXT)], at=_moment(at, asker.hours.zone)))


def _ask_lines(asker: Asker) -> int:
    """One JSON line out for each line in; a bad line is answered with its error, and the rest go on."""
    failed = 0
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        asked: Any = None
        try:
            asked = json.loads(line.decode("utf-8-sig"))
            record = _answer_to(asker, asked)
        except (ValueError, TypeError, RecursionError, OverflowError, click.BadParameter) as error:
            failed = INPUT_ERROR
            name = asked.get("id") if isinstance(asked, dict) else None
            record = {"id": name, "error": f"line {number}: {error}"}
        click.echo(_one_line(record))
    return failed


def _answer_to(asker: Asker, asked: Any) -> dict[str, Any]:
    if not isinstance(asked, dict) or not isinstance(asked.get("turns"), list) or not asked["turns"]:
        raise ValueError('expected {"id": ..., "turns": ["...", ...]}')
    if not all(isinstance(turn, str) for turn in asked["turns"]):
        raise ValueError("each of the turns has to be a text")
    at = asked.get("at")
    if at is not None and not isinstance(at, str):
        raise ValueError('"at" has to be a time such as "2026-11-29T22:00:00+07:00"')
    turns = [as_text(turn, LONGEST_TEXT) for turn in asked["turns"]]
    return as_record(asked.get("id"), asker.converse(turns, at=_moment(at, asker.hours.zone)))


def _one_line(record: dict[str, Any]) -> str:
    """As JSON; half a character, which UTF-8 cannot hold, stays escaped as it came."""
    text = json.dumps(record, ensure_ascii=False)
    return text if text.isascii() or _is_utf8(text) else json.dumps(record)


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _show(decision: Decision) -> None:
    record = as_record(None, decision)
    click.echo(
        f"route {record['route']} · entry {record['entry'] or '-'} · score {record['score']:.2f} · "
        f"product {record['product'] or '-'} · language {record['language']}\nwhy: {decision.reason}"
    )
    for candidate in decision.candidates[:3]:
        click.echo(f'  {candidate.score:.2f} {candidate.id} (like "{candidate.because}")')
    for reply in record["replies"]:
        click.echo(f"\n{reply['text']}")
        for button in reply["buttons"]:
            click.echo(f"  [{button['title']}] {button['url']}")
        if reply["quick_replies"]:
            click.echo("  " + " ".join(f"({choice['title']})" for choice in reply["quick_replies"]))


@click.command()
@click.option("--at", help="Show it as of this time, for example 2027-02-05T16:00:00+07:00.")
def hours(at: str | None) -> None:
    """Show whether support is open, the next opening, and the holidays of the coming year."""
    try:
        calendar = build_hours(read_hours(settings(need_page=False).faq_dir / HOURS_FILE))
    except FaqInvalid as invalid:
        click.echo(str(invalid), err=True)
        sys.exit(INPUT_ERROR)
    now = _moment(at, calendar.zone)
    click.echo(f"Hours: {calendar.week_text('en')}")
    closes = calendar.closing_time(now)
    if closes:
        click.echo(f"Open now, until {calendar.day_and_hour(closes, 'en')}.")
    else:
        closed = calendar.why_closed(now)
        opens = calendar.next_opening(now)
        why = f" ({closed.name['en'] or closed.kind.replace('_', ' ')})" if closed else ""
        click.echo(f"Closed now{why}. Opens {calendar.day_and_hour(opens, 'en')}, {how_long(opens - now, 'en')}.")
    click.echo(f"A ticket sent now: first answer by {calendar.day_and_hour(calendar.first_answer_by(now), 'en')}.")
    coming = calendar.coming_closure(now)
    if coming:
        days = [day(date, "en") for date in sorted({coming.first, coming.last})]
        span = " to ".join(days)
        click.echo(f"Announced to customers: {coming.name['en']}, {span}.")
    click.echo("\nDays off and special days in the coming year:")
    for date, name, kind in calendar.holidays_ahead(now):
        click.echo(f"  {date.isoformat()}  {name['en']} / {name['vi']}  ({kind.replace('_', ' ')})")
