"""Staff who can be told: a mail server and a webhook on this machine, and notices to tell them of."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope

from bot.model import Candidate, Notice, Source
from bot.notices.cards import Card
from bot.notices.notify import Notifier
from bot.store.changes import Change
from bot.store.codec import encode
from bot.store.times import to_ms
from tests.conftest import CUSTOMER, PAGE, Bot
from tests.engine.conftest import postgres, template

__all__ = ["postgres", "template"]

FRIDAY_NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)  # 12:00 in Vietnam
MAIL_PASSWORD = "pw-sunflower-77"
HOOK_TOKEN = "token-marigold-88"


@dataclass
class MailServer:
    """Takes every mail, from whoever knows the password."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        self.mails.append(message_from_bytes(envelope.content or b"", policy=default))  # type: ignore[arg-type]
        return "250 OK"

    @property
    def url(self) -> str:
        return f"mailto://bot:{MAIL_PASSWORD}@127.0.0.1:{self.port}?from=bot@example.com&to=sales@example.com"


@dataclass
class Hook:
    """Takes every card as JSON; `fails` makes it refuse."""

    url: str = ""
    cards: list[Card] = field(default_factory=list)
    fails: bool = False

    def take(self, body: dict[str, Any]) -> int:
        if self.fails:
            return 500
        self.cards.append(Card(title=body["title"], text=body["message"]))
        return 200


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = MailServer(free.getsockname()[1])

    def knows(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == MAIL_PASSWORD.encode())

    controller = Controller(
        server, "127.0.0.1", server.port, auth_require_tls=False, auth_required=True, authenticator=knows
    )
    controller.start()
    yield server
    controller.stop()


@pytest.fixture
def hook() -> Iterator[Hook]:
    with listening() as taken:
        yield taken


@contextmanager
def listening() -> Iterator[Hook]:
    """A web hook that keeps what it is told."""
    taken = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(taken.take(json.loads(body)))
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    taken.url = f"json://127.0.0.1:{server.server_port}/{HOOK_TOKEN}"
    try:
        yield taken
    finally:
        server.shutdown()
        server.server_close()


def notice(kind: str = "asked", **changed: Any) -> Notice:
    """A customer who asked on Friday at 11:30."""
    asked = FRIDAY_NOON - timedelta(minutes=30)
    values: dict[str, Any] = {
        "question": "Do you give discounts for agencies?",
        "product": "forms",
        "language": "en",
        "source": Source(kind="ADS", ad_id="604", ref="spring", title="Spring offer"),
        "tried": (Candidate(id="refund-policy", score=0.42),),
        "free_until": asked + timedelta(hours=24),
        "human_until": asked + timedelta(days=7),
        "waiting_since": asked,
    }
    return Notice(kind=kind, **values | changed)  # type: ignore[arg-type]


_NUMBERS = count(1)


def store(bot: Bot, *told: Notice, owner: str = "asked", waiting_since: datetime | str | None = "since asked") -> None:
    """The notices, and their chat as it is by now."""
    since = told[0].waiting_since if waiting_since == "since asked" else waiting_since
    now = to_ms(bot.time.now)
    chat = {"page": PAGE, "customer": CUSTOMER, "owner": owner, "state": "{}", "window_until": 0, "updated_at": now}
    rows = [
        {
            "key": f"{each.kind}:{next(_NUMBERS)}",
            "page": PAGE,
            "customer": CUSTOMER,
            "kind": each.kind,
            "body": encode(each),
            "created_at": now,
            "not_before": 0,
        }
        for each in told
    ]
    waits = to_ms(since) if isinstance(since, datetime) else None
    bot.services.store.writer.apply(
        Change(conversations=({**chat, "waiting_since": waits, "due_at": None},), notices=tuple(rows))
    )


@pytest.fixture
def desk_bot(make_bot: Callable[..., Bot], time: Any) -> Callable[..., Bot]:
    """A bot on Friday at noon, with other settings."""

    def make(**changed: Any) -> Bot:
        time.now = FRIDAY_NOON
        return make_bot(**changed)

    return make


def tell(bot: Bot) -> int:
    """What a worker that has just been started tells."""
    return Notifier(bot.services).tell_all()


def statuses(bot: Bot) -> list[int]:
    return [row[0] for row in bot.query("SELECT status FROM notices ORDER BY id")]
