"""From a customer's words on the signed webhook to what staff read, with nothing in between left out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.engine.timers import Timers
from tests.conftest import Bot
from tests.notify.conftest import Hook, MailServer, tell

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
DeskBot = Callable[..., Bot]


def later(bot: Bot, **length: float) -> None:
    bot.time.passes(**length)
    Timers(bot.services).look()
    bot.work()
    tell(bot)


def test_who_asks_for_a_person_reaches_staff_by_mail_and_webhook(
    desk_bot: DeskBot, hook: Hook, mail: MailServer
) -> None:
    bot = desk_bot(notify_urls=(hook.url, mail.url), public_url="https://bot.example.com")
    referral = {"ref": "agency-page", "source": "SHORTLINK", "type": "OPEN_THREAD"}
    bot.say("I want to talk to a person about Piotnet Forms", referral=referral)

    tell(bot)

    (card,) = hook.cards
    assert card.title == "A customer waits for a person (Piotnet Forms)"
    assert card.text.startswith("“I want to talk to a person about Piotnet Forms”")
    assert "Came from: a link: ref agency-page" in card.text
    assert "Free reply until: Saturday 21 November, 12:00 (GMT+7), in 1 day" in card.text
    assert mail.mails[0]["Subject"] == card.title


def test_when_nobody_answers_staff_are_reminded(desk_bot: DeskBot, hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,))
    bot.say("I want to talk to a person")
    tell(bot)

    later(bot, hours=2)

    assert hook.cards[-1].title == "Nobody has answered for 120 working minutes"


def test_when_somebody_answers_they_are_not(desk_bot: DeskBot, hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,))
    bot.say("I want to talk to a person")
    tell(bot)
    bot.deliver(bot.echo())
    bot.work()

    later(bot, hours=2)

    assert len(hook.cards) == 1


def test_what_was_due_while_it_was_answered_is_not_told(desk_bot: DeskBot, hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,))
    bot.say("I want to talk to a person")
    tell(bot)
    bot.time.passes(hours=2)
    Timers(bot.services).look()
    bot.work()
    bot.deliver(bot.echo())
    bot.work()

    tell(bot)

    assert len(hook.cards) == 1
