"""From an event to a decision in two steps: understand the words, then decide. Pure, like both."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.answering import is_long_ago
from bot.decide import decide
from bot.handover import HandoverRules, Us
from bot.hours import Hours
from bot.model import ButtonTap, Conversation, CustomerMessage, Decision, Event
from bot.redact import without_marks
from intents.knowledge import Knowledge
from intents.router import understand

_LONGEST_BEFORE = 300  # letters of the last question


def respond(
    event: Event,
    conversation: Conversation,
    *,
    knowledge: Knowledge,
    hours: Hours,
    us: Us,
    now: datetime,
    rules: HandoverRules | None = None,
) -> Decision:
    """What the bot does about the event, given the conversation so far."""
    words = _words_of(event)
    meaning = understand(without_marks(words), knowledge, **_so_far(conversation, now)) if words else None
    return decide(event, meaning, conversation, knowledge=knowledge, hours=hours, us=us, now=now, rules=rules)


def _so_far(conversation: Conversation, now: datetime) -> dict[str, Any]:
    """What a short message may rest on."""
    before = "" if is_long_ago(conversation, now) else without_marks(conversation.question)
    return {"expect": conversation.language, "before": before[-_LONGEST_BEFORE:]}


def _words_of(event: Event) -> str:
    match event:
        case CustomerMessage():
            return event.text
        case ButtonTap():
            return event.title
        case _:
            return ""
