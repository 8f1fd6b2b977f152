"""How the bot stands a load of signed webhooks, with its real FAQ: acks, replies, CPU, memory.

    python -m bench.load [--database sqlite|postgresql] [--rate 300] [--seconds 60] [--users 600]

Everything runs on this machine: the bot's own processes, the database, and one process that writes
like customers and answers like Meta after 50 to 150 ms. Ends with 1 when a message is lost, doubled
or out of order.
"""

from __future__ import annotations

import json
import math
import os
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sqlalchemy import create_engine, text

from bench._bot import Bot, running
from bench._meta import Asked, Meta, Verdict, wait_for
from bench._postgres import Postgres, server
from bot.services import Library
from bot.settings import Settings
from bot.store.migrate import upgrade

ROOT = Path(__file__).parents[1]
LABELLED = ROOT / "bench" / "labelled" / "dev.jsonl"
COMMANDS = {
    "sqlite": {"web": "web", "worker": "worker"},
    "postgresql": {"web": "web", "web 2": "web", "worker": "worker", "worker 2": "worker"},
}
NO_REPLY = {"human"}  # whoever asks for a person waits for one; that is no matter of speed
WARM_UP = 6.0  # seconds at a third of the rate
IDLE = 10.0
# The prototype without a FAQ, state and logs: reference/engine.md, 300/s on two cores.
PROTOTYPE = {
    "sqlite": ("2", "44", "15", "112", "300", "3.6-4.2", "41-51 + 71", "0 / 0 / 0", "1.3"),
    "postgresql": ("15", "91", "34", "381", "250-299", "4.2-4.9", "51 + 71", "0 / 0 / 0", "0.6"),
}
NAMES = (
    "ack p50 ms",
    "ack p99 ms",
    "reply p50 ms",
    "reply p99 ms",
    "messages/s",
    "service CPU ms/message",
    "memory MB (each process)",
    "lost / doubled / out of order",
    "idle CPU %",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """What one run showed."""

    acks: list[float]
    replies: list[float]
    messages: int
    seconds: float
    cpu: float
    memory: dict[str, float]
    idle: float
    verdict: Verdict
    silent: int

    def column(self) -> list[str]:
        """As the table shows them."""
        return [
            _ms(self.acks, 50),
            _ms(self.acks, 99),
            _ms(self.replies, 50),
            _ms(self.replies, 99),
            f"{self.messages / self.seconds:.0f}",
            f"{self.cpu * 1000 / self.messages:.1f}",
            " + ".join(f"{each:.0f}" for each in self.memory.values()),
            " / ".join(str(each) for each in self.verdict),
            f"{self.idle:.1f}",
        ]


def measure(database: str, *, rate: float, seconds: float, users: int) -> Figures:
    """One run over a new database."""
    # Learnt once, before anything is measured; the processes find it in the cache.
    found = Settings()
    Library(found.faq_dir, found.intents_dir, cache=ROOT / "data" / "index").current()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres = stack.enter_context(server()) if database == "postgresql" else None
        url = postgres.url if postgres else f"sqlite:///{folder / 'bot.db'}"
        upgrade(url)
        meta = Meta()
        meta.start()
        stack.callback(meta.stop)
        bot = stack.enter_context(running(folder, url, meta.url, content=None, commands=COMMANDS[database]))
        bot.wait_for_workers(url)
        return _load(bot, meta, postgres, url, rate=rate, seconds=seconds, users=users)


def _load(
    bot: Bot, meta: Meta, postgres: Postgres | None, url: str, *, rate: float, seconds: float, users: int
) -> Figures:
    def cpu() -> float:
        return bot.cpu() + (postgres.cpu() if postgres else 0.0)

    messages = mix(int(WARM_UP * rate / 3 + seconds * rate), users)
    warming, measured = messages[: int(WARM_UP * rate / 3)], messages[int(WARM_UP * rate / 3) :]
    meta.call(meta.write_all(warming, bot.webhooks, rate=rate / 3)).result(120)
    _settled(meta, url, seconds=60)
    acks_before, cpu_before, began = len(meta.acks), cpu(), time.monotonic()
    meta.call(meta.write_all(measured, bot.webhooks, rate=rate)).result(seconds * 3 + 60)
    silent = _settled(meta, url, seconds=60)
    ended = max(each.at for each in meta.arrived)
    used, memory = cpu() - cpu_before, bot.memory()
    idle = _idle(cpu)
    of_interest = {each.mid for each in measured}
    replies: dict[str, float] = {}
    for each in meta.arrived:
        if each.answers in of_interest:
            replies.setdefault(each.answers, each.at - meta.sent_at[each.answers])
    found = meta.verdict()
    lost = len(meta.unanswered() - silent)
    return Figures(
        acks=meta.acks[acks_before:],
        replies=list(replies.values()),
        messages=len(measured),
        seconds=ended - began,
        cpu=used,
        memory=memory,
        idle=idle,
        verdict=found._replace(lost=lost),
        silent=len(silent & of_interest),
    )


def mix(number: int, users: int) -> list[Asked]:
    """Real questions in a random order, the customers in turn."""
    labels = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    texts = [turn for label in labels if label["route"] not in NO_REPLY for turn in label["turns"]]
    random = Random(1)
    return [Asked(f"71{n % users:05}", f"m_{n:07}", random.choice(texts)) for n in range(number)]


def _settled(meta: Meta, url: str, *, seconds: float) -> set[str]:
    """Wait until everything has been dealt with. Returns what the bot decided not to answer.

    The bot's own record is asked only about silence: that an answer left is believed when it arrives.
    """
    engine = create_engine(url)
    silent: set[str] = set()
    query = text(
        "SELECT mid FROM transcript t WHERE who = 'customer' AND NOT EXISTS"
        " (SELECT 1 FROM outbox o WHERE o.inbox_id = t.inbox_id)"
    )

    def done() -> bool:
        if len(meta.unanswered()) > len(meta.asked) // 10:
            return False  # do not disturb the database
        with engine.connect() as connection:
            silent.update(row[0] for row in connection.execute(query))
        return meta.unanswered() <= silent

    wait_for(done, seconds=seconds, every=0.5)
    engine.dispose()
    return silent


def _idle(cpu: Callable[[], float]) -> float:
    """Per cent of one core while nothing happens."""
    time.sleep(3)
    before = cpu()
    time.sleep(IDLE)
    return (cpu() - before) / IDLE * 100


def _ms(values: Sequence[float], percent: int) -> str:
    ordered = sorted(values)
    return (
        f"{ordered[min(len(ordered) - 1, math.ceil(len(ordered) * percent / 100) - 1)] * 1000:.0f}" if ordered else "-"
    )


def main(arguments: list[str]) -> int:
    """Print a column for each database, and one with what the prototype showed."""
    parser = ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--database", choices=list(COMMANDS), action="append")
    parser.add_argument("--rate", type=float, default=300)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--users", type=int, default=600)
    given = parser.parse_args(arguments)
    columns: list[tuple[str, Sequence[str]]] = []
    bad = False
    for database in given.database or list(COMMANDS):
        busy = os.getloadavg()[0]
        figures = measure(database, rate=given.rate, seconds=given.seconds, users=given.users)
        columns += [(database, figures.column()), ("prototype", PROTOTYPE[database])]
        bad = bad or not figures.verdict.good
        print(
            f"{database}: {figures.messages} messages, {given.users} customers, {given.rate:.0f}/s,"
            f" {figures.silent} needed no reply; load average before: {busy:.1f} on {os.cpu_count()} cores",
            flush=True,
        )
    print(f"{'':32}" + "".join(f"{name:>22}" for name, _ in columns))
    for number, name in enumerate(NAMES):
        print(f"{name:32}" + "".join(f"{column[number]:>22}" for _, column in columns))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
