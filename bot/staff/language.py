"""The console's language: English or Vietnamese, as the colleague chose, or as their browser asks."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, redirect, request, session
from flask_babel import Babel, get_locale
from werkzeug.wrappers import Response as AnyResponse

from bot.model import ReplyLanguage
from bot.services import Services
from bot.staff.login import me, page_of_console
from bot.store import staff

LANGUAGES = {"en": "English", "vi": "Tiếng Việt"}
TRANSLATIONS = Path(__file__).parent / "translations"


def install(app: Flask) -> None:
    """Teach the templates to speak. The language is in the cookie: error pages need no database for it."""
    Babel(app, default_translation_directories=str(TRANSLATIONS), locale_selector=_chosen)


def add_views(console: Blueprint, services: Services) -> None:
    """The switch on every page."""

    @console.post("/language")
    def language() -> AnyResponse:
        wanted = request.form.get("language", "")
        if wanted in LANGUAGES:
            session["language"] = wanted
            if me().is_authenticated:
                with services.store.engine.begin() as connection:
                    staff.change_account(connection, me().name, language=wanted)
        return redirect(page_of_console(request.form.get("next", "")))


def current() -> ReplyLanguage:
    """The language of this page."""
    return "vi" if str(get_locale()) == "vi" else "en"


def _chosen() -> str:
    return session.get("language") or request.accept_languages.best_match(list(LANGUAGES)) or "en"
