"""What we talk about: the events that reach us, and the conversation they belong to.

Every record is a plain value. Event kinds say what happened, in the past; a kind that the
platform adds tomorrow arrives as `Unknown`, so that nothing is ever lost for want of a name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Language = Literal["en", "vi", "es", "pt", "fr", "de"]
ReplyLanguage = Literal["en", "vi"]  # the languages we write; others get English and one line of their own
Route = Literal[
    "answer",
    "clarify",
    "ticket",
    "out_of_scope",
    "not_eligible",
    "human",
    "credentials",
    "smalltalk",
    "fallback",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One thing that happened in one customer's chat.

    `key` is unique per event and the same for every delivery of it. `standby` means that
    another app (often Meta's own inbox) owned the thread when it happened.
    """

    key: str
    page_id: str
    customer_id: str
    at: datetime
    standby: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where a chat came from: an m.me link, an ad. `ref` is text that a stranger may have chosen."""

    kind: str
    ref: str = ""
    ad_id: str = ""
    title: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerMessage(Event):
    """The customer wrote, tapped a quick reply (`payload`), or sent attachments (their kinds)."""

    mid: str
    text: str = ""
    payload: str | None = None
    attachments: tuple[str, ...] = ()
    like: bool = False  # the thumbs-up sticker
    reply_to: str | None = None
    source: Source | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ButtonTap(Event):
    """A postback: Get Started, an ice breaker, a menu item. `payload` is None while on standby."""

    title: str = ""
    payload: str | None = None
    mid: str | None = None
    source: Source | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Echo(Event):
    """The page sent something. Without an `app_id` a person did; `metadata` is whatever the sender set."""

    mid: str
    text: str = ""
    app_id: str | None = None
    metadata: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ThreadControl(Event):
    """Another app took, passed or asked for the thread. Who owns it now decides, not the event's name."""

    action: Literal["take", "pass", "request"]
    new_owner: str | None
    previous_owner: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit(Event):
    """The customer changed a message that was sent before."""

    mid: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reaction(Event):
    """The customer put a reaction under a message of ours, or took it away."""

    mid: str
    reaction: str
    added: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt(Event):
    """Messages up to `watermark` were delivered or read."""

    kind: Literal["delivery", "read"]
    watermark: datetime | None = None
    mids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Referral(Event):
    """The customer opened the existing chat through a link or an ad."""

    source: Source


@dataclass(frozen=True, kw_only=True, slots=True)
class Feedback(Event):
    """Meta's thumbs under a message of ours: "Good response" or "Bad response"."""

    mid: str
    good: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PolicyNotice(Event):
    """Meta warned the page, blocked it from sending, or lifted the block. No customer is concerned."""

    action: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unknown(Event):
    """A kind we do nothing about. Its name is logged, so that we notice new ones."""

    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A quick reply: a short title the customer may tap, and what comes back when they do."""

    title: str
    payload: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A button that opens a web page."""

    title: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """One thing the bot says. The platform's limits are kept when it is rendered, not here."""

    text: str
    links: tuple[Link, ...] = ()
    choices: tuple[Choice, ...] = ()


Owner = Literal["bot", "asked", "person"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """What we remember of one customer's chat between two messages.

    `pending` holds the entry ids of the last "did you mean", so that "the second" can be understood.
    `told_closed_until` is the opening time that the last closed notice named: the same closure is told once.
    """

    customer_id: str
    owner: Owner = "bot"
    person_at: datetime | None = None  # when a person last wrote, or the customer asked for one
    product: str | None = None
    language: Language | None = None
    misses: int = 0
    entry: str | None = None
    pending: tuple[str, ...] = ()
    asked_product_for: str | None = None
    product_asked: bool = False  # a ticket asks for it once in a conversation
    last_seen: datetime | None = None
    last_reply: str = ""  # without the greeting or the language line in front
    told_closed_until: datetime | None = None
    announced: str | None = None  # the coming closure that was announced last
    back_from_person: bool = False  # the next reply says that it is automated again
    source: Source | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """An entry or intent the matcher considered. `score` is 0 to 1."""

    id: str
    score: float
    because: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What the bot does about one event, and why.

    `route` is None when the bot says nothing (an echo, a receipt, a person owns the chat).
    """

    conversation: Conversation
    route: Route | None = None
    entry: str | None = None
    score: float = 0.0
    replies: tuple[Reply, ...] = ()
    reason: str = ""
    candidates: tuple[Candidate, ...] = field(default=())
