"""The audit log, for admins: who did what, and when."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from bot.services import Services
from bot.staff import desk
from bot.staff.forms import row_number
from bot.staff.login import role_required
from bot.store import staff

_PAGE = 100


def add_views(console: Blueprint, services: Services) -> None:
    """/staff/log."""

    @console.get("/log")
    @role_required("admin")
    def log() -> str:
        with services.store.reading.connect() as connection:
            done = staff.actions(connection, before=request.args.get("before", type=row_number), most=_PAGE)
        more = done[-1].id if len(done) == _PAGE else None
        return render_template("staff/log.html", done=done, more=more, clock=desk.clock(services))
