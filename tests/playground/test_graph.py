"""The stand-in refuses what Meta refuses, and fails on demand. Asked over HTTP, partly by the real sender."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from flask.testing import FlaskClient

from bot.messenger.client import PageBot
from bot.messenger.errors import Kind, SendFailed
from bot.playground.faults import Fault, Faults
from bot.playground.graph import create_graph
from bot.playground.server import Server
from tests.playground.world import APP, INBOX, PAGE, SECRET, TOKEN, World

SEND = "/v26.0/me/messages"
REPLY = {"content_type": "text", "title": "Yes", "payload": "yes"}
LINK = {"type": "web_url", "title": "Docs", "url": "https://a.example/"}


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def meta(world: World, faults: Faults) -> FlaskClient:
    return create_graph(world.page, faults, token=TOKEN, app_secret=SECRET).test_client()


@pytest.fixture
def bot(world: World, faults: Faults) -> Iterator[PageBot]:
    server = Server(create_graph(world.page, faults, token=TOKEN, app_secret=SECRET))
    server.start()
    sender = PageBot(TOKEN, app_secret=SECRET, graph_url=server.url)
    yield sender
    sender._adapter().close()
    server.stop()


def template(**changes: Any) -> dict[str, Any]:
    payload = {"template_type": "button", "text": "Read this:", "buttons": [LINK]}
    return {"attachment": {"type": "template", "payload": payload | changes}}


RIGHT: list[dict[str, Any]] = [
    {"text": "a" * 2000},
    {"text": "Which?", "quick_replies": [REPLY] * 13},
    {"text": "Which?", "quick_replies": [REPLY | {"title": "A title that is cut, not refused"}]},
    {"text": "hello", "metadata": "a" * 1000},
    template(),
    template(text="a" * 640, buttons=[LINK | {"title": "a" * 20}] * 3),
    template(buttons=[{"type": "postback", "title": "Prices", "payload": "a" * 1000}]),
    template(template_type="generic", elements=[{"title": "a" * 80, "subtitle": "b" * 80, "buttons": [LINK]}] * 10),
    {"attachment": {"type": "image", "payload": {"url": "https://a.example/a.jpg"}}},
]

WRONG: list[dict[str, Any]] = [
    {},
    {"text": ""},
    {"text": " \n"},
    {"text": 5},
    {"text": "a" * 2001},
    {"text": "🙂" * 1001},
    {"text": "both", **template()},
    {"text": "hello", "metadata": "a" * 1001},
    {"text": "Which?", "quick_replies": []},
    {"text": "Which?", "quick_replies": [REPLY] * 14},
    {"text": "Which?", "quick_replies": [REPLY | {"title": " "}]},
    {"text": "Which?", "quick_replies": [REPLY | {"payload": "a" * 1001}]},
    {"text": "Which?", "quick_replies": [REPLY | {"content_type": "location"}]},
    template(text=""),
    template(text="a" * 641),
    template(buttons=[]),
    template(buttons=[LINK] * 4),
    template(buttons=[LINK | {"title": "a" * 21}]),
    template(buttons=[LINK | {"url": "javascript:alert(1)"}]),
    template(buttons=[LINK | {"type": "magic"}]),
    template(buttons=[{"type": "postback", "title": "Prices", "payload": ""}]),
    template(template_type="receipt"),
    template(template_type="generic", elements=[{"title": "alone"}]),
    template(template_type="generic", elements=[{"title": "a" * 81, "subtitle": "b"}]),
    {"attachment": {"type": "image", "payload": {}}},
    {"attachment": {"type": "template"}},
]


@pytest.mark.parametrize("message", RIGHT)
def test_messages_within_the_limits_are_sent(meta: FlaskClient, world: World, message: dict[str, Any]) -> None:
    world.says()
    answer = meta.post(SEND, json=_call(world, message=message))

    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    assert answer.json["recipient_id"] == world.customer
    assert answer.json["message_id"].startswith("m_")


@pytest.mark.parametrize("message", WRONG)
def test_messages_beyond_the_limits_are_refused(meta: FlaskClient, world: World, message: dict[str, Any]) -> None:
    world.says()
    answer = meta.post(SEND, json=_call(world, message=message))

    assert (answer.status_code, _error(answer)) == (400, (100, None))
    assert len(world.told) == 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"access_token": "other"}, (190, None)),
        ({"access_token": None}, (2500, None)),
        ({"appsecret_proof": "0" * 64}, (100, None)),
        ({"recipient": None}, (100, None)),
        ({"recipient": {"id": True}}, (100, None)),
        ({"recipient": {"id": "7199999999999999"}}, (100, 2018001)),
        ({"messaging_type": None}, (100, None)),
        ({"messaging_type": "PROMOTION"}, (100, None)),
        ({"messaging_type": "MESSAGE_TAG"}, (100, None)),
        ({"messaging_type": "MESSAGE_TAG", "tag": "ACCOUNT_UPDATE"}, (100, None)),
        ({"sender_action": "typing_on"}, (100, 2018014)),
        ({"message": None, "sender_action": "dance"}, (100, None)),
        ({"message": None}, (100, None)),
        ({"message": "hello"}, (100, None)),
    ],
)
def test_calls_that_are_wrong_are_refused_as_meta_does(
    meta: FlaskClient, world: World, changes: dict[str, Any], expected: tuple[int, int | None]
) -> None:
    world.says()
    answer = meta.post(SEND, json=_call(world, **changes))

    assert (answer.status_code, _error(answer)) == (400, expected)


def test_an_error_has_the_shape_of_metas(meta: FlaskClient, world: World) -> None:
    answer = meta.post(SEND, json=_call(world))

    assert answer.status_code == 403
    assert answer.json is not None
    assert set(answer.json["error"]) == {"message", "type", "code", "error_subcode", "fbtrace_id"}
    assert answer.json["error"]["type"] == "OAuthException"


def test_unknown_paths_are_refused_in_json(meta: FlaskClient) -> None:
    for path in ("/v26.0/me/nothing", "/26/me/messages", "/v26.0", "/v26.0/me/messages/more"):
        assert _error(meta.get(f"{path}?access_token={TOKEN}"))[0] == 2500
    assert _error(meta.get(f"/v26.0/4711?access_token={TOKEN}")) == (100, 33)


def test_the_token_may_stand_in_the_query(meta: FlaskClient, world: World) -> None:
    world.says()
    call = _call(world, access_token=None)

    assert meta.post(f"/v26.0/{PAGE}/messages?access_token={TOKEN}", json=call).status_code == 200


def test_every_answer_has_usage_headers(meta: FlaskClient, bot: PageBot, world: World) -> None:
    answer = meta.get(f"/v26.0/me?access_token={TOKEN}&fields=name,messaging_feature_status")

    assert answer.headers["X-App-Usage"] == '{"call_count": 0, "total_time": 1, "total_cputime": 1}'
    assert answer.json == {
        "id": PAGE, "name": "Piotnet", "messaging_feature_status": {"hop_v2": False, "msgr_multi_app": False},
    }  # fmt: skip
    world.says()
    bot.send(world.customer, {"text": "hello"}, metadata="bot:v1:1:")
    assert bot.usage == 1


def test_profile_and_subscriptions_are_kept(meta: FlaskClient) -> None:
    token = {"access_token": TOKEN}
    edge = "/v26.0/me/messenger_profile"
    assert meta.post(edge, json=token | {"get_started": {"payload": "GET_STARTED"}}).json == {"result": "success"}
    assert _error(meta.post(edge, json=token | {"colour": "blue"})) == (100, None)
    assert meta.get(f"{edge}?access_token={TOKEN}&fields=get_started,greeting").json == {
        "data": [{"get_started": {"payload": "GET_STARTED"}}]
    }
    meta.delete(edge, json=token | {"fields": ["get_started"]})
    assert meta.get(f"{edge}?access_token={TOKEN}").json == {"data": []}

    apps = f"/v26.0/{PAGE}/subscribed_apps"
    assert meta.get(f"{apps}?access_token={TOKEN}").json == {"data": []}
    meta.post(f"{apps}?access_token={TOKEN}&subscribed_fields=messages,message_echoes")
    answer = meta.get(f"{apps}?access_token={TOKEN}").json
    assert answer is not None
    assert answer["data"][0]["subscribed_fields"] == ["messages", "message_echoes"]


def test_nobodys_name_is_told(meta: FlaskClient, world: World) -> None:
    answer = meta.get(f"/v26.0/{world.customer}?access_token={TOKEN}&fields=first_name")

    assert (answer.status_code, answer.json) == (200, {})


def test_the_real_sender_works_all_edges(bot: PageBot, world: World) -> None:
    world.page.setup = "bot"
    world.says("first")
    mid = bot.send(world.customer, {"text": "hello"}, metadata="bot:v1:1:")
    bot.act(world.customer, "typing_on")
    past = bot.recent_messages(world.customer)
    bot.pass_thread(world.customer, target_app_id=INBOX, metadata="please help")
    owner = world.page.owner(world.customer)
    bot.take_thread(world.customer)
    bot.release_thread(world.customer)

    assert [(message.mid, message.text, message.sender_id) for message in past[:1]] == [(mid, "hello", PAGE)]
    assert past[1].sender_id == world.customer
    assert bot.recent_messages("7199999999999999") == []
    assert (owner, world.page.owner(world.customer)) == (INBOX, APP)


@pytest.mark.parametrize(
    ("fault", "kind", "arrived"),
    [
        (Fault(kind="error", code=190), Kind.PAGE_STOP, False),
        (Fault(kind="error", code=613, subcode=2534040), Kind.SLOW_DOWN, False),
        (Fault(kind="lost"), Kind.AMBIGUOUS, True),
        (Fault(kind="html"), Kind.AMBIGUOUS, True),
        (Fault(kind="html", done=False), Kind.AMBIGUOUS, False),
    ],
)
def test_faults_reach_the_real_sender_once(
    bot: PageBot, world: World, faults: Faults, fault: Fault, kind: Kind, arrived: bool
) -> None:
    world.says()
    faults.add(fault)
    bot.act(world.customer, "typing_on")
    with pytest.raises(SendFailed) as caught:
        bot.send(world.customer, {"text": "hello"}, metadata="bot:v1:1:")

    assert caught.value.kind == kind
    assert len(world.page.chat(world.customer).messages) == 1 + arrived
    assert bot.send(world.customer, {"text": "again"}, metadata="bot:v1:2:")


def test_faults_can_be_asked_for_over_http(meta: FlaskClient, world: World) -> None:
    world.says()
    fault = {"kind": "error", "code": 10, "subcode": 2018300, "times": 2}
    assert meta.post("/_stand_in/faults", json=fault).status_code == 200

    codes = [meta.post(SEND, json=_call(world)).status_code for _ in range(3)]
    assert codes == [403, 403, 200]
    meta.post("/_stand_in/faults", json=fault)
    meta.delete("/_stand_in/faults")
    assert meta.post(SEND, json=_call(world)).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "fire"},
        {"kind": "error", "code": "1"},
        {"kind": "slow", "seconds": 999},
        {"kind": "lost", "times": 0},
        {"kind": "lost", "edge": "pages"},
    ],
)
def test_faults_that_make_no_sense_are_refused(meta: FlaskClient, wrong: dict[str, Any]) -> None:
    answer = meta.post("/_stand_in/faults", json=wrong)

    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["problem"]


def test_a_server_that_stopped_answers_no_more(world: World, faults: Faults) -> None:
    server = Server(create_graph(world.page, faults, token=TOKEN))
    server.start()
    url = f"{server.url}/v26.0/me?access_token={TOKEN}"
    assert requests.get(url, timeout=5).status_code == 200
    server.stop()

    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)


def _call(world: World, **changes: Any) -> dict[str, Any]:
    call: dict[str, Any] = {
        "access_token": TOKEN,
        "recipient": {"id": world.customer},
        "messaging_type": "RESPONSE",
        "message": {"text": "hello"},
    }
    return {key: value for key, value in (call | changes).items() if value is not None}


def _error(answer: Any) -> tuple[int, int | None]:
    error = answer.json["error"]
    return error["code"], error.get("error_subcode")
