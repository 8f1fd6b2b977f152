"""Forgetting somebody: the wish becomes an event of their chat, so that it comes after all that is under way.

Whatever is being handled or sent for them is finished first, by the worker whose conversation it is; so
nothing is written about them afterwards. Where no worker runs, there is nothing to come after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep

import structlog

from bot.engine.handle import Batch
from bot.engine.intake import change_of, rows_for
from bot.model import Erasure
from bot.services import Services
from bot.store import erasures
from bot.store.erasures import Wish
from bot.store.hold import FileHold, hold_beside
from bot.store.person import erase
from bot.store.tables import part_of
from bot.store.times import to_ms

log = structlog.get_logger()


def ask_for_due(services: Services) -> int:
    """Put the wishes whose time has come into the inbox. Returns how many are new there.

    Raises:
        SQLAlchemyError: try again later.
    """
    page, now = services.settings.page_id, services.wall()
    with services.store.reading.connect() as connection:
        wishes = erasures.due(connection, page=page, now=to_ms(now))
        fresh = [each for each in wishes if not erasures.is_asked(connection, page, _key(each))]
    for each in fresh:
        with services.store.engine.begin() as connection:
            erasures.keep_back(connection, each.customer)
        event = Erasure(key=_key(each), page_id=page, customer_id=each.customer, at=services.clock())
        services.store.writer.apply(change_of([rows_for(event, us=services.us, now=now)]))
    return len(fresh)


def forget(batch: Batch, services: Services) -> None:
    """Delete everything about the customer of this batch, the batch too."""
    with services.store.engine.begin() as connection:
        removed = erase(
            connection,
            batch.last.customer,
            now=to_ms(services.wall()),
            part=batch.last.part,
            holder=batch.holder,
        )
    log.info("person_erased", removed=removed)


def forget_now(services: Services, wish: Wish, *, wait: Callable[[float], object] = sleep) -> int:
    """Carry out a wish at once. Returns how many rows are gone; -1: a worker has it, and is not done in time."""
    with _nobody_works(services, part_of(wish.customer)) as alone:
        if alone:
            with services.store.engine.begin() as connection:
                return erase(connection, wish.customer, now=to_ms(services.wall()))
    ask_for_due(services)
    for _ in range(150):
        with services.store.reading.connect() as connection:
            found = erasures.find(connection, wish.code)
        if found is None or found.done_at is not None:
            return found.removed if found else 0
        wait(0.2)
    return -1


@contextmanager
def _nobody_works(services: Services, part: int) -> Iterator[bool]:
    """Whether no worker has this part; while this lasts none gets it."""
    store = services.store
    if store.is_sqlite:
        hold = FileHold(hold_beside(store.file))
        hold.refresh()
        try:
            yield hold.parts() is None
        finally:
            hold.release()
        return
    from bot.store.parts import only_me

    with only_me(store.plain_url, part) as alone:
        yield alone


def _key(wish: Wish) -> str:
    return f"erase:{wish.code}"
