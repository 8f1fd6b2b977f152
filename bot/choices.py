"""What a customer picked: a tapped quick reply, or the same choice typed ("the second", "none", "bricks")."""

from __future__ import annotations

from bot import feedback, forgetting
from bot.model import Conversation
from bot.payloads import Tap
from bot.policy import Verdict
from intents.knowledge import Knowledge
from intents.router import Meaning

_ORDINALS: dict[str, int] = {
    word: number
    for number, words in enumerate(
        (
            ("1", "first", "1st", "one", "dau", "mot", "nhat"),
            ("2", "second", "2nd", "two", "hai", "nhi"),
            ("3", "third", "3rd", "three", "ba"),
        )
    )
    for word in words
}
_YES = frozenset("yes yeah yep yup correct right exactly sure dung phai vang da uh um ok oke okay co chuan".split())
_NO = frozenset("no none nope neither other khong ko not".split())
_FILLER = frozenset(
    "the number option answer please pls one cai so y thu that thats it this la roi a ah nha nhe of these them "
    "minh em chon i mean want o ad shop ban".split()
)


_CHEERS = frozenset("👍👌🙏❤🥰😍😊🙂😀😁😄😃😂🤣😅👏💪🎉✅🤝💯💖💕♥😘☺🔥")


def is_cheer(text: str) -> bool:
    """Nothing but friendly emoji."""
    signs = [c for c in text if not c.isspace() and c not in "\ufe0f\u200d" and not "\U0001f3fb" <= c <= "\U0001f3ff"]
    return bool(signs) and all(sign in _CHEERS for sign in signs)


def chosen(tap: Tap | None, meaning: Meaning, conversation: Conversation, knowledge: Knowledge) -> Verdict | None:
    """The verdict on a choice; None when the message is not one."""
    if tap:
        return _tapped(tap, conversation, knowledge)
    if conversation.pending and meaning.words:
        return _typed(meaning, conversation, knowledge)
    return _product_only(meaning, conversation, knowledge)


def about(name: str, knowledge: Knowledge, reason: str) -> Verdict | None:
    """The verdict for an entry or intent that was named outright."""
    if knowledge.find(name) is None:
        return None  # a button from before an edit; its words are looked at instead
    return Verdict(route=knowledge.route(name), about=(name,), score=1.0, reason=reason)  # type: ignore[arg-type]


def _tapped(tap: Tap, conversation: Conversation, knowledge: Knowledge) -> Verdict | None:
    match tap.verb:
        case "entry":
            return about(tap.about or "", knowledge, "tapped")
        case "product":
            wanted = tap.about or conversation.asked_product_for or conversation.entry
            return about(wanted or "", knowledge, "the product was tapped")
        case "person":
            return Verdict(route="human", score=1.0, reason="tapped")
        case "none":
            return Verdict(route="fallback", score=1.0, reason="none of these")
        case "start":
            return Verdict(route="answer", score=1.0, reason="get started")
        case "helpful":
            return Verdict(route="smalltalk", score=1.0, reason=feedback.HELPED)
        case "unhelpful":
            return Verdict(route="smalltalk", score=1.0, reason=feedback.NOT_HELPED)
        case "forget":
            return Verdict(route="answer", about=(forgetting.ENTRY,), score=1.0, reason=forgetting.WISHED)
        case "erase":
            return Verdict(route="answer", about=(forgetting.ENTRY,), score=1.0, reason=forgetting.CONFIRMED)
        case "keep":
            return Verdict(route="answer", about=(forgetting.ENTRY,), score=1.0, reason=forgetting.KEPT)


def _typed(meaning: Meaning, conversation: Conversation, knowledge: Knowledge) -> Verdict | None:
    words = [word for word in meaning.words if word not in _FILLER] or [w for w in meaning.words if w == "one"]
    if not words or len(words) > 2:
        return None
    if words[0] in _ORDINALS and _ORDINALS[words[0]] < len(conversation.pending):
        return about(conversation.pending[_ORDINALS[words[0]]], knowledge, "chosen by number")
    if words[0].isdecimal() and len(words) == 1:
        return Verdict(route="clarify", about=conversation.pending, score=1.0, reason="no such number")
    if set(words) <= _YES:
        return about(conversation.pending[0], knowledge, "said yes to the first")
    if set(words) <= _NO:
        return Verdict(route="fallback", score=1.0, reason="none of these")
    return None


def _product_only(meaning: Meaning, conversation: Conversation, knowledge: Knowledge) -> Verdict | None:
    """ "And for bricks?": the last question again, for the product that is named and hardly anything else."""
    product = meaning.products[0] if len(meaning.products) == 1 else meaning.nickname
    wanted = conversation.asked_product_for or conversation.entry
    if product is None or wanted is None or not meaning.bare or _asks_what_it_is(meaning):
        return None
    found = _for_product(wanted, product, meaning, knowledge)
    return about(found, knowledge, "the last question, for this product") if found else None


def _asks_what_it_is(meaning: Meaning) -> bool:
    """ "What is Piotnet Forms?" is a question of its own, whatever was asked before."""
    return meaning.words[:2] in (("what", "is"), ("what", "are")) or meaning.words[:1] in (("whats",),)


def _for_product(name: str, product: str, meaning: Meaning, knowledge: Knowledge) -> str | None:
    """What the last question leads to when it is asked about this product; None where that is not known.

    That is the same entry, if it speaks of every product; or its counterpart ("pafe-free-vs-pro",
    "forms-free-vs-pro"); or what the same words lead to.
    """
    entry = knowledge.faq.entries.get(name)
    if entry is None or entry.product in (None, product):
        return name
    for sibling in (
        name.replace(f"{entry.product}-", f"{product}-", 1),
        name.replace(f"-{entry.product}", f"-{product}"),
    ):
        if sibling != name and sibling in knowledge.faq.entries:
            return sibling
    fitting = (m for m in meaning.retold if _is_about(m.id, product, knowledge))
    best = next(fitting, None)
    return best.id if best and best.score >= knowledge.faq.thresholds.maybe else None


def _is_about(name: str, product: str, knowledge: Knowledge) -> bool:
    entry = knowledge.faq.entries.get(name)
    return entry is not None and entry.product in (None, product)
