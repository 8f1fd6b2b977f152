"""FAQ entries as replies: what the matcher suggests for the customer's words, with everything filled in."""

from __future__ import annotations

from dataclasses import dataclass

from bot import replies
from bot.model import Conversation, ReplyLanguage
from bot.redact import without_marks
from bot.services import Known
from bot.staff.times import Clock

_MOST = 5
_WORTH_SHOWING = 0.03


@dataclass(frozen=True, kw_only=True, slots=True)
class Canned:
    """One entry, as the customer would read it. `score` is how likely it is what they mean."""

    entry: str
    title: str
    text: str
    score: float


def suggestions(known: Known, words: str, conversation: Conversation, clock: Clock) -> list[Canned]:
    """The entries nearest to these words, best first."""
    knowledge = known.knowledge
    ranked = knowledge.matcher.rank(without_marks(words), limit=_MOST * 3) if words.strip() else []
    likely = [each for each in ranked if each.id in knowledge.faq.entries and each.score >= _WORTH_SHOWING]
    return [filled(known, each.id, conversation, clock, score=each.score) for each in likely[:_MOST]]


def filled(known: Known, entry: str, conversation: Conversation, clock: Clock, *, score: float = 0.0) -> Canned:
    """The entry in the customer's language and for their product.

    Raises:
        KeyError: there is no such entry.
    """
    language: ReplyLanguage = "vi" if conversation.language == "vi" else "en"
    scene = replies.Scene(
        knowledge=known.knowledge,
        hours=known.hours,
        now=clock.now,
        conversation=conversation,
        language=language,
        product=conversation.product,
    )
    text = "\n\n".join(each.text for each in replies.answer(scene, [entry]))
    return Canned(entry=entry, title=known.knowledge.title(entry)[language], text=text, score=score)
