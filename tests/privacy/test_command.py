"""`piotnet-bot privacy …`, as an operator types it."""

from __future__ import annotations

import gc
import json
import warnings

from click.testing import CliRunner, Result

from bot.cli import cli
from bot.commands.privacy import privacy
from bot.store import erasures
from bot.store.times import to_ms
from tests.conftest import CUSTOMER, PAGE, Bot

cli.add_command(privacy)


def run(bot: Bot, *words: str) -> Result:
    environment = {"DATABASE_URL": bot.services.settings.database_url, "PAGE_ID": PAGE, "LOG_LEVEL": "ERROR"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # a command's connections end with its process
        result = CliRunner().invoke(cli, ["privacy", *words], env=environment)
        gc.collect()
    return result


def stopped(bot: Bot) -> None:
    bot.worker.stop(0)
    bot.worker._hold.release()


def test_export_prints_what_is_stored(bot: Bot) -> None:
    bot.say("hello tulips")
    shown = json.loads(run(bot, "export", CUSTOMER).output)

    assert shown["psid"] == CUSTOMER
    assert shown["transcript"][0]["text"] == "hello tulips"


def test_export_of_a_stranger_says_so(bot: Bot) -> None:
    result = run(bot, "export", "71999")

    assert result.exit_code == 1
    assert "Nothing is stored about 71999." in result.output


def test_erase_deletes_everything_without_a_worker(bot: Bot) -> None:
    bot.say("hello tulips")
    stopped(bot)
    result = run(bot, "erase", CUSTOMER)

    assert result.exit_code == 0, result.output
    assert "Erased: " in result.output
    assert run(bot, "export", CUSTOMER).exit_code == 1


def test_a_wish_from_meta_is_listed_and_closed_with_the_erasure(bot: Bot) -> None:
    bot.say("hello")
    stopped(bot)
    row = erasures.wish("c0de", page=PAGE, source="meta", now=to_ms(bot.time.now), app_user="218471")
    with bot.services.store.engine.begin() as connection:
        erasures.add(connection, row)

    assert "c0de  2026-11-20 12:00  with a person  app user 218471" in run(bot, "requests").output
    assert run(bot, "erase", CUSTOMER, "--request", "c0de").exit_code == 0
    assert run(bot, "requests").output == "There are none.\n"
    assert run(bot, "close", "c0de").exit_code == 1


def test_purge_says_what_went(bot: Bot) -> None:
    assert run(bot, "purge").output == "Nothing is too old.\n"
