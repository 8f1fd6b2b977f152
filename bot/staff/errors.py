"""When a page cannot be shown: what happened, and what to do now. These pages need no database."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

_TEXTS: dict[int, tuple[Any, Any]] = {
    400: (_("That did not arrive as it should"), _("Go back and try once more.")),
    401: (_("You are logged out"), _("Log in again; then repeat what you did.")),
    403: (_("That is not for your account"), _("Ask a colleague who is an admin.")),
    404: (_("There is no such page"), _("The chat may have been deleted, or the address is wrong.")),
    405: (_("There is no such page"), _("Go back to the chats.")),
    413: (_("That is too long"), _("Go back and make it shorter.")),
    429: (_("Too many tries"), _("Wait a quarter of an hour, then try again.")),
    500: (
        _("Something went wrong on our side"),
        _("It was written down. Try again; if it stays, tell whoever looks after the bot."),
    ),
    503: (
        _("The database cannot be reached"),
        _(
            "Nothing was changed. Try again in a minute. If it stays, tell whoever looks after the bot; "
            "until then, answer from Meta's inbox."
        ),
    ),
}
_EXPIRED = (_("This page is too old"), _("You logged in anew since it was opened. Go back, reload it, and try again."))


def page(error: Exception) -> tuple[str, int]:
    """The page for an error. What somebody had written is shown, so that it is not lost."""
    code = 503 if isinstance(error, SQLAlchemyError) else error.code or 500 if isinstance(error, HTTPException) else 500
    title, todo = _EXPIRED if isinstance(error, CSRFError) else _TEXTS.get(code, _TEXTS[500 if code >= 500 else 400])
    written = request.form.get("text", "") if code != 413 else ""
    return render_template("staff/error.html", code=code, title=title, todo=todo, written=written), code
