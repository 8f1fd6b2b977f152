"""The address Meta calls: who may, and what comes back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.messenger.signature import sign
from tests.conftest import PAGE, SECRET, Bot

VERIFY = "not-a-real-verify-token"


def test_verification_returns_the_challenge_as_text(bot: Bot) -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "<b>987</b>"}
    answer = bot.client.get("/webhook", query_string=query)

    assert (answer.status_code, answer.text) == (200, "<b>987</b>")
    assert answer.content_type.startswith("text/plain")


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"hub.mode": "subscribe", "hub.challenge": "1"},
        {"hub.mode": "subscribe", "hub.verify_token": "wrong", "hub.challenge": "1"},
        {"hub.mode": "unsubscribe", "hub.verify_token": VERIFY, "hub.challenge": "1"},
        {"hub.mode": "subscribe", "hub.verify_token": "đ\udcff", "hub.challenge": "1"},
    ],
)
def test_verification_with_anything_wrong_is_refused(bot: Bot, query: dict[str, str]) -> None:
    query = {name: value.encode(errors="replace").decode() for name, value in query.items()}
    assert bot.client.get("/webhook", query_string=query).status_code == 403


@pytest.mark.parametrize("header", [None, "", "sha256=", "sha256=00", "sha1=abc", "sha256=ä", "md5"])
def test_delivery_without_a_right_signature_has_no_effect(bot: Bot, header: str | None) -> None:
    data = json.dumps({"object": "page", "entry": [{"id": PAGE, "messaging": [bot.message("hi")]}]})
    headers = {} if header is None else {"X-Hub-Signature-256": header}
    answer = bot.client.post("/webhook", data=data, headers=headers)

    assert answer.status_code == 403
    assert bot.query("SELECT * FROM inbox") == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 5000 + b"]" * 5000,
        b'{"object":"page","entry":' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}",
        b'"text"',
        b"null",
        b'{"object":"page","entry":[null,1,"x",{"id":1,"messaging":[null,{"message":"text"},{"sender":5}]}]}',
        b'{"object":"page","entry":[{"id":104857600000001,"messaging":[{"sender":{"id":7},"message":{"mid":1}}]}]}',
    ],
    ids=lambda body: repr(body[:20]),
)
def test_genuine_body_is_never_refused(bot: Bot, body: bytes) -> None:
    headers = {"X-Hub-Signature-256": sign(body, app_secret=SECRET)}
    assert bot.client.post("/webhook", data=body, headers=headers).status_code == 200


def test_lone_surrogates_nul_and_long_texts_are_stored(bot: Bot) -> None:
    for text in ("\ud800 hi", "a\0b", "x" * 20_000, "😀" * 3000):
        assert bot.deliver(bot.message(text)) == 200
    assert len(bot.query("SELECT * FROM inbox")) == 4
    assert bot.work()


def test_thousand_events_of_one_delivery_are_all_stored(bot: Bot) -> None:
    items = [bot.message("hello " * 20, customer=f"71{number:014}") for number in range(1000)]
    assert bot.deliver(*items) == 200

    assert len(bot.query("SELECT id FROM inbox")) == 1000


def test_body_beyond_all_reason_is_refused_unread(bot: Bot) -> None:
    answer = bot.client.post("/webhook", data=b"x" * (6 * 1024 * 1024))

    assert answer.status_code == 413


def test_event_of_another_page_is_ignored(bot: Bot) -> None:
    body: dict[str, Any] = {"object": "page", "entry": [{"id": "999", "messaging": [bot.message("hi")]}]}
    body["entry"][0]["messaging"][0]["recipient"]["id"] = "999"

    assert bot.post(body) == 200
    assert bot.query("SELECT * FROM inbox") == []


def test_delivery_that_cannot_be_stored_is_to_be_repeated(bot: Bot) -> None:
    with bot.services.store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE inbox RENAME TO gone")

    assert bot.deliver(bot.message("hi")) == 503


def test_health_and_readiness(bot: Bot) -> None:
    assert bot.client.get("/healthz").status_code == 200
    bot.work()
    ready = bot.client.get("/readyz")
    assert (ready.status_code, ready.json["ready"]) == (200, True)  # type: ignore[index]

    bot.deliver(bot.message("hi"))
    bot.time.passes(minutes=2)
    late = bot.client.get("/readyz")
    assert (late.status_code, late.json["oldest_seconds"]) == (503, 120)  # type: ignore[index]


def test_unknown_page_is_told_plainly(bot: Bot) -> None:
    answer = bot.client.get("/nothing-here")

    assert (answer.status_code, answer.text) == (404, "404 Not Found\n")
