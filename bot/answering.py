"""What the bot says to a customer: their words or their tap become a verdict, and the verdict replies.

A secret in the message goes first, then what was tapped or chosen, then what was written.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot import feedback, forgetting, payloads, replies, wording
from bot.choices import chosen, is_cheer
from bot.handover import move
from bot.hours import Hours
from bot.model import ButtonTap, Conversation, CustomerMessage, Decision, Reply, ReplyLanguage
from bot.policy import PERSON_FOR_ACCOUNT, Verdict, judge, product_of
from bot.redact import removed_kinds
from bot.replies import Scene
from intents.knowledge import Knowledge
from intents.model import Intent
from intents.router import Meaning

LONG_GAP = timedelta(hours=24)  # after so long, say again that this is an automated assistant
MISSES_TO_PERSON = 2
_LONGEST_QUESTION = 1000
_MOST_TRIED = 5


def reply_to(
    event: CustomerMessage | ButtonTap,
    meaning: Meaning | None,
    conversation: Conversation,
    knowledge: Knowledge,
    hours: Hours,
    now: datetime,
) -> Decision:
    meaning = meaning or Meaning(language=None)
    tap = payloads.read(event.payload)
    named = tap.product if tap and tap.product in knowledge.faq.products else None
    product = named or product_of(meaning, conversation)
    language = meaning.language or conversation.language
    reply_language: ReplyLanguage = "vi" if language == "vi" else "en"
    scene = Scene(
        knowledge=knowledge,
        hours=hours,
        now=now,
        conversation=conversation,
        language=reply_language,
        product=product,
    )
    verdict = _verdict(event, meaning, tap, scene)
    erase = forgetting.code_for(event) if verdict.reason == forgetting.CONFIRMED else ""
    said, conversation = _say(verdict, scene, erase)
    said = _not_twice(said, verdict, scene)
    remembered = replace(
        conversation,
        product=product,
        language=language,
        last_seen=now,
        back_from_person=False,
        source=event.source or conversation.source,
        **_kept_for_a_person(event, verdict, conversation),
        entry=verdict.about[0] if verdict.route == "answer" and verdict.about else conversation.entry,
        pending=verdict.about if verdict.route == "clarify" else (),
        misses=conversation.misses + 1 if verdict.route == "fallback" else 0,
        last_reply=said[-1].text if said else conversation.last_reply,
    )
    return Decision(
        conversation=remembered,
        route=verdict.route,
        entry=verdict.about[0] if verdict.about and verdict.route != "clarify" else None,
        score=verdict.score,
        replies=replies.opening(said, _first_lines(scene, meaning)),
        reason=verdict.reason,
        candidates=verdict.candidates,
        erase=erase,
    )


def _verdict(event: CustomerMessage | ButtonTap, meaning: Meaning, tap: payloads.Tap | None, scene: Scene) -> Verdict:
    """Rules in their order; the first that applies decides."""
    if isinstance(event, CustomerMessage) and removed_kinds(event.text):
        return Verdict(route="credentials", score=1.0, reason="the message held a secret")
    chosen_verdict = chosen(tap, meaning, scene.conversation, scene.knowledge)
    if chosen_verdict:
        return _two_misses(chosen_verdict, scene)
    if isinstance(event, CustomerMessage) and forgetting.is_wish(event.text):
        return Verdict(route="answer", about=(forgetting.ENTRY,), score=1.0, reason=forgetting.WISHED)
    if isinstance(event, CustomerMessage) and not meaning.words:
        return _two_misses(_wordless(event), scene)
    return _two_misses(judge(meaning, scene.conversation, scene.knowledge), scene)


def _wordless(event: CustomerMessage) -> Verdict:
    if event.like or (event.text.strip() and not event.attachments and is_cheer(event.text)):
        return Verdict(route="smalltalk", score=1.0, reason="a thumbs-up")
    if event.attachments:
        return Verdict(route="fallback", reason="an attachment without words")
    return Verdict(route="fallback", reason="no words")


def _two_misses(verdict: Verdict, scene: Scene) -> Verdict:
    if verdict.route == "fallback" and scene.conversation.misses + 1 >= MISSES_TO_PERSON:
        return replace(verdict, route="human", about=(), reason="two misses in a row")
    return verdict


def _say(verdict: Verdict, scene: Scene, erase: str) -> tuple[tuple[Reply, ...], Conversation]:
    """The replies of a verdict, and the conversation as they leave it."""
    conversation = scene.conversation
    if verdict.reason in (forgetting.WISHED, forgetting.CONFIRMED, forgetting.KEPT):
        return (forgetting.reply(verdict.reason, scene.language, code=erase),), conversation
    if verdict.reason in (feedback.HELPED, feedback.NOT_HELPED):
        return (feedback.thanks(verdict.reason, scene.language),), conversation
    intent = scene.knowledge.intents.get(verdict.about[0]) if verdict.about else None
    match verdict.route:
        case "answer":
            return _answer(verdict, scene)
        case "clarify":
            return replies.did_you_mean(scene, verdict.about), conversation
        case "ticket" if intent:
            ticket = replies.ticket(scene, intent)
            if verdict.reason == PERSON_FOR_ACCOUNT:
                ticket = replies.opening(ticket, [wording.person_by_ticket(scene.language)])
            said, conversation = replies.with_hours(scene, ticket)
            asked = None if scene.product else intent.id
            return said, replace(conversation, asked_product_for=asked, product_asked=True)
        case "human":
            said, conversation = replies.with_hours(scene, replies.hand_over(scene, _lead(intent, scene)))
            return said, _asked(conversation, scene)
        case "credentials":
            return replies.credentials(scene), conversation
        case "fallback":
            return _fallback(verdict, scene), conversation
        case _ if intent:
            return replies.said(scene, intent), conversation
        case _:
            return (Reply(text=wording.you_are_welcome_like(scene.language)),), conversation


def _asked(conversation: Conversation, scene: Scene) -> Conversation:
    """They wait for a person from now on. Asked while closed, they were told just now when we open."""
    moved = move(conversation, "customer_asked", at=scene.now, by="customer")
    since = conversation.customer_waits_since or scene.now
    told = conversation.closing_told if scene.hours.is_open(scene.now) else since
    return replace(moved, asked_at=conversation.asked_at or scene.now, customer_waits_since=since, closing_told=told)


def _kept_for_a_person(
    event: CustomerMessage | ButtonTap, verdict: Verdict, conversation: Conversation
) -> dict[str, Any]:
    """What the card to staff will say: the last question, and what was found for it."""
    words = event.text if isinstance(event, CustomerMessage) else event.title
    if verdict.route == "smalltalk" or not words:
        return {}
    if verdict.route == "human" or conversation.owner == "asked":
        before = conversation.question
        return {"question": f"{before}\n{words}".strip()[-_LONGEST_QUESTION:] if before != words else words}
    return {"question": words[:_LONGEST_QUESTION], "tried": verdict.candidates[:_MOST_TRIED]}


def is_long_ago(conversation: Conversation, now: datetime) -> bool:
    """So long that it is another conversation."""
    return conversation.last_seen is not None and now - conversation.last_seen >= LONG_GAP


def needs_no_answer(event: CustomerMessage | ButtonTap, meaning: Meaning | None, knowledge: Knowledge) -> bool:
    """ "Thanks", a like: nobody has to answer that, and nobody is asked why they did not."""
    if feedback.tapped(event):
        return True
    if isinstance(event, CustomerMessage) and not (meaning and meaning.words):
        return _wordless(event).route == "smalltalk"
    return judge(meaning or Meaning(language=None), Conversation(customer_id=""), knowledge).route == "smalltalk"


def _answer(verdict: Verdict, scene: Scene) -> tuple[tuple[Reply, ...], Conversation]:
    entries = scene.knowledge.faq.entries
    first = entries.get(verdict.about[0]) if verdict.about else None
    if first is None:
        return replies.welcome(scene), scene.conversation
    if first.ask_product and not scene.product:
        asked = replace(scene.conversation, asked_product_for=first.id, product_asked=True)
        return replies.ask_product(scene, first.id), asked
    said = replies.answer(scene, verdict.about)
    if verdict.about == (forgetting.ENTRY,):
        said = (forgetting.offered(said[0], scene.language),)
    return said, replace(scene.conversation, asked_product_for=None)


def _not_twice(said: tuple[Reply, ...], verdict: Verdict, scene: Scene) -> tuple[Reply, ...]:
    """Never the same text twice running: something shorter in its place, or a word in front of it."""
    if not said or said[-1].text != scene.conversation.last_reply or scene.conversation.back_from_person:
        return said
    if verdict.route in ("answer", "out_of_scope", "not_eligible") and verdict.about and not said[-1].choices:
        title = scene.knowledge.title(verdict.about[0])[scene.language]
        return replies.with_person(scene, wording.said_before(scene.language, title=title))
    if verdict.route == "smalltalk" or (verdict.route == "answer" and not verdict.about):
        return (replace(said[-1], text=wording.still_here(scene.language)),)
    last = replace(said[-1], text=f"{wording.once_more(scene.language)}\n\n{said[-1].text}")
    return (*said[:-1], last)


def _lead(intent: Intent | None, scene: Scene) -> str:
    if intent:
        return scene.knowledge.faq.fill(intent.reply[scene.language])
    return wording.could_not_find(scene.language) if scene.conversation.misses else ""


def _fallback(verdict: Verdict, scene: Scene) -> tuple[Reply, ...]:
    if verdict.reason == "an attachment without words":
        return replies.with_person(scene, wording.cannot_open(scene.language))
    if verdict.reason == "none of these":
        return replies.with_person(scene, wording.none_fitted(scene.language))
    said = replies.fallback(scene, variant=0)
    if said[-1].text == scene.conversation.last_reply:
        return replies.fallback(scene, variant=1)
    return said


def _first_lines(scene: Scene, meaning: Meaning) -> list[str]:
    """Who is talking, where Meta wants it said, and one line for those whose language we do not write."""
    conversation = scene.conversation
    lines = []
    if conversation.back_from_person:
        lines.append(wording.disclosure_again(scene.language))
    elif conversation.last_seen is None or is_long_ago(conversation, scene.now):
        lines.append(wording.disclosure(scene.language))
    if meaning.language != conversation.language:
        lines.append(wording.own_language_line(meaning.language))
    return lines
