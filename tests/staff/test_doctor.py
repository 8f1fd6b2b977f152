"""The doctor's list in the console."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from bot.app import create_app
from bot.services import build
from tests.conftest import Bot
from tests.staff.conftest import Colleague, Made

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def app(bot: Bot) -> Iterator[Flask]:
    """The console, with nothing outside that could be reached."""
    settings = replace(bot.services.settings, graph_url=NOWHERE, public_url=NOWHERE)
    services = build(settings, clock=bot.time, wall=bot.time, messenger=bot.messenger, library=bot.services.library)
    yield create_app(services)
    services.close()


def test_an_admin_sees_what_is_broken_and_what_mends_it(make: Made) -> None:
    page = make(role="admin").read("/staff/doctor")

    assert "No answer from Meta&#39;s API" in page
    assert "Start the web part (piotnet-bot serve)" in page
    assert "newest form" in page
    assert "not-a-real-token" not in page


def test_the_page_is_there_in_vietnamese(make: Made) -> None:
    admin = make(role="admin")
    admin.post("/staff/language", language="vi", next="/staff/doctor")

    assert "Từ Meta đến bot" in admin.read("/staff/doctor")


def test_only_admins_find_it(tom: Colleague) -> None:
    assert tom.get("/staff/doctor").status_code == 403
    assert "/staff/doctor" not in tom.read("/staff/")
    assert tom.post("/staff/doctor", do="fix").status_code == 403


def test_what_was_asked_for_is_in_the_log(make: Made) -> None:
    admin = make(role="admin")

    assert admin.post("/staff/doctor", do="fix").status_code == 200
    assert "doctor fix" in admin.read("/staff/log")
