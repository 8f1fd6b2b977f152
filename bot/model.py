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
    metadata: str | None = None  # ours, when we did it ourselves


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


StaffDeed = Literal["take", "give_back", "mute", "later", "unmute", "reply", "learn"]


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffAction(Event):
    """A colleague did something with this chat in the console. `by` is the name of their account.

    A reply is words of their own (`text`) or an entry of the FAQ (`entry`); `until` ends a mute or a "later".
    """

    action: StaffDeed
    by: str
    text: str = ""
    until: datetime | None = None
    entry: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeCame(Event):
    """Something was due in this chat, without anybody writing."""

    due: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Erasure(Event):
    """Everything about this person is to be deleted, when all that came before is handled."""


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """An entry or intent the matcher considered. `score` is 0 to 1."""

    id: str
    score: float
    because: str = ""


Owner = Literal["bot", "asked", "person"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """What we remember of one customer's chat between two messages.

    `pending` holds the entry ids of the last "did you mean", so that "the second" can be understood.
    `told_closed_until` is the opening time that the last closed notice named: the same closure is told once.
    """

    customer_id: str
    owner: Owner = "bot"
    owner_since: datetime | None = None
    owner_why: str = ""  # the change that made it so, as bot.handover names it
    owner_by: str = ""  # a colleague's account, "inbox" for somebody in Meta's inbox, or empty
    person_at: datetime | None = None  # a person's last sign of life
    asked_at: datetime | None = None  # when the customer asked for a person who has not come yet
    later_until: datetime | None = None  # a colleague comes back to it: until then nothing returns to the bot
    muted_until: datetime | None = None  # until then the bot is silent, whoever has the chat
    last_customer_at: datetime | None = None  # what the customer did last opens the 24 hours and the 7 days
    customer_waits_since: datetime | None = None  # their first message that a person has to answer and has not
    closing_told: datetime | None = None  # the wait (its beginning) for which the closing notice was given
    reminders: int = 0  # how often staff were reminded of this wait
    warned_of: datetime | None = None  # the end of the window that staff were warned of last
    thread_away: bool = False  # at Meta another app has the thread: sending would be refused
    question: str = ""  # what the customer wants of a person, in their words
    tried: tuple[Candidate, ...] = ()  # what the bot had found for it
    product: str | None = None
    language: Language | None = None
    misses: int = 0
    entry: str | None = None
    pending: tuple[str, ...] = ()
    asked_product_for: str | None = None
    product_asked: bool = False  # a ticket asks for it once in a conversation
    answers: int = 0  # of the FAQ, in this conversation
    feedback_at: datetime | None = None  # when they were asked last whether an answer helped
    last_seen: datetime | None = None
    last_reply: str = ""  # without the greeting or the language line in front
    told_closed_until: datetime | None = None
    announced: str | None = None  # the coming closure that was announced last
    back_from_person: bool = False  # the next reply says that it is automated again
    source: Source | None = None


NoticeKind = Literal["asked", "reminder", "window_closing"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """What staff are told about a chat that needs a person. Secrets are removed from it already.

    Until `free_until` anybody may answer, until `human_until` only a person. `about` tells notices of
    one kind apart: the same one is told once.
    """

    kind: NoticeKind
    about: str = ""
    question: str = ""
    product: str | None = None
    language: Language | None = None
    source: Source | None = None
    tried: tuple[Candidate, ...] = ()
    free_until: datetime | None = None
    human_until: datetime | None = None
    waiting_since: datetime | None = None
    number: int = 0  # of the reminder


@dataclass(frozen=True, kw_only=True, slots=True)
class Owned:
    """Who has the chat changed: from whom to whom, why (as bot.handover names it), and who did it."""

    before: Owner
    after: Owner
    change: str
    by: str = ""


# At Meta: give the thread to the inbox after the replies; take it before them; or take it, reply and give it back.
Thread = Literal["pass", "take", "borrow"]


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
    by: str = ""  # the colleague whose words the replies are
    thread: Thread | None = None
    owned: tuple[Owned, ...] = ()
    notices: tuple[Notice, ...] = ()
    erase: str = ""  # the customer wants to be forgotten: the code with which they may ask about it
