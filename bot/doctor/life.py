"""Signs of life in our own database: what arrived, what waits, what failed, who else writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.doctor.findings import Finding, bad, ok, warn
from bot.store.queue import Counts
from bot.store.signs import SILENT
from bot.store.times import from_ms

OLDEST_WAITING = timedelta(minutes=1)
_QUIET = timedelta(days=2)


def sending(counts: Counts) -> Finding:
    """Whether the page may send."""
    reason = f" Reason: {counts.page_reason}." if counts.page_reason else ""
    match counts.page:
        case "stopped":
            fix = "Mend the reason (most often the token), then piotnet-bot queue resume."
            return bad("sending", f"The bot has stopped sending, because Meta refused.{reason}", fix)
        case "blocked":
            fix = "Read Meta's notice. The bot goes on when Meta lifts the block."
            return bad("sending", f"Meta has blocked the page from sending.{reason}", fix)
        case "slow":
            return warn("sending", f"We called too often and wait.{reason}", "Nothing; it goes on by itself.")
        case _:
            return ok("sending", "allowed")


def arriving(newest: int | None, now: datetime) -> Finding:
    if newest is None:
        return warn(
            "arriving",
            "Nothing has arrived from Meta yet.",
            "Write to the page from an account with a role in the app, not as the page. Until the app is live, "
            "Meta delivers nobody else's messages.",
        )
    since = now - from_ms(newest)
    if since > _QUIET:
        cause = f"Nothing has arrived for {since.days} days."
        return warn("arriving", cause, "Write to the page yourself. If that does not arrive, mend what is above first.")
    return ok("arriving", f"last delivery {from_ms(newest):%Y-%m-%d %H:%M} UTC")


def worker(worked: int | None, now: datetime) -> Finding:
    """Whether one is there, also while there is nothing to do."""
    fix = "Start piotnet-bot worker (or serve). If one is running, look at its log."
    if worked is None:
        return bad("worker", "No worker has ever been at work on this database.", fix)
    silent = now - from_ms(worked)
    if silent > SILENT:
        return bad("worker", f"No worker has been at work for {_length(silent)}.", fix)
    return ok("worker", "at work")


def _length(span: timedelta) -> str:
    minutes = span // timedelta(minutes=1)
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"


def queue(counts: Counts, now: datetime) -> Finding:
    """Whether a worker that is there gets on."""
    age = now - from_ms(counts.oldest) if counts.oldest is not None else timedelta()
    if age > OLDEST_WAITING:
        cause = (
            f"{counts.waiting} events wait, the oldest for {round(age.total_seconds())} s: the worker does not get on."
        )
        return bad(
            "queue", cause, "Look at its log, then restart it. If there are just too many, PostgreSQL takes several."
        )
    return ok("queue", f"{counts.waiting} waiting, {counts.unsent} to send")


def set_aside(counts: Counts) -> Finding:
    if counts.dead:
        cause = f"{counts.dead} events or messages failed again and again."
        return warn("set_aside", cause, "piotnet-bot queue list shows them; then queue retry or queue drop.")
    return ok("set_aside", "nothing")


def automations(strangers: Mapping[str, int], interrupted: int) -> Finding:
    """Meta shows no app whether its automations are on; only what they did is seen.

    `strangers`: how often which app that we do not know wrote as the page. `interrupted`: how often
    Meta refused a message because something else had the chat.
    """
    off = "Business Suite -> Inbox -> Automations: instant reply, away message, FAQs and Meta's AI all off."
    if strangers:
        apps = ", ".join(f"{app} ({count} times)" for app, count in sorted(strangers.items()))
        cause = f"Another program writes as the page, and silences the bot like an agent: app {apps}."
        return warn("automations", cause, f"{off} If it has to stay, put its number into AUTOMATION_APP_IDS.")
    if interrupted:
        return warn("automations", f"{interrupted} times something else had the chat when the bot answered.", off)
    return ok("automations", "none seen in what the page sent", f"Meta does not tell; look once: {off}")
