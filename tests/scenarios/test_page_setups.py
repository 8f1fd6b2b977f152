"""Whose a thread is at Meta, in the three ways in which a page can be set up."""

from __future__ import annotations

import pytest

from bot.messenger.errors import Kind, SendFailed
from tests.conftest import APP, CUSTOMER, Bot, MakeBot
from tests.scenarios.test_handover import AGAIN, ANSWER, ASKED, QUESTION, WAITING, at_work, play


def moves(bot: Bot) -> list[str]:
    """What the bot asked of Meta since this was called last."""
    found = [what for customer, what in bot.messenger.controls if customer == CUSTOMER]
    bot.messenger.controls.clear()
    return found


@pytest.fixture(params=["bot", "inbox"])
def routed(request: pytest.FixtureRequest, make_bot: MakeBot) -> Bot:
    """A page with a default app; where that is the inbox, it gave the chat to the bot."""
    bot = at_work(make_bot(handover_setup=request.param))
    if request.param == "inbox":
        play(bot, [("meta", "pass us", None)])
    return bot


def test_without_a_default_app_threads_are_left_alone(make_bot: MakeBot) -> None:
    bot = at_work(make_bot())
    play(bot, [("customer", "talk to a person", ASKED), ("agent", "Hi!", None), ("agent", "#bot", None)])

    assert moves(bot) == []


def test_thread_goes_to_the_inbox_after_the_bot_said_so(routed: Bot) -> None:
    play(routed, [("customer", "talk to a person", ASKED)])

    assert moves(routed) == ["pass"]
    assert routed.owner() == "asked"
    play(routed, [("customer on standby", QUESTION, None), ("agent", "Hi!", None)])
    assert routed.owner() == "person"


def test_thread_is_taken_back_when_the_agent_leaves(routed: Bot) -> None:
    play(routed, [("customer", QUESTION, ANSWER), ("meta", "take inbox", None), ("agent", "Hi!", None)])
    play(routed, [("clock", "12:30", None)])

    assert moves(routed) == ["take"]
    play(routed, [("customer", "do you support stripe?", AGAIN)])


def test_thread_is_taken_back_to_tell_what_happens_next_and_passed_again_in_the_morning(routed: Bot) -> None:
    play(routed, [("customer", "talk to a person", ASKED), ("customer on standby", "hello?", None)])
    moves(routed)

    play(routed, [("clock", "17:00", WAITING)])
    assert moves(routed) == ["take"]
    play(routed, [("customer", "do you support stripe?", "Stripe"), ("clock", "2026-11-19 08:00", None)])
    assert moves(routed) == ["pass"]


def test_wish_while_closed_stays_with_the_bot_until_we_open(routed: Bot) -> None:
    play(routed, [("clock", "20:00", None), ("customer", "talk to a person", "right here")])
    assert moves(routed) == []

    play(routed, [("customer", "do you support stripe?", "Stripe"), ("clock", "2026-11-19 08:00", None)])
    assert moves(routed) == ["pass"]


def test_our_own_taking_of_the_thread_is_nobody_giving_it(routed: Bot) -> None:
    play(routed, [("customer", "talk to a person", ASKED), ("clock", "17:00", WAITING)])
    ours = {"new_owner_app_id": APP, "metadata": routed.messenger.sent[-1].metadata}
    routed.deliver(routed.item(take_thread_control=ours))
    routed.work()

    assert routed.owner() == "asked"


def test_entry_of_the_faq_borrows_the_thread_of_the_inbox(routed: Bot) -> None:
    play(routed, [("customer", QUESTION, ANSWER), ("meta", "take inbox", None), ("agent", "#faq stripe", "Stripe")])

    assert moves(routed) == ["take", "pass"]
    assert routed.owner() == "person"


def test_refused_thread_control_is_skipped_and_the_customer_hears_the_rest(routed: Bot) -> None:
    routed.messenger.control_failures += [SendFailed(Kind.OUR_BUG, code=27)]
    play(routed, [("customer", "talk to a person", ASKED), ("customer", "do you support stripe?", "Stripe")])

    assert routed.query("SELECT status FROM outbox WHERE body LIKE '%thread%'")[0] == (4,)
