"""The lists of chats: who waits, who is found."""

from __future__ import annotations

import pytest

from bot.store.tables import conversations
from bot.store.times import to_ms
from tests.conftest import CUSTOMER, Bot
from tests.staff.conftest import CHAT, Colleague, Made

OTHER = "7100000000000002"


def wait_since(bot: Bot, *, customer: str = CUSTOMER, **ago: float) -> None:
    """As if the customer had waited for a person since then."""
    since = to_ms(bot.time.now)
    bot.time.passes(**ago)
    with bot.services.store.engine.begin() as connection:
        connection.execute(
            conversations.update()
            .where(conversations.c.customer == customer)
            .values(owner="asked", waiting_since=since)
        )


def test_an_empty_console_says_what_will_be_here(tom: Colleague) -> None:
    assert "Nobody is waiting." in tom.read("/staff/")
    assert "As soon as somebody writes to the page, the chat is here." in tom.read("/staff/chats")


def test_a_customer_who_waits_is_shown_with_the_wait_in_working_minutes(bot: Bot, tom: Colleague) -> None:
    bot.time.now = bot.time.now.replace(day=20, hour=9, minute=40)  # Friday 16:40 at the office
    bot.say("Is there a lifetime plan?")
    wait_since(bot, hours=16)  # Saturday 08:40: 20 minutes on Friday, 40 today
    tom.log_in()
    page = tom.read("/staff/")

    assert "(1) Waiting" in page
    assert "#000001" in page
    assert "waits 1 h 00 min" in page
    assert "24 h: 8 h 00 min left" in page


def test_a_chat_nobody_waits_in_is_in_the_list_of_all(bot: Bot, tom: Colleague) -> None:
    bot.say("Does Piotnet Forms work with Stripe?")

    assert "#000001" not in tom.read("/staff/")
    assert "#000001" in tom.read("/staff/chats")


@pytest.mark.parametrize("looked_for", ["stripe", "STRIPE", "#000001", "000001"])
def test_a_chat_is_found_by_words_and_number(bot: Bot, tom: Colleague, looked_for: str) -> None:
    bot.say("Does Piotnet Forms work with Stripe?")
    bot.say("hello", customer=OTHER)
    page = tom.get("/staff/chats", query_string={"q": looked_for}).text

    assert "#000001" in page
    assert "#000002" not in page


@pytest.mark.parametrize("looked_for", ["ĐƠN HÀNG", "đơn hàng", "Đơn hàng"])
def test_vietnamese_words_are_found_in_small_and_capital_letters(bot: Bot, tom: Colleague, looked_for: str) -> None:
    bot.say("Đơn hàng của mình đâu?")

    assert "#000001" in tom.get("/staff/chats", query_string={"q": looked_for}).text


def test_a_percent_sign_is_looked_for_as_itself(bot: Bot, tom: Colleague) -> None:
    bot.say("hello")

    assert "Nothing was found." in tom.get("/staff/chats", query_string={"q": "%"}).text


def test_a_chat_is_found_by_tag_and_by_owner(bot: Bot, tom: Colleague) -> None:
    bot.say("hello")
    bot.say("hello", customer=OTHER)
    tom.post(f"{CHAT}/tag", tag=" Wants  Invoice ")

    for query in ({"tag": "wants invoice"}, {"q": "invoice"}):
        assert "#000001" in tom.get("/staff/chats", query_string=query).text
        assert "#000002" not in tom.get("/staff/chats", query_string=query).text
    assert "#000002" in tom.get("/staff/chats", query_string={"owner": "bot"}).text
    assert "Nothing was found." in tom.get("/staff/chats", query_string={"owner": "asked"}).text


def test_my_chats_are_those_that_i_took(bot: Bot, tom: Colleague, make: Made) -> None:
    bot.say("hello")
    tom.do("take")
    bot.work()

    assert "#000001" in tom.read("/staff/chats?owner=me")
    assert "#000001" not in make("mai").read("/staff/chats?owner=me")
    assert "#000001" in make("an.le").get("/staff/chats", query_string={"q": "tom"}).text


def test_many_chats_come_page_by_page(bot: Bot, tom: Colleague) -> None:
    for number in range(51):
        bot.time.passes(seconds=1)
        bot.deliver(bot.message("hello", customer=f"72{number:014}"))
    bot.work()
    first = tom.read("/staff/chats")

    assert first.count('class="row"') == 50
    assert "Older" in first


def test_a_colleague_who_is_in_a_chat_is_named_in_the_list(bot: Bot, tom: Colleague, make: Made) -> None:
    bot.say("hello")
    make("mai").read(CHAT)

    assert "mai is there" in tom.read("/staff/chats")
    bot.time.passes(minutes=1)
    assert "mai is there" not in tom.read("/staff/chats")


def test_what_a_customer_wrote_is_shown_as_text(bot: Bot, tom: Colleague) -> None:
    bot.say("<script>alert(1)</script>")

    assert "<script>alert" not in tom.read("/staff/chats") + tom.read(CHAT)
    assert "&lt;script&gt;" in tom.read(CHAT)
