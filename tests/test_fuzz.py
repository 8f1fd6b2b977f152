"""Whatever strangers, Meta or a browser may send: no answer says that it is our fault, and nothing is raised."""

from __future__ import annotations

import base64
import hmac
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from structlog.testing import CapturingLogger

from bot import app as application
from bot import webhook
from bot.messenger.signature import sign
from bot.staff import accounts
from tests.conftest import CUSTOMER, PAGE, SECRET, Bot, MakeBot

PASSWORD = "not a real password"
bounded = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

TEXT = st.one_of(st.text(max_size=60), st.sampled_from(["", "hello", PAGE, CUSTOMER, "my password is hunter2", "\x00"]))
VALUE = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=8,
)


@pytest.fixture
def complaints(monkeypatch: pytest.MonkeyPatch) -> CapturingLogger:
    """What the application says went wrong on our side."""
    log = CapturingLogger()
    for module in (application, webhook):
        monkeypatch.setattr(module, "log", log)
    return log


def no_complaint(log: CapturingLogger) -> bool:
    return not [call for call in log.calls if call.method_name == "error"]


# ---- Meta's deliveries: the real ones, with parts of them replaced by anything

PAYLOADS = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "payloads").glob("*.json"))
    if path.name != "instagram.json"
]


def _places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from _places(child, (*path, key))


def _with(node: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    copy = dict(node) if isinstance(node, dict) else list(node)
    copy[path[0]] = _with(node[path[0]], path[1:], value)
    return copy


@st.composite
def deliveries(draw: st.DrawFn) -> Any:
    """A delivery of Meta's, with one to three of its parts replaced."""
    body = draw(st.sampled_from(PAYLOADS))
    for _ in range(draw(st.integers(1, 3))):
        body = _with(body, draw(st.sampled_from(list(_places(body)))), draw(VALUE))
    return body


def post(client: FlaskClient, data: bytes) -> int:
    headers = {"X-Hub-Signature-256": sign(data, app_secret=SECRET), "Content-Type": "application/json"}
    return client.post("/webhook", data=data, headers=headers).status_code


@bounded
@given(deliveries())
@example(
    {"object": "page", "entry": [{"id": PAGE, "messaging": [{"sender": {"id": "\ud800"}, "message": {"mid": "\x00"}}]}]}
)
def test_a_delivery_in_which_anything_may_stand_anywhere_is_taken(
    bot: Bot, complaints: CapturingLogger, body: Any
) -> None:
    assert post(bot.client, json.dumps(body).encode()) == 200
    assert no_complaint(complaints), complaints.calls
    bot.messenger.sent.clear()
    bot.work()
    assert bot.query("SELECT id FROM inbox WHERE attempts > 0") == []


@bounded
@given(st.one_of(st.binary(max_size=200), TEXT.map(lambda text: text.encode("utf-8", "replace"))))
@example(b"[" * 100_000)
@example(b'{"object":"page","entry":' + b"9" * 6000 + b"}")
def test_a_signed_body_of_any_bytes_is_taken(bot: Bot, complaints: CapturingLogger, body: bytes) -> None:
    assert post(bot.client, body) == 200
    assert no_complaint(complaints), complaints.calls


@bounded
@given(st.binary(max_size=100), TEXT)
def test_an_unsigned_body_is_refused(bot: Bot, body: bytes, signature: str) -> None:
    header = re.sub(r"[\r\n\x00-\x1f]|[^\x00-\xff]", "", signature)

    assert bot.client.post("/webhook", data=body, headers={"X-Hub-Signature-256": header}).status_code == 403


@bounded
@given(st.dictionaries(st.sampled_from(["hub.mode", "hub.verify_token", "hub.challenge", "x"]), TEXT))
def test_a_wrong_question_for_the_token_is_refused(bot: Bot, asked: dict[str, str]) -> None:
    assert bot.client.get("/webhook", query_string=asked).status_code == 403


# ---- Meta's callbacks


def signed(payload: bytes) -> str:
    body = base64.urlsafe_b64encode(payload).rstrip(b"=")
    return (
        f"{base64.urlsafe_b64encode(hmac.digest(SECRET.encode(), body, 'sha256')).decode().rstrip('=')}.{body.decode()}"
    )


@bounded
@given(
    st.sampled_from(["/privacy/deletion", "/privacy/deauthorize"]),
    st.one_of(
        TEXT,
        st.binary(max_size=80).map(signed),
        VALUE.map(lambda value: signed(json.dumps(value).encode())),
        VALUE.map(lambda value: signed(json.dumps({"user_id": value, "algorithm": "HMAC-SHA256"}).encode())),
    ),
)
@example("/privacy/deletion", signed(b"[" * 5000))
def test_a_callback_with_anything_in_it_is_taken_or_refused(
    bot: Bot, complaints: CapturingLogger, path: str, request_: str
) -> None:
    address = {"REMOTE_ADDR": f"2001:db8::{abs(hash(request_)) % 65536:x}"}  # or the limit would answer
    answer = bot.client.post(path, data={"signed_request": request_}, environ_overrides=address)

    assert answer.status_code in (200, 400, 403)
    assert no_complaint(complaints), complaints.calls


@bounded
@given(st.dictionaries(st.sampled_from(["id", "lang", "x"]), TEXT))
def test_the_public_pages_take_any_question(bot: Bot, asked: dict[str, str]) -> None:
    for path in ("/privacy", "/privacy/deletion"):
        assert bot.client.get(path, query_string=asked).status_code in (200, 404, 429)


# ---- The console


@pytest.fixture
def colleague(make_bot: MakeBot) -> tuple[FlaskClient, str]:
    """Logged in as an admin, with the token of the forms."""
    bot = make_bot()
    bot.say("hello")
    accounts.add(bot.services.store, "mai", PASSWORD, role="admin", now=bot.time.now)
    client = application.create_app(bot.services).test_client()
    client.post("/staff/login", data={"csrf_token": _token(client), "name": "mai", "password": PASSWORD})
    return client, _token(client)


def _token(client: FlaskClient) -> str:
    found = re.search(
        r'name="csrf[-_]token" (?:content|value)="([^"]+)"', client.get("/staff/login", follow_redirects=True).text
    )
    assert found
    return found[1]


def _addresses(client: FlaskClient) -> list[tuple[str, str]]:
    """Every address of the console with its method; the streams, which do not end, left out."""
    found = []
    for rule in client.application.url_map.iter_rules():
        if rule.rule.startswith("/staff/") and "stream" not in rule.endpoint and "logout" not in rule.endpoint:
            found += [(rule.rule, method) for method in sorted(rule.methods or ()) if method in ("GET", "POST")]
    return sorted(found)


FIELD = st.sampled_from(
    [
        "id",
        "text",
        "action",
        "entry",
        "until",
        "word",
        "tag",
        "name",
        "password",
        "language",
        "next",
        "before",
        "question",
        "vi",
    ]
)


@settings(bounded, max_examples=120)
@given(data=st.data())
def test_the_console_takes_whatever_a_form_or_an_address_holds(
    colleague: tuple[FlaskClient, str], complaints: CapturingLogger, data: st.DataObject
) -> None:
    client, token = colleague
    rule, method = data.draw(st.sampled_from(_addresses(client)))
    path = re.sub(
        r"<[^>]+>", lambda _: data.draw(st.sampled_from([CUSTOMER, "7", "0", "nobody", "%00", "a b", "ä"])), rule
    )
    fields = data.draw(st.dictionaries(FIELD, TEXT, max_size=5))
    if method == "GET":
        answer = client.get(path, query_string=fields)
    else:
        answer = client.post(path, data={"csrf_token": token, **fields})
    answer.close()

    assert answer.status_code < 500, f"{method} {path} {fields}: {answer.status}"
    assert no_complaint(complaints), complaints.calls
