"""Days of mixed traffic in minutes: memory and open files stay flat, and the database stops growing.

    make bench-day                              three days, with one day kept
    python -m bench.day --days 1 --a-minute 8

The clock is a value and Meta answers at once; all else is real: signed deliveries through the web part,
worker, timers, hourly housekeeping and looks at the pages that watch. Four lines a day; the first day
fills the database, the later ones show that it stays as large. Ends with 1 if anything grew.
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
from typing import Any

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
GROWTH = 1.10  # between the first day, which fills everything, and the last
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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=3)
    parser.add_argument("--a-minute", type=int, default=4)
    chosen = parser.parse_args()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with tempfile.TemporaryDirectory() as folder:
        return _run(Day(Path(folder), a_minute=chosen.a_minute), chosen.days)


def _run(day: Day, days: int) -> int:
    print(f"{'simulated':>10} {'messages':>9} {'memory MB':>10} {'open files':>10} {'database MB':>12}")
    process, ends = psutil.Process(), []
    for hour in range(1, days * 24 + 1):
        for _ in range(60):
            day.pass_minute()
        seen = (process.memory_info().rss / 1e6, process.num_fds(), day.file.stat().st_size / 1e6)
        if hour % 6 == 0:
            print(f"{hour:>8} h {day.messages:>10} {seen[0]:>10.1f} {seen[1]:>10} {seen[2]:>12.2f}", flush=True)
        if hour % 24 == 0:
            ends.append(seen)
    day.services.close()
    # The first day fills the database; what is kept one day goes in the hour after, so the second day is the measure.
    first, last = (ends[1] if len(ends) > 2 else ends[0]), ends[-1]
    grown = [
        name for name, a, b in zip(("memory", "open files", "database"), first, last, strict=True) if b > a * GROWTH
    ]
    print(f"grew: {', '.join(grown)}" if grown else "Nothing grew.")
    return int(bool(grown))


if __name__ == "__main__":
    sys.exit(main())
