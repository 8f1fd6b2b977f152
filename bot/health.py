"""How the bot is, for machines that watch it: /healthz, /readyz, /metrics. No page names a customer."""

from __future__ import annotations

import hmac
import math
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from flask import Blueprint, Response, jsonify, request
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from bot.metrics import CONTENT_TYPE
from bot.services import Services
from bot.store import queue, signs
from bot.store.queue import Counts
from bot.store.times import to_ms

OLDEST_WAITING = timedelta(minutes=1)  # a customer who waits longer than this waits for a worker that is not there
_PAGE_STATES = ("open", "slow", "stopped", "blocked")


def blueprint(services: Services) -> Blueprint:
    """The three addresses."""
    health = Blueprint("health", __name__)
    services.metrics.add(QueueLook(services))

    @health.get("/healthz")
    def lives() -> Response:
        return Response("ok\n", content_type="text/plain; charset=utf-8")

    @health.get("/readyz")
    def ready() -> tuple[Response, int]:
        return _readiness(services)

    @health.get("/metrics")
    def metrics() -> Response:
        if not _may_see(services.settings.metrics_token):
            return Response("a token is needed\n", 401, content_type="text/plain; charset=utf-8")
        return Response(services.metrics.text(), content_type=CONTENT_TYPE)

    return health


class Look(NamedTuple):
    """What the database shows. `worked`: when a worker was last seen at work, if ever."""

    counts: Counts
    worked: int | None


class QueueLook(Collector):
    """How the queue stands at the moment somebody asks."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def describe(self) -> list[Metric]:
        """Nothing in advance: registering must not need the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        look = _look(self._services)
        yield _gauge("piotnet_database_up", "Whether the database answers.", int(isinstance(look, Look)))
        valid = self._services.library.problem is None
        yield _gauge("piotnet_content_valid", "Whether the newest of the staff's files are in use.", int(valid))
        learning = "How long reading and learning them took; short where it had been learnt before."
        yield _gauge("piotnet_content_load_seconds", learning, self._services.library.load_seconds)
        if not isinstance(look, Look):
            return
        counts, age = look.counts, _since(look.counts.oldest, self._services, never=0)
        silent = _since(look.worked, self._services, never=math.inf)
        yield _gauge("piotnet_worker_silent_seconds", "How long ago a worker was last seen at work.", silent)
        yield _gauge("piotnet_queue_waiting", "Events that nobody has handled yet.", counts.waiting)
        yield _gauge("piotnet_queue_oldest_seconds", "How long the oldest of them waits.", age)
        yield _gauge("piotnet_queue_unsent", "Messages of ours that are not final.", counts.unsent)
        yield _gauge("piotnet_queue_dead", "What was set aside for people to look at.", counts.dead)
        state = GaugeMetricFamily("piotnet_page_state", "1 for the state that the page is in.", labels=["state"])
        for each in _PAGE_STATES:
            state.add_metric([each], int(each == counts.page))
        yield state


def _readiness(services: Services) -> tuple[Response, int]:
    """Whether customers are being answered: database, page, worker, and how long the oldest event waits."""
    look = _look(services)
    if not isinstance(look, Look):
        return jsonify(ready=False, database=look), 503
    counts, age = look.counts, _since(look.counts.oldest, services, never=0)
    silent = _since(look.worked, services, never=math.inf)
    at_work = silent <= signs.SILENT.total_seconds()
    ready = counts.page in ("open", "slow") and at_work and age <= OLDEST_WAITING.total_seconds()
    return (
        jsonify(
            ready=ready,
            database="ok",
            waiting=counts.waiting,
            oldest_seconds=int(age),
            worker="ok" if at_work else "never seen" if look.worked is None else f"silent for {int(silent)} seconds",
            unsent=counts.unsent,
            dead=counts.dead,
            page=counts.page,
            page_reason=counts.page_reason,
            content_problem=services.library.problem,
        ),
        200 if ready else 503,
    )


def _look(services: Services) -> Look | str:
    """How the queue stands and whether somebody works on it, or what kept us from looking."""
    try:
        with services.store.reading.connect() as connection:
            return Look(queue.counts(connection, services.settings.page_id), signs.worked(connection))
    except SQLAlchemyError as error:
        return type(error).__name__


def _since(moment: int | None, services: Services, *, never: float) -> float:
    """The seconds since then."""
    return never if moment is None else max(0.0, (to_ms(services.wall()) - moment) / 1000)


def _may_see(token: str) -> bool:
    given = request.headers.get("Authorization", "")
    return not token or hmac.compare_digest(given.encode(errors="replace"), f"Bearer {token}".encode())


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(name, what, value=value)
