"""What came in is stored, without its secrets and at once; what it means is decided later, by a worker.

It comes from Meta's webhook, from the console, and from a clock.
"""

from __future__ import annotations

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.engine.intake import DELETED, Rows, change_of, rows_for, without_words
from bot.handover import is_person
from bot.logs import trace
from bot.messenger.client import INBOX_APP_IDS
from bot.model import CustomerMessage, Echo, Edit, Event, Unknown
from bot.recent import without_lone_secret
from bot.redact import redact_event, removed_kinds
from bot.services import Services
from bot.store.changes import Change

_KNOWN_NAMES = 100

log = structlog.get_logger()


def accept(events: list[Event], services: Services) -> None:
    """Store what happened; committed when this returns.

    Raises:
        SQLAlchemyError: nothing is stored.
    """
    _note_strangers(events, services)
    ours = [event for event in events if _concerns_us(event, services)]
    change = change_of(_rows(event, ours[:number], services) for number, event in enumerate(ours))
    if change != Change():
        with services.metrics.store_seconds.time():
            services.store.writer.apply(change)


def _rows(event: Event, earlier: list[Event], services: Services) -> Rows:
    """What one event changes. A mistake of ours costs this event's words at most, never its neighbours."""
    now, kind = services.wall(), type(event).__name__
    for with_words in (True, False):
        try:
            clean = _clean(event, earlier, services) if with_words else without_words(event)
            _count(clean, services)
            return rows_for(clean, us=services.us, now=now)
        except SQLAlchemyError:
            raise  # Meta repeats the delivery: nobody's words are lost for a database that is away
        except Exception as error:
            log.error("event_not_taken", kind=kind, error=trace(error))
    return ()


def _count(event: Event, services: Services) -> None:
    services.metrics.events.labels(type(event).__name__).inc()
    if isinstance(event, CustomerMessage | Edit):
        for kind in removed_kinds(event.text):
            services.metrics.secrets.labels(kind).inc()


def _clean(event: Event, earlier: list[Event], services: Services) -> Event:
    return without_lone_secret(redact_event(event), earlier, services)


def _note_strangers(events: list[Event], services: Services) -> None:
    """An app that writes on the page's behalf and that we know nothing of pauses the bot: the operator may want to say
    that it is an automation. Told once by each process."""
    for event in events:
        if not isinstance(event, Echo) or event.app_id is None or not is_person(event, services.us):
            continue
        if event.app_id not in INBOX_APP_IDS and services.is_new(f"app:{event.app_id}"):
            log.warning("echo_of_unknown_app", app=event.app_id, setting="AUTOMATION_APP_IDS")


def _concerns_us(event: Event, services: Services) -> bool:
    if event.page_id != services.settings.page_id:
        log.warning("event_of_another_page", page=event.page_id)
        return False
    if isinstance(event, Unknown) and event.kind != DELETED:
        log.info("event_unknown", kind=event.kind[:_KNOWN_NAMES])
        return False
    return True
