"""The console as a colleague sees it: logged in, with a browser that keeps cookies and finds the tokens in forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from bot.app import create_app
from bot.model import StaffAction
from bot.staff import accounts
from bot.store.codec import decode
from tests.conftest import CUSTOMER, Bot

PASSWORD = "not a real password"
CHAT = f"/staff/chats/{CUSTOMER}"
Made = Callable[..., "Colleague"]


class Colleague:
    """Somebody in front of the console."""

    def __init__(self, app: Flask, bot: Bot, name: str) -> None:
        self.client = app.test_client()
        self.bot = bot
        self.name = name

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **more)

    def read(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, answer.status
        return answer.text

    def token(self, path: str = "/staff/") -> str:
        found = re.search(r'name="csrf[-_]token" (?:content|value)="([^"]+)"', self.get(path).text)
        assert found, path
        return found[1]

    def post(self, path: str, *, page: str = "/staff/", **fields: str) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token(page), **fields})

    def log_in(self, password: str = PASSWORD, *, name: str = "") -> TestResponse:
        return self.post("/staff/login", page="/staff/login", name=name or self.name, password=password)

    def do(self, action: str, *, id: str = "a" * 32, chat: str = CHAT, **more: str) -> TestResponse:
        return self.post(f"{chat}/act", id=id, action=action, **more)

    def write(self, text: str = "", *, id: str = "b" * 32, **more: str) -> TestResponse:
        return self.post(f"{CHAT}/write", id=id, text=text, **more)

    def done(self) -> list[StaffAction]:
        """What colleagues did, as it stands in the inbox."""
        rows = self.bot.query("SELECT body FROM inbox WHERE kind = 'StaffAction' ORDER BY id")
        return [decode(row.body, StaffAction) for row in rows]


@pytest.fixture
def make(bot: Bot, app: Flask) -> Made:
    """A colleague with an account, logged in: `make("mai", role="admin")`."""

    def make(name: str = "tom", *, role: str = "agent", log_in: bool = True) -> Colleague:
        accounts.add(bot.services.store, name, PASSWORD, role=role, now=bot.time.now)
        made = Colleague(app, bot, name)
        if log_in:
            assert made.log_in().status_code == 302
        return made

    return make


@pytest.fixture
def tom(make: Made) -> Colleague:
    return make()


@pytest.fixture
def stranger(bot: Bot, app: Flask) -> Colleague:
    return Colleague(app, bot, "nobody")


@pytest.fixture
def app(bot: Bot) -> Flask:
    """The one that the bot's own client uses too would do; this one is fresh for each test."""
    return create_app(bot.services)
