"""What is due becomes an event of the chat, once, whoever looks and however often they are restarted."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.engine import handle
from bot.engine.timers import Timers
from bot.model import Decision, Event, TimeCame
from tests.conftest import Bot, MakeBot

WEDNESDAY = datetime(2026, 11, 18, 16, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def bot(make_bot: MakeBot) -> Bot:
    bot = make_bot()
    bot.time.now = WEDNESDAY
    bot.say("talk to a person")
    bot.time.passes(minutes=30)
    return bot


def closings(bot: Bot) -> int:
    return sum("Our team could not answer you today" in each.text for each in bot.messenger.sent)


def test_two_processes_that_look_at_once_make_one_event(bot: Bot) -> None:
    for timers in (Timers(bot.services), Timers(bot.services)):
        assert timers.look() == 1
    bot.work()

    assert bot.query("SELECT count(*) FROM inbox WHERE kind = 'TimeCame'") == [(1,)]
    assert closings(bot) == 1


def test_what_was_due_while_nothing_ran_is_done_after_the_restart(bot: Bot) -> None:
    bot.timers.look()
    bot.restart()
    bot.time.passes(hours=3)
    bot.work()

    assert closings(bot) == 1
    assert bot.timers.look() == 0


def test_customer_who_was_answered_in_between_hears_nothing(bot: Bot) -> None:
    bot.timers.look()
    bot.time.passes(minutes=-1)
    bot.deliver(bot.echo("Hi, Tom here."))
    bot.time.passes(minutes=1)
    bot.work()

    assert closings(bot) == 0


def test_moment_that_cannot_be_handled_is_set_aside_and_comes_again_an_hour_later(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    respond = handle.respond

    def faulty(event: Event, *given: object, **named: object) -> Decision:
        if isinstance(event, TimeCame):
            raise ZeroDivisionError
        return respond(event, *given, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(handle, "respond", faulty)
        for _ in range(6):
            bot.timers.look()
            bot.worker.run_until_idle()
            bot.time.passes(minutes=1)
    assert bot.query("SELECT status FROM inbox WHERE kind = 'TimeCame'") == [(3,)]
    assert bot.timers.look() == 0
    assert closings(bot) == 0

    bot.time.passes(hours=1)
    bot.work()
    assert closings(bot) == 1
