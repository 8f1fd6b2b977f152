"""Logging in and out, and what every page asks first: who is this, and may they?

A login lives in a signed cookie. It ends after twelve hours without a click (what the pages fetch by
themselves is no click), when its account is logged out anywhere, with a new password, and when the account is disabled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import flask_login
import structlog
from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from bot.services import Services
from bot.staff import accounts
from bot.staff.forms import LoginForm
from bot.staff.throttle import Throttle
from bot.store import staff
from bot.store.times import to_ms

IDLE = timedelta(hours=12)
BY_ITSELF = "X-Live"  # the header with which our script fetches what nobody clicked for
_NOTED_EVERY = timedelta(minutes=1)

log = structlog.get_logger()
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Colleague(flask_login.UserMixin):  # type: ignore[misc]  # flask_login ships no types
    """Who is logged in."""

    name: str
    role: str
    session: str

    def get_id(self) -> str:
        """What the cookie holds. With the account's session in it, changing that ends every login."""
        return f"{self.name}:{self.session}"

    def may(self, role: str) -> bool:
        """Whether this is an editor, an admin, … or more."""
        return accounts.ROLES.index(self.role) >= accounts.ROLES.index(role)


def me() -> Colleague:
    """The colleague who makes this request."""
    return cast(Colleague, flask_login.current_user)


def login_required(view: View) -> View:
    """Only for who is logged in."""
    return cast(View, flask_login.login_required(view))


def role_required(role: str) -> Callable[[View], View]:
    """Only for editors, or admins."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not me().may(role):
                log.warning("staff_page_refused", who=me().name, page=request.endpoint)
                abort(403)
            return view(*args, **kwargs)

        return login_required(cast(View, guarded))

    return decorate


def install(app: Flask, services: Services) -> None:
    """Teach the application who is logged in."""
    manager = flask_login.LoginManager(
        app, add_context_processor=False
    )  # it would ask the database for error pages too
    manager.session_protection = None  # it ties a login to one address, and phones change theirs all the time
    manager.unauthorized_handler(ask_to_log_in)

    @manager.user_loader  # type: ignore[untyped-decorator]  # flask_login ships no types
    def load(id: str) -> Colleague | None:
        return _load(id, services)


def add_views(console: Blueprint, services: Services) -> None:
    """The pages for coming and going."""
    throttle = Throttle()

    @console.route("/login", methods=["GET", "POST"])
    def login() -> str | AnyResponse | tuple[str, int]:
        if me().is_authenticated:
            return redirect(page_of_console(request.args.get("next", "")))
        form = LoginForm()
        if not form.validate_on_submit():
            return render_template("staff/login.html", form=form)
        return _log_in(form.name.data or "", form.password.data or "", services, throttle) or _not_in(form)

    @console.post("/logout")
    def logout() -> AnyResponse:
        # Not only this browser's cookie: a copy of it would stay good for hours.
        accounts.end_logins(services.store, me().name)
        _note(services, me().name, "logout")
        flask_login.logout_user()
        session.clear()
        return redirect(url_for("staff.login"))


def _log_in(name: str, password: str, services: Services, throttle: Throttle) -> AnyResponse | None:
    now, address = services.wall(), request.remote_addr or ""
    if not throttle.allows(address, now):
        abort(429)
    found = accounts.check(services.store, name.strip().casefold(), password, now=now)
    if found is None:
        throttle.failed(address, now)
        log.warning("staff_login_refused", address=address)  # not the name: people type passwords there
        return None
    target = page_of_console(request.args.get("next", ""))
    session.clear()  # nothing from before the login is kept, whoever put it there
    session.permanent = True
    session.update(seen=to_ms(now), language=found.language)
    flask_login.login_user(Colleague(found.name, found.role, found.session))
    _note(services, found.name, "login", detail=address)
    return redirect(target)


def _not_in(form: LoginForm) -> tuple[str, int]:
    minutes = accounts.LOCKED // timedelta(minutes=1)
    flash(
        _(
            "That did not work. Check name and password. After %(times)s wrong passwords an account is locked for "
            "%(minutes)s minutes.",
            times=accounts.WRONG_PASSWORDS,
            minutes=minutes,
        ),
        "problem",
    )
    return render_template("staff/login.html", form=form), 401


def _load(id: str, services: Services) -> Colleague | None:
    """The account behind a cookie, while it is the same one and somebody is there."""
    name, _colon, token = id.partition(":")
    now = to_ms(services.wall())
    idle_since = now - int(IDLE / timedelta(milliseconds=1))
    with services.store.reading.connect() as connection:
        row = staff.account(connection, name)
    if row is None or row.disabled or row.session != token or session.get("seen", 0) < idle_since:
        return None
    _stay(row.name, now, services)
    return Colleague(row.name, row.role, row.session)


def _stay(name: str, now: int, services: Services) -> None:
    """Note that somebody is there; not for each click, and not for what the page does by itself."""
    automatic = BY_ITSELF in request.headers or request.endpoint in ("staff.stream", "staff.here", "staff.static")
    if automatic or now - session.get("seen", 0) < _NOTED_EVERY / timedelta(milliseconds=1):
        return
    session["seen"] = now
    with services.store.engine.begin() as connection:
        staff.change_account(connection, name, seen_at=now)


def ask_to_log_in() -> AnyResponse:
    """To the login page, and from there back. A script or a form is told instead: it cannot follow."""
    if request.method != "GET" or BY_ITSELF in request.headers or request.endpoint == "staff.stream":
        abort(401)
    target = request.full_path.rstrip("?")
    return redirect(url_for("staff.login", next=target if request.path != url_for("staff.waiting") else None))


def page_of_console(target: str) -> str:
    """A page of the console to go on to, and never another site: addresses that come from outside end here."""
    parts = urlsplit(target)
    inside = parts.path.startswith(url_for("staff.waiting")) and not parts.scheme and not parts.netloc
    return target if inside and "\\" not in target else url_for("staff.waiting")


def _note(services: Services, who: str, action: str, *, detail: str = "") -> None:
    with services.store.engine.begin() as connection:
        staff.note_action(connection, who, action, now=to_ms(services.wall()), detail=detail)
