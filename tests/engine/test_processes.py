"""Real processes, killed and stopped under load: nothing lost, nothing doubled, nothing out of order.

A shorter version of bench/chaos.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bench._bot import TINY, Bot, running
from bench._meta import Asked, Meta, Trouble, wait_for

APART = {"web": "web", "worker": "worker"}
TOGETHER = {"serve": "serve"}
SEVERAL = {"web": "web", "one": "worker", "two": "worker"}


@pytest.fixture
def meta() -> Iterator[Meta]:
    meta = Meta(latency=(0.02, 0.06))
    meta.start()
    yield meta
    meta.stop()


def messages(number: int, *, customers: int = 9) -> list[Asked]:
    texts = ("hello", "what is your refund policy?", "do you support Stripe?")
    return [Asked(f"71{n % customers}", f"m_{n:05}", texts[n % 3]) for n in range(number)]


def wait_until_asked(meta: Meta, number: int) -> bool:
    return wait_for(lambda: len(meta.asked) > number, seconds=25)


def check(meta: Meta, bot: Bot) -> None:
    assert wait_for(lambda: not meta.unanswered(), seconds=25), f"lost {meta.unanswered()}\n{bot.logs()}"
    assert meta.verdict() == (0, 0, 0), "lost, doubled, out of order"


@pytest.mark.parametrize("trouble", [False, True], ids=["calm", "trouble"])
def test_killed_again_and_again_nothing_is_lost_doubled_or_out_of_order(
    tmp_path: Path, database_url: str, meta: Meta, trouble: bool
) -> None:
    if trouble:
        meta.trouble = Trouble(slow_down=0.03, fails=0.02, lost=0.01)
    sqlite = database_url.startswith("sqlite")
    commands = TOGETHER if sqlite else SEVERAL
    with running(tmp_path, database_url, meta.url, content=TINY, commands=commands) as bot:
        written = meta.call(meta.write_all(messages(90, customers=6), bot.webhooks, rate=45, again=0.05))
        for number, name in enumerate(["serve"] * 3 if sqlite else ["one", "web", "two"]):
            assert wait_until_asked(meta, 15 + 25 * number)
            bot.kill(name)
            bot.restart(name)
        written.result(25)
        check(meta, bot)


@pytest.mark.parametrize("commands", [TOGETHER, APART], ids=["together", "apart"])
def test_sigterm_under_load_ends_quickly_and_loses_nothing(
    tmp_path: Path, database_url: str, meta: Meta, commands: dict[str, str]
) -> None:
    meta.latency = (0.2, 0.4)
    with running(tmp_path, database_url, meta.url, content=TINY, commands=commands) as bot:
        written = meta.call(meta.write_all(messages(60, customers=30), bot.webhooks, rate=60))
        for name in bot.names:
            assert wait_for(lambda: len(meta.arrived) >= 5, seconds=20)
            assert bot.stop(name) < 5
            bot.restart(name)
        written.result(25)
        check(meta, bot)


# SQLite has one worker at a time: there is nothing to share.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_workers_share_the_customers_and_take_over_from_one_that_stops(
    tmp_path: Path, database_url: str, meta: Meta
) -> None:
    engine = create_engine(database_url)

    def shares() -> list[int]:
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT count(*) FROM partitions GROUP BY owner ORDER BY 1"))
            return [row[0] for row in rows]

    with running(tmp_path, database_url, meta.url, content=TINY, commands={"web": "web", "one": "worker"}) as bot:
        assert wait_for(lambda: shares() == [64], seconds=25)
        bot.start("two", "worker")
        written = meta.call(meta.write_all(messages(60), bot.webhooks, rate=40))
        assert wait_for(lambda: shares() == [32, 32], seconds=25)
        bot.stop("one")
        assert wait_for(lambda: shares() == [64], seconds=25)
        written.result(25)
        check(meta, bot)
    engine.dispose()
