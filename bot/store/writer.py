"""All changes, written in groups: whoever comes while a group is being written joins the next one.

A commit costs about the same for one change as for fifty. Instead of a thread of its own, the
first to come writes for everybody who has come meanwhile. That also keeps SQLite's one write lock
within one thread at a time, which matters more there than the number of writes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from bot.store.changes import Change
from bot.store.write import Written

_LARGEST_GROUP = 200


class _Waiting:
    """A change, and what came of it. Whoever brought it waits for `wake`."""

    __slots__ = ("change", "done", "error", "result", "wake")

    def __init__(self, change: Change) -> None:
        self.change = change
        self.done = False
        self.result: Any = None
        self.error: BaseException | None = None
        self.wake = threading.Lock()
        self.wake.acquire()


class Writer:
    """Writes changes durably: when `apply` returns, they are committed."""

    def __init__(self, commit: Callable[[Sequence[Change]], list[Written]]) -> None:
        """`commit` stores all of some changes or none of them, and says what became of each."""
        self._commit = commit
        self._lock = threading.Lock()  # for the two below; never kept while anything is written
        self._queue: list[_Waiting] = []
        self._writing = False
        self.groups = 0
        self.on_arrival: Callable[[], None] | None = None  # wakes the worker of this process

    def apply(self, change: Change) -> Any:
        """Commit the change and return what it found out.

        Raises:
            SQLAlchemyError: the database refused it; nothing of this change is stored.
            Fenced: another worker has this customer's part now; nothing of it is stored either.
        """
        waiting = _Waiting(change)
        with self._lock:
            self._queue.append(waiting)
            first, self._writing = not self._writing, True
        if not first:
            waiting.wake.acquire()
        if not waiting.done:
            self._write_group()
        if waiting.error:
            raise waiting.error
        return waiting.result

    def _write_group(self) -> None:
        """Write for all who have come, wake them, and let the next to come do the same."""
        with self._lock:
            group = self._queue[:_LARGEST_GROUP]
            del self._queue[:_LARGEST_GROUP]
        try:
            self._write(group)
        finally:
            with self._lock:
                self._writing = bool(self._queue)
                following = self._queue[:1]
            for each in (*following, *group):  # whoever writes next first: the database waits for nobody
                each.wake.release()

    def _write(self, group: Sequence[_Waiting]) -> None:
        try:
            self._settle(group, self._commit([each.change for each in group]))
        except Exception:
            for each in group:  # one spoils the group: find out which
                self._write_alone(each)
        except BaseException as error:  # the process is being stopped: nobody may wait for ever
            for each in group:
                each.error, each.done = error, True
            raise
        self.groups += 1
        if self.on_arrival and any(each.change.arrives and not each.error for each in group):
            self.on_arrival()

    def _write_alone(self, waiting: _Waiting) -> None:
        try:
            self._settle([waiting], self._commit([waiting.change]))
        except Exception as error:
            waiting.error = error
            waiting.done = True

    def _settle(self, group: Sequence[_Waiting], results: Sequence[Written]) -> None:
        for waiting, result in zip(group, results, strict=True):
            if isinstance(result, Exception):
                waiting.error = result
            waiting.result = result
            waiting.done = True
