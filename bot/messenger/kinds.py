"""One reader for each kind of event, and the item they read.

Keys: `m:` message, `e:` echo, `p:` button tap, `ps:` button tap seen on standby and `d:` deleted
message, each with Meta's own message id; `x:` and a hash for everything that has none. A message
and its echo never share a key, nor do the two views of a button tap: the standby view has no
payload, and must not stop the real one that may follow it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypedDict

from bot.messenger.values import LONGEST_TEXT, as_dict, as_id, as_list, as_moment, as_text
from bot.model import (
    ButtonTap,
    CustomerMessage,
    Echo,
    Edit,
    Event,
    Feedback,
    PolicyNotice,
    Reaction,
    Receipt,
    Referral,
    Source,
    ThreadControl,
    Unknown,
)

LONGEST_MID = 500  # message ids are opaque; longer ones are replaced by their hash
_LONGEST_PAYLOAD = 1000  # the platform's limit for payloads and metadata
_LONGEST_REF = 2083  # the platform's limit for the ref of an m.me link
LONGEST_NAME = 200

# The three sizes of the thumbs-up; only the first is documented, the others were seen in traffic.
_LIKES = {"369239263222822", "369239343222814", "369239383222810"}


class _Head(TypedDict):
    """What every event record begins with."""

    key: str
    page_id: str
    customer_id: str
    at: datetime
    standby: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One item of a delivery: its envelope, and `value`, which stands under the name of its kind."""

    kind: str
    value: Any
    page_id: str
    customer_id: str
    at: datetime
    standby: bool
    from_page: bool = False
    stamp: Any = None  # the time as Meta wrote it: `at` may differ from one delivery to the next

    def head(self, key: str = "") -> _Head:
        return {
            "key": key or self._hashed(),
            "page_id": self.page_id,
            "customer_id": self.customer_id,
            "at": self.at,
            "standby": self.standby,
        }

    def unknown(self, kind: str) -> Unknown:
        return Unknown(**self.head(), kind=kind)

    def _hashed(self) -> str:
        parts = [self.page_id, self.customer_id, self.stamp, self.kind, self.value]
        return "x:" + hashlib.sha256(_canonical(parts)).hexdigest()[:40]


def _message(item: Item, message: dict[str, Any]) -> Event:
    mid = _mid(message.get("mid"))
    if message.get("is_deleted"):
        return Unknown(**item.head(_key("d", mid)), kind="message_deleted")
    if item.from_page:
        return _echo(item, message, mid)
    if message.get("admin_text") and not mid:  # a system line, never a customer's words
        return item.unknown("admin_text")
    written = _customer_message(item, message, mid)
    return written if mid or written.text or written.attachments else item.unknown("broken")


def _customer_message(item: Item, message: dict[str, Any], mid: str) -> CustomerMessage:
    attachments = [as_dict(each) for each in as_list(message.get("attachments"))]
    return CustomerMessage(
        **item.head(_key("m", mid)),
        mid=mid,
        text=as_text(message.get("text"), LONGEST_TEXT),
        # The platform allows an empty payload: then only the title, which is the text, counts.
        payload=as_text(as_dict(message.get("quick_reply")).get("payload"), _LONGEST_PAYLOAD) or None,
        attachments=_attachment_kinds(message, attachments),
        like=not _LIKES.isdisjoint(_stickers(message, attachments)),
        reply_to=_mid(as_dict(message.get("reply_to")).get("mid")) or None,
        source=_source(message.get("referral")),
    )


def _stickers(message: dict[str, Any], attachments: list[dict[str, Any]]) -> list[str]:
    payloads = [as_dict(attachment.get("payload")) for attachment in attachments]
    return [as_id(each.get("sticker_id")) for each in (message, *payloads)]


def _attachment_kinds(message: dict[str, Any], attachments: list[dict[str, Any]]) -> tuple[str, ...]:
    """The kinds in order. A sticker is one sticker, in whichever of three shapes it comes.

    Until August 2026 one sticker was an `image` with a `sticker_id`, or that and a `sticker`.
    """
    kinds: list[str] = []
    for attachment in attachments:
        is_sticker = bool(as_id(as_dict(attachment.get("payload")).get("sticker_id")))
        kind = "sticker" if is_sticker else as_text(attachment.get("type"), LONGEST_NAME)
        if kind and not (kind == "sticker" and kind in kinds):
            kinds.append(kind)
    if message.get("is_unsupported") and not kinds:  # there was something; we are not told what
        kinds.append("unsupported")
    return tuple(kinds)


def _echo(item: Item, message: dict[str, Any], mid: str) -> Echo:
    return Echo(
        **item.head(_key("e", mid)),
        mid=mid,
        text=as_text(message.get("text"), LONGEST_TEXT),
        app_id=as_id(message.get("app_id")) or None,
        metadata=as_text(message.get("metadata"), _LONGEST_PAYLOAD) or None,
    )


def _postback(item: Item, postback: dict[str, Any]) -> ButtonTap:
    mid = _mid(postback.get("mid"))  # old versions of the API have none
    return ButtonTap(
        **item.head(_key("ps" if item.standby else "p", mid)),
        title=as_text(postback.get("title"), LONGEST_TEXT),
        payload=as_text(postback.get("payload"), _LONGEST_PAYLOAD) or None,
        mid=mid or None,
        source=_source(postback.get("referral")),
    )


def _edit(item: Item, edit: dict[str, Any]) -> Edit:
    return Edit(**item.head(), mid=_mid(edit.get("mid")), text=as_text(edit.get("text"), LONGEST_TEXT))


def _reaction(item: Item, reaction: dict[str, Any]) -> Reaction:
    name = as_text(reaction.get("reaction"), LONGEST_NAME) or as_text(reaction.get("emoji"), LONGEST_NAME)
    return Reaction(
        **item.head(),
        mid=_mid(reaction.get("mid")),
        reaction=name,
        added=reaction.get("action") != "unreact",
    )


def _delivery(item: Item, receipt: dict[str, Any]) -> Receipt:
    return _receipt(item, receipt, "delivery")


def _seen(item: Item, receipt: dict[str, Any]) -> Receipt:
    return _receipt(item, receipt, "read")


def _receipt(item: Item, receipt: dict[str, Any], kind: Literal["delivery", "read"]) -> Receipt:
    mids = (_mid(mid) for mid in as_list(receipt.get("mids")))  # optional: the watermark covers them
    return Receipt(
        **item.head(),
        kind=kind,
        watermark=as_moment(receipt.get("watermark")),
        mids=tuple(mid for mid in mids if mid),
    )


def _referral(item: Item, referral: dict[str, Any]) -> Referral:
    return Referral(**item.head(), source=_source(referral) or Source(kind=""))


def _feedback(item: Item, feedback: dict[str, Any]) -> Event:
    words = as_text(feedback.get("feedback"), LONGEST_NAME).lower()
    if words not in ("good response", "bad response"):
        return item.unknown("response_feedback")
    return Feedback(**item.head(), mid=_mid(feedback.get("mid")), good=words == "good response")


def _policy(item: Item, notice: dict[str, Any]) -> PolicyNotice:
    return PolicyNotice(
        **item.head(),
        action=as_text(notice.get("action"), LONGEST_NAME).lower(),
        reason=as_text(notice.get("reason"), LONGEST_TEXT),
    )


def _take(item: Item, control: dict[str, Any]) -> ThreadControl:
    return _thread_control(item, control, "take", owner="new_owner_app_id")


def _pass(item: Item, control: dict[str, Any]) -> ThreadControl:
    return _thread_control(item, control, "pass", owner="new_owner_app_id")


def _request(item: Item, control: dict[str, Any]) -> ThreadControl:
    return _thread_control(item, control, "request", owner="requested_owner_app_id")


def _thread_control(
    item: Item, control: dict[str, Any], action: Literal["take", "pass", "request"], *, owner: str
) -> ThreadControl:
    return ThreadControl(
        **item.head(),
        action=action,
        new_owner=as_id(control.get(owner)) or None,
        previous_owner=as_id(control.get("previous_owner_app_id")) or None,  # null: nobody owned it
        metadata=as_text(control.get("metadata"), _LONGEST_PAYLOAD) or None,
    )


# Ordered: an item that has several of these names is what the first one says. Every name that is
# not here, from `optin` to whatever Meta adds tomorrow, becomes `Unknown` under its own name.
READERS: dict[str, Callable[[Item, dict[str, Any]], Event]] = {
    "message": _message,
    "postback": _postback,
    "take_thread_control": _take,
    "pass_thread_control": _pass,
    "request_thread_control": _request,
    "message_edit": _edit,
    "reaction": _reaction,
    "delivery": _delivery,
    "read": _seen,
    "referral": _referral,
    "response_feedback": _feedback,
    "policy_enforcement": _policy,
}


def _source(value: object) -> Source | None:
    """Where the chat came from: `shortlink`, `ads`, … as Meta names it, or `product` for a shop."""
    referral = as_dict(value)
    product = as_id(as_dict(referral.get("product")).get("id"))
    kind = as_text(referral.get("source") or referral.get("type"), LONGEST_NAME).lower()
    if not kind and product:
        return Source(kind="product", ref=product)
    source = Source(
        kind=kind,
        ref=as_text(referral.get("ref"), _LONGEST_REF),
        ad_id=as_id(referral.get("ad_id")),
        title=as_text(as_dict(referral.get("ads_context_data")).get("ad_title"), LONGEST_NAME),
    )
    return None if source == Source(kind="") else source


def _mid(value: object) -> str:
    if isinstance(value, str) and len(value) > LONGEST_MID:
        return "sha256:" + hashlib.sha256(value.encode(errors="replace")).hexdigest()
    return as_text(value, LONGEST_MID).strip()


def _key(prefix: str, mid: str) -> str:
    return f"{prefix}:{mid}" if mid else ""


def _canonical(value: object) -> bytes:
    """The same bytes for the same value, in whatever order its members were written."""
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    except RecursionError:  # writing needs a little more room than reading did
        return b"too deep"
