"""Whatever strangers, Meta or a browser may send: no answer says that it is our fault, and nothing is raised."""

from __future__ import annotations

import base64
import gc
import hmac
import json
import os
import re
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from typing import Any
from zlib import crc32

import psutil
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from structlog.testing import CapturingLogger
from werkzeug.test import TestResponse

from bot import app as application
from bot import webhook
from bot.engine import worker
from bot.engine.worker import Worker
from bot.messenger.signature import sign
from bot.services import Library
from bot.staff import accounts, forms
from bot.staff.fields import values_of
from faq.load import read_faq
from faq.versions import Shelf
from tests.conftest import CUSTOMER, PAGE, SECRET, TINY, Bot, MakeBot

PASSWORD = "not a real password"
# The same few for everybody; `make fuzz` tries more, and others every time.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "50"))
ROUNDS = 3
MOST_A_REQUEST = 50  # bytes that stay; the smallest thing that is kept for a request takes more
bounded = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    database=None,
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
    for module in (application, webhook, worker):
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


@st.composite
def callbacks(draw: st.DrawFn) -> tuple[str, str]:
    """One of the two addresses, and a signed request that may be anything."""
    path = draw(st.sampled_from(["/privacy/deletion", "/privacy/deauthorize"]))
    request_ = st.one_of(
        TEXT,
        st.binary(max_size=80).map(signed),
        VALUE.map(lambda value: signed(json.dumps(value).encode())),
        VALUE.map(lambda value: signed(json.dumps({"user_id": value, "algorithm": "HMAC-SHA256"}).encode())),
    )
    return path, draw(request_)


def call_back(client: FlaskClient, path: str, request_: str) -> TestResponse:
    # From an address of its own, or the limit would answer.
    address = {"REMOTE_ADDR": f"2001:db8::{crc32(request_.encode(errors='replace')) % 65536:x}"}
    return client.post(path, data={"signed_request": request_}, environ_overrides=address)


@bounded
@given(callbacks())
@example(("/privacy/deletion", signed(b"[" * 5000)))
def test_a_callback_with_anything_in_it_is_taken_or_refused(
    bot: Bot, complaints: CapturingLogger, callback: tuple[str, str]
) -> None:
    assert call_back(bot.client, *callback).status_code in (200, 400, 403)
    assert no_complaint(complaints), complaints.calls


@bounded
@given(st.dictionaries(st.sampled_from(["id", "lang", "x"]), TEXT))
def test_the_public_pages_take_any_question(bot: Bot, asked: dict[str, str]) -> None:
    for path in ("/privacy", "/privacy/deletion"):
        assert bot.client.get(path, query_string=asked).status_code in (200, 404, 429)


# ---- The console


@dataclass
class Console:
    """An admin who is logged in, over files that may be changed."""

    bot: Bot
    client: FlaskClient
    token: str


@pytest.fixture
def console(make_bot: MakeBot, tmp_path: Path) -> Console:
    content = copytree(TINY, tmp_path / "content")
    library = Library(content / "faq", content / "intents", shelf=Shelf(tmp_path / "versions"))
    # The doctor's page goes out to Meta and to our own address: here nobody answers.
    bot = make_bot(graph_url="http://127.0.0.1:9", port=9)
    bot.services = replace(bot.services, library=library)
    bot.client = application.create_app(bot.services).test_client()
    bot.worker = Worker(bot.services)
    bot.say("hello")
    accounts.add(bot.services.store, "mai", PASSWORD, role="admin", now=bot.time.now)
    bot.client.post("/staff/login", data={"csrf_token": _token(bot.client), "name": "mai", "password": PASSWORD})
    return Console(bot, bot.client, _token(bot.client))


def _token(client: FlaskClient) -> str:
    page = client.get("/staff/login", follow_redirects=True).text
    found = re.search(r'name="csrf[-_]token" (?:content|value)="([^"]+)"', page)
    assert found
    return found[1]


def _addresses(client: FlaskClient) -> list[tuple[str, str]]:
    """Every address of the console with its method; the streams, which do not end, left out."""
    found = []
    for rule in client.application.url_map.iter_rules():
        if rule.rule.startswith("/staff/") and "stream" not in rule.endpoint and "logout" not in rule.endpoint:
            found += [(rule.rule, method) for method in sorted(rule.methods or ()) if method in ("GET", "POST")]
    return sorted(found)


def _fields() -> list[str]:
    """Every field that a page of the console has, or that its code asks for; read from both, lest one is forgotten."""
    staff = Path(forms.__file__).parent
    pages = "".join(each.read_text(encoding="utf-8") for each in sorted((staff / "templates").rglob("*.html")))
    code = "".join(each.read_text(encoding="utf-8") for each in sorted(staff.glob("*.py")))
    named = re.findall(r'name="([a-z_]+)"', pages)
    asked = re.findall(r'request\.(?:args|form)(?:\.get\(|\[)"(\w+)"', code)
    made = [name for form in (forms.Act, forms.Write, forms.Note, forms.Tag, forms.Search) for name in vars(form)]
    faq, _ = read_faq(TINY / "faq")
    paths = list(values_of(next(iter(faq.entries.values())), faq.products))
    buttons = ["buttons.0.title.en", "buttons.0.title.vi", "buttons.0.url", "buttons.0.product"]
    every = {*named, *asked, *made, *paths, *buttons} - {"csrf_token", "csrf", "robots", "viewport"}
    return sorted(each for each in every if not each.startswith("_"))


FIELDS = _fields()
# Besides anything: what the forms offer, so that what lies behind the checks is reached too.
OFFERED = st.sampled_from(
    [
        *(
            *forms.ACTIONS,
            *forms.SPANS,
            "a" * 32,
            "fix",
            "test",
            "en",
            "refund",
            "entry:refund",
            "{{ 7*7 }}",
            "x" * 300,
        ),
        *("1", "-1", "9" * 30, "0.5", "nan", "2026-13-45", "2027-01-01"),
        *("refund.yaml", "../../etc/passwd", ".", "..", "/staff/", "//evil.example", "https://a.example"),
    ]
)
NAMED = st.sampled_from([CUSTOMER, "7", "0", "nobody", "new", "refund", "%00", "a b", "ä", "..%2f..%2fetc", "x" * 300])


@st.composite
def asked_of_the_console(draw: st.DrawFn, addresses: list[tuple[str, str]]) -> tuple[str, str, dict[str, str]]:
    """An address of the console, how it is asked, and its fields."""
    rule, method = draw(st.sampled_from(addresses))
    path = re.sub(r"<[^>]+>", lambda _: draw(NAMED), rule)
    return method, path, draw(st.dictionaries(st.sampled_from(FIELDS), st.one_of(TEXT, OFFERED), max_size=8))


def ask(console: Console, method: str, path: str, fields: dict[str, str]) -> int:
    if method == "GET":
        answer = console.client.get(path, query_string=fields)
    else:
        answer = console.client.post(path, data={"csrf_token": console.token, **fields})
    answer.close()
    return answer.status_code


def test_every_field_of_the_console_is_among_those_that_are_tried() -> None:
    assert {"action", "span", "text", "do", "q", "owner", "writing", "answer.en", "questions.vi", "threshold"} <= set(
        FIELDS
    )


@settings(bounded, max_examples=3 * EXAMPLES)
@given(data=st.data())
def test_the_console_takes_whatever_a_form_or_an_address_holds(
    console: Console, complaints: CapturingLogger, data: st.DataObject
) -> None:
    method, path, fields = data.draw(asked_of_the_console(_addresses(console.client)))
    status = ask(console, method, path, fields)

    assert status < 500, f"{method} {path} {fields}: {status}"
    assert no_complaint(complaints), complaints.calls
    console.bot.work()
    assert console.bot.query("SELECT id FROM inbox WHERE attempts > 0") == []


# ---- All of it, again and again


def test_the_same_again_and_again_leaves_memory_and_open_files_as_they_are(
    console: Console, complaints: CapturingLogger
) -> None:
    """The requests are chosen once and kept, so that what is measured is the bot and not what chooses them."""
    kept: list[Callable[[], int]] = []
    client, addresses = console.client, _addresses(console.client)
    addresses = [each for each in addresses if each[0] != "/staff/doctor"]  # it opens connections, and takes its time

    @settings(bounded, max_examples=30)
    @given(st.one_of(deliveries(), VALUE), callbacks(), asked_of_the_console(addresses))
    def choose(body: Any, callback: tuple[str, str], asked: tuple[str, str, dict[str, str]]) -> None:
        raw = json.dumps(body).encode()
        kept.append(lambda: post(client, raw))
        kept.append(lambda: call_back(client, *callback).status_code)
        kept.append(lambda: ask(console, *asked))

    def all_of_it() -> tuple[int, int]:
        """The bytes in use and the files open afterwards."""
        statuses = {send() for send in kept}
        console.bot.work()
        console.bot.messenger.sent.clear()
        console.bot.messenger.actions.clear()
        complaints.calls.clear()
        assert max(statuses) < 500
        gc.collect()
        return tracemalloc.get_traced_memory()[0], psutil.Process().num_fds()

    choose()
    tracemalloc.start()
    try:
        for _ in range(2):  # whatever is kept on purpose is kept by now
            all_of_it()
        measured = [all_of_it() for _ in range(ROUNDS + 1)]
    finally:
        tracemalloc.stop()

    assert len(kept) >= 60
    assert measured[-1][1] <= measured[0][1]
    # What leaks does so in every round; what is remembered for once shows in one of them.
    grown = min(after - before for (before, _), (after, _) in pairwise(measured))
    assert grown < len(kept) * MOST_A_REQUEST, f"{grown / len(kept):.0f} bytes a request"


@pytest.mark.parametrize("value", ["\x00", "x" * 3000, "..", "/", "a\nb", "9" * 30, "[" * 3000])
def test_no_field_makes_what_is_odd_our_fault(console: Console, complaints: CapturingLogger, value: str) -> None:
    chat = f"/staff/chats/{CUSTOMER}"
    forms_ = ("faq/entries/new", "faq/entries/new/check", "faq/entries/refund/check", f"chats/{CUSTOMER}/act")
    for name in FIELDS:
        for path in forms_:
            assert ask(console, "POST", f"/staff/{path}", {name: value}) < 500, (name, path)
        for path in (chat, "/staff/chats", "/staff/faq", "/staff/faq/try", "/staff/log"):
            assert ask(console, "GET", path, {name: value}) < 500, (name, path)
    assert no_complaint(complaints), complaints.calls
