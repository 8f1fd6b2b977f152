"""A page with everything it tells kept in a list, and a clock that tests set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.playground.page import Channel, Page, Setup

APP = "900100200300400"
PAGE = "104857600000001"
INBOX = "263902037430900"
TOKEN = "EAAB-invented-token"
SECRET = "test_app_secret"


class World:
    """The page, its clock, and what the app was told: (channel, item)."""

    def __init__(self, setup: Setup = "none") -> None:
        self.now = datetime(2026, 11, 23, 10, tzinfo=UTC)
        self.told: list[tuple[Channel, dict[str, Any]]] = []
        self.page = Page(page_id=PAGE, app_id=APP, now=lambda: self.now, tell=self._tell, setup=setup)
        self.page.receipts = False
        self.customer = self.page.new_customer().customer_id

    def later(self, **length: float) -> None:
        self.now += timedelta(**length)

    def says(self, text: str = "hello") -> None:
        self.page.write(self.customer, text)

    def send(self, **changes: Any) -> dict[str, Any]:
        body = {"recipient": {"id": self.customer}, "messaging_type": "RESPONSE", "message": {"text": "We open at 9."}}
        return self.page.send(body | changes)

    def kinds(self) -> list[str]:
        """What was told, such as "messaging message" or "standby echo"."""
        return [f"{channel} {_kind(item)}" for channel, item in self.told]

    def _tell(self, _customer: str, channel: Channel, item: dict[str, Any]) -> None:
        self.told.append((channel, item))


def _kind(item: dict[str, Any]) -> str:
    kind = next(key for key in item if key not in ("sender", "recipient", "timestamp"))
    return "echo" if item[kind].get("is_echo") else kind
