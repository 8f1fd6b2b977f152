"""A bot that a page is connected to as it should be, over HTTP, with a stand-in for Meta. Each link can be broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest

from bot.doctor import visits
from bot.doctor.door import Visit
from bot.doctor.examine import Patient, examine
from bot.doctor.findings import Finding
from bot.messenger.inspect import FIELDS
from bot.notices.cards import Card
from bot.notices.channels import Channel
from bot.playground.graph import StandIn
from bot.playground.server import Server
from bot.settings import Settings
from intents.check import check_files
from tests.conftest import APP, PAGE, SECRET, Bot, Time

PUBLIC = "https://bot.example.com"
HOOK = f"{PUBLIC}/webhook"
CHECK = cache(check_files)  # the real content, read once


@dataclass
class Told(Channel):
    """A place where staff read; `why_not` makes it fail."""

    name: str = "1 tgram"
    why_not: str = ""
    cards: list[Card] = field(default_factory=list)
    known: bool = True

    @property
    def understood(self) -> bool:
        return self.known

    def tell(self, card: Card) -> str:
        self.cards.append(card)
        return self.why_not


@dataclass
class World:
    """All that the doctor looks at. What is set here, it sees."""

    bot: Bot
    meta: StandIn
    web: Server
    settings: Settings
    time: Time
    channel: Told = field(default_factory=Told)
    ends: datetime | None = None
    door: dict[str, Visit] = field(default_factory=dict)  # answers that come from something else than the bot
    send_test: bool = False

    def set(self, **changed: Any) -> None:
        """Other settings for the doctor; the running bot has what it has."""
        self.settings = replace(self.settings, **changed)

    def examine(self) -> list[Finding]:
        services = self.bot.services
        return list(
            examine(
                Patient(
                    settings=self.settings,
                    store=services.store,
                    now=self.time,
                    visit=self.visit,
                    deliver=self.deliver,
                    certificate_ends=lambda _: self.ends,
                    open_channels=self.channels,
                    check=CHECK,
                    send_test=self.send_test,
                )
            )
        )

    def channels(self, urls: Sequence[str]) -> list[Channel]:
        return [self.channel] if urls else []

    def visit(self, url: str, **more: Any) -> Visit:
        return self.door.get(f"GET {_path(url)}") or visits.visit(self.inside(url), **more)

    def deliver(self, url: str, body: bytes, signature: str) -> Visit:
        return self.door.get("POST /webhook") or visits.deliver(self.inside(url), body, signature)

    def inside(self, url: str) -> str:
        """The reverse proxy."""
        return url.replace(PUBLIC, self.web.url)

    def sql(self, statement: str) -> None:
        with self.bot.services.store.engine.begin() as connection:
            connection.exec_driver_sql(statement)


def _path(url: str) -> str:
    return "/" + url.partition("//")[2].partition("/")[2]


@pytest.fixture
def world(make_bot: Callable[..., Bot], time: Time) -> Iterator[World]:
    """Everything is well here."""
    bot = make_bot(public_url=PUBLIC)
    web = Server(bot.client.application, name="bot")
    meta = StandIn(
        page_id=PAGE, app_id=APP, app_secret=SECRET, token="not-a-real-token", webhook=f"{web.url}/webhook", now=time
    )
    meta.account.time = time
    found = replace(bot.services.settings, graph_url=meta.graph_url, notify_urls=("tgram://token/chat",))
    made = World(bot, meta, web, found, time, ends=time.now + timedelta(days=60))
    meta.connect()
    meta.account.enter(HOOK, FIELDS)
    bot.say("hello")
    web.start()
    meta.start()
    yield made
    meta.stop()
    web.stop()
