"""What a delivery changes in the database: pure, apart from the event records it is given.

Only what somebody has to decide about becomes a row of the inbox. Receipts and echoes of our own
messages are facts about rows that exist already; they are noted there at once, whatever else the
conversation is waiting for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any

from bot.handover import Us, is_person
from bot.inbox_commands import gives_back
from bot.messenger import marker
from bot.messenger.values import EPOCH
from bot.model import (
    ButtonTap,
    CustomerMessage,
    Echo,
    Edit,
    Event,
    PolicyNotice,
    Receipt,
    Referral,
    Source,
    StaffAction,
    ThreadControl,
    Unknown,
)
from bot.store.changes import Change
from bot.store.codec import encode
from bot.store.tables import part_of
from bot.store.times import to_ms

DELETED = "message_deleted"  # the kind under which the parser reports a message its author took back


Rows = tuple[tuple[str, dict[str, Any]], ...]  # rows, each with the member of Change it belongs to


def rows_for(event: Event, *, us: Us, now: datetime) -> Rows:
    """Everything one event changes."""
    return tuple(_rows(event, us, to_ms(now)))


def change_of(rows: Iterable[Rows]) -> Change:
    """The events of one delivery together."""
    lists: dict[str, list[dict[str, Any]]] = {}
    for kind, row in chain.from_iterable(rows):
        lists.setdefault(kind, []).append(row)
    members: dict[str, Any] = {kind: tuple(each) for kind, each in lists.items()}
    return Change(**members)


def without_words(event: Event) -> Event:
    """The event with everything left out that a person may have written."""
    match event:
        case CustomerMessage(source=source):
            return replace(event, text="", source=_named(source))
        case ButtonTap(source=source):
            return replace(event, title="", source=_named(source))
        case Echo() | Edit() | StaffAction():
            return replace(event, text="")
        case Referral(source=source):
            return replace(event, source=_named(source) or source)
        case _:
            return event


def _named(source: Source | None) -> Source | None:
    return source and replace(source, ref="", title="")


def takes_over(event: Event, us: Us) -> bool:
    """Whether the chat belongs to a person, or another app, from the moment this is stored."""
    match event:
        case Echo():
            return is_person(event, us) and not gives_back(event.text)
        case StaffAction(action=action):
            return action in ("take", "reply", "mute")
        case ThreadControl():
            return event.new_owner is not None and event.new_owner != us.app_id
        case CustomerMessage() | ButtonTap():
            return event.standby
        case _:
            return False


def _rows(event: Event, us: Us, now: int) -> Iterable[tuple[str, dict[str, Any]]]:
    told = {"b_page": event.page_id, "b_customer": event.customer_id}
    match event:
        case Echo() if (outbox_id := marker.read(event.metadata)) is not None:
            yield "echoed", told | {"b_id": outbox_id, "b_mid": event.mid}
            yield "sent", {"b_id": outbox_id, "b_mid": event.mid, "b_at": to_ms(event.at)}
        case Receipt():
            kind = "delivered" if event.kind == "delivery" else "read"
            yield kind, told | {"b_until": to_ms(event.watermark or event.at), "b_at": now}
        case Unknown(kind=kind):
            if kind == DELETED:
                yield "forgotten", told | {"b_mid": event.key.partition(":")[2]}
        case _:
            yield "arrived", _inbox_row(event, us, now)


def _inbox_row(event: Event, us: Us, now: int) -> dict[str, Any]:
    # What concerns the page stands behind nobody's questions.
    customer = "" if isinstance(event, PolicyNotice) else event.customer_id
    return {
        "page": event.page_id,
        "key": event.key,
        "customer": customer,
        "part": part_of(customer),
        "kind": type(event).__name__,
        "takes_over": takes_over(event, us),
        # Without a time of its own, an event happened when it came.
        "at": now if event.at == EPOCH else to_ms(event.at),
        "received_at": now,
        "body": encode(event),
    }
