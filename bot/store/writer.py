"""All changes, written in groups: whoever comes while a group is being written joins the next one.

A commit costs about the same for one change as for fifty. Instead of a thread of its own, the
first to come writes for everybody who has come meanwhile. That also keeps SQLite's one write lock
within one thread at a time, which matters more there than the number of writes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Engine

from bot.store.changes import Change, Fenced, write

_LARGEST_GROUP = 200


class _Waiting:
    """A change, and what came of it."""

    __slots__ = ("change", "done", "error", "result")

    def __init__(self, change: Change) -> None:
        self.change = change
        self.done = False
        self.result: Any = None
        self.error: BaseException | None = None


class Writer:
    """Writes changes durably: when `apply` returns, they are committed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = threading.Lock()
        self._queue: list[_Waiting] = []
        self.groups = 0
        self.on_arrival: Callable[[], None] | None = None  # wakes the worker of this process

    def apply(self, change: Change) -> Any:
        """Commit the change and return what it found out.

        Raises:
            SQLAlchemyError: the database refused it; nothing of this change is stored.
        Fenced: another worker has this customer's part now; nothing of it is stored either.
        """
        waiting = _Waiting(change)
        self._queue.append(waiting)  # atomic, like the removal below
        while not waiting.done:
            with self._turn:
                if not waiting.done:
                    self._write_group()
        if waiting.error:
            raise waiting.error
        return waiting.result

    def _write_group(self) -> None:
        group = self._queue[:_LARGEST_GROUP]
        del self._queue[: len(group)]  # not [:_LARGEST_GROUP]: somebody may have come in between
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

    def _commit(self, changes: Sequence[Change]) -> list[Any]:
        with self._engine.begin() as connection:
            return write(connection, changes)

    def _settle(self, group: Sequence[_Waiting], results: Sequence[Any]) -> None:
        for waiting, result in zip(group, results, strict=True):
            if isinstance(result, Fenced):
                waiting.error = result
            waiting.result = result
            waiting.done = True
