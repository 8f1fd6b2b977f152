"""The web application: webhook, health, error pages. Nothing happens on import."""

from __future__ import annotations

import structlog
from flask import Flask, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from bot import webhook
from bot.logs import trace
from bot.services import Services
from bot.staff import console, errors
from bot.staff.security import is_here
from bot.store import queue
from bot.store.times import to_ms

log = structlog.get_logger()

OLDEST_WAITING_MS = 60_000  # a customer who waits longer than this waits for a worker that is not there


def create_app(services: Services | None = None) -> Flask:
    """The application over these services; without any, over those the environment describes."""
    services = services or _from_environment()
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=services.settings.secret_key,
        MAX_CONTENT_LENGTH=webhook.LARGEST_BODY,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        TRUSTED_PROXIES=services.settings.trusted_proxies,
    )
    app.extensions["services"] = services
    app.register_blueprint(webhook.blueprint(services))
    console.install(app, services)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _failed)

    @app.get("/healthz")
    def health() -> Response:
        return Response("ok\n", content_type="text/plain")

    @app.get("/readyz")
    def ready() -> tuple[Response, int]:
        return _readiness(services)

    return app


def _readiness(services: Services) -> tuple[Response, int]:
    """Whether customers are being answered: database, page, and how long the oldest event waits."""
    try:
        with services.store.reading.connect() as connection:
            counts = queue.counts(connection, services.settings.page_id)
    except SQLAlchemyError as error:
        return jsonify(ready=False, database=type(error).__name__), 503
    age = max(0, to_ms(services.wall()) - counts.oldest) if counts.oldest is not None else 0
    ready = counts.page in ("open", "slow") and age <= OLDEST_WAITING_MS
    return (
        jsonify(
            ready=ready,
            database="ok",
            waiting=counts.waiting,
            oldest_seconds=age // 1000,
            unsent=counts.unsent,
            dead=counts.dead,
            page=counts.page,
            page_reason=counts.page_reason,
            content_problem=services.library.problem,
        ),
        200 if ready else 503,
    )


Answer = tuple[str, int] | tuple[str, int, dict[str, str]]


def _refused(error: HTTPException) -> Answer:
    if is_here():
        return errors.page(error)
    return f"{error.code} {error.name}\n", error.code or 500, {"Content-Type": "text/plain; charset=utf-8"}


def _failed(error: Exception) -> Answer:
    log.error("request_failed", error=trace(error))
    if is_here():
        return errors.page(error)
    return "500 Something went wrong on our side\n", 500, {"Content-Type": "text/plain; charset=utf-8"}


def _from_environment() -> Services:
    import os  # only here: `create_app()` is what a web server such as gunicorn calls

    from bot.logs import set_up_logs
    from bot.services import build
    from bot.settings import read_settings

    settings = read_settings(os.environ)
    set_up_logs(settings.log_level)
    return build(settings)
