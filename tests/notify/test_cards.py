"""What staff read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.notices.cards import Alert, Card, Desk, alert_card, card, page_alert, quoted
from bot.services import Library
from tests.conftest import CUSTOMER, PAGE
from tests.notify.conftest import FRIDAY_NOON, notice


@pytest.fixture(scope="module")
def english(library: Library) -> Desk:
    names = {"forms": "Piotnet Forms", "refund-policy": "Refund policy"}
    hours = library.current().hours
    return Desk(language="en", hours=hours, public_url="https://bot.example.com", name=lambda id: names.get(id, id))


@pytest.fixture(scope="module")
def vietnamese(library: Library) -> Desk:
    return Desk(language="vi", hours=library.current().hours)


def written(desk: Desk, kind: str = "asked", **changed: Any) -> Card:
    return card(notice(kind, **changed), page=PAGE, customer=CUSTOMER, now=FRIDAY_NOON, desk=desk)


def test_a_card_says_all_that_is_needed_to_answer(english: Desk) -> None:
    found = written(english)

    assert found.title == "A customer waits for a person (Piotnet Forms)"
    assert found.text == (
        "“Do you give discounts for agencies?”\n"
        "\n"
        "Product: Piotnet Forms\n"
        "Language: English\n"
        "Came from: an ad: “Spring offer”, 604, ref spring\n"
        "The bot considered: Refund policy (42%)\n"
        "Waits since: Friday 20 November, 11:30 (GMT+7) (30 working minutes)\n"
        "Free reply until: Saturday 21 November, 11:30 (GMT+7), in 1 day\n"
        "Human-agent reply until: Friday 27 November, 11:30 (GMT+7), in 7 days\n"
        "\n"
        "Open the chat: https://bot.example.com/staff/chats/7100000000000001\n"
        "Meta's inbox: https://business.facebook.com/latest/inbox/messenger?asset_id=104857600000001"
    )


def test_a_card_speaks_the_staffs_language_and_quotes_the_customers(vietnamese: Desk) -> None:
    found = written(vietnamese, source=None, tried=())

    assert found.title == "Khách đang chờ gặp nhân viên (forms)"
    assert found.text.startswith(
        "“Do you give discounts for agencies?”\n"
        "\n"
        "Sản phẩm: forms\n"
        "Ngôn ngữ: tiếng Anh\n"
        "Chờ từ: 11:30 Thứ Sáu 20/11 (GMT+7) (30 phút làm việc)\n"
        "Trả lời tự do đến: 11:30 Thứ Bảy 21/11 (GMT+7), sau 1 ngày nữa\n"
    )


def test_a_reminder_says_how_long_nobody_has_answered(english: Desk) -> None:
    over_night = FRIDAY_NOON - timedelta(hours=20)

    assert written(english, "reminder", product=None).title == "Nobody has answered for 30 working minutes"
    assert written(english, "reminder", product=None, waiting_since=over_night).title.endswith("300 working minutes")


def test_a_warning_says_how_long_the_free_reply_lasts(english: Desk) -> None:
    soon = FRIDAY_NOON + timedelta(minutes=55)

    found = written(english, "window_closing", product=None, free_until=soon)

    assert found.title == "The free reply ends in 55 minutes"


def test_when_that_is_over_it_says_how_long_a_person_may_still_reply(english: Desk) -> None:
    tomorrow = FRIDAY_NOON + timedelta(days=1)
    found = written(english, "window_closing", product=None, free_until=FRIDAY_NOON, human_until=tomorrow)

    assert found.title == "The last chance to reply ends in 1 day"


def test_what_is_over_is_called_over(english: Desk) -> None:
    assert "12:00 (GMT+7), over" in written(english, free_until=FRIDAY_NOON).text


def test_a_secret_that_was_overlooked_is_removed_here(english: Desk) -> None:
    found = written(english, question="help, my password is Sunshine_77!x")

    assert "Sunshine" not in found.text
    assert "[removed: password]" in found.text


@pytest.mark.parametrize(
    "text", ["<!channel> hi", "<@U123>", "@everyone", "@HERE now", "[our site](https://evil.example)", "<https://a|b>"]
)
def test_a_customer_cannot_call_everybody_or_hide_an_address(text: str, english: Desk) -> None:
    found = quoted(text, english)

    assert text not in found
    assert found.replace("\u200b", "") == f"“{text}”"


def test_an_email_address_can_still_be_copied(english: Desk) -> None:
    assert "maria@example.com" in quoted("write to maria@example.com, 3 < 4", english)


def test_a_message_without_words_is_called_so(english: Desk) -> None:
    assert quoted("", english) == "(no words: a picture, a file or a tap)"


def test_a_long_message_is_cut(english: Desk) -> None:
    assert len(quoted("word " * 1000, english)) < 1010


def test_what_is_not_known_is_left_out(english: Desk) -> None:
    nothing = {"product": None, "language": None, "source": None, "tried": (), "free_until": None, "human_until": None}

    assert written(english, **nothing, waiting_since=None).text.count("\n") == 3


def test_without_a_public_address_there_is_no_link_to_the_console(vietnamese: Desk) -> None:
    assert "/staff/" not in written(vietnamese).text


def test_an_alert_says_what_is_wrong_and_why(english: Desk) -> None:
    alert = page_alert("stopped", "code 190", english)

    assert alert_card(alert, english).title == "The bot needs its operator"
    assert alert.text.endswith("Most often the page's token has ended.\nReason: code 190")
    assert page_alert("blocked", "", english) == Alert(
        text="Meta has blocked the page from sending. Customers get no answers until Meta lifts the block."
    )
