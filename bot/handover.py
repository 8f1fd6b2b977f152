"""Who owns a conversation, and what changes it. A table, so that it can be read at a glance.

"bot": the assistant answers. "asked": the customer waits for a person; the assistant still answers
what it knows. "person": a person has the chat, and the assistant says nothing at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot.model import Conversation, Echo, Owned, Owner, ThreadControl

Change = Literal[
    "customer_asked",
    "person_wrote",  # in Meta's inbox, or in the console
    "taken",  # in the console, without a word yet
    "muted",
    "thread_taken",  # Meta: another app has the thread
    "standby",  # Meta: the customer's words come to us as to a listener
    "refused",  # Meta: our message was, because another app has the thread
    "thread_given",  # Meta: the thread is ours
    "given_back",  # a colleague said so
    "idle",  # the person left, with everything answered
    "left_waiting",  # the person left, or closed for the day, and the customer still waits
    "window_over",  # nobody may write any more
]

Setup = Literal["none", "bot", "inbox"]

INBOX = "inbox"  # who did it, when all that is known is that it was done in Meta's inbox
MARKER = "bot:v1:"  # starts the metadata of everything we send

_TABLE: dict[tuple[Owner, Change], Owner] = {
    ("bot", "customer_asked"): "asked",
    ("bot", "person_wrote"): "person",
    ("bot", "taken"): "person",
    ("bot", "muted"): "person",
    ("bot", "thread_taken"): "person",
    ("bot", "standby"): "person",
    ("bot", "refused"): "person",
    ("asked", "person_wrote"): "person",
    ("asked", "taken"): "person",
    ("asked", "muted"): "person",
    ("asked", "thread_taken"): "person",
    ("asked", "refused"): "person",
    ("asked", "thread_given"): "bot",
    ("asked", "given_back"): "bot",
    ("asked", "window_over"): "bot",
    ("person", "thread_given"): "bot",
    ("person", "given_back"): "bot",
    ("person", "idle"): "bot",
    ("person", "left_waiting"): "asked",
    # ("asked", "standby"): we passed the thread to the inbox ourselves, and the customer still waits.
}


def after(owner: Owner, change: Change) -> Owner:
    """The owner after the change; what the table does not name changes nothing."""
    return _TABLE.get((owner, change), owner)


def move(conversation: Conversation, change: Change, *, at: datetime, by: str = "") -> Conversation:
    """The conversation after the change, with what the new owner means for it."""
    owner = after(conversation.owner, change)
    if owner == conversation.owner:
        # Another colleague in the same chat: only the name changes.
        return replace(conversation, owner_by=by) if by and owner == "person" else conversation
    moved = replace(conversation, owner=owner, owner_since=at, owner_why=change, owner_by=by)
    if conversation.owner == "person":
        moved = replace(moved, back_from_person=True, later_until=None, muted_until=None)
    return answered(moved) if owner == "bot" else moved


def answered(conversation: Conversation) -> Conversation:
    """Nobody waits for a person any more."""
    return replace(
        conversation,
        asked_at=None,
        customer_waits_since=None,
        closing_told=None,
        reminders=0,
        warned_of=None,
        question="",
        tried=(),
    )


def changes_between(before: Conversation, now: Conversation) -> tuple[Owned, ...]:
    """What is kept of the way from one to the other."""
    if before.owner == now.owner:
        if not before.owner_by or before.owner_by == now.owner_by:
            return ()
        return (Owned(before=before.owner, after=now.owner, change="taken", by=now.owner_by),)
    return (Owned(before=before.owner, after=now.owner, change=now.owner_why, by=now.owner_by),)


@dataclass(frozen=True, kw_only=True, slots=True)
class HandoverRules:
    """What the operator chose. Times are counted while support is open.

    `setup`: which app has a page's threads by default, as the page's admin chose it; no call tells it.
    """

    idle: timedelta = timedelta(minutes=120)  # a person who has said nothing for so long has left the chat
    remind: timedelta = timedelta(minutes=30)  # staff are told again that a customer waits
    setup: Setup = "none"
    ask_feedback: bool = True  # whether customers are asked if an answer helped


def is_held(conversation: Conversation, now: datetime) -> bool:
    """A colleague asked that nothing goes back to the bot yet."""
    return any(until and now < until for until in (conversation.later_until, conversation.muted_until))


@dataclass(frozen=True, kw_only=True, slots=True)
class Us:
    """How our own messages are known in the page's echoes: by our app's id, or by our marker in the metadata.

    `automation_app_ids` are other programs of the page (an instant reply): they are no persons either.
    """

    app_id: str
    automation_app_ids: frozenset[str] = frozenset()


def is_person(echo: Echo, us: Us) -> bool:
    """Somebody else than this bot, or a program named in the settings, wrote on the page's behalf."""
    if is_marked(echo.metadata):
        return False
    return echo.app_id is None or (echo.app_id != us.app_id and echo.app_id not in us.automation_app_ids)


def is_our_own_act(control: ThreadControl) -> bool:
    """We took the thread, and Meta tells everybody, us too."""
    return is_marked(control.metadata)


def is_marked(metadata: str | None) -> bool:
    return bool(metadata and metadata.startswith(MARKER))
