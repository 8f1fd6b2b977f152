"""The page has seen your message, and is writing: shown when there is time for it.

Best effort: never repeated, never waited for, and left out while there is much to do.
"""

from __future__ import annotations

import threading
from queue import Empty, SimpleQueue

from bot.services import Messenger

_THREADS = 2
_MOST_WAITING = 4


class Courtesy:
    """Without `start()` everything is shown at once, by the caller."""

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger
        self._queue: SimpleQueue[str] = SimpleQueue()
        self._wanted: set[str] = set()
        self._stop = threading.Event()
        self._running = False

    def start(self) -> None:
        self._running = True
        for number in range(_THREADS):
            threading.Thread(target=self._run, name=f"courtesy-{number}", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def offer(self, customer_id: str) -> None:
        """A reply is on its way."""
        if not self._running:
            self._show(customer_id)
        elif self._queue.qsize() < _MOST_WAITING and self._messenger.usage < 80:
            self._wanted.add(customer_id)
            self._queue.put(customer_id)

    def withdraw(self, customer_id: str) -> None:
        """The reply is here: "typing …" behind it would be a lie."""
        self._wanted.discard(customer_id)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                customer_id = self._queue.get(timeout=1)
            except Empty:
                continue
            if customer_id in self._wanted:
                self._show(customer_id)

    def _show(self, customer_id: str) -> None:
        self._messenger.act(customer_id, "mark_seen")
        if not self._running or customer_id in self._wanted:
            self._messenger.act(customer_id, "typing_on")
        self._wanted.discard(customer_id)
