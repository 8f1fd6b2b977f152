"""Who owns a conversation, and what changes it. A table, so that it can be read at a glance.

"bot": the assistant answers. "asked": the customer waits for a person; the assistant still answers
what it knows. "person": a person has the chat, and the assistant says nothing at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.model import Echo, Owner

Change = Literal["customer_asked", "person_wrote", "thread_taken", "thread_given", "standby", "idle"]

MARKER = "bot:v1:"  # starts the metadata of everything we send

# A person who has not written for this long has left the chat.
IDLE = timedelta(hours=12)

_TABLE: dict[tuple[Owner, Change], Owner] = {
    ("bot", "customer_asked"): "asked",
    ("bot", "person_wrote"): "person",
    ("bot", "thread_taken"): "person",
    ("bot", "standby"): "person",
    ("asked", "person_wrote"): "person",
    ("asked", "thread_taken"): "person",
    ("asked", "standby"): "person",
    ("asked", "thread_given"): "bot",
    ("asked", "idle"): "bot",
    ("person", "thread_given"): "bot",
    ("person", "idle"): "bot",
}


def after(owner: Owner, change: Change) -> Owner:
    """The owner after the change; what the table does not name changes nothing."""
    return _TABLE.get((owner, change), owner)


def has_gone_idle(person_at: datetime | None, now: datetime) -> bool:
    """The person's last sign of life is so long ago that the assistant may answer again."""
    return person_at is not None and now - person_at >= IDLE


@dataclass(frozen=True, kw_only=True, slots=True)
class Us:
    """How our own messages are known in the page's echoes: by our app's id, or by our marker in the metadata.

    `automation_app_ids` are other programs of the page (an instant reply): they are no persons either.
    """

    app_id: str
    automation_app_ids: frozenset[str] = frozenset()


def is_person(echo: Echo, us: Us) -> bool:
    """Somebody else than this bot, or a program named in the settings, wrote on the page's behalf."""
    if echo.metadata and echo.metadata.startswith(MARKER):
        return False
    return echo.app_id is None or (echo.app_id != us.app_id and echo.app_id not in us.automation_app_ids)
