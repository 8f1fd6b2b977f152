"""Secrets go, and nothing else does.

tests/redact/planted.txt holds messages with their secrets marked, tests/redact/ordinary.txt messages
that only talk about passwords, keys and numbers. A miss or a false alarm from real life belongs there.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import re._parser as re_parser  # the only way to see what a pattern repeats
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot import redaction
from bot.model import ButtonTap, CustomerMessage, Echo, Edit, Event, Reaction, Referral, Source
from bot.redact import SPACES, redact, redact_event, removed_kinds, without_marks
from bot.redaction.marks import KINDS, MARK
from bot.redaction.shapes import SHAPES

ROOT = Path(__file__).parent.parent
HERE = Path(__file__).parent / "redact"
SECRET = re.compile("⟦(.*?)⟧", re.S)
DEV = ROOT / "bench" / "labelled" / "dev.jsonl"


def _lines(name: str) -> list[str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.replace("¦", "").replace("\\n", "\n") for line in lines if line and not line.startswith(("# ", "## "))]


PLANTED = _lines("planted.txt")
ORDINARY = _lines("ordinary.txt")


# ---- The tables


@pytest.mark.parametrize("line", PLANTED)
def test_the_secret_goes_and_the_words_around_it_stay(line: str) -> None:
    message = line.replace("⟦", "").replace("⟧", "")

    left = redact(message)

    assert MARK.sub("[…]", left) == SECRET.sub("[…]", line)
    assert redact(left) == left


@pytest.mark.parametrize("message", ORDINARY)
def test_a_message_without_a_secret_stays_as_it_is(message: str) -> None:
    assert redact(message) == message


def test_the_tables_are_as_long_as_was_promised() -> None:
    sections = re.findall("^## ", (HERE / "planted.txt").read_text(encoding="utf-8"), re.M)

    assert sum(len(SECRET.findall(line)) for line in PLANTED) >= 200
    assert len(sections) >= 20
    assert len(ORDINARY) >= 300


def _false_alarms(texts: list[str]) -> list[str]:
    return [f"{text!r} became {left!r}" for text in texts if (left := redact(text)) != text]


def test_labelled_messages_lose_what_they_should_and_nothing_else() -> None:
    cases = [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()]
    secret = [case["turns"][-1] for case in cases if case["route"] == "credentials"]
    ordinary = [turn for case in cases if "credentials" not in case["accept_routes"] for turn in case["turns"]]

    assert _false_alarms(ordinary) == []
    assert [text for text in secret if redact(text) == text] == []


def test_hardly_anything_that_staff_wrote_looks_like_a_secret() -> None:
    """Thousands of questions and answers, about passwords and keys too. Some examples do show a secret."""
    texts = [
        text
        for path in sorted([*ROOT.glob("faq/content/*.yaml"), *ROOT.glob("intents/content/*.yaml")])
        for text in _texts(yaml.safe_load(path.read_text(encoding="utf-8")))
    ]
    alarms = _false_alarms(texts)

    assert len(alarms) <= len(texts) / 1000, "\n".join(alarms)


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)


# ---- How it is written makes no difference


def _wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(lambda text: unicodedata.normalize("NFD", text), id="tone marks on their own"),
        pytest.param(lambda text: "\u200b".join(text), id="invisible characters between the letters"),
        pytest.param(_wide, id="full width"),
        pytest.param(lambda text: text.replace(" ", "\u00a0"), id="hard spaces"),
        pytest.param(str.upper, id="capitals"),
    ],
)
@pytest.mark.parametrize("message", ["mật khẩu là Hoahồng123", "my password: Tiger22!x", "card 4242 4242 4242 4242"])
def test_no_way_of_writing_hides_a_secret(message: str, written: Callable[[str], str]) -> None:
    left = redact(written(message))

    assert len(removed_kinds(left)) == 1
    assert not re.search(r"\d", unicodedata.normalize("NFKC", left))


def test_what_stays_is_not_rewritten() -> None:
    decomposed = unicodedata.normalize("NFD", "dạ mật khẩu là Hoahồng123 nhé ạ")

    assert redact(decomposed) == unicodedata.normalize("NFD", "dạ mật khẩu là ") + "[removed: password]" + (
        unicodedata.normalize("NFD", " nhé ạ")
    )


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ("card 4242 4242 4242 4242 cvv 311", "card [removed: card number] cvv [removed: card number]"),
        ("password is hunter2", "password is [removed: password]"),
        ("license key: 7F3A-91BC-22DE-08AA", "license key: [removed: key]"),
        ("otp 482913", "otp [removed: code]"),
        ("login: maria / Sunshine_77", "login: [removed: login]"),
        ("access token: 8c1f0e2d3b4a5968", "access token: [removed: token]"),
        ("-----BEGIN " + "PRIVATE KEY-----\nMIIE", "[removed: private key]"),
        (f"seed phrase: {'legal winner thank ' * 4}", "seed phrase: [removed: recovery phrase] "),
    ],
)
def test_the_mark_says_what_was_there(message: str, left: str) -> None:
    assert redact(message) == left


# ---- Marks


def test_kinds_come_once_each_and_in_order() -> None:
    text = "[removed: password] and [removed: card number], again [removed: password], [removed: nonsense]"

    assert removed_kinds(text) == ("password", "card number")
    assert removed_kinds("my password is wrong") == ()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("my password is [removed: password] please log in", "my password is please log in"),
        ("[removed: card number]", ""),
        ("user: admin\npass: [removed: password]\nthanks", "user: admin\npass: \nthanks"),
        ("two  spaces and no mark ", "two  spaces and no mark "),
    ],
)
def test_marks_can_be_taken_out(text: str, left: str) -> None:
    assert without_marks(text) == left


# ---- Events

BASE = CustomerMessage(key="k", page_id="p", customer_id="c", at=datetime(2026, 1, 5, tzinfo=UTC), mid="m1")
HEAD = {"key": "k", "page_id": "p", "customer_id": "c", "at": BASE.at}
TOLD, LEFT = "password: hunter2", "password: [removed: password]"


@pytest.mark.parametrize(
    ("event", "cleaned"),
    [
        (replace(BASE, text=TOLD), replace(BASE, text=LEFT)),
        (
            replace(BASE, source=Source(kind="link", ref=TOLD, title=TOLD, ad_id="1")),
            replace(BASE, source=Source(kind="link", ref=LEFT, title=LEFT, ad_id="1")),
        ),
        (Edit(**HEAD, mid="m1", text=TOLD), Edit(**HEAD, mid="m1", text=LEFT)),
        (Echo(**HEAD, mid="m1", text=TOLD), Echo(**HEAD, mid="m1", text=LEFT)),
        (ButtonTap(**HEAD, title=TOLD, payload="start"), ButtonTap(**HEAD, title=LEFT, payload="start")),
        (
            Referral(**HEAD, source=Source(kind="link", ref=TOLD)),
            Referral(**HEAD, source=Source(kind="link", ref=LEFT)),
        ),
    ],
)
def test_every_text_of_an_event_is_redacted(event: Event, cleaned: Event) -> None:
    assert redact_event(event) == cleaned


def test_phone_and_mail_that_were_asked_for_stay() -> None:
    for payload in ("+84912345678", "maria@shop.example", "entry:license-key"):
        event = replace(BASE, text="here you are", payload=payload)

        assert redact_event(event) == event


def test_an_event_without_text_stays_as_it_is() -> None:
    event = Reaction(**HEAD, mid="m1", reaction="love", added=True)

    assert redact_event(event) is event


# ---- Whatever may come

PARTS = st.sampled_from(
    [
        *("password", "mật khẩu", "mk", "pass", "key", "token", "otp", "code", "login", "tk", "user"),
        *("admin", "seed phrase"),
        *(" ", "\n", ":", "=", " is ", " là ", "/", "'", '"', "-", ".", ",", "?", "(", "[", "{", "@"),
        *("://", "&", "?pwd="),
        *("hunter2", "Tiger!2291x", "482913", "4242 4242 4242 4242", "11/29", "sk_live_", "eyJ"),
        *("-----BEGIN ", "PRIVATE KEY-----"),
        *("[removed: password]", "[removed: ", "]", "\ue000", "\u200b", "ﬁ", "İ", "4", "a", "Z"),
        *("7F3A-91BC", "legal winner"),
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(PARTS, max_size=25).map("".join))
unhurried = settings(deadline=None, max_examples=400)  # a busy machine is no mistake of ours


@unhurried
@given(TEXTS)
@example("\ud800 password: \ud800a1b2")
def test_any_text_is_taken_and_twice_is_as_good_as_once(text: str) -> None:
    left = redact(text)

    assert redact(left) == left
    assert set(removed_kinds(left)) <= set(KINDS)


@unhurried
@given(TEXTS)
def test_what_is_left_was_there_before_in_the_same_order(text: str) -> None:
    at = 0
    for piece in MARK.sub("\0", redact(text)).split("\0") if "\0" not in text else []:
        at = text.index(piece, at) + len(piece)


SECRETS = st.from_regex(r"[A-Z][a-z]{3,8}[!@#$%][0-9]{2,4}[a-z]{2,5}", fullmatch=True)
TEMPLATES = (
    "my password is {} please log in",
    "mật khẩu: {}",
    "mk {} nha",
    "tk admin pass {}",
    "login: maria / {}",
    "https://maria:{}@shop.example/",
    "DB_PASSWORD={}",
    "{} is my password",
    "password\n{}",
)


@unhurried
@given(SECRETS, st.sampled_from(TEMPLATES))
def test_a_made_up_password_never_survives(secret: str, template: str) -> None:
    assert secret not in redact(template.format(secret))


# ---- Long texts

CHAINS = (
    "password ", "password is ", "pass: ", "mk la ", "pass:", "key ", "code is ", "login: ", "user: a pass: ", "admin/",
    "wp-admin-", "4", "4 ", "4242 ", "11/29 ", "eyJ", "eyJaaaaaaaa.", "://a:", "://a:b@", "?token=a1", "&",
    "sk-A1", "-----BEGIN ",
    "-----BEGIN PRIVATE KEY-----", "a", "aB1", "aB1!", "abcd ", "ABC1-", " ", "\n", "'", "\"",
    "[removed: key]", "[removed: ",
    "legal ", "backup codes 12345678 ", "@", "a@a.", "is ", "là ", "it ", "curl -u ", "mysql -u a ", "\u0301",
    "bearer ", "cvv ",
    "password for ", "password \"", "seed phrase ", "define('PASS', ", "a_a", "_", "x=",
    "PuTTY-User-Key-File-2\na\n", "9704 ",
)  # fmt: skip
LONG = 20_000


def _steps(text: str) -> int:
    """How many functions are called, Python's own included, to redact the text."""
    count = 0

    def count_call(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(count_call)
    try:
        redact(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("chain", CHAINS)
def test_four_times_the_text_takes_four_times_the_steps(chain: str) -> None:
    short, long = ((chain * LONG)[: LONG // part] for part in (4, 1))

    assert _steps(long) <= 5 * _steps(short) + 200


def _patterns() -> list[re.Pattern[str]]:
    names = [found.name for found in pkgutil.iter_modules(redaction.__path__)]
    files = [importlib.import_module(f"bot.redaction.{name}") for name in names]
    named = {value for file in files for value in vars(file).values() if isinstance(value, re.Pattern)}
    return [*sorted(named, key=lambda pattern: pattern.pattern), SPACES, *(shape.pattern for shape in SHAPES)]


def _runaways(parsed: Iterable[tuple[object, object]], around: int = 1) -> Iterator[int]:
    """How often something may be repeated, for everything that may be given back piece by piece."""
    for name, argument in parsed:
        inner, times = argument, around
        if str(name) in ("MAX_REPEAT", "MIN_REPEAT"):
            times = around * argument[1]
            yield times
        for part in inner if isinstance(inner, tuple) else (inner,):
            for branch in part if isinstance(part, list) else (part,):
                if isinstance(branch, re_parser.SubPattern):
                    yield from _runaways(branch, times)


@pytest.mark.parametrize("pattern", _patterns(), ids=lambda pattern: pattern.pattern[:40])
def test_no_pattern_can_run_away(pattern: re.Pattern[str]) -> None:
    """Steps inside a pattern are not in the count above. So whatever repeats without a limit must
    never be given back ("++"), and all other repetition has a limit, also when one holds another."""
    parsed = re_parser.parse(pattern.pattern, pattern.flags)

    assert max(_runaways(parsed), default=0) <= 15_000
