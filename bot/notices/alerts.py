"""What the operator has to know, as something to be told to staff like the rest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.notices.cards import Alert, Desk, page_alert
from bot.services import Services
from bot.store.changes import Change
from bot.store.codec import encode
from bot.store.notices import ALERT
from bot.store.reads import page_row
from bot.store.times import to_ms

_AGAIN_MS = 3_600_000  # a page that stops and goes and stops is told of once an hour


def desk_of(services: Services) -> Desk:
    """How staff read what they are told: language, hours, links, and names instead of ids."""
    settings, known = services.settings, services.library.current()

    def name(id: str) -> str:
        product = known.knowledge.faq.products.get(id)
        return product.short if product else known.knowledge.title(id).get(settings.notify_language, id)

    return Desk(
        language="vi" if settings.notify_language == "vi" else "en",
        hours=known.hours,
        public_url=settings.public_url,
        name=name,
    )


def alert_row(page: str, key: str, alert: Alert, *, now: datetime) -> dict[str, Any]:
    """For Change(notices=...). The same key is told once, whoever else finds the same thing out."""
    row = {"key": f"{ALERT}:{key}", "page": page, "customer": "", "kind": ALERT, "body": encode(alert)}
    return row | {"created_at": to_ms(now), "not_before": 0}


def look_at_page(services: Services) -> None:
    """Raise an alert when the page may not send. Every worker looks; the key lets one alert through."""
    page = services.settings.page_id
    with services.store.reading.connect() as connection:
        row = page_row(connection, page)
    if row is not None and row.status in ("stopped", "blocked"):
        key = f"{row.status}:{page}:{row.since // _AGAIN_MS}"
        alert = page_alert(row.status, row.reason, desk_of(services))
        services.store.writer.apply(Change(notices=(alert_row(page, key, alert, now=services.wall()),)))
