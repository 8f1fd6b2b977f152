"""The real content, and a customer who talks to it at a time that the test chooses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.ask import Asker, as_record, open_asker
from bot.handover import Us
from bot.model import Conversation, CustomerMessage, Decision
from bot.respond import respond

WORKDAY = "2026-11-18T10:00:00+07:00"  # a Wednesday
SUNDAY = "2026-11-15T22:00:00+07:00"

Say = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def asker() -> Asker:
    """FAQ, intents and hours as they ship."""
    return open_asker()


@pytest.fixture
def say(asker: Asker) -> Say:
    """say("hello", "how much is it", at=...): what `ask --jsonl` prints for the last message, and the whole text."""

    def ask(*turns: str, at: str = WORKDAY) -> dict[str, Any]:
        decision = asker.converse(turns, at=datetime.fromisoformat(at))
        record = as_record("t", decision)
        return record | {"text": "\n".join(reply["text"] for reply in record["replies"]), "decision": decision}

    return ask


class Chat:
    """One customer's chat, a minute between messages."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self.conversation = Conversation(customer_id="71")
        self.now = datetime.fromisoformat(WORKDAY)

    def say(self, text: str, *, payload: str | None = None) -> Decision:
        self.now += timedelta(minutes=1)
        key = self.now.isoformat()
        message = CustomerMessage(
            key=key, mid=key, page_id="1", customer_id="71", at=self.now, text=text, payload=payload
        )
        decision = respond(
            message,
            self.conversation,
            knowledge=self._asker.knowledge,
            hours=self._asker.hours,
            us=Us(app_id="1"),
            now=self.now,
        )
        self.conversation = decision.conversation
        return decision


@pytest.fixture
def chat(asker: Asker) -> Chat:
    return Chat(asker)
