"""Once an hour, what is older than the operator wants to keep is deleted, a few rows at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot.notices.digest import ask_for_digest
from bot.regular import Regular
from bot.services import Services
from bot.settings import Settings
from bot.store.housekeeping import Limits, purge
from bot.store.times import to_ms

log = structlog.get_logger()

_EVERY = 3600.0
_AFTER_START = 60.0
_BETWEEN_BATCHES = 0.2


def limits_of(settings: Settings, now: datetime) -> Limits:
    """What the settings say about how long each kind of data is kept."""

    def before(days: int) -> int:
        return to_ms(now - timedelta(days=days))

    return Limits(
        queue=before(settings.keep_days),
        transcript=before(settings.keep_transcript_days),
        chats=before(settings.keep_chat_days),
        notes=before(settings.keep_notes_days),
        audit=before(settings.keep_audit_days),
    )


class House(Regular):
    """Mostly sleeps."""

    def __init__(self, services: Services) -> None:
        super().__init__("house", every=_EVERY, first=_AFTER_START)
        self._services = services

    def clean(self) -> dict[str, int]:
        """Delete what is older than the operator wants to keep, and log how much of what that was."""
        limits = limits_of(self._services.settings, self._services.wall())
        removed = purge(self._services.store, limits, pause=self._pause)
        log.info("housekeeping_done", **removed)
        return removed

    def _pause(self) -> None:
        self.pause(_BETWEEN_BATCHES)

    def work(self) -> None:
        self.clean()
        ask_for_digest(self._services)
