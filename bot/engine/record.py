"""What is written down about a chat: who said what and why, who has it, what staff are told. Rows only, no database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.feedback import tapped
from bot.inbox_commands import read_command
from bot.model import (
    ButtonTap,
    CustomerMessage,
    Decision,
    Echo,
    Edit,
    Event,
    Feedback,
    Notice,
    Owned,
    StaffAction,
)
from bot.store.changes import Row
from bot.store.codec import encode
from bot.store.reads import Unsent, Waiting
from bot.store.tables import REPLIES_PER_EVENT


def owned_rows(page: str, customer: str, owned: Iterable[Owned], *, now: int, inbox_id: int | None) -> Iterator[Row]:
    """Each change of the owner, to be kept."""
    for each in owned:
        yield {
            "page": page,
            "customer": customer,
            "at": now,
            "before": each.before,
            "after": each.after,
            "change": each.change,
            "by": each.by,
            "inbox_id": inbox_id,
        }


def thread_of(body: str) -> str | None:
    """What a row of the outbox does with the thread; None for a message."""
    found = json.loads(body).get("thread")
    return str(found) if found else None


def notice_row(notice: Notice, waiting: Waiting, *, now: int) -> dict[str, Any]:
    about = notice.about or str(waiting.id)
    return {
        "key": f"{notice.kind}:{waiting.page}:{waiting.customer}:{about}",
        "page": waiting.page,
        "customer": waiting.customer,
        "kind": notice.kind,
        "body": encode(notice),
        "created_at": now,
        "not_before": 0,
    }


def outbox_row(row: Unsent, inbox_id: int, by: str, now: int) -> dict[str, Any]:
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
        "by": by,
    }


def heard(
    waiting: Sequence[Waiting], events: Sequence[Event], decision: Decision, version: str
) -> Iterator[dict[str, Any]]:
    """The customer's and the staff's own words and deeds; the decision stands with the last line of a burst."""
    for row, event in zip(waiting, events, strict=True):
        line = _heard(row, event)
        if line:
            yield line | (_why(decision, version) if row is waiting[-1] else {}) | _deed(event, decision)


def _heard(waiting: Waiting, event: Event) -> dict[str, Any] | None:
    match event:
        case CustomerMessage(text=text, mid=mid) | Edit(text=text, mid=mid):
            words, who = text, "customer"
        case ButtonTap(title=title):
            words, who, mid = title, "customer", event.mid or ""
        case Echo(text=text, mid=mid):
            words, who = text, "staff"
        case Feedback(mid=mid, good=good):
            words, who = "good" if good else "bad", "customer"
        case StaffAction(action=action) if action != "reply":  # a reply has lines of its own
            words, who, mid = "", "staff", ""
        case _:
            return None
    line = _line(waiting.page, waiting.customer, waiting.at, who)
    return line | {"kind": waiting.kind, "inbox_id": waiting.id, "mid": mid, "text": words}


def _deed(event: Event, decision: Decision) -> dict[str, Any]:
    """What a colleague did, where the route of the bot's own decision would stand."""
    match event:
        case StaffAction(action=action, by=by):
            return {"route": action, "by": by}
        case CustomerMessage() | ButtonTap() if thumb := tapped(event):
            # As Meta's own thumbs are kept; ours say themselves which entry they are about.
            return {
                "kind": "Feedback",
                "text": "good" if thumb.verb == "helpful" else "bad",
                "entry": thumb.about or "",
            }
        case Echo(text=text) if command := read_command(text):
            is_wrong = command.name is None or (command.name == "faq" and not decision.replies)
            return {"kind": "Command", "route": "wrong" if is_wrong else command.name}
        case _:
            return {}


def our_line(row: Unsent, by: str, now: int) -> dict[str, Any]:
    """What is said by the bot, or through it by a colleague."""
    line = _line(row.page, row.customer, now, "staff" if by else "bot")
    return line | {"kind": "Reply", "outbox_id": row.id, "text": text_of(json.loads(row.body)), "by": by}


def _line(page: str, customer: str, at: int, who: str) -> dict[str, Any]:
    nothing: dict[str, Any] = dict.fromkeys(
        ("kind", "mid", "text", "route", "entry", "product", "language", "reason", "candidates", "knowledge", "by"), ""
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
