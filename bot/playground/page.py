"""The Messenger side of one Facebook page: its chats, who owns them, and what Meta tells the app.

State and rules only. What the app is told leaves through `tell`, which must not wait; the time
comes from `now`. Three set-ups of a page exist, and an app sees something else in each: no default
app, the bot as default app, Meta's inbox as default app.
https://developers.facebook.com/documentation/business-messaging/messenger-platform/conversation-routing
"""

from __future__ import annotations

import random
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from bot.messenger.client import INBOX_APP_ID
from bot.playground.rules import TITLE_LIMIT, Refused, check_send, recipient_of

Setup = Literal["none", "bot", "inbox"]
SETUPS: tuple[Setup, ...] = get_args(Setup)
Author = Literal["customer", "bot", "agent", "app"]
Channel = Literal["messaging", "standby"]
CustomerAttachment = Literal["like", "image", "file", "audio", "location"]
ATTACHMENTS: tuple[CustomerAttachment, ...] = get_args(CustomerAttachment)

WINDOW = timedelta(hours=24)
HUMAN_AGENT_WINDOW = timedelta(days=7)
OWNERSHIP = timedelta(hours=24)
LONGEST_EXTENSION = timedelta(days=7)
TYPING = timedelta(seconds=20)
LIKE_STICKER = 369239263222822

_LONGEST_MESSAGE = 20_000
_NAMES = ("Linh", "Jane", "Minh", "Carlos", "Thảo", "Anna", "Quân", "Priya", "Hà", "Tom", "Vy", "Sofia")
_MEDIA_URL = "https://scontent.example/playground"


@dataclass(kw_only=True, slots=True)
class Message:
    """One bubble. `tapped` is the payload of a quick reply or button that made the customer's message."""

    mid: str
    author: Author
    at: datetime
    text: str = ""
    attachment: str | None = None
    buttons: tuple[dict[str, Any], ...] = ()
    quick_replies: tuple[dict[str, Any], ...] = ()
    metadata: str | None = None
    tapped: str | None = None
    reaction: str | None = None


@dataclass(kw_only=True, slots=True)
class Chat:
    """One customer's chat. `owner` counts only until `owner_until`; then it is idle."""

    customer_id: str
    name: str
    messages: list[Message] = field(default_factory=list)
    wrote_at: datetime | None = None  # the customer, last: opens the 24 hours
    owner: str | None = None
    owner_until: datetime | None = None
    typing_until: datetime | None = None
    # Which message, not when: the clock may be set back.
    seen: str = ""  # the customer's last one that the page has marked as seen
    read: str = ""  # the page's last one that the customer has read


# What is told about a chat: its customer, the channel, and one item of `messaging` or `standby`.
Tell = Callable[[str, Channel, dict[str, Any]], None]


class Page:
    """One page with one connected app: the bot. Safe to use from several threads."""

    def __init__(
        self,
        *,
        page_id: str,
        app_id: str,
        now: Callable[[], datetime],
        tell: Tell,
        name: str = "Piotnet",
        setup: Setup = "none",
        max_chats: int = 200,
        max_messages: int = 400,
    ) -> None:
        self.id = page_id
        self.app_id = app_id
        self.name = name
        self.setup: Setup = setup
        self.profile: dict[str, Any] = {}
        self.subscribed_fields: tuple[str, ...] = ()
        self.receipts = True  # delivery receipts, as a customer's phone sends them
        self._now = now
        self._tell = tell
        self._max_chats = max_chats
        self._max_messages = max_messages
        self._chats: OrderedDict[str, Chat] = OrderedDict()
        self._lock = threading.RLock()

    # --- reading -------------------------------------------------------------------------------

    def chats(self) -> list[Chat]:
        """All chats, the newest first."""
        with self._lock:
            return list(reversed(self._chats.values()))

    def chat(self, customer_id: str) -> Chat:
        """Raises Refused, as Meta does, for someone who never met this page."""
        with self._lock:
            found = self._chats.get(customer_id)
        if found is None:
            raise Refused(100, 2018001, "No matching user found")
        return found

    def owner(self, customer_id: str) -> str | None:
        """The app that owns the chat: set, or the default app; None if the page has no default."""
        chat = self.chat(customer_id)
        if chat.owner and chat.owner_until and self._now() < chat.owner_until:
            return chat.owner
        return {"none": None, "bot": self.app_id, "inbox": INBOX_APP_ID}[self.setup]

    # --- what the customer does ----------------------------------------------------------------

    def new_customer(self, name: str = "") -> Chat:
        with self._lock:
            number = len(self._chats)
            customer_id = f"71{secrets.randbelow(10**14):014}"
            chat = Chat(customer_id=customer_id, name=name or _NAMES[number % len(_NAMES)])
            self._chats[customer_id] = chat
            while len(self._chats) > self._max_chats:
                self._chats.popitem(last=False)
            return chat

    def write(self, customer_id: str, text: str, *, reply_to: str | None = None) -> Message:
        message = self._customer_message(customer_id, text=text[:_LONGEST_MESSAGE])
        item: dict[str, Any] = {"mid": message.mid, "text": message.text}
        if reply_to:
            item["reply_to"] = {"mid": reply_to, "is_self_reply": False}
        self._tell_message(customer_id, message, item)
        return message

    def tap_quick_reply(self, customer_id: str, title: str, payload: str) -> Message:
        message = self._customer_message(customer_id, text=title, tapped=payload)
        item = {"mid": message.mid, "text": title, "quick_reply": {"payload": payload}}
        self._tell_message(customer_id, message, item)
        return message

    def tap_button(self, customer_id: str, title: str, payload: str, *, ref: str = "") -> Message:
        """Get Started, an ice breaker, a menu item or a button of a template.

        The app that made the button gets the payload even when another owns the chat.
        """
        message = self._customer_message(customer_id, text=title, tapped=payload)
        postback: dict[str, Any] = {"mid": message.mid, "title": title, "payload": payload}
        if ref:
            postback["referral"] = _referral(ref)
        self._tell_as_customer(customer_id, message.at, {"postback": postback}, channel="messaging")
        return message

    def attach(self, customer_id: str, kind: CustomerAttachment) -> Message:
        message = self._customer_message(customer_id, attachment=kind)
        item = {"mid": message.mid, "attachments": [_attachment(kind)]}
        self._tell_message(customer_id, message, item)
        return message

    def react(self, customer_id: str, mid: str, reaction: str | None) -> None:
        """Put a reaction under a message, or take it away (None). It opens the 24 hours."""
        with self._lock:
            chat = self.chat(customer_id)
            message = next((each for each in chat.messages if each.mid == mid), None)
            if message is None:
                return
            told = {"mid": mid, "reaction": reaction or message.reaction or "other"}
            message.reaction = reaction
            chat.wrote_at = at = self._now()
            action = "react" if reaction else "unreact"
            self._tell_as_customer(customer_id, at, {"reaction": {**told, "action": action}})

    def refer(self, customer_id: str, ref: str) -> None:
        """Open the existing chat through an m.me link."""
        with self._lock:
            self.chat(customer_id).wrote_at = at = self._now()
            self._tell_as_customer(customer_id, at, {"referral": _referral(ref)})

    def read(self, customer_id: str) -> None:
        """The customer has seen everything the page wrote. Told once for each new message."""
        with self._lock:
            chat = self.chat(customer_id)
            last = last_from(chat, customer=False)
            if last and chat.read != last.mid:
                chat.read = last.mid
                self._tell_as_customer(customer_id, self._now(), {"read": {"watermark": milliseconds(last.at)}})

    # --- what other people and apps of the page do ----------------------------------------------

    def agent_writes(self, customer_id: str, text: str) -> Message:
        """An agent answers in Meta's inbox. With a default app, this takes the chat."""
        with self._lock:
            chat = self.chat(customer_id)
            if self.setup != "none" and self.owner(customer_id) != INBOX_APP_ID:
                self._give(chat, INBOX_APP_ID, event="take_thread_control", metadata=None)
            elif self.setup != "none":
                self._own(chat, INBOX_APP_ID)
            return self._page_message(chat, "agent", {"text": text[:_LONGEST_MESSAGE]}, app_id=int(INBOX_APP_ID))

    def app_writes(self, customer_id: str, text: str, app_id: int) -> Message:
        """Another app of the page writes, or an automation of Business Suite."""
        with self._lock:
            return self._page_message(self.chat(customer_id), "app", {"text": text}, app_id=app_id)

    def agent_takes(self, customer_id: str) -> None:
        """An agent moves the chat to the main folder, which takes it without a word."""
        with self._lock:
            self._need_routing()
            self._give(self.chat(customer_id), INBOX_APP_ID, event="take_thread_control", metadata=None)

    def agent_gives_back(self, customer_id: str) -> None:
        """The inbox passes the chat to the bot."""
        with self._lock:
            self._give(self.chat(customer_id), self.app_id, event="pass_thread_control", metadata="done")

    # --- what the bot does through the API -------------------------------------------------------

    def send(self, body: dict[str, Any]) -> dict[str, Any]:
        """One call of /messages by the bot. Raises Refused as Meta would."""
        with self._lock:
            chat = self.chat(check_send(body))
            self._need_ownership(chat)
            if "sender_action" in body:
                self._act(chat, body["sender_action"])
                return {"recipient_id": chat.customer_id}
            self._need_window(chat, human="tag" in body)
            message = self._page_message(chat, "bot", body["message"], app_id=int(self.app_id))
            self._control_after_send(chat, body.get("thread_control"))
            return {"recipient_id": chat.customer_id, "message_id": message.mid}

    def pass_thread(self, body: dict[str, Any]) -> None:
        with self._lock:
            chat = self.chat(recipient_of(body))
            target = str(body.get("target_app_id") or "")
            if target not in (self.app_id, INBOX_APP_ID):
                raise Refused(100, 2018164, "Param target_app_id is not an app of this page")
            self._need_ownership(chat)
            # Whoever gives is told nothing; only a new owner is, and the inbox is not ours to tell.
            self._own(chat, target)

    def take_thread(self, body: dict[str, Any]) -> None:
        with self._lock:
            chat = self.chat(recipient_of(body))
            self._need_routing()
            self._give(chat, self.app_id, event="take_thread_control", metadata=body.get("metadata"))

    def release_thread(self, body: dict[str, Any]) -> None:
        """No webhook tells of it."""
        with self._lock:
            chat = self.chat(recipient_of(body))
            self._need_ownership(chat)
            chat.owner = chat.owner_until = None

    def request_thread(self, body: dict[str, Any]) -> None:
        """The owner may give the chat or not. Our inbox never answers by itself."""
        self.chat(recipient_of(body))

    def extend_thread(self, body: dict[str, Any]) -> None:
        with self._lock:
            chat = self.chat(recipient_of(body))
            duration = body.get("duration")
            if not isinstance(duration, int) or not 0 < duration <= LONGEST_EXTENSION.total_seconds():
                raise Refused(100, None, "Param duration must be a number of seconds, 7 days at most")
            if self.owner(chat.customer_id) != self.app_id:
                raise Refused(100, 2534037, "The app is not the thread owner")
            chat.owner, chat.owner_until = self.app_id, self._now() + timedelta(seconds=duration)

    def thread_owner(self, customer_id: str) -> dict[str, Any] | None:
        """The owner as Meta tells it: only to the owner itself and to the default app."""
        with self._lock:
            chat = self.chat(customer_id)
            if not chat.owner or not chat.owner_until or chat.owner_until <= self._now():
                return None
            if chat.owner != self.app_id and self.setup != "bot":
                return None
            return {"app_id": chat.owner, "expiration": int(chat.owner_until.timestamp())}

    # --- inside -----------------------------------------------------------------------------------

    def _customer_message(
        self, customer_id: str, *, text: str = "", attachment: str | None = None, tapped: str | None = None
    ) -> Message:
        with self._lock:
            chat = self.chat(customer_id)
            message = Message(
                mid=_new_mid(), author="customer", at=self._now(), text=text, attachment=attachment, tapped=tapped
            )
            self._append(chat, message)
            chat.wrote_at = message.at
            if chat.owner and chat.owner_until:
                chat.owner_until = max(chat.owner_until, message.at + OWNERSHIP)
            self._chats.move_to_end(customer_id)
            return message

    def _page_message(self, chat: Chat, author: Author, content: dict[str, Any], *, app_id: int) -> Message:
        """Store what the page sent, and echo it: Meta tells everything the page sends, whoever sent it."""
        at = self._now()
        payload = (content.get("attachment") or {}).get("payload") or {}
        message = Message(
            mid=_new_mid(),
            author=author,
            at=at,
            text=content.get("text") or payload.get("text") or "",
            attachment=_media(content),
            buttons=_buttons(payload),
            quick_replies=tuple(_shown(reply) for reply in content.get("quick_replies", ())),
            metadata=content.get("metadata"),
        )
        self._append(chat, message)
        chat.typing_until = None
        told = {key: content[key] for key in ("metadata", "text", "attachment") if content.get(key)}
        if "attachment" in told:
            told["attachments"] = [told.pop("attachment")]
        echo = {"mid": message.mid, "is_echo": True, "app_id": app_id, **told}
        item = {
            "sender": {"id": self.id},
            "recipient": {"id": chat.customer_id},
            "timestamp": milliseconds(at),
            "message": echo,
        }
        self._tell(chat.customer_id, self._channel(chat), item)
        if self.receipts and author == "bot":
            delivery = {"mids": [message.mid], "watermark": milliseconds(at)}
            self._tell_as_customer(chat.customer_id, None, {"delivery": delivery})
        return message

    def _append(self, chat: Chat, message: Message) -> None:
        chat.messages.append(message)
        del chat.messages[: -self._max_messages]

    def _act(self, chat: Chat, action: str) -> None:
        now = self._now()
        match action:
            case "typing_on":
                chat.typing_until = now + TYPING
            case "typing_off":
                chat.typing_until = None
            case "mark_seen":
                last = last_from(chat, customer=True)
                chat.seen = last.mid if last else ""

    def _control_after_send(self, chat: Chat, control: Any) -> None:
        if not isinstance(control, dict):
            return
        if control.get("control_type", "release") == "pass":
            self._own(chat, str(control.get("app_id") or INBOX_APP_ID))
        else:
            chat.owner = chat.owner_until = None

    def _need_window(self, chat: Chat, *, human: bool) -> None:
        window = HUMAN_AGENT_WINDOW if human else WINDOW
        if chat.wrote_at is None or self._now() - chat.wrote_at > window:
            raise Refused(10, 2018278, "This message is sent outside of allowed window")

    def _need_ownership(self, chat: Chat) -> None:
        if self.owner(chat.customer_id) not in (None, self.app_id):
            raise Refused(10, 2018300, "Another app is controlling this thread now")

    def _need_routing(self) -> None:
        if self.setup == "none":
            raise Refused(27, None, "The page has no default app, so nobody can take control")

    def _own(self, chat: Chat, app_id: str) -> None:
        chat.owner = app_id
        chat.owner_until = (chat.wrote_at or self._now()) + OWNERSHIP

    def _give(self, chat: Chat, app_id: str, *, event: str, metadata: Any) -> None:
        """Change the owner and tell the bot, in `messaging`: hand-over events are no standby matter."""
        previous = self.owner(chat.customer_id)
        self._own(chat, app_id)
        control = {"previous_owner_app_id": previous, "new_owner_app_id": app_id, "metadata": metadata}
        self._tell_as_customer(chat.customer_id, self._now(), {event: control}, channel="messaging")

    def _channel(self, chat: Chat) -> Channel:
        return "messaging" if self.owner(chat.customer_id) in (None, self.app_id) else "standby"

    def _tell_message(self, customer_id: str, message: Message, item: dict[str, Any]) -> None:
        self._tell_as_customer(customer_id, message.at, {"message": item})

    def _tell_as_customer(
        self, customer_id: str, at: datetime | None, what: dict[str, Any], *, channel: Channel | None = None
    ) -> None:
        item: dict[str, Any] = {"sender": {"id": customer_id}, "recipient": {"id": self.id}}
        if at is not None:  # delivery receipts have no time of their own
            item["timestamp"] = milliseconds(at)
        with self._lock:
            self._tell(customer_id, channel or self._channel(self.chat(customer_id)), {**item, **what})


def last_from(chat: Chat, *, customer: bool) -> Message | None:
    """The newest message of the customer, or of the page."""
    return next((each for each in reversed(chat.messages) if (each.author == "customer") == customer), None)


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _new_mid() -> str:
    return "m_" + secrets.token_urlsafe(30)


def _referral(ref: str) -> dict[str, str]:
    return {"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"}


def _attachment(kind: CustomerAttachment) -> dict[str, Any]:
    match kind:
        case "like":
            return {"type": "sticker", "payload": {"url": f"{_MEDIA_URL}/like.png", "sticker_id": LIKE_STICKER}}
        case "location":
            place = {"coordinates": {"lat": 10.77, "long": 106.69}}
            return {"type": "location", "title": "Pinned location", "payload": place}
        case _:
            ending = {"image": "jpg", "file": "pdf", "audio": "mp4"}[kind]
            return {"type": kind, "payload": {"url": f"{_MEDIA_URL}/{random.randrange(10**9)}.{ending}"}}


def _media(content: dict[str, Any]) -> str | None:
    kind = (content.get("attachment") or {}).get("type")
    return kind if kind != "template" else None


def _buttons(payload: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """The buttons of a template; of a generic one, those of all its elements."""
    elements = payload.get("elements") or ()
    return tuple([*(payload.get("buttons") or ()), *(b for each in elements for b in each.get("buttons", ()))])


def _shown(reply: dict[str, Any]) -> dict[str, Any]:
    """A quick reply as the phone shows it: a title that is too long is cut."""
    return {"title": str(reply.get("title", ""))[:TITLE_LIMIT], "payload": reply.get("payload", "")}
