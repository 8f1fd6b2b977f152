"""What docs/security.md says is held by a test is, and here are those tests that fit no other file."""

from __future__ import annotations

import ast
import io
import json
import re
import socket
from collections.abc import Iterator
from contextlib import redirect_stderr
from pathlib import Path

import pytest
import requests
import structlog
from flask import Flask, request

from bot.app import create_app, create_watch_app
from bot.logs import set_up_logs
from bot.settings import read_settings
from bot.web import Web
from tests.conftest import Bot, MakeBot
from tests.test_layers import MODULES
from tests.test_settings import GOOD

ROOT = Path(__file__).parent.parent
LIST = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
MARKS = re.findall(r"^- ([✔○✗]) (.+(?:\n  .+)*)$", LIST, re.MULTILINE)
PAGES = sorted([*(ROOT / "bot").rglob("*.html")])


@pytest.mark.parametrize("line", [text for mark, text in MARKS if mark == "✔"], ids=lambda line: line.split(" ")[0])
def test_what_is_ticked_names_the_test_that_holds_it(line: str) -> None:
    named = re.findall(r"`(tests/[\w/.]+|make \w+|\.ci/run)`", line)

    assert named
    assert [each for each in named if each.startswith("tests/") and not (ROOT / each).exists()] == []


def test_every_line_has_a_mark_and_a_number() -> None:
    lines = re.findall(r"^- (.+)$", LIST, re.MULTILINE)

    assert [each for each in lines if not re.match(r"[✔○✗] V\d+(\.\d+)*", each)] == []


# ---- What the code may not do


def _calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def _imports(name: str) -> set[str]:
    nodes = list(ast.walk(MODULES[name]))
    plain = {each.name for node in nodes if isinstance(node, ast.Import) for each in node.names}
    return plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("name", MODULES)
def test_nothing_from_outside_becomes_code_or_a_line_for_a_shell(name: str) -> None:
    forbidden = {"eval", "exec", "compile", "os.system", "os.popen"}
    forbidden |= {"yaml.load", "yaml.unsafe_load"} if "yaml" in _imports(name) else set()  # ruamel's own is a safe one
    calls = list(_calls(name))
    shells = [call.lineno for _, call in calls for each in call.keywords if each.arg == "shell"]

    assert [(what, call.lineno) for what, call in calls if what in forbidden] == []
    assert shells == []
    assert not _imports(name) & {"pickle", "shelve", "marshal", "xml.etree.ElementTree"}


def test_only_pauses_come_from_numbers_that_can_be_guessed() -> None:
    guessable = {name for name in MODULES if "random" in _imports(name)}

    assert {each for each in guessable if not each.startswith("bot.playground")} == {"bot.services"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_needs_script_or_style_of_its_own_or_anything_from_elsewhere(page: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert re.findall(r"\son\w+=|\sstyle=|<style|javascript:", text) == []
    assert [each for each in re.findall(r"<script([^>]*)>", text) if "src=" not in each] == []
    assert re.findall(r"""(?:src|<link[^>]*href)=["'](?:https?:)?//""", text) == []


def test_no_page_marks_a_text_as_safe() -> None:
    assert [page.name for page in PAGES if re.search(r"\|\s*safe\b|autoescape", page.read_text("utf-8"))] == []


def test_the_console_keeps_nothing_in_the_browser() -> None:
    scripts = sorted((ROOT / "bot" / "staff" / "static").glob("*.js"))

    assert scripts
    assert [each.name for each in scripts if re.search(r"localStorage|sessionStorage|eval\(", each.read_text())] == []


# ---- What answers tell


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST"])
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/privacy"])
def test_an_address_takes_no_other_method(bot: Bot, path: str, method: str) -> None:
    assert bot.client.open(path, method=method).status_code == 405


def test_no_answer_allows_another_site_to_read_it(bot: Bot) -> None:
    answer = bot.client.get("/privacy", headers={"Origin": "https://elsewhere.example"})

    assert not [name for name, _ in answer.headers if name.lower().startswith("access-control")]


def test_an_error_of_ours_is_told_without_its_words(bot: Bot) -> None:
    app = create_app(bot.services)

    @app.get("/breaks")
    def breaks() -> str:
        raise RuntimeError("my password is hunter2")

    answer = app.test_client().get("/breaks")

    assert (answer.status_code, answer.text) == (500, "500 Something went wrong on our side\n")


def test_no_application_runs_in_debug_mode(bot: Bot) -> None:
    apps: list[Flask] = [create_app(bot.services), create_watch_app(bot.services)]

    assert [each.debug for each in apps] == [False, False]


def test_the_server_tells_neither_name_nor_version(bot: Bot) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    web = Web(create_app(bot.services), port=port, threads=2)
    web.start()
    try:
        answer = requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5)
    finally:
        web.stop()

    assert answer.status_code == 200
    assert {"Server", "Via", "X-Powered-By"} & set(answer.headers) == set()


# ---- Logs and settings


def test_nobody_breaks_out_of_a_line_of_the_log() -> None:
    written = io.StringIO()
    try:
        with redirect_stderr(written):
            set_up_logs("INFO", as_json=True)
            structlog.get_logger().warning("staff_login_refused", address='1"}\n{"event": "login", "who": "boss"')
    finally:
        structlog.reset_defaults()
    lines = written.getvalue().splitlines()

    assert [json.loads(each)["event"] for each in lines] == ["staff_login_refused"]


def test_without_a_key_in_the_settings_it_is_a_new_one_at_every_start() -> None:
    keys = {read_settings(GOOD).secret_key for _ in range(2)}

    assert len(keys) == 2
    assert min(map(len, keys)) >= 64


def test_a_proxy_that_the_settings_do_not_name_cannot_say_who_calls(make_bot: MakeBot) -> None:
    app = create_app(make_bot().services)
    seen: list[str | None] = []
    app.before_request(lambda: seen.append(request.remote_addr))

    app.test_client().get("/healthz", headers={"X-Forwarded-For": "203.0.113.7"})

    assert seen == ["127.0.0.1"]


def test_the_container_runs_as_a_user_of_its_own_from_locked_packages() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")

    assert re.search(r"^USER bot$", text, re.MULTILINE)
    assert "--require-hashes -r requirements.lock" in text
