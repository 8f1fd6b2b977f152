"""Work that is done again and again beside everything else, in a thread of its own."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod

import structlog

from bot.logs import trace

log = structlog.get_logger()


class Regular(ABC):
    """`work` is called every so many seconds, the first time after `first`, until `stop`.

    Nothing that goes wrong in it ends the thread: the next time is tried as if nothing had been.
    """

    def __init__(self, name: str, *, every: float, first: float | None = None, patience: float = 1.0) -> None:
        """`patience`: the seconds that `stop` waits for work that has begun."""
        self._name = name
        self._every = every
        self._first = every if first is None else first
        self._patience = patience
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(self._patience)

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def pause(self, seconds: float) -> None:
        """Within the work; shorter if everything is to end."""
        self._stopping.wait(seconds)

    @abstractmethod
    def work(self) -> None: ...

    def _run(self) -> None:
        wait = self._first
        while not self._stopping.wait(wait):
            wait = self._every
            try:
                self.work()
            except Exception as error:
                log.error("regular_work_failed", work=self._name, error=trace(error))
