"""Every file in tests/payloads, delivered with a right signature, makes the bot do what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import CUSTOMER, Bot

FILES = sorted((Path(__file__).parents[1] / "payloads").glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_bot_does_what_the_payload_file_says(path: Path, bot: Bot) -> None:
    case = json.loads(path.read_text())
    given(bot, case["bot"])
    assert bot.post(case["body"]) == 200
    said = bot.work()

    assert done(bot, said) == case["bot"]


def given(bot: Bot, expected: str) -> None:
    """The chat as it has to be beforehand, so that there is something to see."""
    if expected == "takes the chat back":
        bot.time.passes(minutes=-2)
        bot.deliver(bot.echo())
        bot.work()
        bot.time.passes(minutes=2)
        assert bot.owner() == "person"
    if expected == "starts the page again":
        bot.deliver(bot.item(policy_enforcement={"action": "block"}))
        bot.work()
        assert bot.worker.gate.state.status == "blocked"
    bot.before = (bot.owner(), bot.worker.gate.state.status)  # type: ignore[attr-defined]


def done(bot: Bot, said: list[str]) -> str:
    owner, page = bot.before  # type: ignore[attr-defined]
    page_now, owner_now = bot.worker.gate.state.status, bot.owner(CUSTOMER)
    if page_now != page:
        return "stops the page" if page_now == "blocked" else "starts the page again"
    if said:
        return "answers"
    if bot.query("SELECT 1 FROM inbox WHERE kind = 'PolicyNotice'"):
        return "alerts the operator"
    if owner_now != owner:
        return "pauses" if owner_now == "person" else "takes the chat back"
    return "says nothing"
