"""One chat: what was said and decided, who has it, and everything a colleague may want beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, render_template, request

from bot.services import Services
from bot.staff import canned, desk, live
from bot.staff.canned import Canned
from bot.staff.forms import SPANS, new_id, row_number
from bot.staff.login import BY_ITSELF, login_required, me
from bot.staff.times import Clock
from bot.store import chats, one_chat
from bot.store.one_chat import Here, Kept, Said
from bot.store.times import to_ms

_LINES = 100
_NO_QUESTION = ("human", "smalltalk")


@dataclass(frozen=True, kw_only=True, slots=True)
class Colleagues:
    """The others who have this chat open. `writing` are those who type just now."""

    names: tuple[str, ...]
    writing: tuple[str, ...]


def add_views(console: Blueprint, services: Services) -> None:
    """/staff/chats/<customer>."""

    @console.get("/chats/<customer>")
    @login_required
    def chat(customer: str) -> str:
        if BY_ITSELF not in request.headers:
            _come_in(services, customer)
        return show(services, customer)


def show(services: Services, customer: str, *, text: str = "") -> str:
    """The page. `text` is what stands in the reply already."""
    token = live.token_of(services, me().name, customer)
    clock = desk.clock(services)
    parts = _read(services, customer)
    kept: Kept = parts["kept"]
    wanted = request.args.get("faq", "").strip()[:200]
    asked = _asked(parts["said"])
    return render_template(
        "staff/chat.html",
        **parts,
        customer=customer,
        window=clock.window(kept.window_until),
        inbox=desk.inbox_link(services.settings.page_id, customer),
        titles=_titles(services),
        wanted=wanted,
        asked=asked,
        suggestions=_suggestions(services, wanted or asked, kept, clock),
        text=text or _used(services, kept, clock),
        new_id=new_id,
        spans=SPANS,
        clock=clock,
        token=token,
    )


def found(services: Services, customer: str) -> Kept:
    """The conversation, or the page that says that there is none."""
    with services.store.reading.connect() as connection:
        return one_chat.kept(connection, (services.settings.page_id, customer)) or abort(404)


def _read(services: Services, customer: str) -> dict[str, Any]:
    page = services.settings.page_id
    chat = (page, customer)
    before = request.args.get("before", type=row_number)
    with services.store.reading.connect() as connection:
        said = one_chat.said(connection, chat, before=before, most=_LINES)
        return {
            "kept": one_chat.kept(connection, chat) or abort(404),
            "said": said,
            "earlier": said[0].id if len(said) == _LINES else None,
            "is_older": before is not None,
            "changes": one_chat.changes(connection, chat),
            "notes": one_chat.notes_of(connection, chat),
            "tags": one_chat.tags_of(connection, chat),
            "all_tags": chats.known_tags(connection, page=page),
            "on_the_way": one_chat.on_the_way(connection, chat),
            "others": _others(one_chat.here(connection, chat, since=desk.here_since(services)), services),
        }


def _others(present: list[Here], services: Services) -> Colleagues:
    since = desk.writing_since(services)
    others = [each for each in present if each.who != me().name]
    return Colleagues(
        names=tuple(each.who for each in others),
        writing=tuple(each.who for each in others if each.writing_at > since),
    )


def _come_in(services: Services, customer: str) -> None:
    """Note that this colleague has the chat open; without a script on the page for the next moments at least."""
    found(services, customer)
    with services.store.engine.begin() as connection:
        chat = (services.settings.page_id, customer)
        one_chat.be_here(connection, chat, me().name, now=to_ms(services.wall()), writing=False)


def _asked(said: list[Said]) -> str:
    """What the customer waits for an answer to: their newest words that are more than "hello"."""
    theirs = [line for line in said if line.who == "customer" and line.text and line.route not in _NO_QUESTION]
    return theirs[-1].text if theirs else ""


def _suggestions(services: Services, words: str, kept: Kept, clock: Clock) -> list[Canned]:
    known = desk.known(services)
    return canned.suggestions(known, words, kept.conversation, clock) if known else []


def _used(services: Services, kept: Kept, clock: Clock) -> str:
    """The entry that was chosen for the reply, where no script puts it there."""
    known, entry = desk.known(services), request.args.get("use", "")
    if known is None or entry not in known.knowledge.faq.entries:
        return ""
    return canned.filled(known, entry, kept.conversation, clock).text


def _titles(services: Services) -> Any:
    """Titles of entries and intents, for the candidates that the bot weighed."""
    known = desk.known(services)
    return (lambda name: known.knowledge.title(name).get("en", name)) if known else (lambda name: name)
