"""The right to work on conversations. SQLite: one worker process, by a lock on a file beside the database.

The system frees the lock when the process ends, however it ends.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Protocol


class Hold(Protocol):
    """Which parts of the customers are ours to work on."""

    def refresh(self) -> None:
        """Take what is free, give back what is too much. To be called every second or so."""

    def parts(self) -> Collection[int] | None:
        """The parts held; None stands for all of them."""

    def holder(self, part: int) -> str:
        """What proves, in a transaction, that the part is still ours; empty where it cannot be lost."""

    def release(self) -> None: ...


class FileHold:
    """All parts or none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def refresh(self) -> None:
        if self._file is None:
            self._file = _locked(self._path)

    def parts(self) -> Collection[int] | None:
        return () if self._file is None else None

    def holder(self, part: int) -> str:  # noqa: ARG002  # the lock ends with the process, not before
        return ""

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def hold_beside(database: Path) -> Path:
    """The lock file of a database file."""
    return database.with_name(database.name + ".worker")


def _locked(path: Path) -> int | None:
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(file)
    except OSError:
        os.close(file)
        return None
    return file


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
