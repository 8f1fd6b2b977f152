"""Several workers on one PostgreSQL share what is to be told."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.notices.alerts import alert_row
from bot.notices.cards import Alert
from bot.notices.notify import Notifier
from bot.store.changes import Change
from tests.conftest import PAGE, Bot
from tests.notify.conftest import Hook, notice, statuses, store
from tests.postgres import Postgres


@pytest.fixture
def database_url(postgres: Postgres, template: str) -> Iterator[str]:
    name = postgres.create(template=template)
    yield postgres.url(name)
    with warnings.catch_warnings():
        postgres.drop(name)


def test_several_workers_tell_each_notice_once(desk_bot: Callable[..., Bot], hook: Hook) -> None:
    bots = [desk_bot(notify_urls=(hook.url,)) for _ in range(3)]
    store(bots[0], *(notice(question=f"question {n}") for n in range(12)))

    with ThreadPoolExecutor(len(bots)) as threads:
        told = list(threads.map(lambda bot: Notifier(bot.services).tell_all(), bots))

    assert sum(told) == 12
    assert set(Counter(card.text for card in hook.cards).values()) == {1}
    assert (len(hook.cards), set(statuses(bots[0]))) == (12, {2})


def test_what_one_worker_tells_just_now_another_leaves_alone(desk_bot: Callable[..., Bot], hook: Hook) -> None:
    one, other = desk_bot(notify_urls=(hook.url,)), desk_bot(notify_urls=(hook.url,))
    store(one, notice())

    assert Notifier(one.services)._claim()
    assert Notifier(other.services).tell_all() == 0


def test_beside_a_web_part_only_alerts_are_told(desk_bot: Callable[..., Bot], hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,))
    store(bot, notice(question="for the worker to tell"))
    row = alert_row(PAGE, "worker:1", Alert(text="No worker has been at work"), now=bot.time.now)
    bot.services.store.writer.apply(Change(notices=(row,)))

    assert Notifier(bot.services, alerts_only=True).tell_all() == 1
    assert ["No worker has been at work" in card.text for card in hook.cards] == [True]
    assert Notifier(bot.services).tell_all() == 1
