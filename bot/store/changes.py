"""What may change in the database: a Change lists rows by what happens to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CHANNEL = "piotnet_bot"  # PostgreSQL: where workers listen for new events

Row = Mapping[str, Any]


class Fenced(Exception):
    """Another worker has this part now: what this one found out since counts no more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """Everything that must become true together."""

    arrived: tuple[Row, ...] = ()  # inbox rows
    echoed: tuple[Row, ...] = ()  # our own messages that came back: proof that they arrived
    delivered: tuple[Row, ...] = ()
    read: tuple[Row, ...] = ()
    forgotten: tuple[Row, ...] = ()  # messages their author deleted
    events: tuple[Row, ...] = ()  # inbox rows with their new status
    conversations: tuple[Row, ...] = ()
    pages: tuple[Row, ...] = ()  # whether a page may send
    said: tuple[Row, ...] = ()  # transcript rows
    replies: tuple[Row, ...] = ()  # outbox rows
    sends: tuple[Row, ...] = ()  # outbox rows with their new status
    sent: tuple[Row, ...] = ()  # transcript rows of messages that Meta has now
    owned: tuple[Row, ...] = ()  # who has the chat now, and why
    notices: tuple[Row, ...] = ()  # what staff are to be told; a known key adds nothing
    wishes: tuple[Row, ...] = ()  # who wants to be forgotten
    beats: tuple[Row, ...] = ()  # who is at work just now
    send_next: int | None = None  # the outbox row to mark as sending, if it still may be sent
    now: int = 0  # for send_next: the time as the bot believes it, for the 24 hours
    started: int = 0  # for send_next: the time on the wall, for settling what became of it
    part: int | None = None  # with `holder`: only while the part is still ours (PostgreSQL)
    holder: str = ""

    @property
    def arrives(self) -> bool:
        """Whether it brings something to do for a worker."""
        return bool(self.arrived)
