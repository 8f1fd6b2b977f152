"""One pure computation for each of many things, on all cores, where that is worth it and safe."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

WORTH_IT = 500  # things; fewer are done sooner than processes start
_CHUNK = 25

Thing = TypeVar("Thing")
Result = TypeVar("Result")

_task: Callable[[int], Any] | None = None  # what the forked processes find: a matcher cannot be sent to them


def on_all_cores(compute: Callable[[Thing], Result], things: Sequence[Thing]) -> Iterator[Result]:
    """The results in the order of the things. Results are sent between processes; things need not be."""
    if len(things) < WORTH_IT or not _can_fork():
        yield from map(compute, things)
        return
    global _task  # a fork takes over what is there, and nothing else
    _task = lambda number: compute(things[number])  # noqa: E731
    try:
        with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
            yield from pool.imap(_run, range(len(things)), chunksize=_CHUNK)
    finally:
        _task = None


def _can_fork() -> bool:
    """Elsewhere than on Linux libraries do not stand it, and threads would leave their locks behind."""
    return sys.platform == "linux" and threading.active_count() == 1 and (os.cpu_count() or 1) > 1


def _run(number: int) -> Any:
    assert _task is not None  # noqa: S101  # for the type checker: set before the fork
    return _task(number)
