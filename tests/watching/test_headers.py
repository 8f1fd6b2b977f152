"""Every answer carries the headers that keep a browser from doing what nobody asked for."""

from __future__ import annotations

import pytest

from bot.headers import ALWAYS
from tests.conftest import Bot, MakeBot

PATHS = (
    "/healthz",
    "/readyz",
    "/metrics",
    "/webhook",
    "/privacy",
    "/privacy/deletion",
    "/staff/",
    "/staff/login",
    "/no",
)


@pytest.mark.parametrize("path", PATHS)
def test_every_page_forbids_what_it_does_not_need(bot: Bot, path: str) -> None:
    answer = bot.client.get(path)

    assert set(ALWAYS) <= set(answer.headers.keys())
    assert answer.is_json or "charset=utf-8" in answer.headers["Content-Type"]
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_over_https_browsers_are_told_to_stay_there(make_bot: MakeBot) -> None:
    client = make_bot(trusted_proxies=1).client
    behind = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}

    assert "max-age" in client.get("/privacy", headers=behind).headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in client.get("/privacy").headers
