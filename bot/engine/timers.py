"""A clock for the chats: what is due in one becomes an event of its inbox, like everything that happens there.

Any number of processes may run it: an event's key names the chat and the moment, so it is stored once.
"""

from __future__ import annotations

from bot.arrivals import accept
from bot.engine.forget import ask_for_due
from bot.model import TimeCame
from bot.regular import Regular
from bot.services import Services
from bot.store.due import Due, due_chats
from bot.store.times import from_ms, to_ms

_EVERY = 2.0


class Timers(Regular):
    """Looks every few seconds."""

    def __init__(self, services: Services, *, every: float = _EVERY) -> None:
        super().__init__("timers", every=every)
        self._services = services

    def look(self) -> int:
        """Put what is due into the inbox. Returns how many chats that were.

        Raises:
            SQLAlchemyError: try again later.
        """
        now = self._services.clock()
        with self._services.store.reading.connect() as connection:
            found = due_chats(connection, page=self._services.settings.page_id, now=to_ms(now))
        if found:
            accept([self._event(each) for each in found], self._services)
        return len(found) + ask_for_due(self._services)

    def _event(self, due: Due) -> TimeCame:
        return TimeCame(
            key=f"due:{due.page}:{due.customer}:{due.due_at}",
            page_id=due.page,
            customer_id=due.customer,
            at=self._services.clock(),
            due=from_ms(due.due_at),
        )

    def work(self) -> None:
        self.look()
