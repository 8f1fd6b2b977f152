"""Log lines hold names and ids; what people write is in none of them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from structlog.testing import capture_logs

from bot.messenger.errors import Kind
from tests.conftest import CUSTOMER, Bot
from tests.test_layers import MODULES

WORDS = "my shop sells tulips in Dalat"
LEVELS = tuple(f"log.{each}" for each in ("debug", "info", "warning", "error", "critical", "exception"))
TEXTS = ("text", "title", "question", "body", "message", "words", "reply", "token", "secret", "password")


def test_a_busy_day_leaves_no_words_in_the_log(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (
        "engine.worker",
        "engine.deliver",
        "webhook",
        "regular",
        "engine.house",
        "notices.notify",
        "engine.gate",
    ):
        monkeypatch.setattr(f"bot.{module}.log", structlog.get_logger())
    with capture_logs() as lines:
        bot.say(f"{WORDS}, what is your refund policy?")
        bot.messenger.fail_next(Kind.OUR_BUG, code=100)
        bot.say(WORDS)
        bot.deliver(bot.echo(f"Hi, {WORDS}"))
        bot.work()

    assert {"event_handled", "send_failed"} <= {line["event"] for line in lines}
    assert CUSTOMER in str(lines)
    assert "tulips" not in str(lines)
    assert "refund policy" not in json.dumps(lines)


def _lines(name: str) -> Iterator[ast.Call]:
    """Where a module writes to the log."""
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in LEVELS:
            yield node


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("bot.")])
def test_no_line_of_the_log_is_given_a_text(name: str) -> None:
    wrong = [f"line {call.lineno}: {each.arg}" for call in _lines(name) for each in call.keywords if each.arg in TEXTS]

    assert wrong == []


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("bot.")])
def test_the_event_of_a_log_line_is_a_fixed_name(name: str) -> None:
    """What changes stands in fields; a sentence with values in it could hold anything."""
    wrong = [call.lineno for call in _lines(name) if not isinstance(call.args[0], ast.Constant | ast.IfExp)]

    assert wrong == []


def test_the_dashboard_shows_only_what_is_counted(bot: Bot) -> None:
    dashboard = (Path(__file__).parents[2] / "deploy" / "grafana.json").read_text(encoding="utf-8")
    shown = {each.removesuffix("_bucket") for each in re.findall(r"piotnet_\w+", dashboard)}
    counted = bot.client.get("/metrics").text

    assert len(shown) > 10
    assert [each for each in shown if f"# HELP {each} " not in counted] == []
