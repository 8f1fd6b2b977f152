"""Messages that say little without the one before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from faq.small_words import Language
from intents.follow_up import leans
from tests.deciding.conftest import Chat, Say


@pytest.mark.parametrize(
    ("first", "then", "entry"),
    [
        ("bản quyền dùng mấy site", "vậy 5 site thì sao", "number-of-sites"),
        ("is there a file upload field", "and how big?", "file-upload"),
        ("do you have honeypot", "does pafe have it too?", "honeypot"),
        ("có stripe không", "còn hàng tháng thì sao", "stripe-subscriptions"),
    ],
)
def test_a_follow_up_means_what_both_say_together(say: Say, first: str, then: str, entry: str) -> None:
    assert say(first, then)["entry"] == entry
    assert say(then)["entry"] != entry or say(then)["score"] < say(first, then)["score"]


def test_who_says_clearly_what_they_mean_is_not_held_to_the_question_before(say: Say) -> None:
    assert say("what is the refund policy", "do you have mailchimp integration")["entry"] == "mailchimp"


def test_last_weeks_question_adds_nothing_to_todays(chat: Chat) -> None:
    chat.say("can i upload files in forms")
    chat.now += timedelta(hours=25)

    assert chat.say("and how big?").entry != "file-upload"


def test_a_request_that_points_back_is_still_an_account_matter(say: Say) -> None:
    said = say("can i get a refund", "ok do it for mine")

    assert (said["route"], said["decision"].reason) == ("ticket", "demands something of an own account")


@pytest.mark.parametrize(
    ("text", "language"),
    [("and on tet?", "en"), ("what about paypal", None), ("does it expire", "en"), ("con ngay le thi sao", "vi"),
     ("e no pafe?", "pt")],
)  # fmt: skip
def test_words_that_go_on_or_point_back_are_known(text: str, language: Language | None) -> None:
    assert leans(text, language)


@pytest.mark.parametrize(
    ("text", "language"), [("how much is a licence", "en"), ("do you have no trial", "en"), ("gia bao nhieu", "vi")]
)
def test_a_question_of_its_own_leans_on_nothing(text: str, language: Language) -> None:
    assert not leans(text, language)
