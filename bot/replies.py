"""Turns a verdict into what the customer reads: the entry's answer, the ticket channel, the hand-over.

Pure. Each function returns the replies of one route; hours and addresses come from the knowledge
and the calendar that are passed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import payloads, wording
from bot.hours import Hours, day, how_long
from bot.model import Choice, Conversation, Link, Reply, ReplyLanguage
from bot.policy import MOST_CHOICES
from faq.model import Entry, placeholders_in
from intents.knowledge import Knowledge
from intents.model import Intent

_SHORTLY = timedelta(minutes=45)  # before closing, an answer today is no longer promised
# Offered when nothing fits: what most people came for. Ids that are not there are left out.
TOPICS = ("which-product", "price-where", "pafe-pro-features", "forms-pro-features", "refund-policy", "ticket-how")


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """What a reply may depend on."""

    knowledge: Knowledge
    hours: Hours
    now: datetime
    conversation: Conversation
    language: ReplyLanguage
    product: str | None

    @classmethod
    def without_message(cls, conversation: Conversation, *, knowledge: Knowledge, hours: Hours, now: datetime) -> Scene:
        """For what is said although the customer has written nothing new: in their language as it is known."""
        return cls(
            knowledge=knowledge,
            hours=hours,
            now=now,
            conversation=conversation,
            language="vi" if conversation.language == "vi" else "en",
            product=conversation.product,
        )


def answer(scene: Scene, names: Sequence[str]) -> tuple[Reply, ...]:
    """The answers of one or two entries."""
    return tuple(_answer(scene, scene.knowledge.faq.entries[name]) for name in names)


def _answer(scene: Scene, entry: Entry) -> Reply:
    raw = entry.answer_for(scene.product)[scene.language]
    week = scene.hours.week_text(scene.language)
    in_brackets = week.replace(" (", ", ").replace(")", "")  # brackets within brackets are hard to read
    text = raw.replace("({hours.week})", f"({in_brackets})")
    text = scene.knowledge.faq.fill(text, {"hours.week": week})
    if "hours.week" in placeholders_in(raw):
        text = f"{text}\n\n{opening_state(scene)}"
    text = f"{_not_known(scene, entry, text)}{text}"
    links = tuple(
        Link(title=button.title[scene.language], url=scene.knowledge.faq.fill(button.url))
        for button in entry.buttons
        if button.product in (None, scene.product)
    )
    return Reply(text=text, links=links)


def _not_known(scene: Scene, entry: Entry, text: str) -> str:
    """A line in front, where the general answer says nothing about the product that is meant.

    Without it "Yes, PAFE and Piotnet Forms can" would be read as a yes for Piotnet Bricks.
    """
    product = scene.knowledge.faq.products.get(scene.product or "")
    if product is None or not entry.by_product or product.id in entry.by_product:
        return ""
    if product.short.split()[-1].casefold() in text.casefold():
        return ""
    return f"{wording.not_known_for(scene.language, product=product.short)}\n\n"


def opening_state(scene: Scene) -> str:
    """Open until when, or closed, why, and until when."""
    closes = scene.hours.closing_time(scene.now)
    if closes is not None:
        return wording.open_now(scene.language, until=scene.hours.day_and_hour(closes, scene.language))
    return _closed(scene)


def ask_product(scene: Scene, about: str) -> tuple[Reply, ...]:
    """Which product? Its answer follows the tap."""
    return (Reply(text=wording.which_product(scene.language), choices=_product_choices(scene, about)),)


def did_you_mean(scene: Scene, names: Sequence[str]) -> tuple[Reply, ...]:
    """Two or three candidates as quick replies, and always a way out."""
    shown = list(names)[:MOST_CHOICES]
    titles = [scene.knowledge.title(name)[scene.language] for name in shown]
    choices = [Choice(title=t, payload=payloads.entry(n)) for t, n in zip(titles, shown, strict=True)]
    choices.append(Choice(title=wording.none_of_these(scene.language), payload=payloads.NONE))
    if len(shown) == 1:
        return (Reply(text=wording.did_you_mean_this(scene.language, titles[0]), choices=tuple(choices)),)
    return (Reply(text=wording.did_you_mean(scene.language, titles), choices=tuple(choices)),)


def ticket(scene: Scene, intent: Intent) -> tuple[Reply, ...]:
    """Why by e-mail, where to, from which address, what to include, and when the first answer comes."""
    lines = [
        scene.knowledge.faq.fill(intent.reply[scene.language]),
        ticket_channel(scene),
        wording.ticket_include(scene.language, intent.include[scene.language]),
        _first_answer(scene),
    ]
    if scene.product or scene.conversation.product_asked:
        return (Reply(text="\n\n".join(lines)),)
    which = Reply(text=wording.which_product_for_ticket(scene.language), choices=_product_choices(scene, intent.id))
    return Reply(text="\n\n".join(lines)), which


def ticket_channel(scene: Scene) -> str:
    """Where to write: the product's address, or all of them when the product is not known."""
    products = scene.knowledge.faq.products
    product = products.get(scene.product or "")
    if product:
        facts = product.facts
        return wording.ticket_to(
            scene.language, product=product.short, email=facts.get("email", ""), site=facts.get("site", "")
        )
    return wording.ticket_anywhere(
        scene.language,
        addresses=[(p.short, p.facts["email"]) for p in products.values() if p.facts.get("email")],
        forms=[p.short for p in products.values() if not p.facts.get("email")],
    )


def said(scene: Scene, intent: Intent) -> tuple[Reply, ...]:
    """The intent's own words, for routes that need nothing else."""
    return (Reply(text=scene.knowledge.faq.fill(intent.reply[scene.language])),)


def hand_over(scene: Scene, lead: str) -> tuple[Reply, ...]:
    """That a person will answer and when; nothing more is needed from the customer."""
    if scene.conversation.owner == "asked":
        return (Reply(text=wording.person_already_asked(scene.language)),)
    closes = scene.hours.closing_time(scene.now)
    if not scene.hours.is_open(scene.now):
        when = wording.person_will_answer_later
    elif closes and closes - scene.now < _SHORTLY:
        when = wording.person_will_try_today
    else:
        when = wording.person_will_answer
    return (Reply(text="\n\n".join(filter(None, [lead, when(scene.language)]))),)


def credentials(scene: Scene) -> tuple[Reply, ...]:
    """The warning, the safe way, and never the secret."""
    return (Reply(text=wording.credentials_warning(scene.language, channel=ticket_channel(scene))),)


def fallback(scene: Scene, *, variant: int) -> tuple[Reply, ...]:
    """An honest "I do not know", with topics and a person."""
    topics = [
        Choice(title=scene.knowledge.title(name)[scene.language], payload=payloads.entry(name))
        for name in TOPICS
        if name in scene.knowledge.faq.entries
    ]
    return (Reply(text=wording.fallback(scene.language, variant), choices=(person(scene), *topics)),)


def welcome(scene: Scene) -> tuple[Reply, ...]:
    """The answer to Get Started."""
    topics = fallback(scene, variant=0)[0].choices
    return (Reply(text=wording.welcome(scene.language), choices=topics),)


def with_person(scene: Scene, text: str) -> tuple[Reply, ...]:
    """A text with the way to a person under it."""
    return (Reply(text=text, choices=(person(scene),)),)


def person(scene: Scene) -> Choice:
    """The quick reply that asks for a person."""
    return Choice(title=wording.talk_to_person(scene.language), payload=payloads.PERSON)


def with_hours(scene: Scene, replies: tuple[Reply, ...]) -> tuple[tuple[Reply, ...], Conversation]:
    """Adds the closed notice and the announcement of a coming closure, each once per closure.

    Returns the replies and the conversation that remembers what was said.
    """
    notes: list[str] = []
    conversation = scene.conversation
    if not scene.hours.is_open(scene.now):
        opening = scene.hours.next_opening(scene.now)
        if conversation.told_closed_until != opening:
            notes.append(_closed(scene))
            conversation = replace(conversation, told_closed_until=opening)
    coming = scene.hours.coming_closure(scene.now)
    if coming and conversation.announced != coming.id:
        notes.append(
            wording.coming_closure(
                scene.language,
                name=coming.name[scene.language],
                first=day(coming.first, scene.language),
                last=day(coming.last, scene.language),
                reopens=scene.hours.day_and_hour(coming.reopens, scene.language),
            )
        )
        conversation = replace(conversation, announced=coming.id)
    if not notes:
        return replies, conversation
    first = replies[0]
    return (replace(first, text="\n\n".join([first.text, *notes])), *replies[1:]), conversation


def opening(replies: tuple[Reply, ...], lines: Sequence[str]) -> tuple[Reply, ...]:
    """Puts lines (who is talking, in which language) in front of the first reply."""
    lines = [line for line in lines if line]
    if not lines or not replies:
        return replies
    first = replies[0]
    return (replace(first, text="\n\n".join([*lines, first.text])), *replies[1:])


def _closed(scene: Scene) -> str:
    opens = scene.hours.next_opening(scene.now)
    return wording.closed(
        scene.language,
        why=_why_closed(scene),
        when=scene.hours.day_and_hour(opens, scene.language),
        how_long=how_long(opens - scene.now, scene.language),
    )


def _why_closed(scene: Scene) -> str:
    closed = scene.hours.why_closed(scene.now)
    if closed and closed.kind in ("holiday", "company"):
        return closed.name[scene.language]
    if closed and closed.kind == "day_off":
        return wording.closed_day_off(scene.language)
    return wording.closed_outside_hours(scene.language)


def _first_answer(scene: Scene) -> str:
    by = scene.hours.first_answer_by(scene.now)
    return wording.first_answer_by(scene.language, scene.hours.day_and_hour(by, scene.language))


def _product_choices(scene: Scene, about: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(title=product.short, payload=payloads.product(product.id, about=about))
        for product in scene.knowledge.faq.products.values()
    )
