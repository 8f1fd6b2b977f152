"""How a worker learns at once that something arrived. Only hints: it looks every second anyway."""

from __future__ import annotations

import threading
from abc import abstractmethod
from collections.abc import Callable, Collection

from sqlalchemy.exc import SQLAlchemyError

from bot.store.changes import CHANNEL
from bot.store.engine import Store

_SQLITE_LOOK = 0.015  # seconds; reading data_version touches no disk
_SQLITE_REST = 0.045  # ... when nobody has written for so many looks
_UNTIL_REST = 400


class Waker:
    """Does nothing: in a process that also receives, the writer itself wakes the worker."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


class _Thread(Waker):
    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="waker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    @abstractmethod
    def _run(self) -> None:
        """Until `_stop` is set."""


class _DataVersion(_Thread):
    """SQLite counts the changes other connections make."""

    def __init__(self, store: Store, wake: threading.Event) -> None:
        super().__init__()
        self._store = store
        self._wake = wake

    def _run(self) -> None:
        while not self._stop.wait(_SQLITE_LOOK):
            try:
                self._look()
            except SQLAlchemyError:
                self._stop.wait(1.0)

    def _look(self) -> None:
        with self._store.reading.connect() as connection:
            cursor = connection.connection.cursor()
            seen, same = None, 0
            while not self._stop.wait(_SQLITE_LOOK if same < _UNTIL_REST else _SQLITE_REST):
                version = cursor.execute("PRAGMA data_version").fetchone()
                same += 1
                if version != seen:
                    seen, same = version, 0
                    self._wake.set()


class _Listener(_Thread):
    """PostgreSQL tells, and names the parts in which something arrived."""

    def __init__(self, store: Store, wake: threading.Event, parts: Callable[[], Collection[int] | None]) -> None:
        super().__init__()
        self._store = store
        self._wake = wake
        self._parts = parts

    def _run(self) -> None:
        import psycopg  # only there when PostgreSQL is used

        while not self._stop.is_set():
            try:
                with psycopg.connect(self._store.plain_url, autocommit=True, connect_timeout=5) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    while not self._stop.is_set():
                        for notice in connection.notifies(timeout=0.5, stop_after=1):
                            if not set(map(int, notice.payload.split())).isdisjoint(self._parts() or ()):
                                self._wake.set()
            except psycopg.Error:
                self._stop.wait(1.0)


def waker_for(
    store: Store, wake: threading.Event, *, parts: Callable[[], Collection[int] | None], same_process: bool
) -> Waker:
    """The way that fits the database. `parts`: which ones this worker has."""
    if not store.is_sqlite:
        return _Listener(store, wake, parts)
    return Waker() if same_process else _DataVersion(store, wake)
