"""Every call is written as Meta wants it, made once, and fails in a way that says what is known."""

from __future__ import annotations

import json
import ssl
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import pytest
import requests
import responses
from urllib3.connection import HTTPConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ProxyError,
)

from bot.messenger.client import INBOX_APP_ID, PageBot, PastMessage
from bot.messenger.errors import Kind, SendFailed

TOKEN = "EAAB-invented-token"
CUSTOMER = "7100000000000001"
GRAPH = "https://graph.facebook.com/v26.0/me"
SENT = {"recipient_id": CUSTOMER, "message_id": "m_INVENTED1"}


@pytest.fixture
def meta() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def bot() -> PageBot:
    return PageBot(TOKEN)


def asked(meta: responses.RequestsMock) -> Any:
    return json.loads(meta.calls[-1].request.body or "null")


def failure(call: Callable[[], object]) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        call()
    return caught.value


def sending(bot: PageBot) -> Callable[[], str]:
    return lambda: bot.send(CUSTOMER, {"text": "hello"}, metadata="bot:v1:1")


def test_a_message_is_written_as_meta_wants_it(meta: responses.RequestsMock, bot: PageBot) -> None:
    meta.post(f"{GRAPH}/messages", json=SENT)

    assert bot.send(CUSTOMER, {"text": "We open at 9."}, metadata="bot:v1:1") == "m_INVENTED1"
    assert asked(meta) == {
        "messaging_type": "RESPONSE",
        "recipient": {"id": CUSTOMER},
        "message": {"text": "We open at 9.", "metadata": "bot:v1:1"},
        "access_token": TOKEN,
    }


def test_the_message_of_the_caller_is_left_as_it_was(meta: responses.RequestsMock, bot: PageBot) -> None:
    meta.post(f"{GRAPH}/messages", json=SENT)
    message = {"text": "hello"}
    bot.send(CUSTOMER, message, metadata="m")

    assert message == {"text": "hello"}


def test_the_token_is_not_in_the_address(meta: responses.RequestsMock, bot: PageBot) -> None:
    meta.post(f"{GRAPH}/messages", json=SENT)
    sending(bot)()

    assert meta.calls[0].request.url == f"{GRAPH}/messages"


def test_the_app_secret_proves_itself(meta: responses.RequestsMock) -> None:
    meta.post(f"{GRAPH}/messages", json=SENT)
    sending(PageBot(TOKEN, app_secret="test_app_secret"))()

    url = meta.calls[0].request.url or ""
    assert url.startswith(f"{GRAPH}/messages?appsecret_proof=")
    assert len(url.partition("=")[2]) == 64
    assert TOKEN not in url


@pytest.mark.parametrize("version", ["25.0", "v25.0"])
def test_address_and_version_come_from_the_settings(meta: responses.RequestsMock, version: str) -> None:
    meta.post("http://127.0.0.1:8001/v25.0/me/messages", json=SENT)

    sending(PageBot(TOKEN, graph_url="http://127.0.0.1:8001/", graph_version=version))()


def test_the_methods_of_pymessenger_go_the_same_way(meta: responses.RequestsMock, bot: PageBot) -> None:
    meta.post(f"{GRAPH}/messages", json=SENT)

    assert bot.send_text_message(CUSTOMER, "hello") == SENT
    assert asked(meta)["messaging_type"] == "RESPONSE"


def test_an_action_has_no_messaging_type(meta: responses.RequestsMock, bot: PageBot) -> None:
    meta.post(f"{GRAPH}/messages", json={"recipient_id": CUSTOMER})
    bot.act(CUSTOMER, "typing_on")

    assert asked(meta) == {
        "recipient": {"id": CUSTOMER},
        "sender_action": "typing_on",
        "access_token": TOKEN,
    }


@pytest.mark.parametrize(
    "answer", [{"json": {"error": {"code": 190}}}, {"body": requests.ReadTimeout()}, {"body": "<html>", "status": 502}]
)
def test_an_action_never_fails(meta: responses.RequestsMock, bot: PageBot, answer: dict[str, Any]) -> None:
    meta.post(f"{GRAPH}/messages", **answer)

    bot.act(CUSTOMER, "mark_seen")


def test_a_thread_is_passed_with_its_metadata(meta: responses.RequestsMock, bot: PageBot) -> None:
    meta.post(f"{GRAPH}/pass_thread_control", json={"success": True})
    bot.pass_thread(CUSTOMER, target_app_id=INBOX_APP_ID, metadata="asked for a person")

    assert asked(meta) == {
        "recipient": {"id": CUSTOMER},
        "target_app_id": "263902037430900",
        "metadata": "asked for a person",
        "access_token": TOKEN,
    }


def test_a_thread_is_taken_and_released(meta: responses.RequestsMock, bot: PageBot) -> None:
    meta.post(f"{GRAPH}/take_thread_control", json={"success": True})
    meta.post(f"{GRAPH}/release_thread_control", json={"success": True})
    bot.take_thread(CUSTOMER, metadata="back")
    bot.release_thread(CUSTOMER)

    assert asked(meta) == {"recipient": {"id": CUSTOMER}, "access_token": TOKEN}


def test_a_thread_that_was_not_taken_is_not_taken_for_ours(meta: responses.RequestsMock, bot: PageBot) -> None:
    meta.post(f"{GRAPH}/take_thread_control", json={"success": False})

    assert failure(lambda: bot.take_thread(CUSTOMER)).kind is Kind.AMBIGUOUS


def error(**members: Any) -> dict[str, Any]:
    return {"error": {"message": f"Malformed access token {TOKEN}", "type": "OAuthException", **members}}


@pytest.mark.parametrize(
    ("code", "subcode", "kind"),
    [
        (10, 2018278, Kind.WINDOW_CLOSED),
        ("10", "2018300", Kind.NOT_OUR_THREAD),
        (551, 1545041, Kind.UNREACHABLE),
        (190, 463, Kind.PAGE_STOP),
        (100, None, Kind.OUR_BUG),
        (613, None, Kind.SLOW_DOWN),
        (2, None, Kind.RETRY),
        (-1, 2018012, Kind.AMBIGUOUS),
        (None, None, Kind.AMBIGUOUS),
        (True, [], Kind.AMBIGUOUS),
    ],
)
@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_refusal_says_what_it_means(
    meta: responses.RequestsMock, bot: PageBot, status: int, code: Any, subcode: Any, kind: Kind
) -> None:
    meta.post(f"{GRAPH}/messages", status=status, json=error(code=code, error_subcode=subcode, fbtrace_id="AbC"))
    refusal = failure(sending(bot))

    assert refusal.kind is kind
    assert refusal.fbtrace_id == "AbC"
    assert TOKEN not in str(refusal)


POOL, CONNECTION, REQUEST = requests.Session(), HTTPConnection("a.example"), f"/messages?access_token={TOKEN}"


def lost(reason: Exception) -> requests.ConnectionError:
    """As requests raises it: the reason is wrapped, and the address stands in the text."""
    return requests.ConnectionError(MaxRetryError(POOL, REQUEST, reason))  # type: ignore[arg-type]


NOT_SENT = [
    lost(NewConnectionError(CONNECTION, "refused")),
    lost(NameResolutionError("a.example", CONNECTION, OSError())),  # type: ignore[arg-type]
    requests.ConnectTimeout(MaxRetryError(POOL, REQUEST, ConnectTimeoutError())),  # type: ignore[arg-type]
    requests.exceptions.ProxyError(ProxyError("no proxy", NewConnectionError(CONNECTION, "refused"))),
    requests.exceptions.SSLError(ssl.SSLCertVerificationError("self-signed")),
]
PERHAPS_SENT = [
    requests.ReadTimeout(f"timed out: {REQUEST}"),
    requests.ConnectionError(ProtocolError("Connection aborted.", ConnectionResetError(104, "reset"))),
    requests.exceptions.ChunkedEncodingError("half an answer"),
    requests.exceptions.SSLError(ssl.SSLError("bad record")),
]
CASES = [(each, Kind.RETRY) for each in NOT_SENT] + [(each, Kind.AMBIGUOUS) for each in PERHAPS_SENT]


@pytest.mark.parametrize(("reason", "kind"), CASES)
def test_a_lost_call_says_whether_it_may_have_arrived(
    meta: responses.RequestsMock, bot: PageBot, reason: Exception, kind: Kind
) -> None:
    meta.post(f"{GRAPH}/messages", body=reason)

    assert failure(sending(bot)).kind is kind


def test_a_failure_is_not_mistaken_for_an_older_one(meta: responses.RequestsMock, bot: PageBot) -> None:
    meta.post(f"{GRAPH}/messages", body=requests.ReadTimeout())
    try:
        raise NOT_SENT[0]
    except requests.ConnectionError:
        assert failure(sending(bot)).kind is Kind.AMBIGUOUS


@pytest.mark.parametrize("reason", [each for each, _ in CASES])
def test_no_traceback_holds_the_token(meta: responses.RequestsMock, bot: PageBot, reason: Exception) -> None:
    meta.get(f"{GRAPH}/conversations", body=reason)
    meta.post(f"{GRAPH}/messages", body=reason)
    for call in (sending(bot), lambda: bot.recent_messages(CUSTOMER)):
        caught = failure(call)
        frames = traceback.TracebackException.from_exception(caught, capture_locals=True)
        ours = [each for each in frames.stack if "/bot/messenger/" in each.filename]

        assert TOKEN not in "".join(traceback.format_exception(caught))
        assert ours
        assert not any(TOKEN in value for frame in ours for value in (frame.locals or {}).values())


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 502, "body": "<html>Bad gateway</html>"},
        {"status": 200, "body": "<html>Welcome to our hotel</html>"},
        {"status": 200, "body": ""},
        {"status": 200, "body": "[" * 100_000},
        {"status": 200, "json": [1]},
        {"status": 200, "json": {}},
        {"status": 200, "json": {"recipient_id": CUSTOMER}},
        {"status": 500, "json": {}},
        {"status": 302, "headers": {"Location": "https://elsewhere.example/"}},
    ],
)
def test_an_answer_that_is_not_metas_proves_nothing(
    meta: responses.RequestsMock, bot: PageBot, answer: dict[str, Any]
) -> None:
    meta.post(f"{GRAPH}/messages", **answer)

    assert failure(sending(bot)).kind is Kind.AMBIGUOUS
    assert len(meta.calls) == 1


def test_the_highest_usage_of_the_last_answer_is_kept(meta: responses.RequestsMock, bot: PageBot) -> None:
    headers = {
        "X-App-Usage": '{"call_count":28,"total_time":25,"total_cputime":25}',
        "X-Business-Use-Case-Usage": '{"1":[{"type":"messenger","call_count":81,"total_time":3}],"2":[]}',
    }
    meta.post(f"{GRAPH}/messages", json=SENT, headers=headers)
    meta.post(f"{GRAPH}/messages", json=SENT)

    sending(bot)()
    assert bot.usage == 81
    sending(bot)()
    assert bot.usage == 0


@pytest.mark.parametrize("header", ["", "x", "[]", '{"1":7}', '{"1":[7]}', '{"1":[{"call_count":"x"}]}', "[" * 10**5])
def test_headers_that_cannot_be_read_do_no_harm(meta: responses.RequestsMock, bot: PageBot, header: str) -> None:
    meta.post(f"{GRAPH}/messages", json=SENT, headers={"X-Business-Use-Case-Usage": header, "X-App-Usage": header})
    sending(bot)()

    assert bot.usage == 0


def test_a_rate_limit_says_how_long_to_wait(meta: responses.RequestsMock, bot: PageBot) -> None:
    usage = '{"1":[{"call_count":100,"estimated_time_to_regain_access":4}]}'
    headers = {"X-Business-Use-Case-Usage": usage}
    meta.post(f"{GRAPH}/messages", status=400, json=error(code=80006), headers=headers)
    refusal = failure(sending(bot))

    assert (refusal.kind, refusal.retry_after) == (Kind.SLOW_DOWN, 240.0)
    assert bot.usage == 100


def test_a_conversation_is_read_back(meta: responses.RequestsMock, bot: PageBot) -> None:
    messages = [
        {"id": "m_2", "message": "We open at 9.", "created_time": "2026-11-20T12:00:00+0000", "from": {"id": "1048"}},
        {"id": "m_1", "message": "When?", "created_time": "yesterday", "from": {"name": "Jane", "id": CUSTOMER}},
        {"id": None, "from": None},
    ]
    meta.get(f"{GRAPH}/conversations", json={"data": [{"messages": {"data": messages}}, {"id": "t_1"}, None]})

    assert bot.recent_messages(CUSTOMER) == [
        PastMessage(mid="m_2", text="We open at 9.", sender_id="1048", at=datetime(2026, 11, 20, 12, tzinfo=UTC)),
        PastMessage(mid="m_1", text="When?", sender_id=CUSTOMER, at=None),
        PastMessage(mid="", text="", sender_id="", at=None),
    ]
    assert f"user_id={CUSTOMER}" in (meta.calls[0].request.url or "")


def test_reading_that_was_lost_may_be_tried_again(meta: responses.RequestsMock, bot: PageBot) -> None:
    meta.get(f"{GRAPH}/conversations", body=requests.ReadTimeout())

    assert failure(lambda: bot.recent_messages(CUSTOMER)).kind is Kind.RETRY


def test_each_thread_has_its_own_connection(bot: PageBot) -> None:
    sessions = []
    for _ in range(2):
        thread = Thread(target=lambda: sessions.append(bot._adapter()))
        thread.start()
        thread.join()

    assert bot._adapter() is bot._adapter()
    assert len({id(each) for each in [*sessions, bot._adapter()]}) == 3


def test_what_a_person_wrote_after_the_24_hours_carries_their_tag(meta: responses.RequestsMock, bot: PageBot) -> None:
    meta.post(f"{GRAPH}/messages", json=SENT)

    bot.send(CUSTOMER, {"text": "Sorry for the wait."}, metadata="m", human_agent=True)

    assert asked(meta)["messaging_type"] == "MESSAGE_TAG"
    assert asked(meta)["tag"] == "HUMAN_AGENT"
