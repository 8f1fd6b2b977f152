"""What a line typed in Meta's inbox means to the bot, and how long "2h" is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.durations import LONGEST, read_duration
from bot.inbox_commands import DEFAULT_LATER, DEFAULT_MUTE, Command, gives_back, read_command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("#bot", Command(name="bot")),
        ("  #BOT. ", Command(name="bot")),
        ("# bot", Command(name="bot")),
        ("#later 2h", Command(name="later", length=timedelta(hours=2))),
        ("#later", Command(name="later", length=DEFAULT_LATER)),
        ("#mute 1d", Command(name="mute", length=timedelta(days=1))),
        ("#mute", Command(name="mute", length=DEFAULT_MUTE)),
        ("#mute 30 phút", Command(name="mute", length=timedelta(minutes=30))),
        ("#faq Refund-Policy", Command(name="faq", entry="refund-policy")),
        ("#learn", Command(name="learn")),
        ("#later tomorrow", Command(wrong="no such length of time")),
        ("#faq", Command(wrong="which entry of the FAQ?")),
        ("#bto", Command(wrong="no such command")),
    ],
)
def test_commands_are_understood_as_people_type_them(text: str, command: Command) -> None:
    assert read_command(text) == command


@pytest.mark.parametrize(
    "text",
    [
        "Hi, Tom here.",
        "",
        "#1 is the better choice",
        "use #bot to",
        "#sale ends tomorrow at noon, hurry",
        "order #1234",
    ],
)
def test_words_for_the_customer_are_no_command(text: str) -> None:
    assert read_command(text) is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("30m", 30), ("45 min", 45), ("2h", 120), ("2 hours", 120), ("1d", 1440), ("1w", 10080), ("1h30", 90),
        ("1h 30m", 90), ("2h30p", 150), ("30 phút", 30), ("30 phut", 30), ("2 giờ", 120), ("2 tiếng", 120),
        ("1 ngày", 1440), ("1 NGÀY", 1440), ("1 tuần", 10080),
    ],
)  # fmt: skip
def test_lengths_of_time_in_english_and_vietnamese(text: str, minutes: int) -> None:
    assert read_duration(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "soon", "2", "h", "0m", "-2h", "2h tomorrow", "31d", "9999w", "2 parsecs"])
def test_what_is_no_length_of_time_is_none(text: str) -> None:
    assert read_duration(text) is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    read_command(f"#{text}")
    length = read_duration(text)

    assert length is None or timedelta() < length <= LONGEST


def test_only_giving_back_leaves_the_bot_its_voice() -> None:
    assert [text for text in ("#bot", "#later 2h", "#bto", "Hi") if gives_back(text)] == ["#bot"]
