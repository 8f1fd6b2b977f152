"""The metadata of everything we send: our marker, which outbox row it is, and which message it answers.

Meta keeps it (1,000 characters at most) and returns it in the echo. That is how we learn that a
message arrived whose answer was lost, because the Send API has no key against repeating.
https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages
"""

from __future__ import annotations

import re

from bot.handover import MARKER

_WRITTEN = re.compile(re.escape(MARKER) + r"(\d{1,18}):")


def write(outbox_id: int, *, answers: str) -> str:
    """The metadata for one outbox row. `answers` is the mid it replies to; empty when there is none."""
    return f"{MARKER}{outbox_id}:{answers}"


def read(metadata: str | None) -> int | None:
    """The outbox row an echo belongs to; None when it is not ours."""
    match = _WRITTEN.match(metadata or "")
    return int(match[1]) if match else None
