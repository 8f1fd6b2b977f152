"""Kill the bot under load, and let Meta have trouble: nothing may be lost, doubled or out of order.

    python -m bench.chaos [--database sqlite|postgresql]

First ten kill -9 of worker and web with 5 % of all events delivered twice; then 3 % of calls refused
with 613, 2 % failing, 1 % of answers lost, and an outage of 4 seconds. Ends with 1 unless 0/0/0.
"""

from __future__ import annotations

import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench._bot import TINY, Bot, running
from bench._meta import Asked, Meta, Trouble, Verdict, wait_for
from bench._postgres import server
from bot.store.migrate import upgrade

RATE = 100
CUSTOMERS = 300
KILLS = 10
BETWEEN = 2.5
TEXTS = ("hello", "what is your refund policy?", "do you support Stripe?")
COMMANDS = {
    "sqlite": {"web": "web", "worker": "worker"},
    "postgresql": {"web": "web", "web 2": "web", "worker": "worker", "worker 2": "worker"},
}


def killed(bot: Bot, meta: Meta) -> None:
    """Ten kills, each process in its turn, with new ones at once in their place."""
    for number in range(KILLS):
        time.sleep(BETWEEN)
        name = bot.names[number % len(bot.names)]
        bot.kill(name)
        bot.restart(name)
        print(f"    {meta_line(meta)}  killed {name}", flush=True)


def troubled(_bot: Bot, meta: Meta) -> None:
    """Nobody is killed, but Meta refuses, fails, loses answers, and is away for a while."""
    meta.trouble = Trouble(slow_down=0.03, fails=0.02, lost=0.01)
    time.sleep(8)
    meta.outage_until = time.monotonic() + 4
    print(f"    {meta_line(meta)}  outage", flush=True)


def meta_line(meta: Meta) -> str:
    return f"{len(meta.asked)} asked, {len(meta.answered())} answered"


def series(database: str, name: str, seconds: float, *, again: float) -> Verdict:
    """One run over a new database."""
    print(f"  {database}, {name}", flush=True)
    # Without echoes, reading back is the only way to find out whether a message arrived: the harder case.
    meta = Meta(echoes=name != "kills")
    meta.start()
    number = int(RATE * seconds)
    messages = [Asked(f"71{n % CUSTOMERS:03}", f"m_{n:06}", TEXTS[n % 3]) for n in range(number)]
    with tempfile.TemporaryDirectory() as folder, database_url(database, Path(folder)) as url:
        upgrade(url)
        with running(Path(folder), url, meta.url, content=TINY, commands=COMMANDS[database]) as bot:
            if database == "postgresql":
                bot.wait_for_workers(url)
            written = meta.call(meta.write_all(messages, bot.webhooks, rate=RATE, again=again))
            (killed if name == "kills" else troubled)(bot, meta)
            written.result(seconds + 120)
            in_time = wait_for(lambda: not meta.unanswered(), seconds=90)
            wait_for(lambda: False, seconds=2)  # for anything that would come too much
            if not in_time:
                print(f"    not answered: {sorted(meta.unanswered())[:10]}\n{bot.logs()}")
    verdict = meta.verdict()
    meta.stop()
    waits = sorted(each.at - meta.sent_at[each.answers] for each in meta.arrived)
    print(
        f"    {number} messages: {verdict.lost} lost, {verdict.doubled} doubled, {verdict.disordered} out of order;"
        f" reply p50 {waits[len(waits) // 2] * 1000:.0f} ms, p99 {waits[len(waits) * 99 // 100] * 1000:.0f} ms"
    )
    return verdict


@contextmanager
def database_url(database: str, folder: Path) -> Iterator[str]:
    """A new database."""
    if database == "sqlite":
        yield f"sqlite:///{folder / 'bot.db'}"
        return
    with server() as postgres:
        yield postgres.url


def main(arguments: list[str]) -> int:
    """Both series on each database; 1 unless all is well."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    databases = parser.parse_args(arguments).database or ["sqlite", "postgresql"]
    print(f"{RATE} messages a second from {CUSTOMERS} customers")
    verdicts = []
    for database in databases:
        verdicts.append(series(database, "kills", KILLS * BETWEEN + 3, again=0.05))
        verdicts.append(series(database, "trouble", 20, again=0.05))
    good = all(each.good for each in verdicts)
    print("Nothing lost, doubled or out of order." if good else "NOT GOOD: see above.")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
