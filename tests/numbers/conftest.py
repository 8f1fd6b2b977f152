"""Histories, as the bot writes them down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import insert

from bot.store.tables import REPLIES_PER_EVENT, ownership, transcript
from bot.store.times import to_ms
from tests.conftest import PAGE, Bot
from tests.engine.conftest import database_url, postgres, template

__all__ = ["database_url", "postgres", "template"]


class History:
    """Puts lines into the transcript, and changes of the owner beside them."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._inbox_id = 0

    def says(self, at: datetime, route: str = "", entry: str = "", *, customer: str = "ann", **more: Any) -> int:
        """A customer's message and the decision about it. Returns its number in the inbox."""
        self._inbox_id += 1
        line = {
            "who": "customer",
            "kind": "CustomerMessage",
            "inbox_id": self._inbox_id,
            "route": route,
            "entry": entry,
        }
        self._add(transcript, at, customer, **(line | more))
        return self._inbox_id

    def bot_says(self, at: datetime, mid: str, *, answers: int, customer: str = "ann") -> None:
        number = answers * REPLIES_PER_EVENT
        self._add(transcript, at, customer, who="bot", kind="Reply", mid=mid, outbox_id=number)

    def thumb(self, at: datetime, mid: str, text: str, *, customer: str = "ann") -> None:
        self._add(transcript, at, customer, who="customer", kind="Feedback", mid=mid, text=text)

    def staff(self, at: datetime, *, customer: str = "ann", kind: str = "Echo") -> None:
        self._add(transcript, at, customer, who="staff", kind=kind)

    def owner(self, at: datetime, before: str, after: str, *, customer: str = "ann") -> None:
        self._add(ownership, at, customer, before=before, after=after, change="customer_asked")

    def _add(self, table: Any, at: datetime, customer: str, **values: Any) -> None:
        with self._bot.services.store.engine.begin() as connection:
            connection.execute(insert(table).values(page=PAGE, customer=customer, at=to_ms(at), **values))


MakeHistory = Callable[[], History]


@pytest.fixture
def history(bot: Bot) -> History:
    return History(bot)
