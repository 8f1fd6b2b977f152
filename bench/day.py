"""Days of mixed traffic in minutes: memory and open files stay flat, and the database stops growing.

    make bench-day                              24 hours, after 30 that fill the database; one day is kept
    python -m bench.day --hours 2 --a-minute 1  a short look

The clock is a value and Meta answers at once; all else is real: signed deliveries through the web part,
worker, timers, hourly housekeeping and looks at the pages that watch. A line every six hours. What is kept for a
day is deleted in the hour after it, so after 30 hours the database is as large as it gets, and what comes then is
measured. Ends with 1 if anything grew.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import psutil
import structlog

from bench._meta import APP, PAGE, SECRET
from bot.app import create_app
from bot.engine.house import House
from bot.engine.timers import Timers
from bot.engine.worker import Worker
from bot.messenger.client import PastMessage
from bot.messenger.errors import Kind, SendFailed
from bot.messenger.signature import sign
from bot.services import Library, build
from bot.settings import Settings
from bot.store.migrate import upgrade
from faq.load import HERE as FAQ_CONTENT
from intents.load import HERE as INTENTS_CONTENT

CACHE = Path(__file__).parents[1] / "data" / "index"
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
CUSTOMERS = 400
FILLING = 30  # hours after which everything is as full as it gets
GROWTH = 1.10  # between then and the end
WORDS = (
    "hello", "what is your refund policy?", "my form does not send e-mail", "mật khẩu là hoahong123", "cảm ơn shop",
    "can I talk to a person", "do you support stripe", "có bản miễn phí không", "asdf qwer", "refund me please",
    "delete my data", "and for bricks?", "👍",
)  # fmt: skip


class Obliging:
    """Takes every message, fails now and then, and remembers nothing."""

    usage = 0.0

    def __init__(self, random: Random) -> None:
        self._random = random
        self._numbers = count(1)

    def send(self, customer_id: str, message: dict[str, Any], *, metadata: str, human_agent: bool = False) -> str:  # noqa: ARG002
        luck = self._random.random()
        if luck < 0.01:
            raise SendFailed(Kind.RETRY, reason="ConnectionError")
        if luck < 0.012:
            raise SendFailed(Kind.OUR_BUG, code=100)
        return f"m_OURS{next(self._numbers)}"

    def act(self, customer_id: str, action: str) -> None: ...

    def recent_messages(self, customer_id: str) -> list[PastMessage]:  # noqa: ARG002
        return []

    def pass_thread(self, customer_id: str, *, target_app_id: str, metadata: str = "") -> None: ...

    def take_thread(self, customer_id: str, *, metadata: str = "") -> None: ...


class Day:
    """A bot whose time goes by as fast as it can work."""

    def __init__(self, folder: Path, *, a_minute: int) -> None:
        self.now = MONDAY
        self.random = Random(3)
        self.file = folder / "bot.db"
        self.messages = 0
        self._a_minute = a_minute
        self._numbers = count(1)
        upgrade(f"sqlite:///{self.file}")
        settings = Settings(
            page_id=PAGE, app_id=APP, app_secret=SECRET, page_access_token="-", verify_token="-", secret_key="-",  # noqa: S106
            database_url=f"sqlite:///{self.file}", burst_seconds=0.0, keep_days=1, keep_transcript_days=1,
            keep_chat_days=1, keep_notes_days=1, keep_audit_days=1,
        )  # fmt: skip
        self.services = build(
            settings,
            clock=lambda: self.now,
            wall=lambda: self.now,
            monotonic=lambda: self.now.timestamp(),
            messenger=Obliging(self.random),  # type: ignore[arg-type]
            library=Library(FAQ_CONTENT, INTENTS_CONTENT, cache=CACHE),
            random=self.random,
        )
        self.client = create_app(self.services).test_client()
        self.worker, self.timers, self.house = Worker(self.services), Timers(self.services), House(self.services)

    def pass_minute(self) -> None:
        self.now += timedelta(minutes=1)
        self._deliver(list(self._traffic()))
        self.timers.look()
        self.worker.run_until_idle()
        if self.now.minute == 0:
            self.house.clean()
            for path in ("/readyz", "/metrics", "/privacy", "/staff/login"):
                self.client.get(path).close()

    def _traffic(self) -> Iterator[dict[str, Any]]:
        for _ in range(self._a_minute):
            self.messages += 1
            customer, number = f"71{self.random.randrange(CUSTOMERS):06}", next(self._numbers)
            luck = self.random.random()
            if luck < 0.85:
                more: dict[str, Any] = {"message": {"mid": f"m_{number}", "text": self.random.choice(WORDS)}}
                if luck < 0.02:
                    more["message"]["quick_reply"] = {"payload": "erase"}
                yield self._item(customer, **more)
            elif luck < 0.90:
                yield self._item(customer, read={"watermark": int(self.now.timestamp() * 1000)})
            elif luck < 0.95:
                yield self._item(customer, reaction={"mid": "m_1", "reaction": "love", "action": "react"})
            else:
                text = self.random.choice(["Hi, Tom here", "#bot", "#later 2h"])
                echo = {"mid": f"m_{number}", "is_echo": True, "app_id": 263902037430900, "text": text}
                yield self._item(PAGE, recipient={"id": customer}, message=echo)

    def _item(self, sender: str, **more: Any) -> dict[str, Any]:
        return {
            "sender": {"id": sender},
            "recipient": {"id": PAGE},
            "timestamp": int(self.now.timestamp() * 1000),
        } | more

    def _deliver(self, items: list[dict[str, Any]]) -> None:
        body = json.dumps({"object": "page", "entry": [{"id": PAGE, "time": 1, "messaging": items}]}).encode()
        answer = self.client.post("/webhook", data=body, headers={"X-Hub-Signature-256": sign(body, app_secret=SECRET)})
        assert answer.status_code == 200, answer.status


class Seen(NamedTuple):
    """What the process takes just now."""

    memory: float
    files: int
    database: float


def grown(first: Seen, last: Seen) -> list[str]:
    """The names of what is larger in the end."""
    return [name for name, a, b in zip(Seen._fields, first, last, strict=True) if b > a * GROWTH]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=int, default=24, help="how many are measured, after those that fill")
    parser.add_argument("--a-minute", type=int, default=4, help="events in each minute")
    chosen = parser.parse_args()
    if chosen.hours < 1 or chosen.a_minute < 1:
        parser.error("nothing would be measured")
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with tempfile.TemporaryDirectory() as folder:
        return _run(Day(Path(folder), a_minute=chosen.a_minute), chosen.hours)


def _run(day: Day, hours: int) -> int:
    print(f"{'simulated':>10} {'messages':>9} {'memory MB':>10} {'open files':>10} {'database MB':>12}")
    process, first, seen = psutil.Process(), None, None
    for hour in range(1, FILLING + hours + 1):
        for _ in range(60):
            day.pass_minute()
        seen = Seen(process.memory_info().rss / 1e6, process.num_fds(), day.file.stat().st_size / 1e6)
        first = seen if hour == FILLING else first
        if hour % 6 == 0 or hour == FILLING + hours:
            print(
                f"{hour:>8} h {day.messages:>10} {seen.memory:>10.1f} {seen.files:>10} {seen.database:>12.2f}",
                flush=True,
            )
    day.services.close()
    assert first
    assert seen
    larger = grown(first, seen)
    print(f"grew: {', '.join(larger)}" if larger else f"Nothing grew in the last {hours} hours.")
    return int(bool(larger))


if __name__ == "__main__":
    sys.exit(main())
