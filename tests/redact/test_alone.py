"""A password alone in a message is known by what was said before it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.redaction.alone import Line, may_stand_alone, without_secret_alone
from tests.conftest import CUSTOMER, Bot

DEV = Path(__file__).parents[2] / "bench" / "labelled" / "dev.jsonl"


def customer(text: str) -> Line:
    return Line("customer", text)


def agent(text: str) -> Line:
    return Line("staff", text)


@pytest.mark.parametrize(
    ("before", "text", "kind"),
    [
        (customer("here is my password"), "Sunshine77", "password"),
        (customer("my password is"), "sunshine", "password"),
        (customer("password"), "letmein", "password"),
        (customer("mật khẩu:"), "hoahong123", "password"),
        (customer("em gửi mật khẩu đây ạ"), "hoahong", "password"),
        (customer("mk đây"), "hoamai9", "password"),
        (agent("Please send me your password"), "Tiger22x", "password"),
        (agent("bạn cho mình mật khẩu admin nhé"), "Cafesua1", "password"),
        (agent("Please give me your admin username and password"), "admin / Sunshine77", "password"),
        (agent("cho mình xin mã xác nhận với ạ"), "482913", "code"),
        (agent("what is the OTP code you got? please send"), "482 913", "code"),
        (agent("your license key please"), "7F3A91BC22DE08AA", "key"),
    ],
)
def test_what_was_asked_for_or_announced_goes(before: Line, text: str, kind: str) -> None:
    assert may_stand_alone(text)
    assert without_secret_alone(text, [before]) == f"[removed: {kind}]"


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (customer("where do i find my password?"), "bricks"),
        (customer("how do i reset my password"), "elementor"),
        (customer("i forgot my password"), "forms"),
        (agent("Please never send your password"), "elementor2"),
        (agent("please send your password"), "ok wait"),
        (agent("which product is your license for, please?"), "bricks"),
        (customer("my license key is"), "bricks"),
        (agent("what is your order e-mail? never send passwords"), "maria@shop.example"),
        (Line("bot", "Enter your password and send the form."), "Elementor3"),
    ],
)
def test_an_ordinary_answer_stays(before: Line, text: str) -> None:
    assert without_secret_alone(text, [before]) == text


def test_a_line_between_does_not_save_it() -> None:
    before = [agent("Please send me your password"), customer("ok one moment"), customer("so")]

    assert without_secret_alone("Sunshine77", before) == "[removed: password]"


def test_conversations_of_the_labelled_set_keep_all_their_words() -> None:
    alarms = []
    for case in map(json.loads, DEV.read_text(encoding="utf-8").splitlines()):
        said: list[Line] = []
        for turn in case["turns"]:
            if may_stand_alone(turn) and without_secret_alone(turn, said) != turn:
                alarms.append(case["turns"])
            said.append(customer(turn))

    assert alarms == []


def test_the_customer_is_told_and_nothing_of_it_is_stored(bot: Bot) -> None:
    bot.say("here is my password")
    said = bot.say("Sunshine77")

    assert "password" in said[-1]
    assert "Sunshine77" not in str(bot.query("SELECT * FROM inbox")) + str(bot.query("SELECT * FROM transcript"))


def test_a_password_in_the_same_delivery_as_its_announcement_goes(bot: Bot) -> None:
    bot.deliver(bot.message("my admin password is"), bot.message("tulip99"))

    assert "tulip99" not in str(bot.query("SELECT body FROM inbox"))


def test_what_an_agent_asked_for_in_the_inbox_goes(bot: Bot) -> None:
    bot.say("my form is broken")
    bot.deliver(bot.echo("Please send me your wp password"))
    bot.deliver(bot.message("tulip99"))

    assert "tulip99" not in str(bot.query("SELECT body FROM inbox"))
    assert bot.owner(CUSTOMER) == "bot"  # not handled yet: the lines that wait count too


def test_after_half_an_hour_it_is_a_word_like_any_other(bot: Bot) -> None:
    bot.say("my password is")
    bot.time.passes(minutes=40)
    bot.deliver(bot.message("tulipan"))

    assert "tulipan" in str(bot.query("SELECT body FROM inbox"))
