"""Whether an answer helped is asked where it does not annoy, and counted like Meta's own thumbs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.services import Library
from bot.store.numbers import find
from tests.conftest import PAGE, TINY, Bot, MakeBot

THUMBS = ["👍 Helpful", "👎 Not helpful"]
REFUND, STRIPE = "what is your refund policy?", "do you support Stripe?"


@pytest.fixture
def library() -> Library:
    return Library(TINY / "faq", TINY / "intents")


def choices(bot: Bot) -> list[str]:
    return bot.messenger.sent[-1].choices


def tap(bot: Bot, title: str) -> list[str]:
    payload = next(
        each["payload"] for each in bot.messenger.sent[-1].message["quick_replies"] if each["title"] == title
    )
    return bot.say(title, quick_reply={"payload": payload})


def entries(bot: Bot) -> dict[str, tuple[int, int]]:
    with bot.services.store.reading.connect() as connection:
        found = find(connection, page=PAGE, since=bot.time.now - timedelta(days=1)).entries
    return {each.entry: (each.up, each.down) for each in found}


def test_it_is_asked_under_the_second_answer_and_not_again_that_day(bot: Bot) -> None:
    asked = []
    for text in (REFUND, STRIPE, REFUND):
        bot.say(text)
        asked.append(choices(bot))

    assert asked == [[], THUMBS, []]


def test_it_adds_no_words(bot: Bot) -> None:
    bot.say(REFUND)

    assert bot.say(STRIPE) == ["Yes, Stripe is supported."]


def test_another_conversation_on_another_day_may_be_asked_again(bot: Bot) -> None:
    for text in (REFUND, STRIPE):
        bot.say(text)
    bot.time.passes(hours=30)
    bot.say(REFUND)
    assert choices(bot) == []
    bot.say(STRIPE)

    assert choices(bot) == THUMBS


def test_small_talk_and_misses_are_not_rated(bot: Bot) -> None:
    bot.say(REFUND)
    for text in ("hello", "is there a zoo in hanoi"):
        bot.say(text)
        assert THUMBS[0] not in choices(bot)


def test_a_thumb_up_is_thanked_and_counted(bot: Bot) -> None:
    for text in (REFUND, STRIPE):
        bot.say(text)

    assert tap(bot, THUMBS[0]) == ["Thank you, good to know!"]
    assert choices(bot) == []
    assert entries(bot) == {"refund": (0, 0), "stripe": (1, 0)}
    kinds = bot.query("SELECT kind, text, entry FROM transcript WHERE kind = 'Feedback'")
    assert [tuple(row) for row in kinds] == [("Feedback", "good", "stripe")]


def test_a_thumb_down_leads_to_a_person(bot: Bot) -> None:
    for text in (REFUND, STRIPE):
        bot.say(text)
    (said,) = tap(bot, THUMBS[1])

    assert said.startswith("Thank you for telling me, and sorry")
    assert choices(bot) == ["Talk to a person"]
    assert entries(bot)["stripe"] == (0, 1)
    assert bot.owner() == "bot"


def test_it_is_asked_in_vietnamese(bot: Bot) -> None:
    bot.say("chính sách hoàn tiền thế nào")
    bot.say("có hỗ trợ Stripe không")

    assert choices(bot) == ["👍 Hữu ích", "👎 Chưa hữu ích"]


def test_who_taps_while_a_person_has_the_chat_waits_for_nobody(bot: Bot) -> None:
    for text in (REFUND, STRIPE):
        bot.say(text)
    sent = bot.messenger.sent[-1]
    bot.deliver(bot.echo("Hi, Tom here."))
    bot.work()
    bot.messenger.sent.append(sent)

    assert tap(bot, THUMBS[1]) == []
    assert bot.query("SELECT waiting_since FROM conversations")[0][0] is None
    assert entries(bot)["stripe"] == (0, 1)


def test_it_can_be_switched_off(make_bot: MakeBot) -> None:
    bot = make_bot(ask_feedback="off")
    for text in (REFUND, STRIPE):
        bot.say(text)

    assert choices(bot) == []
