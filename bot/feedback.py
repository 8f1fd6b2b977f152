"""Asking whether an answer helped, where it does not annoy. Pure.

Two quick replies under an answer, without another word: they vanish with the next message. Never under the
first answer of a conversation (most people ask one thing and leave), never where there is something else to
tap, never about small talk, tickets or people, and at most once a day in a chat.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot import payloads, wording
from bot.model import ButtonTap, Choice, Conversation, CustomerMessage, Decision, Event, Reply, ReplyLanguage
from bot.payloads import Tap

HELPED = "found the answer helpful"
NOT_HELPED = "did not find the answer helpful"
_AGAIN = timedelta(hours=24)
_FROM = 2  # the answer of a conversation from which on it is asked


def with_question(decision: Decision, before: Conversation, now: datetime, *, ask: bool) -> Decision:
    """The decision with the question under its answer, where that is due; and the answer counted."""
    if decision.route != "answer" or decision.entry is None or not decision.replies:
        return decision
    number = before.answers + 1
    told = replace(decision.conversation, answers=number)
    last = decision.replies[-1]
    recently = before.feedback_at is not None and now - before.feedback_at < _AGAIN
    if not ask or number < _FROM or recently or last.choices or told.owner != "bot":
        return replace(decision, conversation=told)
    language: ReplyLanguage = "vi" if told.language == "vi" else "en"
    return replace(
        decision,
        conversation=replace(told, feedback_at=now),
        replies=(*decision.replies[:-1], replace(last, choices=_choices(decision.entry, language))),
    )


def tapped(event: Event) -> Tap | None:
    """The customer's thumb, when that is what the event is."""
    tap = payloads.read(event.payload) if isinstance(event, CustomerMessage | ButtonTap) else None
    return tap if tap and tap.verb in ("helpful", "unhelpful") else None


def thanks(reason: str, language: ReplyLanguage) -> Reply:
    """The answer to a thumb: short, and with a way on for those who were not helped."""
    if reason == HELPED:
        return Reply(text=wording.thanks_for_thumb(language))
    person = Choice(title=wording.talk_to_person(language), payload=payloads.PERSON)
    return Reply(text=wording.sorry_for_thumb(language), choices=(person,))


def _choices(entry: str, language: ReplyLanguage) -> tuple[Choice, ...]:
    return (
        Choice(title=wording.helpful(language), payload=payloads.thumb(entry, good=True)),
        Choice(title=wording.not_helpful(language), payload=payloads.thumb(entry, good=False)),
    )
