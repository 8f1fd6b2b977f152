"""The web application: webhook, health, error pages. Nothing happens on import."""

from __future__ import annotations

import structlog
from flask import Flask
from werkzeug.exceptions import HTTPException

from bot import headers, health, webhook
from bot.logs import trace
from bot.privacy import pages as privacy
from bot.services import Services
from bot.staff import console, errors
from bot.staff.security import is_here

log = structlog.get_logger()


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
    headers.install(app)
    app.register_blueprint(health.blueprint(services))
    app.register_blueprint(webhook.blueprint(services))
    app.register_blueprint(privacy.blueprint(services))
    console.install(app, services)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _failed)

    return app


def create_watch_app(services: Services) -> Flask:
    """Only what machines look at, for a worker without a web part."""
    app = Flask(__name__, static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=64 * 1024, TRUSTED_PROXIES=0)
    headers.install(app)
    app.register_blueprint(health.blueprint(services))
    app.register_error_handler(HTTPException, _plainly)
    return app


Answer = tuple[str, int] | tuple[str, int, dict[str, str]]


def _refused(error: HTTPException) -> Answer:
    return errors.page(error) if is_here() else _plainly(error)


def _plainly(error: HTTPException) -> Answer:
    return f"{error.code} {error.name}\n", error.code or 500, {"Content-Type": "text/plain; charset=utf-8"}


def _failed(error: Exception) -> Answer:
    log.error("request_failed", error=trace(error))
    if is_here():
        return errors.page(error)
    return "500 Something went wrong on our side\n", 500, {"Content-Type": "text/plain; charset=utf-8"}


def _from_environment() -> Services:
    import os  # only here: `create_app()` is what a web server such as gunicorn calls

    from bot.editing.reports import start_logs
    from bot.services import build
    from bot.settings import read_settings

    settings = read_settings(os.environ)
    start_logs(settings)
    return build(settings)
