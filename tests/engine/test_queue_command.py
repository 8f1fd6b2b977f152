"""What the operator types when something was set aside."""

from __future__ import annotations

import gc
import warnings

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.messenger.errors import Kind
from tests.conftest import PAGE, Bot

QUESTION = "What is your refund policy?"


def run(bot: Bot, *words: str) -> Result:
    environment = {"DATABASE_URL": bot.services.settings.database_url, "PAGE_ID": PAGE, "LOG_LEVEL": "ERROR"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # a command's connections end with its process
        result = CliRunner().invoke(cli, ["queue", *words], env=environment)
        gc.collect()
    return result


@pytest.fixture
def refused(bot: Bot) -> int:
    """The number of a message that Messenger refused for good."""
    bot.messenger.fail_next(Kind.OUR_BUG, code=100)
    bot.say(QUESTION)
    return int(bot.query("SELECT id FROM outbox WHERE status = 3")[0][0])


def test_list_names_what_was_set_aside_and_why(bot: Bot, refused: int) -> None:
    shown = run(bot, "list").output

    assert f"message {refused}" in shown
    assert "code 100" in shown
    assert "1 set aside, 0 waiting" in shown


def test_retried_message_is_sent(bot: Bot, refused: int) -> None:
    before = len(bot.messenger.sent)
    assert run(bot, "retry", "message", str(refused)).exit_code == 0
    bot.work()

    assert len(bot.messenger.sent) == before + 1
    assert "0 set aside" in run(bot, "list").output


def test_dropped_message_is_gone(bot: Bot, refused: int) -> None:
    assert run(bot, "drop", "message", str(refused)).exit_code == 0
    assert bot.work() == []
    assert "0 set aside" in run(bot, "list").output


def test_unknown_number_is_told(bot: Bot) -> None:
    result = run(bot, "retry", "event", "12345")

    assert result.exit_code == 1
    assert "There is no event 12345" in result.output


def test_stopped_page_is_shown_and_resumed(bot: Bot) -> None:
    bot.messenger.fail_next(Kind.PAGE_STOP, code=190)
    bot.say(QUESTION)
    assert "page: stopped" in run(bot, "list").output

    assert "may send again" in run(bot, "resume").output
    assert "page: open" in run(bot, "list").output
