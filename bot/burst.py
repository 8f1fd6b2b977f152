"""Several lines that one person types in a row are one message: wait a moment, answer once. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.model import CustomerMessage, Event

LARGEST = 10  # lines answered together
_APART = timedelta(seconds=20)  # lines further apart are two messages, however long they waited for us
_COMPLETE = tuple("?.!…)")
_LONG_LINE = 80


def run_length(events: Sequence[Event]) -> int:
    """How many events from the first on belong together: 1, or more lines of one person."""
    length = 1
    while length < min(len(events), LARGEST) and _belongs(events[length - 1], events[length]):
        length += 1
    return length


def _belongs(earlier: Event, later: Event) -> bool:
    return is_line(earlier) and is_line(later) and later.at - earlier.at <= _APART


def is_line(event: Event) -> bool:
    """Written words or pictures, after which more may come. A tap or a like is complete in itself."""
    return isinstance(event, CustomerMessage) and event.payload is None and not event.like and not event.standby


def pause_after(event: Event, *, longest: float) -> float:
    """Seconds to wait for another line: less after a whole question, more after "hi"."""
    if not is_line(event) or not isinstance(event, CustomerMessage):
        return 0.0
    text = event.text.rstrip()
    if text.endswith(_COMPLETE) or len(text) >= _LONG_LINE:
        return longest * 0.4
    return longest if len(text.split()) <= 3 else longest * 0.7


def merge(events: Sequence[Event]) -> Event:
    """One event for all lines: the last one, with everybody's words."""
    last = events[-1]
    lines = [event for event in events if isinstance(event, CustomerMessage)]
    if len(lines) < 2 or not isinstance(last, CustomerMessage):
        return last
    return replace(
        last,
        text="\n".join(line.text for line in lines if line.text),
        attachments=tuple(kind for line in lines for kind in line.attachments),
        source=next((line.source for line in lines if line.source), None),
    )
