"""Handling one event, or the lines of one burst: gather, decide, and say what must become true together.

The only place where the event, the conversation and the decision meet. What comes back is one
Change: decision, conversation, transcript, replies and "handled" are stored in one transaction,
so a crash repeats all of it or none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot import payloads, retry, wording
from bot.burst import merge
from bot.logs import trace
from bot.messenger.render import render
from bot.model import (
    ButtonTap,
    Choice,
    Conversation,
    CustomerMessage,
    Decision,
    Echo,
    Edit,
    Event,
    Feedback,
    Reaction,
    Referral,
    Reply,
    ReplyLanguage,
)
from bot.respond import respond
from bot.services import Services
from bot.store.changes import Change
from bot.store.codec import encode
from bot.store.reads import Kept, Unsent, Waiting
from bot.store.tables import REPLIES_PER_EVENT, EventStatus, SendStatus
from bot.store.times import from_ms, to_ms

WINDOW = timedelta(hours=24)
_LONGEST_ERROR = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """Events of one conversation that are handled together, and the conversation as it is.

    `person_comes`: the time of a person's message that is stored, but not handled yet.
    """

    waiting: Sequence[Waiting]
    events: Sequence[Event]
    kept: Kept
    person_comes: int | None = None
    holder: str = ""

    @property
    def last(self) -> Waiting:
        return self.waiting[-1]


@dataclass(frozen=True, kw_only=True, slots=True)
class Handled:
    """What to store, the messages that are to be sent then, and the decision, for the log."""

    change: Change
    unsent: Sequence[Unsent]
    decision: Decision


def handle(batch: Batch, services: Services) -> Handled:
    """Decide. Whatever `respond` raises goes through."""
    event, known, now = merge(batch.events), services.library.current(), services.clock()
    decision = respond(event, _as_it_is(batch), knowledge=known.knowledge, hours=known.hours, us=services.us, now=now)
    return _handled(batch, event, decision, known.knowledge.version, services)


def set_aside(batch: Batch, error: Exception, services: Services) -> Handled | timedelta:
    """Handling failed: when to try again, or, after several times, what to tell the customer instead."""
    attempts = batch.last.attempts + 1
    pause = retry.handle_after(attempts, jitter=services.random.random())
    if pause is not None:
        return pause
    conversation = _as_it_is(batch)
    silent = conversation.owner == "person" or not isinstance(batch.events[-1], CustomerMessage | ButtonTap)
    replies = () if silent else (_sorry(conversation),)
    decision = Decision(conversation=conversation, replies=replies, reason="could not be handled")
    handled = _handled(batch, batch.events[-1], decision, "", services)
    events = (event_row(batch.last, EventStatus.DEAD, attempts=attempts, error=trace(error)[-_LONGEST_ERROR:]),)
    return replace(handled, change=replace(handled.change, events=events))


def postponed(batch: Batch, error: Exception, pause: timedelta, services: Services) -> Change:
    """The event stays, and with it everything later in this conversation."""
    not_before, why = to_ms(services.wall() + pause), trace(error)[-_LONGEST_ERROR:]
    rows = tuple(
        event_row(
            each,
            EventStatus.NEW,
            attempts=each.attempts + 1,
            not_before=not_before,
            error=why,
        )
        for each in batch.waiting
    )
    return Change(events=rows, part=batch.last.part, holder=batch.holder)


def event_row(
    waiting: Waiting, status: EventStatus, *, attempts: int = 0, not_before: int = 0, error: str = ""
) -> dict[str, Any]:
    """An inbox row's new status."""
    return {
        "b_id": waiting.id,
        "b_status": status.value,
        "b_attempts": attempts or waiting.attempts,
        "b_not_before": not_before,
        "b_error": error,
    }


def conversation_row(page: str, conversation: Conversation, *, window_until: int, now: int) -> dict[str, Any]:
    """A conversation as it is stored. The owner stands apart, to be asked when something is sent."""
    return {
        "page": page,
        "customer": conversation.customer_id,
        "owner": conversation.owner,
        "state": encode(conversation),
        "window_until": window_until,
        "updated_at": now,
        "waiting_since": None,
        "due_at": None,
    }


def _as_it_is(batch: Batch) -> Conversation:
    """With a person's message in the queue the chat is theirs already, whatever comes before it."""
    conversation = batch.kept.conversation
    customers_turn = isinstance(batch.events[-1], CustomerMessage | ButtonTap)
    if batch.person_comes is None or not customers_turn or batch.events[-1].standby:
        return conversation
    return replace(conversation, owner="person", person_at=from_ms(batch.person_comes))


def _handled(batch: Batch, event: Event, decision: Decision, version: str, services: Services) -> Handled:
    now, wall = to_ms(services.clock()), to_ms(services.wall())
    last = batch.last
    window_until = max([batch.kept.window_until, *_openings(batch)])
    unsent = list(_unsent(last, event, decision.replies))
    change = Change(
        events=tuple(event_row(each, EventStatus.HANDLED) for each in batch.waiting),
        conversations=(
            (conversation_row(last.page, decision.conversation, window_until=window_until, now=wall),)
            if last.customer
            else ()
        ),
        said=(*_heard(batch, decision, version), *(_our_line(each, wall) for each in unsent)),
        replies=tuple(_outbox_row(each, last.id, wall) for each in unsent),
        now=now,
        started=wall,
        part=last.part,
        holder=batch.holder,
    )
    return Handled(change=change, unsent=unsent, decision=decision)


def _openings(batch: Batch) -> Iterator[int]:
    """Until when each event lets us write: 24 hours from what the customer did."""
    for waiting, event in zip(batch.waiting, batch.events, strict=True):
        if isinstance(event, CustomerMessage | ButtonTap | Reaction | Referral):
            yield waiting.at + to_ms(from_ms(0) + WINDOW)


def _unsent(waiting: Waiting, event: Event, replies: Iterable[Reply]) -> Iterator[Unsent]:
    answers = event.mid if isinstance(event, CustomerMessage | ButtonTap) else None
    messages = [message for reply in replies for message in render(reply)]
    for seq, message in enumerate(messages[:REPLIES_PER_EVENT]):
        yield Unsent(
            id=waiting.id * REPLIES_PER_EVENT + seq,
            page=waiting.page,
            customer=waiting.customer,
            part=waiting.part,
            answers=answers or "",
            body=json.dumps(message, ensure_ascii=False),
            status=SendStatus.PENDING.value,
            attempts=0,
            not_before=0,
            sending_at=0,
            error="",
        )


def _outbox_row(row: Unsent, inbox_id: int, now: int) -> dict[str, Any]:
    return {
        "id": row.id,
        "inbox_id": inbox_id,
        "seq": row.id % REPLIES_PER_EVENT,
        "page": row.page,
        "customer": row.customer,
        "part": row.part,
        "answers": row.answers,
        "body": row.body,
        "created_at": now,
    }


def _heard(batch: Batch, decision: Decision, version: str) -> Iterator[dict[str, Any]]:
    """The customer's and the staff's own words; the decision stands with the last line of a burst."""
    for waiting, event in zip(batch.waiting, batch.events, strict=True):
        match event:
            case CustomerMessage(text=text, mid=mid) | Edit(text=text, mid=mid):
                words, who = text, "customer"
            case ButtonTap(title=title):
                words, who, mid = title, "customer", event.mid or ""
            case Echo(text=text, mid=mid):
                words, who = text, "staff"
            case Feedback(mid=mid, good=good):
                words, who = "good" if good else "bad", "customer"
            case _:
                continue
        line = _line(waiting.page, waiting.customer, waiting.at, who)
        line |= {"kind": waiting.kind, "inbox_id": waiting.id, "mid": mid, "text": words}
        yield line | (_why(decision, version) if waiting is batch.last else {})


def _our_line(row: Unsent, now: int) -> dict[str, Any]:
    line = _line(row.page, row.customer, now, "bot")
    return line | {"kind": "Reply", "outbox_id": row.id, "text": text_of(json.loads(row.body))}


def _line(page: str, customer: str, at: int, who: str) -> dict[str, Any]:
    nothing: dict[str, Any] = dict.fromkeys(
        ("kind", "mid", "text", "route", "entry", "product", "language", "reason", "candidates", "knowledge"), ""
    )
    ids = {"page": page, "customer": customer, "at": at, "who": who, "inbox_id": None, "outbox_id": None}
    return nothing | ids | {"score": 0.0}


def _why(decision: Decision, version: str) -> dict[str, Any]:
    return {
        "route": decision.route or "",
        "entry": decision.entry or "",
        "score": decision.score,
        "product": decision.conversation.product or "",
        "language": decision.conversation.language or "",
        "reason": decision.reason,
        "candidates": json.dumps([[each.id, round(each.score, 3)] for each in decision.candidates]),
        "knowledge": version,
    }


def text_of(message: dict[str, Any]) -> str:
    """The words of a rendered message, as they will be read back."""
    template = message.get("attachment", {}).get("payload", {})
    return str(message.get("text") or template.get("text") or "")


def _sorry(conversation: Conversation) -> Reply:
    language: ReplyLanguage = "vi" if conversation.language == "vi" else "en"
    person = Choice(title=wording.talk_to_person(language), payload=payloads.PERSON)
    return Reply(text=wording.something_went_wrong(language), choices=(person,))
