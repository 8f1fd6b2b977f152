"""What colleagues keep beside a chat for each other: notes, tags, and that they are there. No customer sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot.redact import redact
from bot.services import Services
from bot.staff import chat as page
from bot.staff.forms import Note, Tag
from bot.staff.login import login_required, me
from bot.store import one_chat, staff
from bot.store.times import to_ms


def add_views(console: Blueprint, services: Services) -> None:
    """Notes and tags; presence is told by the script of an open page."""

    @console.post("/chats/<customer>/note")
    @login_required
    def note(customer: str) -> AnyResponse:
        form = Note()
        words = redact((form.text.data or "").strip()) if form.validate_on_submit() else abort(400)
        with _noted(services, customer, "note") as (connection, chat, now):
            one_chat.add_note(connection, chat, by=me().name, text=words, now=now)
        return _back(customer)

    @console.post("/chats/<customer>/tag")
    @login_required
    def tag(customer: str) -> AnyResponse:
        word = _word()
        with _noted(services, customer, "tag", word) as (connection, chat, now):
            one_chat.add_tag(connection, chat, word, by=me().name, now=now)
        return _back(customer)

    @console.post("/chats/<customer>/untag")
    @login_required
    def untag(customer: str) -> AnyResponse:
        word = _word()
        with _noted(services, customer, "untag", word) as (connection, chat, _now):
            one_chat.remove_tag(connection, chat, word)
        return _back(customer)

    @console.post("/chats/<customer>/here")
    @login_required
    def here(customer: str) -> Response:
        page.found(services, customer)
        now, writing = to_ms(services.wall()), request.form.get("writing") == "1"
        with services.store.engine.begin() as connection:
            one_chat.be_here(connection, (services.settings.page_id, customer), me().name, now=now, writing=writing)
        return Response(status=204)

    @console.post("/chats/<customer>/gone")
    @login_required
    def gone(customer: str) -> Response:
        with services.store.engine.begin() as connection:
            one_chat.be_gone(connection, (services.settings.page_id, customer), me().name)
        return Response(status=204)


def _word() -> str:
    form = Tag()
    if not form.validate_on_submit() or not form.word:
        abort(400)
    return form.word


@contextmanager
def _noted(
    services: Services, customer: str, action: str, detail: str = ""
) -> Iterator[tuple[Any, one_chat.Chat, int]]:
    """A change, and in the log who made it: both or neither."""
    page.found(services, customer)
    now = to_ms(services.wall())
    with services.store.engine.begin() as connection:
        yield connection, (services.settings.page_id, customer), now
        staff.note_action(connection, me().name, action, now=now, customer=customer, detail=detail)


def _back(customer: str) -> AnyResponse:
    return redirect(url_for("staff.chat", customer=customer, _anchor="beside"), 303)
