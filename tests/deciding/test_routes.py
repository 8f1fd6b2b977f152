"""One test per rule of the route table, on the content that ships."""

from __future__ import annotations

import pytest

from tests.deciding.conftest import SUNDAY, Say


@pytest.mark.parametrize(
    ("message", "route"),
    [
        ("do you have a money back guarantee?", "answer"),
        ("I want my money back, order 1234", "ticket"),
        ("my form sends no e-mail", "ticket"),
        ("my password is hunter2 please log in", "credentials"),
        ("can you write css for me", "out_of_scope"),
        ("i got it from a gpl site", "not_eligible"),
        ("cho mình gặp nhân viên", "human"),
        ("hello", "smalltalk"),
        ("what will the weather be in hanoi tomorrow", "fallback"),
    ],
)
def test_each_kind_of_message_takes_its_route(say: Say, message: str, route: str) -> None:
    assert say(message)["route"] == route


@pytest.mark.parametrize("word", ["license", "payment"])
def test_a_bare_word_that_may_mean_much_is_asked_about(say: Say, word: str) -> None:
    assert say(word)["route"] == "clarify"


def test_a_fault_of_which_nothing_sounds_like_ours_is_no_ticket(say: Say) -> None:
    assert say("pafe does not load any more")["route"] == "ticket"
    assert say("the tv in our kitchen does not find netflix any more")["route"] == "fallback"


def test_policy_question_is_answered_and_the_request_goes_by_ticket(say: Say) -> None:
    assert say("what is your refund policy")["entry"] == "refund-policy"
    assert say("refund me please")["route"] == "ticket"


@pytest.mark.parametrize(
    "message",
    [
        "let me talk to a human about my refund",
        "I need a human, my license key does not work",
        "cho mình gặp nhân viên để hoàn tiền đơn 1234",
    ],
)
def test_wish_for_a_person_about_an_account_goes_kindly_by_ticket(say: Say, message: str) -> None:
    said = say(message)

    assert said["route"] == "ticket"
    assert "A person will gladly" in said["text"] or "Nhân viên bên mình sẽ trực tiếp" in said["text"]


def test_two_clear_questions_get_both_answers(say: Say) -> None:
    said = say("do you support stripe? and do you support google sheets?")

    assert said["route"] == "answer"
    assert len(said["replies"]) >= 2
    assert "Stripe" in said["text"]
    assert "Google Sheets" in said["text"]


def test_greeting_with_a_question_is_a_question(say: Say) -> None:
    assert say("hi there! do you support stripe?")["entry"] == "stripe"


def test_product_is_remembered_during_the_conversation(say: Say) -> None:
    said = say("tell me about piotnet forms", "how much is it?")

    assert said["product"] == "forms"
    assert "piotnetforms.com" in said["text"] + str(said["replies"])


def test_and_for_bricks_asks_the_last_question_again_for_that_product(say: Say) -> None:
    said = say("does pafe have conditional logic?", "and for bricks?")

    assert said["product"] == "bricks"
    assert said["route"] == "answer"


@pytest.mark.parametrize("name", ["PAFE", "piotnet addons", "elementor addon", "Piotnet Addons For Elementor", "pafee"])
def test_every_name_of_pafe_is_understood(say: Say, name: str) -> None:
    assert say(f"how much is {name}")["product"] == "pafe"


def test_no_price_is_ever_stated(say: Say) -> None:
    for question in ("how much is pafe", "price of piotnet forms pro?", "giá bao nhiêu vậy shop", "is it $49?"):
        assert not any(sign in say(question)["text"] for sign in ("$", "USD", "€", "VND"))


def test_secret_is_never_repeated(say: Say) -> None:
    said = say("my password is hunter2 please log in")

    assert "hunter2" not in str(said)
    assert "staging" in said["text"]


@pytest.mark.parametrize("text", ["the slider", "payment", "license", "thanh toan"])
def test_a_few_words_that_may_mean_several_things_are_asked_about(say: Say, text: str) -> None:
    assert say(text)["route"] == "clarify"


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("signature field", "signature-field"),
        ("how much?", "price-where"),
        ("gia bao nhieu", "price-where"),
    ],
)
def test_a_few_words_that_say_it_all_are_answered(say: Say, text: str, entry: str) -> None:
    assert say(text)["entry"] == entry


def test_two_misses_in_a_row_reach_a_person(say: Say) -> None:
    said = say("blorp zint wugg", "zzz qqq vrrp")

    assert said["route"] == "human"


def test_fallback_never_says_the_same_text_twice_running(say: Say) -> None:
    first = say("purple monkey dishwasher")["text"]
    again = say("purple monkey dishwasher", "purple monkey dishwasher")["text"]

    assert first != again


def test_same_question_twice_is_not_answered_word_for_word_twice(say: Say) -> None:
    first = say("do you support stripe?", "do you support stripe?")

    assert "last message" in first["text"]


def test_ticket_without_product_gives_the_general_way_and_asks_for_the_product_once(say: Say) -> None:
    first = say("I want my money back, order 1234")
    assert "support@piotnet.com" in first["text"]
    assert "contact form" in first["text"]
    assert [choice["title"] for choice in first["replies"][-1]["quick_replies"]] == [
        "PAFE", "Piotnet Forms", "Piotnet Bricks", "Piotnet Grid",
    ]  # fmt: skip

    then = say("I want my money back, order 1234", "piotnet forms")
    assert then["route"] == "ticket"
    assert "piotnetforms-support@piotnet.com" in then["text"]
    assert not then["replies"][-1]["quick_replies"]


def test_ticket_for_bricks_names_its_contact_form(say: Say) -> None:
    said = say("piotnet bricks does not work since the update")

    assert said["route"] == "ticket"
    assert "contact form at the bottom of https://piotnetbricks.com/" in said["text"]


def test_ticket_on_a_working_day_names_the_day_and_hour_of_the_first_answer(say: Say) -> None:
    said = say("my form sends no e-mail", at="2026-11-16T20:00:00+07:00")

    assert "Tuesday 17 November, 17:00 (GMT+7)" in said["text"]


def test_ticket_on_a_sunday_says_when_support_opens_once_per_closure(say: Say) -> None:
    first = say("my form sends no e-mail", at=SUNDAY)
    assert "Support is closed now" in first["text"]
    assert "Monday 16 November, 08:00 (GMT+7), in 10 hours" in first["text"]

    second = say("my form sends no e-mail", "and the plugin is broken too", at=SUNDAY)
    assert second["route"] == "ticket"
    assert "Support is closed now" not in second["text"]


def test_first_reply_says_that_it_is_automated_and_the_second_does_not(say: Say) -> None:
    assert "automated assistant" in say("hello")["text"]
    assert "automated assistant" not in say("hello", "do you support stripe?")["text"]


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("hola, cuanto cuesta?", "Por ahora respondo en inglés"),
        ("bonjour, combien ça coûte ?", "Je réponds en anglais"),
    ],
)
def test_other_languages_get_english_and_one_line_of_their_own(say: Say, message: str, line: str) -> None:
    said = say(message)

    assert said["language"] == "en"
    assert line in said["text"]


def test_vietnamese_without_marks_is_answered_in_vietnamese(say: Say) -> None:
    said = say("ho tro stripe ko shop")

    assert said["language"] == "vi"
    assert said["entry"] == "stripe"


def test_typed_number_chooses_from_did_you_mean(say: Say) -> None:
    asked = say("refund")
    assert asked["route"] == "clarify"
    assert asked["replies"][-1]["quick_replies"][-1]["title"] == "None of these"

    assert say("refund", "the second")["entry"] == asked["decision"].conversation.pending[1]
    assert say("refund", "none of these")["route"] == "fallback"
