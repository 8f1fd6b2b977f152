"""What a colleague does in a chat. Nothing is changed here: it becomes an event in the inbox.

There it waits its turn behind what the customer did before, and is done exactly once. Every form
carries an id of its own, so that a double click is one event.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from bot.arrivals import accept
from bot.model import StaffAction, StaffDeed
from bot.services import Services
from bot.staff import chat as page
from bot.staff import desk
from bot.staff.forms import Act, Write
from bot.staff.login import login_required, me
from bot.staff.texts import DONE
from bot.staff.times import Window, span_end
from bot.store import staff
from bot.store.times import to_ms

_WITH_SPAN = ("mute", "later")


def add_views(console: Blueprint, services: Services) -> None:
    """The forms in a chat that reach the customer, or the bot."""

    @console.post("/chats/<customer>/act")
    @login_required
    def act(customer: str) -> AnyResponse:
        form = Act()
        page.found(services, customer)
        if not form.validate_on_submit() or (form.action.data in _WITH_SPAN) != bool(form.span.data):
            abort(400)
        until = _until(form.span.data, services) if form.span.data else None
        _do(services, customer, form.id.data, form.action.data, until=until)
        return _back(customer)

    @console.post("/chats/<customer>/write")
    @login_required
    def write(customer: str) -> AnyResponse | tuple[str, int]:
        form = Write()
        words, entry = (form.text.data or "").replace("\r\n", "\n").strip(), form.entry.data or None
        problem = _problem(form, words, entry, customer, services)
        if problem:
            flash(problem, "problem")
            return page.show(services, customer, text=words), 409
        _do(services, customer, form.id.data, "reply", text="" if entry else words, entry=entry)
        return _back(customer)


def _problem(form: Write, words: str, entry: str | None, customer: str, services: Services) -> str:
    """Why this reply cannot be sent; empty when it can."""
    kept = page.found(services, customer)
    if not form.validate_on_submit():
        return str(_("That is too long for one reply. Nothing was sent."))
    if not entry and not words:
        return str(_("There is nothing to send yet."))
    known = desk.known(services)
    if entry and (known is None or entry not in known.knowledge.faq.entries):
        return str(_("That FAQ entry does not exist any more. Nothing was sent."))
    return _too_late(desk.clock(services).window(kept.window_until), as_it_is=entry is not None)


def _too_late(window: Window, *, as_it_is: bool) -> str:
    """After 24 hours Meta takes only what a person writes, after 7 days nothing."""
    if window.state == "over":
        return str(
            _("Nothing was sent: the customer's last message is more than 7 days old, and Meta lets nobody write.")
        )
    if window.state == "human" and as_it_is:
        return str(_("Nothing was sent: after 24 hours only your own words may go out. Put the entry into the reply."))
    return ""


def _do(services: Services, customer: str, form_id: str | None, action: Any, **more: Any) -> None:
    """Put it into the inbox, and into the audit log: that it was done, and never the words."""
    event = _event(services, customer, form_id or "", action, more)
    accept([event], services)
    detail = event.until.isoformat(timespec="minutes") if event.until else event.entry or ""
    with services.store.engine.begin() as connection:
        staff.note_action(connection, event.by, action, now=to_ms(services.wall()), customer=customer, detail=detail)
    flash(DONE[action], "done")


def _event(services: Services, customer: str, form_id: str, action: StaffDeed, more: dict[str, Any]) -> StaffAction:
    return StaffAction(
        key=f"staff:{form_id}",
        page_id=services.settings.page_id,
        customer_id=customer,
        at=services.clock(),
        action=action,
        by=me().name,
        **more,
    )


def _until(span: str, services: Services) -> datetime:
    clock = desk.clock(services)
    return span_end(span, clock.now, clock.hours)


def _back(customer: str) -> AnyResponse:
    """To the chat again, by an address that a reload does not send twice."""
    faq = request.args.get("faq")
    return redirect(url_for("staff.chat", customer=customer, faq=faq), 303)
