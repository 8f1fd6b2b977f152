"""A worker that lost its customers to another one can write nothing more about them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pytest

from bench._meta import wait_for
from bot.store.changes import Change, Fenced
from bot.store.engine import Store, open_store
from bot.store.migrate import upgrade
from bot.store.parts import PartsHold
from bot.store.tables import PARTS
from tests.postgres import needed, running


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    needed()
    with running() as server:
        url = server.url(server.create())
        upgrade(url)
        store = open_store(url)
        yield store
        store.close()


def _refreshed(hold: PartsHold) -> Collection[int]:
    hold.refresh()
    return hold.parts() or ()


def page_row(reason: str) -> dict[str, object]:
    return {"page": "1", "status": "open", "until": 0, "strikes": 0, "since": 0, "reason": reason}


def test_change_of_a_worker_that_lost_its_part_is_refused_and_not_stored(store: Store) -> None:
    first = PartsHold(store.plain_url, idle=lambda _: True)
    first.refresh()
    held = first.holder(3)
    store.writer.apply(Change(pages=(page_row("first"),), part=3, holder=held))
    first.release()  # as when the connection breaks; the process may go on
    second = PartsHold(store.plain_url, idle=lambda _: True)
    assert wait_for(lambda: 3 in _refreshed(second), seconds=30)

    with pytest.raises(Fenced):
        store.writer.apply(Change(pages=(page_row("late"),), part=3, holder=held))
    with store.reading.connect() as connection:
        assert connection.exec_driver_sql("SELECT reason FROM page_state").scalar() == "first"
    store.writer.apply(Change(pages=(page_row("second"),), part=3, holder=second.holder(3)))
    second.release()


def test_two_workers_share_and_the_one_left_takes_all(store: Store) -> None:
    first = PartsHold(store.plain_url, idle=lambda _: True)
    second = PartsHold(store.plain_url, idle=lambda _: True)
    first.refresh()
    assert len(first.parts() or ()) == PARTS
    second.refresh()
    first.refresh()
    second.refresh()

    mine, theirs = set(first.parts() or ()), set(second.parts() or ())
    assert (len(mine), len(theirs)) == (PARTS // 2, PARTS // 2)
    assert not mine & theirs
    first.release()
    # The server frees a session's locks when it notices that the session has ended.
    assert wait_for(lambda: len(_refreshed(second)) == PARTS, seconds=30)
    second.release()


def test_part_that_is_worked_on_is_not_given_back(store: Store) -> None:
    first = PartsHold(store.plain_url, idle=lambda _: False)
    second = PartsHold(store.plain_url, idle=lambda _: True)
    first.refresh()
    second.refresh()
    first.refresh()
    second.refresh()

    assert len(first.parts() or ()) == PARTS
    assert not second.parts()
    first.release()
    second.release()
