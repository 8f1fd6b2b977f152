"""Handling one event, or the lines of one burst: gather, decide, and say what must become true together.

The only place where the event, the conversation and the decision meet. What comes back is one
Change: decision, conversation, transcript, replies and "handled" are stored in one transaction,
so a crash repeats all of it or none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot import payloads, retry, wording
from bot.burst import merge
from bot.engine.record import heard, notice_row, our_line, outbox_row, owned_rows, thread_of
from bot.handover import changes_between, move
from bot.logs import trace
from bot.messenger.render import render
from bot.model import (
    ButtonTap,
    Choice,
    Conversation,
    CustomerMessage,
    Decision,
    Event,
    Reaction,
    Referral,
    Reply,
    ReplyLanguage,
    Thread,
    TimeCame,
)
from bot.respond import respond
from bot.services import Services
from bot.store.changes import Change, Row
from bot.store.codec import encode
from bot.store.erasures import wish
from bot.store.reads import Kept, Unsent, Waiting
from bot.store.tables import REPLIES_PER_EVENT, EventStatus, SendStatus
from bot.store.times import from_ms, to_ms
from bot.timing import due

WINDOW = timedelta(hours=24)
_LONGEST_ERROR = 500
_LAST_WORDS_MS = 5 * 60_000
_TIMER_AGAIN_MS = 60 * 60_000


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

    @property
    def last_event(self) -> Event:
        return self.events[-1]

    @property
    def is_ghost(self) -> bool:
        """Something was due in a chat that has been erased since."""
        unknown = self.kept == Kept(Conversation(customer_id=self.last.customer), 0)
        return unknown and isinstance(self.last_event, TimeCame)


@dataclass(frozen=True, kw_only=True, slots=True)
class Handled:
    """What to store, the messages that are to be sent then, and the decision, for the log."""

    change: Change
    unsent: Sequence[Unsent]
    decision: Decision


def handle(batch: Batch, services: Services) -> Handled:
    """Decide. Whatever `respond` raises goes through."""
    event, known, now = merge(batch.events), services.library.current(), services.clock()
    decision = respond(
        event,
        _as_it_is(batch),
        knowledge=known.knowledge,
        hours=known.hours,
        us=services.us,
        now=now,
        rules=services.rules,
    )
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
    conversations = handled.change.conversations
    if isinstance(batch.last_event, TimeCame):
        conversations = tuple(_due_later(each, to_ms(services.clock())) for each in conversations)
    return replace(handled, change=replace(handled.change, events=events, conversations=conversations))


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


def conversation_row(page: str, conversation: Conversation, services: Services, *, window_until: int) -> dict[str, Any]:
    """A conversation as it is stored. What others ask for stands apart: the owner, who waits, when to look again."""
    waits, hours = conversation.customer_waits_since, services.library.current().hours
    next_due = due(conversation, hours, services.rules, services.clock())
    return {
        "page": page,
        "customer": conversation.customer_id,
        "owner": conversation.owner,
        "state": encode(conversation),
        "window_until": window_until,
        "updated_at": to_ms(services.wall()),
        "waiting_since": to_ms(waits) if waits and conversation.owner != "bot" else None,
        "due_at": to_ms(next_due) if next_due else None,
    }


def _due_later(conversation: Row, now: int) -> Row:
    """A moment becomes an event only once, and that event has failed: without another moment the timer is stuck."""
    due_at = conversation["due_at"]
    return {**conversation, "due_at": now + _TIMER_AGAIN_MS} if due_at is not None and due_at <= now else conversation


def _as_it_is(batch: Batch) -> Conversation:
    """With a person's message in the queue the chat is theirs already, whatever comes before it."""
    conversation = batch.kept.conversation
    customers_turn = isinstance(batch.events[-1], CustomerMessage | ButtonTap)
    if batch.person_comes is None or not customers_turn or batch.events[-1].standby:
        return conversation
    at = from_ms(batch.person_comes)
    return replace(move(conversation, "person_wrote", at=at), person_at=at)


def _handled(batch: Batch, event: Event, decision: Decision, version: str, services: Services) -> Handled:
    now, wall = to_ms(services.clock()), to_ms(services.wall())
    last = batch.last
    window_until = max([batch.kept.window_until, *_openings(batch)])
    unsent = list(_unsent(last, event, decision))
    owned = changes_between(batch.kept.conversation, _as_it_is(batch)) + decision.owned
    change = Change(
        events=tuple(event_row(each, EventStatus.HANDLED) for each in batch.waiting),
        conversations=(
            (conversation_row(last.page, decision.conversation, services, window_until=window_until),)
            if last.customer
            else ()
        ),
        said=(
            *heard(batch.waiting, batch.events, decision, version),
            *(our_line(each, decision.by, wall) for each in unsent if not thread_of(each.body)),
        ),
        replies=tuple(outbox_row(each, last.id, decision.by, wall) for each in unsent),
        owned=tuple(owned_rows(last.page, last.customer, owned, now=now, inbox_id=last.id)),
        notices=tuple(notice_row(each, last, now=now) for each in decision.notices),
        wishes=(_wish(decision.erase, last, wall),) if decision.erase else (),
        now=now,
        started=wall,
        part=last.part,
        holder=batch.holder,
    )
    return Handled(change=change, unsent=unsent, decision=decision)


def _wish(code: str, last: Waiting, now: int) -> Row:
    """To be carried out when the confirmation has reached them."""
    return wish(code, page=last.page, source="chat", now=now, customer=last.customer, not_before=now + _LAST_WORDS_MS)


def _openings(batch: Batch) -> Iterator[int]:
    """Until when each event lets us write: 24 hours from what the customer did."""
    for waiting, event in zip(batch.waiting, batch.events, strict=True):
        if isinstance(event, CustomerMessage | ButtonTap | Reaction | Referral):
            yield waiting.at + to_ms(from_ms(0) + WINDOW)


def _unsent(waiting: Waiting, event: Event, decision: Decision) -> Iterator[Unsent]:
    answers = event.mid if isinstance(event, CustomerMessage | ButtonTap) else None
    messages = [message for reply in decision.replies for message in render(reply)]
    for seq, message in enumerate(_with_thread(messages[: REPLIES_PER_EVENT - 2], decision.thread)):
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
            by=decision.by,
        )


def _with_thread(messages: list[dict[str, Any]], thread: Thread | None) -> list[dict[str, Any]]:
    """What happens to the thread at Meta is a row like a message, so that it is neither lost nor done twice."""
    take = [{"thread": "take"}] if thread in ("take", "borrow") else []
    give = [{"thread": "pass"}] if thread in ("pass", "borrow") else []
    return [*take, *messages, *give]


def _sorry(conversation: Conversation) -> Reply:
    language: ReplyLanguage = "vi" if conversation.language == "vi" else "en"
    person = Choice(title=wording.talk_to_person(language), payload=payloads.PERSON)
    return Reply(text=wording.something_went_wrong(language), choices=(person,))
