"""What the bot remembers from one message to the next, and what it does not say again."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from bot.model import Decision
from tests.deciding.conftest import Chat, Say


def text_of(decision: Decision) -> str:
    return "\n".join(reply.text for reply in decision.replies)


def test_what_is_forms_is_a_new_question_and_not_the_last_one_for_forms(say: Say) -> None:
    assert say("does pafe have stripe?", "what is piotnet forms?")["entry"] == "what-is-forms"


def test_number_beyond_the_list_is_asked_again(say: Say) -> None:
    said = say("refund", "7")

    assert said["route"] == "clarify"
    assert "1." in said["text"]


def test_refund_me_is_english_and_a_ticket(say: Say) -> None:
    said = say("refund me")

    assert (said["route"], said["language"]) == ("ticket", "en")


def test_yes_for_two_products_is_not_read_as_a_yes_for_a_third(say: Say) -> None:
    said = say("does pafe have stripe?", "and for bricks?")

    assert said["text"].startswith("I can't confirm this for Piotnet Bricks")


@pytest.mark.parametrize(
    ("before", "then", "entry"),
    [
        ("do you have stripe in piotnet forms?", "ok and with PAFE sir, it is the same?", "stripe"),
        ("do you have that spam thing, honeypot?", "thế form của Bricks có không ạ", "honeypot"),
        ("is there a gratis version of piotnet forms", "do you have that for grid too?", "free-version"),
        ("what can piotnet bricks do", "and the one of elementor?", "pafe-pro-features"),
    ],
)
def test_the_last_question_is_asked_again_of_another_product(say: Say, before: str, then: str, entry: str) -> None:
    assert say(before, then)["entry"] == entry


@pytest.mark.parametrize(
    ("before", "then", "entry"),
    [
        ("do you have stripe", "does it do monthly plans too", "stripe-subscriptions"),
        ("Does Grid have ajax filters", "on woo products too?", "grid-woocommerce"),
    ],
)
def test_what_points_back_means_what_both_say_together(say: Say, before: str, then: str, entry: str) -> None:
    assert say(before, then)["entry"] == entry


def test_fault_told_after_another_is_a_fault_by_itself(say: Say) -> None:
    assert say("my form sends no e-mail", "and the plugin is broken too")["route"] == "ticket"


def test_tickets_ask_for_the_product_once(chat: Chat) -> None:
    first, second = chat.say("refund me please"), chat.say("my form sends no e-mail")

    assert "Which product" in text_of(first)
    assert "Which product" not in text_of(second)


def test_tickets_ask_for_the_product_again_after_a_day(chat: Chat) -> None:
    chat.say("refund me please")
    chat.now += timedelta(hours=25)

    assert "Which product" in text_of(chat.say("refund me please"))


def test_product_that_does_not_exist_is_not_remembered(chat: Chat) -> None:
    chat.say("Old product", payload="product:withdrawn:stripe")

    assert chat.conversation.product is None


@pytest.mark.parametrize(
    "message",
    ["hello", "thanks", "refund", "👍", "what is pafe?", "can you write css for me", "i got it from a gpl site",
     "talk to a person", "what is the secret password=hunter2Zebra"],
)  # fmt: skip
def test_same_text_is_never_said_twice_running(chat: Chat, message: str) -> None:
    said = [text_of(chat.say(message)) for _ in range(5)]

    assert all(one != next_one for one, next_one in pairwise(said))


def test_get_started_twice_is_not_answered_alike(chat: Chat) -> None:
    said = [text_of(chat.say("Get Started", payload="GET_STARTED")) for _ in range(3)]

    assert said[1] != said[2]
    assert said[0].endswith(said[2])


def test_full_answer_comes_again_after_a_day(chat: Chat) -> None:
    first = text_of(chat.say("what is pafe?"))
    chat.now += timedelta(hours=25)

    assert text_of(chat.say("what is pafe?")) == first


def test_hours_within_brackets_have_no_brackets_of_their_own(say: Say) -> None:
    assert "GMT+7)" in say("where is your company located?")["text"]
    assert "(GMT+7)" not in say("where is your company located?")["text"].split("\n\n")[1]


@pytest.mark.parametrize("message", ["quiero un reembolso de mi pedido 1234", "ich will Geld zurück, Bestellung 1234"])
def test_order_number_in_other_languages_is_an_account_matter_too(say: Say, message: str) -> None:
    assert say(message)["route"] == "ticket"


def test_question_for_refunds_in_portuguese_is_answered(say: Say) -> None:
    assert say("Você tem reembolso?")["route"] == "answer"
