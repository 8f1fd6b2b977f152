"""From the bytes of a webhook call to a list of events.

Meta disables a webhook that fails for an hour and never repeats what it missed, so nothing in a
body may raise: what has no name here becomes `Unknown`, what is broken costs only itself, and
one delivery may hold any number of events.
https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks

Times: an event's own `timestamp`, or else the time Meta sent the delivery (`entry.time`;
delivery receipts have no time of their own), or else 1970. There is no clock in here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.messenger.kinds import LONGEST_NAME, READERS, Item
from bot.messenger.values import EPOCH, as_dict, as_id, as_list, as_moment, as_number, as_text
from bot.model import Event

_DEEPEST = 32  # brackets within brackets; Meta's templates have twelve
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)

_ENVELOPE = {"sender", "recipient", "timestamp"}  # every other member of an item names its kind


def parse_events(body: bytes) -> list[Event]:
    """Every event of one delivery, in the order it was written; nothing if it is not about a page."""
    delivery = as_dict(_json(body.decode("utf-8-sig", errors="replace")))
    if delivery.get("object") != "page":  # Instagram, WhatsApp … may share the address
        return []
    return [event for entry in as_list(delivery.get("entry")) for event in _entry_events(as_dict(entry))]


def _json(text: str) -> object:
    """The JSON of a body, as much of it as can be read; None for what is no JSON."""
    try:
        return json.loads(text, parse_int=as_number, strict=False)
    except ValueError:
        return None
    except RecursionError:  # one item is nested beyond all reason: its neighbours are not to suffer
        return _json(_shallow(text))


def _shallow(text: str) -> str:
    """The JSON with `null` for whatever lies deeper than anything we read."""
    kept: list[str] = []
    depth = start = 0
    for found in _BRACKET.finditer(text):
        sign = found[0]
        if sign in "[{":
            depth += 1
            if depth == _DEEPEST:
                kept.append(text[start : found.start()])
        elif sign in "]}":
            if depth == _DEEPEST:
                kept.append("null")
                start = found.end()
            depth -= 1
    kept.append(text[start:] if depth < _DEEPEST else "")
    return "".join(kept)


def _entry_events(entry: dict[str, Any]) -> Iterator[Event]:
    for raw in as_list(entry.get("messaging")):
        yield from _item_events(raw, entry, standby=False)
    for raw in as_list(entry.get("standby")):  # the same items, while another app owns the thread
        yield from _item_events(raw, entry, standby=True)
    for change in as_list(entry.get("changes")):
        yield from _change_events(change, entry)


def _item_events(raw: object, entry: dict[str, Any], *, standby: bool) -> Iterator[Event]:
    """One event; none if the item says neither which page nor which customer it is about."""
    item = _open(raw, entry, standby=standby)
    if item.page_id or item.customer_id:
        yield _read(item, user_ref="user_ref" in as_dict(as_dict(raw).get("sender")))


def _open(raw: object, entry: dict[str, Any], *, standby: bool) -> Item:
    members = as_dict(raw)
    page_id, customer_id, from_page = _parties(members, as_id(entry.get("id")))
    kind = _kind(members)
    return Item(
        kind=kind,
        value=members.get(kind) if members else raw,
        page_id=page_id,
        customer_id=customer_id,
        at=as_moment(members.get("timestamp")) or as_moment(entry.get("time")) or EPOCH,
        standby=standby,
        from_page=from_page,
        stamp=members.get("timestamp"),
    )


def _parties(members: dict[str, Any], entry_id: str) -> tuple[str, str, bool]:
    """The page, the customer, and whether it comes from the page, whichever way round they stand.

    Echoes come from the page, and Meta's own example of a request for the thread has the two
    swapped. Whatever comes from the page is never from a customer: the bot must not meet itself.
    """
    sender = as_id(as_dict(members.get("sender")).get("id"))
    recipient = as_id(as_dict(members.get("recipient")).get("id"))
    echo = bool(as_dict(members.get("message")).get("is_echo"))
    page = entry_id or (sender if echo else recipient)
    from_page = echo or (page != "" and sender == page)
    customer = recipient if from_page else sender
    return page, "" if customer == page else customer, from_page


def _kind(members: dict[str, Any]) -> str:
    """The name of what happened. Meta has no field for it: it is the member that is there."""
    present = [name for name in members if name not in _ENVELOPE and members[name] is not None]
    return next((name for name in READERS if name in present), present[0] if present else "")


def _read(item: Item, *, user_ref: bool) -> Event:
    reader = READERS.get(item.kind)
    if not item.kind or not item.page_id:
        return item.unknown("broken")
    if reader is None:
        return item.unknown(as_text(item.kind, LONGEST_NAME) or "broken")
    if not isinstance(item.value, dict):
        return item.unknown("broken")
    if not item.customer_id and item.kind != "policy_enforcement":
        # A website plugin may name its visitor by `user_ref`, to whom we have never spoken.
        return item.unknown(f"{item.kind}.user_ref" if user_ref else "broken")
    return reader(item, item.value)


def _change_events(change: object, entry: dict[str, Any]) -> Iterator[Event]:
    """The page's feed, labels and so on: never about a chat."""
    members = as_dict(change)
    page_id = as_id(entry.get("id"))
    if page_id:
        field = as_text(members.get("field"), LONGEST_NAME)
        item = Item(
            kind=f"changes.{field}" if field else "broken",
            value=change,
            page_id=page_id,
            customer_id="",
            at=as_moment(entry.get("time")) or EPOCH,
            standby=False,
        )
        yield item.unknown(item.kind)
