"""Brings webhooks to the bot as Meta does: signed, over HTTP, again when the answer is not 200.

On request it is as unreliable as Meta may be: every delivery twice, out of order, or several
events in one body.
https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks
"""

from __future__ import annotations

import json
import queue
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

import requests

from bot.messenger.signature import sign
from bot.playground.page import Channel, milliseconds

_TIMEOUT = 20.0  # seconds; Meta's older texts name 20, its newer ones 5
_WAITS = (0.1, 0.5, 2.0)  # before each further attempt; Meta says "immediately a few more times"
_GATHERING = 0.25  # seconds in which events are gathered into one body, or to change their order
_SHOWN_BODY = 20_000


class _Item(NamedTuple):
    customer_id: str
    channel: Channel
    content: dict[str, Any]


@dataclass(kw_only=True, slots=True)
class Delivery:
    """One webhook call as it went out. `status` is None while it is under way or when nobody answered."""

    number: int
    customer_ids: tuple[str, ...]
    kinds: tuple[str, ...]
    mids: tuple[str, ...]
    at: datetime
    body: str
    attempts: int = 0
    status: int | None = None
    milliseconds: int = 0
    state: Literal["under way", "delivered", "failed"] = "under way"


class Courier:
    """A queue of events and the threads that deliver them. One thread keeps their order."""

    def __init__(
        self,
        *,
        url: str,
        page_id: str,
        app_secret: str,
        now: Callable[[], datetime],
        threads: int = 1,
        kept: int = 300,
    ) -> None:
        self.url = url
        self.twice = False
        self.shuffled = False
        self.batched = False
        self.waits: Sequence[float] = _WAITS
        self._page_id = page_id
        self._app_secret = app_secret
        self._now = now
        self._items: queue.Queue[_Item | None] = queue.Queue()
        self._kept: deque[Delivery] = deque(maxlen=kept)
        self._lock = threading.Lock()
        self._count = 0
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._run, name=f"courier-{n}", daemon=True) for n in range(threads)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Deliver nothing any more; what is waiting is lost."""
        self._stopping.set()
        for _ in self._threads:
            self._items.put(None)
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=5)

    def put(self, customer_id: str, channel: Channel, content: dict[str, Any]) -> None:
        """Returns at once."""
        self._items.put(_Item(customer_id, channel, content))

    def wait_until_quiet(self, timeout: float) -> bool:
        """Whether everything was delivered, or given up, in time."""
        deadline = time.monotonic() + timeout
        with self._items.all_tasks_done:
            while self._items.unfinished_tasks:
                if not self._items.all_tasks_done.wait(deadline - time.monotonic()):
                    return not self._items.unfinished_tasks
        return True

    def deliveries(self, customer_id: str) -> list[Delivery]:
        """What was delivered about one customer, the newest first."""
        with self._lock:
            return [each for each in reversed(self._kept) if customer_id in each.customer_ids]

    def _run(self) -> None:
        with requests.Session() as session:
            while (item := self._items.get()) is not None and not self._stopping.is_set():
                items = self._gathered(item)
                try:
                    for body in self._bodies(items):
                        self._deliver(session, body)
                finally:
                    for _ in items:
                        self._items.task_done()

    def _gathered(self, first: _Item) -> list[_Item]:
        """The item alone; or, when order or number are to be played with, what comes soon after it too."""
        items = [first]
        deadline = time.monotonic() + _GATHERING
        while (self.batched or self.shuffled) and (left := deadline - time.monotonic()) > 0:
            try:
                item = self._items.get(timeout=left)
            except queue.Empty:
                break
            if item is None:
                self._items.put(None)
                break
            items.append(item)
        return items

    def _bodies(self, items: list[_Item]) -> list[list[_Item]]:
        if self.shuffled:
            items = random.sample(items, len(items))
        bodies = [items] if self.batched else [[item] for item in items]
        return [body for body in bodies for _ in range(2 if self.twice else 1)]

    def _deliver(self, session: requests.Session, items: list[_Item]) -> None:
        body = envelope(self._page_id, [(item.channel, item.content) for item in items], self._now())
        delivery = self._note(items, body)
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": sign(body, app_secret=self._app_secret),
        }
        started = time.monotonic()
        for wait in (*self.waits, None):
            delivery.attempts += 1
            try:
                delivery.status = session.post(self.url, data=body, headers=headers, timeout=_TIMEOUT).status_code
            except requests.RequestException:
                delivery.status = None
            delivery.milliseconds = round((time.monotonic() - started) * 1000)
            if delivery.status == 200:
                delivery.state = "delivered"
                return
            if wait is None or self._stopping.wait(wait):
                break
        delivery.state = "failed"

    def _note(self, items: list[_Item], body: bytes) -> Delivery:
        customers = tuple(dict.fromkeys(item.customer_id for item in items))
        with self._lock:
            self._count += 1
            shown = body.decode("ascii")[:_SHOWN_BODY]
            delivery = Delivery(
                number=self._count,
                customer_ids=customers,
                kinds=tuple(kind_of(item.channel, item.content) for item in items),
                mids=tuple(mid for item in items if (mid := _mid_of(item.content))),
                at=self._now(),
                body=shown,
            )
            self._kept.append(delivery)
        return delivery


def envelope(page_id: str, items: Sequence[tuple[Channel, dict[str, Any]]], sent: datetime) -> bytes:
    """One webhook body, byte for byte as Meta writes it: non-ASCII as \\u00e4, a slash as \\/."""
    entries = [{"id": page_id, "time": milliseconds(sent), channel: [content]} for channel, content in items]
    text = json.dumps({"object": "page", "entry": entries}, ensure_ascii=True, separators=(",", ":"))
    return text.replace("/", "\\/").encode("ascii")


def kind_of(channel: Channel, content: dict[str, Any]) -> str:
    """What an event is called: the member beside its envelope, as Meta names it."""
    name = next(key for key in content if key not in ("sender", "recipient", "timestamp"))
    if name == "message" and content[name].get("is_echo"):
        name = "echo"
    return f"{name} (standby)" if channel == "standby" else name


def _mid_of(content: dict[str, Any]) -> str | None:
    return next((str(what["mid"]) for name in ("message", "postback") if (what := content.get(name))), None)
