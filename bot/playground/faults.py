"""What may go wrong with a call to Meta, on demand: errors, slowness, answers that get lost."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import Any, Literal

FaultKind = Literal["error", "slow", "lost", "html"]
Edge = Literal["messages", "actions", "any"]

_LONGEST = 60.0  # seconds
_MOST = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing that goes wrong once.

    "error": refused with `code` and `subcode`. "slow": right, after `seconds`. "lost": done, but the
    connection closes in the middle of the answer. "html": HTTP 500 with a web page, done only if `done`.
    """

    kind: FaultKind
    code: int = 1
    subcode: int | None = None
    seconds: float = 0.0
    done: bool = True
    edge: Edge = "messages"


class Faults:
    """Faults that wait for the next calls. Each meets one call."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[Fault] = deque(maxlen=_MOST)

    def add(self, fault: Fault, *, times: int = 1) -> None:
        with self._lock:
            self._waiting.extend([fault] * min(times, _MOST))

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def next_for(self, edge: Edge) -> Fault | None:
        """The first fault meant for this kind of call; it is used up."""
        with self._lock:
            found = next((fault for fault in self._waiting if fault.edge in (edge, "any")), None)
            if found:
                self._waiting.remove(found)
            return found


def read_fault(body: dict[str, Any]) -> tuple[Fault, int]:
    """A fault and how often, from JSON. Raises ValueError, with a sentence, if it is none."""
    kind, edge = body.get("kind"), body.get("edge", "messages")
    code, subcode = body.get("code", 1), body.get("subcode")
    seconds, times = body.get("seconds", 0), body.get("times", 1)
    if kind not in ("error", "slow", "lost", "html"):
        raise ValueError('"kind" is one of error, slow, lost, html')
    if edge not in ("messages", "actions", "any"):
        raise ValueError('"edge" is one of messages, actions, any')
    if not isinstance(code, int) or not isinstance(subcode, int | None):
        raise ValueError('"code" and "subcode" are numbers')
    if not isinstance(seconds, int | float) or not 0 <= seconds <= _LONGEST:
        raise ValueError(f'"seconds" is a number up to {_LONGEST:.0f}')
    if not isinstance(times, int) or not 1 <= times <= _MOST:
        raise ValueError(f'"times" is a number from 1 to {_MOST}')
    fault = Fault(
        kind=kind, code=code, subcode=subcode, seconds=float(seconds), done=bool(body.get("done", True)), edge=edge
    )
    return fault, times
