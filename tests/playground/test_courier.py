"""Webhooks go out as Meta sends them: the exact bytes, signed, again when they are not accepted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask, request

from bot.messenger.signature import is_genuine, sign
from bot.playground.courier import Courier, envelope
from bot.playground.server import Server
from tests.playground.world import PAGE, SECRET

SENT = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=1795175997000)
CUSTOMER = "7100000000000001"
QUIET = 20.0


class Receiver:
    """A webhook that keeps what it was sent, and answers what it is told."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.answers: list[int] = []
        app = Flask(__name__)
        app.add_url_rule("/webhook", view_func=self._receive, methods=["POST"])
        self.server = Server(app)

    def mids(self) -> list[list[str]]:
        """The message ids by body."""
        return [
            [item["message"]["mid"] for entry in json.loads(body)["entry"] for item in entry.get("messaging", [])]
            for body in self.bodies
        ]

    def _receive(self) -> tuple[str, int]:
        assert is_genuine(request.get_data(), request.headers.get("X-Hub-Signature-256"), app_secret=SECRET)
        self.bodies.append(request.get_data())
        return "EVENT_RECEIVED", self.answers.pop(0) if self.answers else 200


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    found.server.start()
    yield found
    found.server.stop()


@pytest.fixture
def courier(receiver: Receiver) -> Iterator[Courier]:
    found = Courier(url=f"{receiver.server.url}/webhook", page_id=PAGE, app_secret=SECRET, now=lambda: SENT)
    found.waits = (0.0, 0.0)
    yield found
    found.stop()


def put(courier: Courier, mid: str) -> None:
    courier.put(CUSTOMER, "messaging", message(mid))


def message(mid: str, text: str = "hello") -> dict[str, Any]:
    return {
        "sender": {"id": CUSTOMER},
        "recipient": {"id": PAGE},
        "timestamp": 1795175996000,
        "message": {"mid": mid, "text": text},
    }


def test_a_body_is_signed_over_the_bytes_that_meta_would_write() -> None:
    body = envelope(PAGE, [("messaging", message("m_INVENTED1", "äöå https://a.example"))], SENT)

    assert len(body) == 267
    assert sign(body, app_secret=SECRET) == "sha256=c790f12606d06e79b77195b6afa34dbc981e2de4e623bb8f31145bb50e760047"


def test_events_arrive_in_order_and_are_remembered(courier: Courier, receiver: Receiver) -> None:
    courier.start()
    for mid in ("a", "b", "c"):
        put(courier, mid)

    assert courier.wait_until_quiet(QUIET)
    assert receiver.mids() == [["a"], ["b"], ["c"]]
    newest = courier.deliveries(CUSTOMER)[0]
    assert (newest.status, newest.state, newest.attempts, newest.kinds, newest.mids) == (
        200, "delivered", 1, ("message",), ("c",),
    )  # fmt: skip
    assert courier.deliveries("somebody else") == []


def test_what_is_not_accepted_comes_again_a_few_times(courier: Courier, receiver: Receiver) -> None:
    receiver.answers = [503, 500, 200, 503, 503, 503, 200]
    courier.start()
    put(courier, "a")
    put(courier, "b")
    put(courier, "c")

    assert courier.wait_until_quiet(QUIET)
    assert receiver.mids() == [["a"]] * 3 + [["b"]] * 3 + [["c"]]
    assert [each.state for each in courier.deliveries(CUSTOMER)] == ["delivered", "failed", "delivered"]


def test_a_bot_that_is_not_there_stops_nothing(receiver: Receiver, courier: Courier) -> None:
    receiver.server.stop()
    courier.start()
    put(courier, "a")

    assert courier.wait_until_quiet(QUIET)
    assert [(each.status, each.state) for each in courier.deliveries(CUSTOMER)] == [(None, "failed")]


def delivered(courier: Courier, receiver: Receiver, change: Callable[[Courier], None]) -> list[list[str]]:
    change(courier)
    for mid in ("a", "b", "c", "d"):
        put(courier, mid)
    courier.start()
    assert courier.wait_until_quiet(QUIET)
    return receiver.mids()


def test_every_delivery_can_come_twice(courier: Courier, receiver: Receiver) -> None:
    bodies = delivered(courier, receiver, lambda each: setattr(each, "twice", True))

    assert bodies == [["a"], ["a"], ["b"], ["b"], ["c"], ["c"], ["d"], ["d"]]


def test_several_events_can_come_in_one_body(courier: Courier, receiver: Receiver) -> None:
    assert delivered(courier, receiver, lambda each: setattr(each, "batched", True)) == [["a", "b", "c", "d"]]


def test_the_order_can_be_mixed(courier: Courier, receiver: Receiver) -> None:
    bodies = delivered(courier, receiver, lambda each: setattr(each, "shuffled", True))

    assert sorted(bodies) == [["a"], ["b"], ["c"], ["d"]]
