"""The console, put together and put into an application."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, current_app, request

from bot.services import Services
from bot.staff import (
    actions,
    beside,
    chat,
    chats,
    desk,
    doctor,
    editing,
    language,
    live,
    log,
    login,
    numbers,
    security,
    texts,
)
from bot.staff.forms import LONGEST_REPLY
from bot.staff.live import Streams
from bot.staff.times import length
from bot.store import chats as rows


def install(app: Flask, services: Services) -> None:
    """Add /staff/ to the application, and its guard."""
    streams = Streams()
    app.extensions["streams"] = streams  # whoever stops the server ends them first
    login.install(app, services)
    language.install(app)
    security.install(app, services.settings)
    app.register_blueprint(_blueprint(services, streams))
    app.register_blueprint(numbers.blueprint(services))
    app.register_blueprint(editing.blueprint(services))
    app.register_blueprint(doctor.blueprint(services))


def _blueprint(services: Services, streams: Streams) -> Blueprint:
    console = Blueprint(
        "staff",
        __name__,
        url_prefix="/staff",
        template_folder="templates",
        static_folder="static",
    )
    for part in (login, language, chats, chat, actions, beside, log):
        part.add_views(console, services)
    live.add_views(console, services, streams)
    _add_names(console, services)
    return console


def _add_names(console: Blueprint, services: Services) -> None:
    """What every template may use."""

    @console.app_context_processor
    def names() -> dict[str, Any]:
        if not security.is_here():
            return {}
        return {
            "texts": texts,
            "short": desk.short,
            "length": length,
            "languages": language.LANGUAGES,
            "language": language.current(),
            "LONGEST_REPLY": LONGEST_REPLY,
            "endpoints": current_app.view_functions,
            "here": request.full_path.rstrip("?"),
            "me": login.me,
            "count_waiting": lambda: _count_waiting(services),
        }


def _count_waiting(services: Services) -> int:
    with services.store.reading.connect() as connection:
        return rows.count_waiting(connection, page=services.settings.page_id)
