"""What the bot does about one event.

decide() is given everything it may use: the event, what the customer means, the conversation
so far, our knowledge, our opening hours and the time. It returns a Decision: the conversation
as it is now, the replies to send, and why. It reads no clock, database or network, so each rule
can be tested with plain values.

One rule comes before all others: while a person owns the conversation, the bot is silent. First
of all the time is made up for: a person who left long ago has given the chat back already.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot import colleagues, wording
from bot.answering import is_long_ago, needs_no_answer, reply_to
from bot.feedback import with_question
from bot.handover import HandoverRules, Us, changes_between, move
from bot.hours import Hours
from bot.model import (
    ButtonTap,
    Conversation,
    CustomerMessage,
    Decision,
    Echo,
    Event,
    Reaction,
    Referral,
    Reply,
    StaffAction,
    Thread,
    ThreadControl,
    TimeCame,
)
from bot.policy import product_of
from bot.replies import Scene, with_hours
from bot.timing import asked_notice, catch_up
from intents.knowledge import Knowledge
from intents.router import Meaning

_LATEST = timedelta(days=2)  # deliveries are late by an hour at most; other times are mistakes


def decide(
    event: Event,
    meaning: Meaning | None,
    conversation: Conversation,
    *,
    knowledge: Knowledge,
    hours: Hours,
    us: Us,
    now: datetime,
    rules: HandoverRules | None = None,
) -> Decision:
    """The decision about one event. `meaning` is given for a message with words."""
    rules = rules or HandoverRules()
    at = now if isinstance(event, TimeCame) else _happened(event, now)
    caught_up = catch_up(conversation, hours, rules, at)
    before = caught_up.conversation
    match event:
        case CustomerMessage() | ButtonTap():
            woken = _waking(before, event, at)
            decision = _customer(event, meaning, woken, knowledge, hours, now)
            decision = with_question(decision, woken, now, ask=rules.ask_feedback)
        case TimeCame():
            decision = _time_came(before, knowledge, hours, now, closing=caught_up.closing)
        case Echo():
            decision = colleagues.wrote_in_inbox(event, before, knowledge=knowledge, hours=hours, us=us, now=at)
        case StaffAction():
            decision = colleagues.acted(event, before, knowledge=knowledge, hours=hours, now=at)
        case ThreadControl():
            decision = colleagues.thread_moved(event, before, us=us, now=at)
        case Referral():
            found = replace(before, source=event.source, last_customer_at=at)
            decision = Decision(conversation=found, reason="came through a link")
        case Reaction():
            decision = Decision(conversation=replace(before, last_customer_at=at), reason="nothing to do")
        case _:
            decision = Decision(conversation=before, reason="nothing to do")
    owned = changes_between(conversation, before) + changes_between(before, decision.conversation)
    notices = caught_up.notices + decision.notices
    return _with_thread(replace(decision, owned=owned, notices=notices), hours, rules, now)


def _happened(event: Event, now: datetime) -> datetime:
    """When it happened; an event without a sensible time of its own happens now."""
    return event.at if timedelta(0) <= now - event.at <= _LATEST else now


def _waking(conversation: Conversation, event: CustomerMessage | ButtonTap, at: datetime) -> Conversation:
    """The conversation as this customer's act leaves it, before anything is answered."""
    conversation = replace(conversation, source=event.source or conversation.source, last_customer_at=at)
    if is_long_ago(conversation, at):
        # Nobody answers last week's question with "the second" or "and for bricks?".
        conversation = replace(
            conversation, pending=(), entry=None, asked_product_for=None, product_asked=False, last_reply="", answers=0
        )
    if event.standby:
        moved = move(replace(conversation, thread_away=True), "standby", at=at)
        # Somebody has it; that is all the sign of life there may be.
        return moved if moved.owner == conversation.owner else replace(moved, person_at=at)
    # A tap comes to the app that made the button, whoever has the thread; words come to its owner.
    is_ours = isinstance(event, CustomerMessage)
    return replace(conversation, thread_away=False) if is_ours else conversation


def _customer(
    event: CustomerMessage | ButtonTap,
    meaning: Meaning | None,
    conversation: Conversation,
    knowledge: Knowledge,
    hours: Hours,
    now: datetime,
) -> Decision:
    has_person = conversation.owner == "person"
    if has_person or conversation.thread_away:
        heard = _heard(meaning, conversation)
        waits = heard if needs_no_answer(event, meaning, knowledge) else _waiting(event, heard)
        return Decision(
            conversation=waits, reason="a person has this chat" if has_person else "another app has this chat"
        )
    decision = reply_to(event, meaning, conversation, knowledge, hours, now)
    if decision.conversation.owner != "asked" or conversation.owner == "asked":
        return decision
    return replace(decision, notices=(asked_notice(decision.conversation, "asked"),))


def _heard(meaning: Meaning | None, conversation: Conversation) -> Conversation:
    """What is learnt in silence: later the bot should go on in the right language."""
    meaning = meaning or Meaning(language=None)
    language, product = meaning.language or conversation.language, product_of(meaning, conversation)
    return replace(conversation, language=language, product=product, last_seen=conversation.last_customer_at)


def _waiting(event: CustomerMessage | ButtonTap, conversation: Conversation) -> Conversation:
    """A person has to answer this. What they wait for since when is kept for the reminder."""
    words = event.text if isinstance(event, CustomerMessage) else event.title
    since = conversation.customer_waits_since or conversation.last_customer_at
    question = words if conversation.customer_waits_since is None else f"{conversation.question}\n{words}"
    return replace(conversation, customer_waits_since=since, question=question.strip()[-1000:])


def _time_came(
    conversation: Conversation, knowledge: Knowledge, hours: Hours, now: datetime, *, closing: bool
) -> Decision:
    """Nobody wrote. At closing time a customer who still waits is told what happens next."""
    if not closing:
        return Decision(conversation=conversation, reason="the time had come")
    scene = Scene.without_message(conversation, knowledge=knowledge, hours=hours, now=now)
    text = wording.still_waiting(scene.language, was_with_person=conversation.back_from_person)
    said, told = with_hours(scene, (Reply(text=text),))
    kept = replace(told, back_from_person=False, last_reply=said[-1].text)
    return Decision(conversation=kept, replies=said, reason="closed for the day while the customer waits")


def _with_thread(decision: Decision, hours: Hours, rules: HandoverRules, now: datetime) -> Decision:
    """Whose the thread should be at Meta: the inbox's while a person is awaited and we are open, else ours."""
    conversation = decision.conversation
    thread: Thread | None = None
    for_inbox = rules.setup != "none" and conversation.owner == "asked" and hours.is_open(now)
    if conversation.owner == "person":
        thread = "borrow" if decision.replies and conversation.thread_away else None
    elif for_inbox and not conversation.thread_away:
        thread = "pass"
    elif conversation.thread_away and not for_inbox:
        thread = "take"
    if thread in ("pass", "take"):
        conversation = replace(conversation, thread_away=thread == "pass")
    return replace(decision, conversation=conversation, thread=thread)
