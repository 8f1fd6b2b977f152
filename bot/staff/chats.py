"""The lists: who waits for a person, whom colleagues are talking to, and every chat there is."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from bot.services import Services
from bot.staff import desk, live
from bot.staff.forms import Search, row_number
from bot.staff.login import login_required, me
from bot.store import chats
from bot.store.chats import Wanted

_PAGE = 50


def add_views(console: Blueprint, services: Services) -> None:
    """/staff/ and /staff/chats."""
    page = services.settings.page_id

    @console.get("/")
    @login_required
    def waiting() -> str:
        token = live.token_of(services, me().name)  # before the rest is read: what changes meanwhile is news
        here = desk.here_since(services)
        with services.store.reading.connect() as connection:
            asked = chats.waiting(connection, page=page, here_since=here)
            taken = chats.with_persons(connection, page=page, here_since=here)
        return render_template(
            "staff/waiting.html", waiting=asked, taken=taken, clock=desk.clock(services), token=token
        )

    @console.get("/chats")
    @login_required
    def every() -> str:
        token = live.token_of(services, me().name)
        form = Search(request.args)
        before = request.args.get("before", type=row_number)
        with services.store.reading.connect() as connection:
            found = chats.search(
                connection,
                _wanted(form),
                page=page,
                here_since=desk.here_since(services),
                before=before,
                most=_PAGE,
            )
            tags = chats.known_tags(connection, page=page)
        return render_template(
            "staff/chats.html",
            form=form,
            found=found,
            tags=tags,
            more=found[-1].updated_at if len(found) == _PAGE else None,
            older=before is not None,
            clock=desk.clock(services),
            token=token,
        )


def _wanted(form: Search) -> Wanted:
    """What is filled in; with something in it that cannot be, nothing is looked for but the rest."""
    form.validate()
    owner = form.owner.data if not form.owner.errors else ""
    return Wanted(
        text=(form.q.data or "").strip()[:100],
        owner=owner if owner in ("bot", "asked", "person") else "",
        owner_by=me().name if owner == "me" else "",
        tag=(form.tag.data or "").strip().casefold()[:30],
    )
