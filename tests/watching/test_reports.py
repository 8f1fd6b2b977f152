"""Errors go to Sentry where that is wanted, and people's words never do."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
import sentry_sdk
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from bot.editing import reports
from bot.logs import trace
from bot.settings import SettingsInvalid

DSN = "https://public@sentry.example.com/1"


class Kept(Transport):
    """What would have left the machine."""

    def __init__(self) -> None:
        super().__init__({"dsn": DSN})
        self.sent: list[Envelope] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.sent.append(envelope)

    def text(self) -> str:
        return str([item.payload.json for envelope in self.sent for item in envelope.items])


@pytest.fixture
def kept() -> Iterator[Kept]:
    yield Kept()
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)


def fail() -> BaseException:
    try:
        raise ValueError("the customer said tulips")
    except ValueError as error:
        return error


def test_an_error_arrives_with_its_name_and_way(kept: Kept) -> None:
    pass_on = reports.start(DSN, transport=kept)
    line = {"event": "turn_failed", "level": "error", "error": trace(fail()), "customer": "7100000000000001"}

    assert pass_on(None, "error", line) == line
    assert "turn_failed" in kept.text()
    assert "ValueError" in kept.text()
    assert "tulips" not in kept.text()
    assert "7100000000000001" not in kept.text()


def test_what_is_no_error_stays_here(kept: Kept) -> None:
    reports.start(DSN, transport=kept)(None, "info", {"event": "event_handled", "level": "info"})

    assert kept.sent == []


def test_words_that_somebody_else_adds_are_held_back(kept: Kept) -> None:
    reports.start(DSN, transport=kept)
    sentry_sdk.set_user({"id": "7100000000000001"})
    sentry_sdk.add_breadcrumb(message="tulips")
    sentry_sdk.capture_exception(fail())

    assert kept.sent
    assert "tulips" not in kept.text()
    assert "7100000000000001" not in kept.text()


def test_without_the_package_the_operator_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)

    with pytest.raises(
        SettingsInvalid, match=r"SENTRY_DSN: needs one more package: pip install 'piotnet-bot\[sentry\]'"
    ):
        reports.start(DSN)
