"""What holds for every page below /staff/, whoever wrote it: login first, CSRF tokens, strict headers.

It hangs on the address, not on a decorator: a page that is added and forgotten here is closed, not open.
"""

from __future__ import annotations

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as AnyResponse

from bot.settings import Settings
from bot.staff.login import IDLE, ask_to_log_in, me

ROOT = "/staff/"
LARGEST_FORM = 64 * 1024
_OPEN = ("staff.login", "staff.language", "staff.static")  # all that a stranger may see
_SAFE = ("GET", "HEAD", "OPTIONS")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def install(app: Flask, settings: Settings) -> None:
    """Guard the console in this application. Nothing else in it is touched."""
    app.config.update(
        SESSION_COOKIE_NAME="piotnet_staff",
        SESSION_COOKIE_PATH=ROOT,
        PERMANENT_SESSION_LIFETIME=IDLE,
        SESSION_REFRESH_EACH_REQUEST=False,  # or a page that refreshes itself would keep the login alive
        WTF_CSRF_CHECK_DEFAULT=False,  # Meta's webhook has a signature instead; here it is checked below
        WTF_CSRF_TIME_LIMIT=None,  # as long as the login: a page may stay open all day
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.session_interface = _Sessions()
    csrf = CSRFProtect(app)

    @app.before_request
    def guard() -> AnyResponse | None:
        if not is_here():
            return None
        request.max_content_length = LARGEST_FORM
        if request.method not in _SAFE:
            csrf.protect()
        return None if request.endpoint in _OPEN or me().is_authenticated else ask_to_log_in()

    @app.after_request
    def headers(response: Response) -> Response:
        return _with_headers(response) if is_here() else response


class _Sessions(SecureCookieSessionInterface):
    """The cookie is for https only where the request came that way; on one's own machine it need not."""

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002  # as Flask calls it
        return request.is_secure


def is_here() -> bool:
    """Whether this request is for the console."""
    return request.path.startswith(ROOT)


def _with_headers(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"  # not none: the CSRF check reads it under https
    response.headers["Cache-Control"] = "no-cache" if request.endpoint == "staff.static" else "no-store"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
