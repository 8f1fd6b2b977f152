"""What this process counts, for Prometheus. Nothing is counted by person: labels are routes, entries and kinds.

Web and worker each count what they do, so each is asked for itself: the web part at /metrics, a worker
of its own at METRICS_PORT. With `serve` both are one process, and /metrics has all of it.
"""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.registry import Collector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
NOTHING = "none"  # the label where there is no route or entry

_ANSWER = (0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20, 30, 60, 300)
_SHORT = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)


class Metrics:
    """The counters of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = made = CollectorRegistry()
        for each in (ProcessCollector, PlatformCollector, GCCollector):
            each(registry=made)
        self.webhooks = Counter(
            "piotnet_webhook_requests", "Deliveries of Meta's, by what became of them.", ["result"], registry=made
        )
        self.events = Counter("piotnet_events", "What happened in the chats, by kind.", ["kind"], registry=made)
        self.secrets = Counter(
            "piotnet_secrets_removed", "Messages with a secret taken out, by its kind.", ["kind"], registry=made
        )
        self.messages = Counter(
            "piotnet_messages", "Messages of customers that were decided about, by route.", ["route"], registry=made
        )
        self.answers = Counter(
            "piotnet_answers", "Decisions, by the FAQ entry or intent that gave the reply.", ["entry"], registry=made
        )
        self.takeovers = Counter(
            "piotnet_takeovers", "Chats that a person took over, by how.", ["change"], registry=made
        )
        self.sends = Counter(
            "piotnet_sends",
            "Messages of ours, by what Meta said: sent, or the kind of error.",
            ["result"],
            registry=made,
        )
        self.notices = Counter(
            "piotnet_notices", "What staff were told, by what became of it.", ["result"], registry=made
        )
        self.failures = Counter("piotnet_failures", "What went wrong unexpectedly, by where.", ["where"], registry=made)
        self.answer_seconds = Histogram(
            "piotnet_answer_seconds",
            "From a message's arrival until its replies were sent.",
            buckets=_ANSWER,
            registry=made,
        )
        self.decide_seconds = Histogram(
            "piotnet_decide_seconds",
            "Understanding a message and deciding, the matcher included.",
            buckets=_SHORT,
            registry=made,
        )
        self.store_seconds = Histogram(
            "piotnet_store_seconds", "Storing a delivery, before Meta is answered.", buckets=_SHORT, registry=made
        )

    def add(self, collector: Collector) -> None:
        """Something that is looked up when Prometheus asks."""
        self.registry.register(collector)

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self.registry)
