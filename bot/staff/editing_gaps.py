"""What customers asked and nobody had an answer for, each with a draft for the FAQ."""

from __future__ import annotations

from flask import Blueprint, request

from bot.ask import Asker
from bot.editing.gaps import Gap
from bot.editing.lookback import DAYS, Lookback, look_back
from bot.editing.proposals import patch
from bot.services import Services
from bot.staff import desk
from bot.staff.editing_page import editors, show

PERIODS = (7, 30, 90)


def add_views(faq: Blueprint, services: Services) -> None:
    """/staff/gaps."""

    @faq.get("/gaps")
    @editors
    def gaps() -> str:
        wanted = request.args.get("days", type=int)
        days = wanted if wanted in PERIODS else DAYS
        found = _look_back(services, days)
        return show(services, "gaps", found=found, patch=patch, days=days, periods=PERIODS)


def gap_of(services: Services, key: str) -> Gap | None:
    """The gap of this name; none where it is closed or too old by now."""
    found = _look_back(services, max(PERIODS)) if key else None
    return found.gap(key) if found else None


def _look_back(services: Services, days: int) -> Lookback | None:
    known = desk.known(services)
    if known is None:
        return None
    asker = Asker(known.knowledge, known.hours)
    return look_back(services.store, asker, page=services.settings.page_id, now=services.clock(), days=days)
