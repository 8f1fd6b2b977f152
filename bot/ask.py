"""What the bot would say, without sending anything: the same understanding and deciding as for a webhook message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.handover import Us
from bot.hours import Hours, build_hours
from bot.messenger.render import render
from bot.model import Conversation, CustomerMessage, Decision
from bot.redact import redact_event
from bot.redaction.alone import Line, may_stand_alone, without_secret_alone
from bot.respond import respond
from faq.hours_file import read_hours
from faq.load import HERE as FAQ_CONTENT
from faq.load import HOURS_FILE
from intents.knowledge import INDEX, Knowledge, learn
from intents.load import HERE as INTENTS_CONTENT

_US = Us(app_id="ask")


@dataclass(frozen=True, slots=True)
class Asker:
    """One version of knowledge and hours, asked as often as you like."""

    knowledge: Knowledge
    hours: Hours

    def converse(self, turns: Sequence[str], *, at: datetime) -> Decision:
        """The decision about the last of a customer's messages, after all the earlier ones."""
        decision = Decision(conversation=Conversation(customer_id="ask"))
        for each in self.each(turns, at=at):
            decision = each
        return decision

    def each(self, turns: Sequence[str], *, at: datetime) -> Iterator[Decision]:
        """The decision about every message of one customer, in order."""
        conversation = Conversation(customer_id="ask")
        said: list[Line] = []
        for number, text in enumerate(turns):
            text = without_secret_alone(text, said) if may_stand_alone(text) else text
            message = redact_event(
                CustomerMessage(key=str(number), mid=str(number), page_id="ask", customer_id="ask", at=at, text=text)
            )
            said.append(Line("customer", message.text))
            decision = respond(message, conversation, knowledge=self.knowledge, hours=self.hours, us=_US, now=at)
            conversation = decision.conversation
            yield decision


def open_asker(
    faq_folder: Path = FAQ_CONTENT,
    intents_folder: Path = INTENTS_CONTENT,
    *,
    cache: Path | None = INDEX,
    model: Path | None = None,
) -> Asker:
    """Read the folders once. `model` is that of the semantic extra.

    Raises:
        FaqInvalid: an editor has to mend something first.
    """
    return Asker(
        knowledge=learn(faq_folder, intents_folder, cache=cache, model=model),
        hours=build_hours(read_hours(faq_folder / HOURS_FILE)),
    )


def as_record(name: object, decision: Decision) -> dict[str, Any]:
    """The `ask --jsonl` line of a decision; other programs read it."""
    return {
        "id": name,
        "route": decision.route,
        "entry": decision.entry,
        "score": round(decision.score, 4),
        "product": decision.conversation.product,
        "language": "vi" if decision.conversation.language == "vi" else "en",
        "replies": list(_shown(decision)),
    }


def _shown(decision: Decision) -> Iterable[dict[str, Any]]:
    """Each message as Messenger would show it, after splitting and cutting to the platform's limits."""
    for reply in decision.replies:
        for message in render(reply):
            template = message.get("attachment", {}).get("payload", {})
            yield {
                "text": message.get("text") or template.get("text", ""),
                "buttons": [{"title": b["title"], "url": b.get("url", "")} for b in template.get("buttons", [])],
                "quick_replies": [
                    {"title": q["title"], "payload": q["payload"]} for q in message.get("quick_replies", [])
                ],
            }
