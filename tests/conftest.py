"""The whole bot around a real database: a clock that is a value, and a Messenger that keeps a transcript."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient

from bot.app import create_app
from bot.engine.timers import Timers
from bot.engine.worker import Worker
from bot.messenger.client import PastMessage
from bot.messenger.errors import Kind, SendFailed
from bot.messenger.signature import sign
from bot.services import Library, Services, build
from bot.settings import Settings
from bot.store.migrate import upgrade
from faq.load import HERE as FAQ_CONTENT
from intents.load import HERE as INTENTS_CONTENT

PAGE = "104857600000001"
APP = "900100200300400"
CUSTOMER = "7100000000000001"
INBOX_APP = "263902037430900"
SECRET = "not-a-real-secret"
# Kept between runs: learning takes seconds, and an outdated version is never used.
CACHE = Path(__file__).parents[1] / "data" / "index"
TINY = Path(__file__).parent / "engine" / "content"  # folders faq and intents, learnt in no time
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@dataclass(slots=True)
class Sent:
    """One message that reached Messenger."""

    customer: str
    message: dict[str, Any]
    metadata: str
    mid: str
    at: datetime
    human_agent: bool = False

    @property
    def text(self) -> str:
        template = self.message.get("attachment", {}).get("payload", {})
        return str(self.message.get("text") or template.get("text") or "")

    @property
    def choices(self) -> list[str]:
        return [each["title"] for each in self.message.get("quick_replies", [])]


@dataclass
class FakeMessenger:
    """Messenger as the bot sees it. `fail_next` makes sends fail; `lose` sends, and loses the answer."""

    now: Callable[[], datetime]
    sent: list[Sent] = field(default_factory=list)
    actions: list[tuple[str, str]] = field(default_factory=list)
    failures: list[SendFailed] = field(default_factory=list)
    controls: list[tuple[str, str]] = field(default_factory=list)  # of threads
    control_failures: list[SendFailed] = field(default_factory=list)
    before_send: Callable[[str], None] | None = None
    usage: float = 0.0
    reads: int = 0
    can_read: bool = True
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    lost: int = 0  # answers still to be lost

    def fail_next(self, kind: Kind, times: int = 1, **details: Any) -> None:
        self.failures += [SendFailed(kind, **details) for _ in range(times)]

    def lose_next(self) -> None:
        """The next message arrives, but we never hear of it."""
        self.lost += 1

    def send(self, customer_id: str, message: dict[str, Any], *, metadata: str, human_agent: bool = False) -> str:
        if self.before_send:
            self.before_send(customer_id)
        if self.failures:
            raise self.failures.pop(0)
        mid = f"m_OURS{next(self._numbers)}"
        self.sent.append(Sent(customer_id, message, metadata, mid, self.now(), human_agent))
        if self.lost:
            self.lost -= 1
            raise SendFailed(Kind.AMBIGUOUS, reason="ReadTimeout")
        return mid

    def act(self, customer_id: str, action: str) -> None:
        self.actions.append((customer_id, action))

    def recent_messages(self, customer_id: str) -> list[PastMessage]:
        self.reads += 1
        if not self.can_read:
            raise SendFailed(Kind.RETRY, reason="ConnectionError")
        ours = [each for each in self.sent if each.customer == customer_id]
        return [PastMessage(mid=each.mid, text=each.text, sender_id=PAGE, at=each.at) for each in reversed(ours)][:20]

    def pass_thread(self, customer_id: str, *, target_app_id: str, metadata: str = "") -> None:  # noqa: ARG002
        self._control("pass", customer_id)

    def take_thread(self, customer_id: str, *, metadata: str = "") -> None:  # noqa: ARG002
        self._control("take", customer_id)

    def _control(self, what: str, customer_id: str) -> None:
        if self.control_failures:
            raise self.control_failures.pop(0)
        self.controls.append((customer_id, what))

    def to(self, customer_id: str) -> list[str]:
        return [each.text for each in self.sent if each.customer == customer_id]


@dataclass
class Time:
    """Now, until somebody says otherwise."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.now.timestamp()

    def passes(self, **length: float) -> None:
        self.now += timedelta(**length)


def settings_for(url: str, **changed: Any) -> Settings:
    values: dict[str, Any] = {
        "page_id": PAGE,
        "page_access_token": "not-a-real-token",
        "app_id": APP,
        "app_secret": SECRET,
        "verify_token": "not-a-real-verify-token",
        "secret_key": "not-a-real-key",
        "database_url": url,
        "burst_seconds": 0.0,
    }
    return Settings(**values | changed)


class Bot:
    """The running bot, as a customer and as Meta see it."""

    def __init__(self, services: Services, time: Time, messenger: FakeMessenger) -> None:
        self.services = services
        self.time = time
        self.messenger = messenger
        self.client = create_app(services).test_client()
        self.worker = Worker(services)
        self.timers = Timers(services)
        self._numbers = count(1)

    def item(self, customer: str = CUSTOMER, **members: Any) -> dict[str, Any]:
        """One event, as it stands in a delivery."""
        return {
            "sender": {"id": customer},
            "recipient": {"id": PAGE},
            "timestamp": int(self.time.now.timestamp() * 1000),
            **members,
        }

    def message(self, text: str, *, customer: str = CUSTOMER, mid: str | None = None, **more: Any) -> dict[str, Any]:
        mid = mid or f"m_THEIRS{next(self._numbers)}"
        return self.item(customer, message={"mid": mid, "text": text, **more})

    def echo(self, text: str = "Hi, Tom here.", *, customer: str = CUSTOMER, **more: Any) -> dict[str, Any]:
        """What Meta reports when an agent answers in the inbox."""
        message = {"mid": f"m_AGENT{next(self._numbers)}", "is_echo": True, "app_id": int(INBOX_APP), "text": text}
        return self.item(customer, sender={"id": PAGE}, recipient={"id": customer}, message=message | more)

    def own_echo(self, sent: Sent) -> dict[str, Any]:
        more = {"mid": sent.mid, "app_id": int(APP), "metadata": sent.metadata}
        return self.echo(sent.text, customer=sent.customer, **more)

    def deliver(self, *items: dict[str, Any]) -> int:
        """A signed delivery; returns the status of the answer."""
        return self.post({"object": "page", "entry": [{"id": PAGE, "time": 1, "messaging": list(items)}]})

    def post(self, body: Any) -> int:
        data = json.dumps(body).encode()
        headers = {"X-Hub-Signature-256": sign(data, app_secret=SECRET), "Content-Type": "application/json"}
        return self.client.post("/webhook", data=data, headers=headers).status_code

    def work(self) -> list[str]:
        """Let the worker do all it can do now; returns what was said meanwhile."""
        before = len(self.messenger.sent)
        self.timers.look()
        self.worker.run_until_idle()
        while self.timers.look():
            self.worker.run_until_idle()
        return [each.text for each in self.messenger.sent[before:]]

    def say(self, text: str, *, customer: str = CUSTOMER, **more: Any) -> list[str]:
        """A customer writes; what the bot says."""
        assert self.deliver(self.message(text, customer=customer, **more)) == 200
        return self.work()

    def restart(self) -> None:
        """A new process over the same database. The system frees the old one's lock, however it ended."""
        self.worker.stop(0)
        self.worker._hold.release()
        self.worker = Worker(self.services)

    def query(self, sql: str) -> list[Any]:
        with self.services.store.reading.connect() as connection:
            return list(connection.exec_driver_sql(sql))

    def owner(self, customer: str = CUSTOMER) -> str:
        rows = self.query(f"SELECT owner FROM conversations WHERE customer = '{customer}'")  # noqa: S608
        return str(rows[0][0]) if rows else "bot"


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """A command sets the logs up for its whole process; the next test begins without."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def library() -> Library:
    """The real content, read once."""
    found = Library(FAQ_CONTENT, INTENTS_CONTENT, cache=CACHE)
    found.current()
    return found


@pytest.fixture(scope="session")
def learnt(library: Library) -> Path:
    """A folder with what the matcher learnt, for processes of their own."""
    assert library.current()
    return CACHE


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def messenger(time: Time) -> FakeMessenger:
    return FakeMessenger(now=time)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "bot.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def database_url(tmp_path: Path, empty_database: Path) -> str:
    path = tmp_path / "bot.db"
    path.write_bytes(empty_database.read_bytes())
    return f"sqlite:///{path}"


MakeBot = Callable[..., Bot]


@pytest.fixture
def make_bot(database_url: str, time: Time, messenger: FakeMessenger, library: Library) -> Iterator[MakeBot]:
    """A bot with other settings: `make_bot(burst_seconds=1.5)`."""
    made: list[Bot] = []

    def make(**changed: Any) -> Bot:
        services = build(
            settings_for(database_url, **changed),
            clock=time,
            wall=time,
            monotonic=time.monotonic,
            messenger=messenger,
            library=library,
            random=Random(7),
        )
        made.append(Bot(services, time, messenger))
        return made[-1]

    yield make
    for bot in made:
        bot.worker.stop(0)
        bot.services.close()


@pytest.fixture
def bot(make_bot: MakeBot) -> Bot:
    return make_bot()


@pytest.fixture
def services(bot: Bot) -> Services:
    return bot.services


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def transcript(messenger: FakeMessenger) -> list[Sent]:
    """What reached Messenger."""
    return messenger.sent
