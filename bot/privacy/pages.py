"""/privacy, and what Meta calls when somebody wants their data deleted or takes the app out of their account.

Meta names people by a number of the app's, and we know them by one of the page's. Only Meta could match
the two, and does so for hardly anybody; so such a wish is written down for a person, who is told.
https://developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback
"""

from __future__ import annotations

import secrets
from typing import Any

import structlog
from flask import Blueprint, Response, abort, jsonify, render_template, request, url_for
from sqlalchemy.exc import SQLAlchemyError

from bot.messenger.signature import signed_request
from bot.model import ReplyLanguage
from bot.notices.alerts import alert_row
from bot.notices.cards import Alert
from bot.privacy import texts
from bot.services import Services
from bot.staff.throttle import Throttle
from bot.store import erasures
from bot.store.changes import Change
from bot.store.erasures import Wish
from bot.store.times import from_ms, to_ms

log = structlog.get_logger()

_LARGEST = 64 * 1024
_LANGUAGES = ("en", "vi")
_MOST_OF_AN_ID = 100


def blueprint(services: Services) -> Blueprint:
    """The pages below /privacy."""
    privacy = Blueprint("privacy", __name__, url_prefix="/privacy", template_folder="templates", static_folder="static")
    privacy.before_request(_limit)
    privacy.register_error_handler(SQLAlchemyError, _away)
    _add_pages(privacy, services)
    _add_callbacks(privacy, services)
    return privacy


def _add_pages(privacy: Blueprint, services: Services) -> None:
    throttle = Throttle()

    @privacy.get("", strict_slashes=False)
    def policy() -> str:
        return _page("policy", settings=services.settings)

    @privacy.get("/deletion")
    def deletion() -> tuple[str, int]:
        code = request.args.get("id", "")
        if not code:
            return _page("how", settings=services.settings), 200
        found = _wish(code, throttle, services)
        return _page("state", wish=found, day=_day(found)), 200 if found else 404


def _add_callbacks(privacy: Blueprint, services: Services) -> None:
    throttle = Throttle()

    @privacy.post("/deletion")
    def delete() -> Response:
        user = _said_by_meta(throttle, services)
        code = _take_down(user, services)
        return jsonify(url=_state_page(services, code), confirmation_code=code)

    @privacy.post("/deauthorize")
    def deauthorize() -> Response:
        user = _said_by_meta(throttle, services)
        log.warning("app_deauthorized")
        _tell(services, f"deauthorized:{user}", texts.deauthorized(_desk(services)))
        return jsonify(received=True)


def _said_by_meta(throttle: Throttle, services: Services) -> str:
    """Whom it concerns, by the app's number for them."""
    now, address = services.wall(), request.remote_addr or ""
    if not throttle.allows(address, now):
        abort(429)
    said = signed_request(request.form.get("signed_request", ""), app_secret=services.settings.app_secret)
    user = str(said.get("user_id") or "") if said else ""
    if not user or len(user) > _MOST_OF_AN_ID or "\0" in user:
        throttle.failed(address, now)
        log.warning("signed_request_not_genuine", genuine=said is not None)
        abort(400 if said else 403)
    return user


def _take_down(user: str, services: Services) -> str:
    """The code of the wish; the same one when it is passed on again."""
    page, now = services.settings.page_id, services.wall()
    with services.store.engine.begin() as connection:
        known = erasures.of_app_user(connection, user)
        code = known.code if known else secrets.token_hex(10)
        if known is None:
            erasures.add(connection, erasures.wish(code, page=page, source="meta", now=to_ms(now), app_user=user))
    if known is None:
        log.info("erasure_asked", source="meta")
        _tell(services, f"erasure:{code}", texts.erasure_asked(_desk(services), code=code))
    return code


def _tell(services: Services, key: str, text: str) -> None:
    row = alert_row(services.settings.page_id, key, Alert(text=text), now=services.wall())
    services.store.writer.apply(Change(notices=(row,)))


def _wish(code: str, throttle: Throttle, services: Services) -> Wish | None:
    """Codes are long; whoever tries many is a stranger all the same."""
    now, address = services.wall(), request.remote_addr or ""
    if not throttle.allows(address, now):
        abort(429)
    with services.store.reading.connect() as connection:
        found = erasures.find(connection, code) if code.isalnum() and code.isascii() else None
    if found is None:
        throttle.failed(address, now)
    return found


def _day(found: Wish | None) -> str:
    moment = found and (found.done_at or found.asked_at)
    return f"{from_ms(moment):%Y-%m-%d %H:%M} UTC" if moment else ""


def _page(name: str, **shown: Any) -> str:
    language = request.args.get("lang", "") or request.accept_languages.best_match(_LANGUAGES) or "en"
    language = language if language in _LANGUAGES else "en"
    other = "en" if language == "vi" else "vi"
    return render_template(f"privacy/{name}_{language}.html", language=language, other=other, **shown)


def _state_page(services: Services, code: str) -> str:
    """The address that Meta shows to people."""
    base = services.settings.public_url
    path = url_for("privacy.deletion", id=code)
    return f"{base}{path}" if base else url_for("privacy.deletion", id=code, _external=True)


def _desk(services: Services) -> ReplyLanguage:
    return "vi" if services.settings.notify_language == "vi" else "en"


def _limit() -> None:
    request.max_content_length = _LARGEST


def _away(error: SQLAlchemyError) -> tuple[str, int, dict[str, str]]:
    log.error("privacy_without_database", error=type(error).__name__)
    return (
        "503 Please try again in a minute.\n",
        503,
        {"Content-Type": "text/plain; charset=utf-8", "Retry-After": "60"},
    )
