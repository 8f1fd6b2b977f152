"""The stand-in's account refuses what Meta refuses."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.playground.faults import Faults
from bot.playground.graph import create_graph
from tests.playground.world import APP, PAGE, SECRET, TOKEN, World

PROFILE = f"/v26.0/me/messenger_profile?access_token={TOKEN}"
DEFAULT = {"locale": "default"}


@pytest.fixture
def meta(world: World) -> FlaskClient:
    return create_graph(world.page, Faults(), token=TOKEN, app_secret=SECRET).test_client()


def debugged(meta: FlaskClient, token: str, *, by: str = f"{APP}|{SECRET}") -> Any:
    return meta.get("/v26.0/debug_token", query_string={"input_token": token, "access_token": by}).get_json()


def test_a_token_is_explained_to_its_app(meta: FlaskClient) -> None:
    data = debugged(meta, TOKEN)["data"]

    assert (data["is_valid"], data["type"], data["app_id"], data["profile_id"]) == (True, "PAGE", APP, PAGE)


def test_a_wrong_token_is_not_valid_and_a_wrong_app_hears_nothing(meta: FlaskClient) -> None:
    assert debugged(meta, "another")["data"]["is_valid"] is False
    assert debugged(meta, TOKEN, by=f"{APP}|another")["error"]["code"] == 190


def test_a_webhook_is_entered_only_when_it_answers(meta: FlaskClient) -> None:
    edge = f"/v26.0/{APP}/subscriptions"
    call = {
        "object": "page",
        "callback_url": "http://127.0.0.1:9/webhook",
        "verify_token": "words",
        "fields": "messages",
    }
    answer = meta.post(edge, json={**call, "access_token": f"{APP}|{SECRET}"})

    assert answer.get_json()["error"]["code"] == 2200
    assert meta.get(edge, query_string={"access_token": f"{APP}|{SECRET}"}).get_json() == {"data": []}


@pytest.mark.parametrize(
    "wrong",
    [
        {"greeting": [{"locale": "vi_VN", "text": "Chào"}]},
        {"greeting": [{**DEFAULT, "text": "a" * 161}]},
        {"get_started": {}},
        {"ice_breakers": [{**DEFAULT, "call_to_actions": [{"question": "Why?", "payload": "person"}] * 5}]},
        {"persistent_menu": [{**DEFAULT, "call_to_actions": [{"title": "a" * 31, "payload": "person"}]}]},
        {"commands": [{**DEFAULT, "commands": [{"name": "/person", "description": "A person"}]}]},
    ],
    ids=["no default", "long greeting", "no payload", "five questions", "long title", "slash"],
)
def test_a_profile_over_the_limits_is_refused(meta: FlaskClient, wrong: dict[str, Any]) -> None:
    assert meta.post(PROFILE, json=wrong).get_json()["error"]["code"] == 100


def test_the_eleventh_profile_call_in_ten_minutes_is_refused(meta: FlaskClient) -> None:
    assert [meta.get(PROFILE).status_code for _ in range(11)] == [200] * 10 + [400]
