"""A worker that is dead is noticed, also while nothing waits. On both databases."""

from __future__ import annotations

import time as clock
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import create_engine, text

from bench._bot import TINY, running
from bench._meta import Meta, wait_for
from bot.engine.worker import Worker
from bot.store.times import to_ms
from tests.conftest import Bot


def beats(bot: Bot) -> list[int]:
    return [row.at for row in bot.query("SELECT at FROM heartbeats")]


def test_a_worker_with_nothing_to_do_writes_that_it_is_at_work(bot: Bot) -> None:
    bot.worker.start()
    try:
        assert wait_for(lambda: beats(bot) == [to_ms(bot.time.now)], seconds=5)
        bot.time.passes(seconds=20)
        assert wait_for(lambda: beats(bot) == [to_ms(bot.time.now)], seconds=5)
    finally:
        bot.worker.stop()


def test_it_writes_rarely_and_into_one_row(bot: Bot) -> None:
    seen = set()
    for _ in range(300):
        bot.worker.run_until_idle()
        seen.update(beats(bot))
        assert len(beats(bot)) == 1
        bot.time.passes(seconds=1)

    assert len(seen) == 300 / 15


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_that_waits_for_another_to_end_is_not_at_work(bot: Bot) -> None:
    bot.worker._hold.refresh()
    waits = Worker(bot.services)
    waits._keep_house()

    assert beats(bot) == []
    bot.worker._keep_house()
    assert len(beats(bot)) == 1


@pytest.fixture
def meta() -> Iterator[Meta]:
    meta = Meta()
    meta.start()
    yield meta
    meta.stop()


def test_web_and_worker_apart_a_killed_worker_is_missed_and_a_new_one_is_seen(
    tmp_path: Path, database_url: str, meta: Meta
) -> None:
    commands = {"web": "web", "worker": "worker"}
    with running(tmp_path, database_url, meta.url, content=TINY, commands=commands) as bot:
        address = bot.webhooks[0].replace("/webhook", "/readyz")

        def says(status: int, worker: str) -> bool:
            answer = requests.get(address, timeout=5)
            said: dict[str, Any] = answer.json()
            return answer.status_code == status and str(said["worker"]).startswith(worker)

        assert wait_for(lambda: says(200, "ok"), seconds=60), bot.logs()
        bot.kill("worker")
        _as_if_it_were_minutes_ago(database_url)
        assert says(503, "silent for 300 seconds")

        bot.restart("worker")
        assert wait_for(lambda: says(200, "ok"), seconds=60), bot.logs()


def _as_if_it_were_minutes_ago(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE heartbeats SET at = :at"), {"at": int(clock.time() * 1000) - 300_000})
    engine.dispose()
