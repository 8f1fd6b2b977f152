"""What customers asked and nobody had an answer for, each with a draft for the FAQ, or set aside."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot.ask import Asker
from bot.editing.gaps import Gap
from bot.editing.lookback import DAYS, Lookback, look_back, put_back, set_aside
from bot.editing.proposals import patch
from bot.services import Services
from bot.staff import desk
from bot.staff.editing_page import editors, say, show
from bot.staff.login import me
from bot.store import staff
from bot.store.times import from_ms, to_ms

PERIODS = (7, 30, 90)


def add_views(faq: Blueprint, services: Services) -> None:
    """/staff/gaps."""

    @faq.get("/gaps")
    @editors
    def gaps() -> str:
        wanted = request.args.get("days", type=int)
        days = wanted if wanted in PERIODS else DAYS
        seen = to_ms(services.clock())
        found = _look_back(services, days)
        return show(services, "gaps", found=found, patch=patch, days=days, periods=PERIODS, seen=seen)

    @faq.post("/gaps/<key>")
    @editors
    def mark(key: str) -> AnyResponse:
        """It needs no answer, or needs one after all. Somebody may have asked it since the page was loaded."""
        days = request.form.get("days", DAYS, type=int)
        found = _look_back(services, days if days in PERIODS else DAYS)
        gap = found.gap(key) if found else None
        if gap is None:
            abort(404)
        page, is_back = services.settings.page_id, "back" in request.form
        if is_back:
            put_back(services.store, gap, page=page)
        else:
            seen = request.form.get("seen", 0, type=int)
            set_aside(services.store, gap, page=page, at=min(from_ms(seen), services.clock()), by=me().name)
        with services.store.engine.begin() as connection:
            action = "gap back" if is_back else "gap aside"
            staff.note_action(connection, me().name, action, now=to_ms(services.wall()), detail=key)
        flash(_done(is_back=is_back), "done")
        return redirect(url_for("faq.gaps", days=days), 303)


def _done(*, is_back: bool) -> str:
    if is_back:
        return say("It is on the list again.", "Đã đưa lại vào danh sách.")
    return say(
        "It is off the list until somebody new asks it.", "Đã bỏ khỏi danh sách, cho đến khi có người mới hỏi lại."
    )


def gap_of(services: Services, key: str) -> Gap | None:
    """The gap of this name; none where it is closed or too old by now."""
    found = _look_back(services, max(PERIODS)) if key else None
    return found.gap(key) if found else None


def _look_back(services: Services, days: int) -> Lookback | None:
    known = desk.known(services)
    if known is None:
        return None
    asker = Asker(known.knowledge, known.hours)
    return look_back(services.store, asker, page=services.settings.page_id, now=services.clock(), days=days)
