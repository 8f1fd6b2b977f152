"""What stands in our own house: settings, database, the staff's files, and who is told. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.doctor.findings import Finding, bad, ok, warn
from bot.messenger.client import INBOX_APP_IDS
from bot.messenger.graph import GRAPH_URL
from bot.settings import Settings
from faq.model import Problem

_NOTIFY_FIX = 'Correct its address in NOTIFY_URLS, or what it leads to; the README\'s "Telling staff" has examples.'


class Form(NamedTuple):
    """The form the database has (None: it is empty), the newest one, and whether we know its own."""

    now: str | None
    newest: str
    known: bool


def wrong_settings(problems: Mapping[str, str]) -> Iterator[Finding]:
    for name, text in sorted(problems.items()):
        yield bad("settings", f"{name} {text}", f'Write {name} into .env; the README\'s "Settings" says what it is.')


def settings(found: Settings) -> Finding:
    """What is well-formed and still cannot be meant."""
    if found.page_id == found.app_id:
        return bad(
            "settings", "PAGE_ID and APP_ID are the same number.", "PAGE_ID is the page's, APP_ID the Meta app's."
        )
    if mistaken := sorted(found.automation_app_ids & {*INBOX_APP_IDS, found.app_id}):
        return bad(
            "settings",
            f"AUTOMATION_APP_IDS names {', '.join(mistaken)}: that is Meta's inbox or this app.",
            "Take it out, or the bot talks over the agents.",
        )
    if found.graph_url.rstrip("/") != GRAPH_URL:
        return warn(
            "settings", f"GRAPH_URL is {found.graph_url}, which is not Meta.", "For a real page delete GRAPH_URL."
        )
    return ok("settings", "complete")


def database(form: Form) -> Finding:
    if form.now is None:
        return bad("database", "There are no tables yet.", "piotnet-bot db upgrade")
    if not form.known:
        return bad(
            "database", f"Its form {form.now} is newer than this program.", "Start the newer version of the bot."
        )
    if form.now != form.newest:
        cause = f"It has the form {form.now}, this program needs {form.newest}."
        return bad("database", cause, "piotnet-bot db upgrade, then restart web and worker.")
    return ok("database", f"newest form ({form.now})")


def content(errors: Sequence[Problem], *, entries: int) -> Finding:
    if errors:
        cause = f"{len(errors)} mistakes in the staff's files, the first in {errors[0].place}: {errors[0].what}"
        return bad("content", cause, "piotnet-bot faq check lists them all. A running bot keeps the last good version.")
    return ok("content", f"{entries} entries")


def channels(names: Collection[str], failed: Mapping[str, str], *, sent: bool, undelivered: int) -> Finding:
    """`failed`: why not, by channel. `undelivered`: cards that were given up in the last week."""
    if not names:
        return warn("channels", "NOTIFY_URLS is not set: nobody is told that a customer waits.", "Set it in .env.")
    if failed:
        return bad("channels", "; ".join(f"{name}: {why}" for name, why in failed.items()), _NOTIFY_FIX)
    if undelivered:
        cause = f"{undelivered} cards reached nobody in the last week."
        return warn("channels", cause, "piotnet-bot doctor --send-test tries every channel.")
    if sent:
        return ok("channels", f"a test card went to {', '.join(names)}")
    return ok("channels", f"{len(names)} set up", "Whether cards arrive: piotnet-bot doctor --send-test")
