"""Once an hour, old rows of the queue are deleted, a few at a time."""

from __future__ import annotations

import threading
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.services import Services
from bot.store.housekeeping import purge
from bot.store.times import to_ms

log = structlog.get_logger()

_EVERY = 3600.0
_AFTER_START = 60.0
_BETWEEN_BATCHES = 0.2


class House:
    """A thread that mostly sleeps."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="house", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(1)

    def clean(self) -> int:
        """Delete what is older than the operator wants to keep."""
        before = self._services.wall() - timedelta(days=self._services.settings.keep_days)
        return purge(self._services.store, before=to_ms(before), pause=lambda: self._pause())

    def _pause(self) -> None:
        self._stop.wait(_BETWEEN_BATCHES)

    def _run(self) -> None:
        wait = _AFTER_START
        while not self._stop.wait(wait):
            wait = _EVERY
            try:
                deleted = self.clean()
            except SQLAlchemyError as error:
                log.warning("housekeeping_failed", error=type(error).__name__)
            else:
                log.info("housekeeping_done", deleted=deleted)
