"""Everything the playground's page shows, as one piece of JSON."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import payloads
from bot.handover import MARKER
from bot.hours import Hours, day
from bot.messenger.client import INBOX_APP_ID
from bot.model import ReplyLanguage
from bot.playground.clock import ShiftableClock
from bot.playground.courier import Delivery
from bot.playground.graph import StandIn
from bot.playground.page import Chat, Message, last_from, milliseconds
from bot.playground.why import Decisions
from bot.services import Services
from bot.store.transcript import Decided
from faq.model import ByLanguage

_SHOWN_MESSAGES = 200
_SHOWN_DELIVERIES = 40
_SHOWN_CUSTOMERS = 30
_SHOWN_TEXT = 60
_LONGEST_WAIT = 600
# Questions that are offered before the first message, as far as staff have written their answers.
_STARTERS: dict[str, ByLanguage] = {
    "which-product": {"en": "Which product do I need?", "vi": "Tôi nên chọn sản phẩm nào?"},
    "refund-policy": {"en": "Can I get a refund?", "vi": "Có được hoàn tiền không?"},
    "price-where": {"en": "How much does it cost?", "vi": "Giá bao nhiêu?"},
}
_PERSON: ByLanguage = {"en": "Talk to a person", "vi": "Gặp nhân viên"}


@dataclass(frozen=True, kw_only=True)
class Playground:
    """What runs together: the bot, Meta's stand-in and the clock that both go by."""

    services: Services
    stand_in: StandIn
    clock: ShiftableClock
    decisions: Decisions


def state_of(playground: Playground, customer_id: str, language: ReplyLanguage) -> dict[str, Any]:
    """The whole state of the page with this chat open; `version` differs when anything does."""
    page, courier = playground.stand_in.page, playground.stand_in.courier
    known = playground.services.library.current()
    now = playground.clock()
    chats = page.chats()
    chat = next((each for each in chats if each.customer_id == customer_id), None) or chats[0]
    deliveries = courier.deliveries(chat.customer_id)
    state = {
        "page": {"name": page.name, "setup": page.setup},
        "clock": _clock(playground.clock, known.hours, language),
        "hours": {"open": known.hours.is_open(now), "text": hours_line(known.hours, now, language)},
        "knowledge": {
            "version": known.knowledge.version,
            "entries": len(known.knowledge.faq.entries) + len(known.knowledge.intents),
            "problems": playground.services.library.problem,
        },
        "network": {"twice": courier.twice, "shuffled": courier.shuffled, "batched": courier.batched},
        "customers": [_customer(each) for each in chats[:_SHOWN_CUSTOMERS]],
        "chat": _chat(playground, chat, deliveries, language),
        "why": _whys(playground, chat, language),
        "deliveries": [_delivery(each) for each in deliveries[:_SHOWN_DELIVERIES]],
    }
    version = hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:16]
    return {**state, "version": version}


def hours_line(hours: Hours, now: datetime, language: ReplyLanguage) -> str:
    """Open or closed, why, and until when."""
    vi = language == "vi"
    if hours.is_open(now):
        closes = hours.closing_time(now)
        until = f" · {'đến' if vi else 'until'} {closes.astimezone(hours.zone):%H:%M}" if closes else ""
        return ("Đang mở cửa" if vi else "Open") + until
    closed = hours.why_closed(now)
    name = closed.name[language] if closed and closed.kind != "day_off" else ""
    opens = _when(hours, hours.next_opening(now), language)
    return f"{'Đóng cửa' if vi else 'Closed'}{f' ({name})' if name else ''} · {'mở' if vi else 'opens'} {opens}"


def _when(hours: Hours, moment: datetime, language: ReplyLanguage) -> str:
    local = moment.astimezone(hours.zone)
    return f"{day(local.date(), language)}, {local:%H:%M}"


def _clock(clock: ShiftableClock, hours: Hours, language: ReplyLanguage) -> dict[str, Any]:
    now = clock()
    return {
        "text": hours.day_and_hour(now, language),
        "local": f"{now.astimezone(hours.zone):%Y-%m-%dT%H:%M}",
        "shifted": clock.shifted,
        "preset": clock.name,
    }


def _customer(chat: Chat) -> dict[str, Any]:
    last = next((message.text for message in reversed(chat.messages) if message.text), "")
    return {"id": chat.customer_id, "name": chat.name, "last": " ".join(last.split())[:_SHOWN_TEXT]}


def _chat(playground: Playground, chat: Chat, deliveries: list[Delivery], language: ReplyLanguage) -> dict[str, Any]:
    hours = playground.services.library.current().hours
    now = playground.clock()
    states = {mid: each.state for each in reversed(deliveries) for mid in each.mids}
    owner = playground.stand_in.page.owner(chat.customer_id)
    seen_by_bot = playground.decisions.owner(chat.customer_id)
    last = last_from(chat, customer=False)
    return {
        "id": chat.customer_id,
        "name": chat.name,
        "messages": [
            _message(message, states.get(message.mid), hours, language) for message in chat.messages[-_SHOWN_MESSAGES:]
        ],
        "typing": bool(chat.typing_until and now < chat.typing_until),
        "seen": chat.seen,
        "unread": last is not None and last.mid != chat.read,
        "owner": {None: None, INBOX_APP_ID: "inbox"}.get(owner, "bot"),
        "owned_by_person": owner == INBOX_APP_ID or seen_by_bot == "person",
        "seen_by_bot": seen_by_bot,
        "starters": starters(playground, language),
    }


def starters(playground: Playground, language: ReplyLanguage) -> list[dict[str, str]]:
    """Ice breakers, as Meta calls them: questions to tap before the first message."""
    entries = playground.services.library.current().knowledge.faq.entries
    asked = [
        {"title": title[language], "payload": payloads.entry(name)}
        for name, title in _STARTERS.items()
        if name in entries
    ]
    return [*asked, {"title": _PERSON[language], "payload": payloads.PERSON}]


def _message(message: Message, state: str | None, hours: Hours, language: ReplyLanguage) -> dict[str, Any]:
    return {
        "mid": message.mid,
        "author": message.author,
        "time": milliseconds(message.at),
        "when": _when(hours, message.at, language),
        "text": message.text,
        "attachment": message.attachment,
        "buttons": [
            {"title": button.get("title", ""), "url": button.get("url"), "payload": button.get("payload")}
            for button in message.buttons
        ],
        "quick_replies": list(message.quick_replies),
        "answers": answered_by(message),
        "delivered": state == "delivered",
        "failed": state == "failed",
    }


def answered_by(message: Message) -> str | None:
    """The message that a reply of the bot answers, from the metadata it was sent with."""
    if message.author != "bot" or not message.metadata or not message.metadata.startswith(MARKER):
        return None
    return message.metadata.removeprefix(MARKER).partition(":")[2] or None


def _whys(playground: Playground, chat: Chat, language: ReplyLanguage) -> dict[str, Any]:
    asked = {message.mid: message.at for message in chat.messages if message.author == "customer"}
    answered: dict[str | None, datetime] = {}
    for message in chat.messages:
        answered.setdefault(answered_by(message), message.at)
    return {
        each.mid: _why(playground, each, language) | _when_decided(playground, asked, answered, each.mid, language)
        for each in playground.decisions.of(chat.customer_id)
        # Of several lines that were answered together only the last one has a reason.
        if each.mid in asked and each.reason
    }


def _why(playground: Playground, decided: Decided, language: ReplyLanguage) -> dict[str, Any]:
    knowledge = playground.services.library.current().knowledge
    product = knowledge.faq.products.get(decided.product)
    examples = playground.decisions.examples(decided)
    return {
        "message": decided.text,
        "route": decided.route,
        "entry": decided.entry,
        "score": round(decided.score, 3),
        "product": product.name if product else decided.product,
        "language": decided.language,
        "reason": decided.reason,
        "knowledge": decided.knowledge,
        "candidates": [
            {
                "id": name,
                "title": knowledge.title(name).get(language, ""),
                "score": round(score, 3),
                "because": examples.get(name, ""),
            }
            for name, score in decided.candidates
        ],
    }


def _when_decided(
    playground: Playground,
    asked: dict[str, datetime],
    answered: dict[str | None, datetime],
    mid: str,
    language: ReplyLanguage,
) -> dict[str, Any]:
    """The hours' state at that time, and how long the customer waited."""
    hours = playground.services.library.current().hours
    seconds = (answered[mid] - asked[mid]).total_seconds() if mid in answered else -1
    return {
        "hours": hours_line(hours, asked[mid], language),
        "took": f"{seconds:.1f} s" if 0 <= seconds <= _LONGEST_WAIT else "",  # the clock may have been set in between
    }


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "number": delivery.number,
        "kinds": list(delivery.kinds),
        "status": delivery.status,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "milliseconds": delivery.milliseconds,
        "body": delivery.body,
    }
