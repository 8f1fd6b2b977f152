"""What the editors' pages share: who may see them, and what every template of theirs is given."""

from __future__ import annotations

from typing import Any

from flask import render_template

from bot.services import Services
from bot.staff import desk
from bot.staff.language import current
from bot.staff.login import View, role_required


def editors(view: View) -> View:
    """Only for editors and admins."""
    return role_required("editor")(view)


def say(en: str, vi: str) -> str:
    """A text of these pages in the colleague's language."""
    return vi if current() == "vi" else en


def show(services: Services, template: str, **more: Any) -> str:
    """A page, with the state of what was published above it."""
    return render_template(
        f"staff/{template}.html",
        say=say,
        problem=services.library.problem,
        clock=desk.clock(services),
        **more,
    )
