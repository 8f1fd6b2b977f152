"""Once a week the editors hear what nobody could answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.ask import Asker
from bot.editing.lookback import look_back, set_aside
from bot.notices.digest import ask_for_digest
from bot.notices.notify import Notifier
from bot.services import Library
from tests.conftest import PAGE, TINY, Bot, MakeBot

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 09:00 in Vietnam


class Board:
    """A channel on which cards stay."""

    name = "board"

    def __init__(self) -> None:
        self.cards: list[tuple[str, str]] = []

    def tell(self, card: object) -> str | None:
        self.cards.append((card.title, card.text))  # type: ignore[attr-defined]
        return None


@pytest.fixture
def library() -> Library:
    return Library(TINY / "faq", TINY / "intents")


@pytest.fixture
def bot(make_bot: MakeBot) -> Bot:
    return make_bot(notify_urls=("board://",), public_url="https://bot.example.com")


def told(bot: Bot) -> list[tuple[str, str]]:
    board = Board()
    Notifier(bot.services, open_channels=lambda _: [board]).tell_all()  # type: ignore[list-item]
    return board.cards


def test_on_monday_the_questions_of_the_week_are_told_once(bot: Bot) -> None:
    bot.time.now = MONDAY
    bot.say("is there a zoo in hanoi", customer="1")
    bot.say("is there a zooo in Hanoi?", customer="2")

    assert ask_for_digest(bot.services)
    assert not ask_for_digest(bot.services)
    ((title, text),) = told(bot)
    assert title == "The FAQ this week"
    assert text == (
        "Nobody had an answer to:\n- “is there a zooo in Hanoi?” (2 people)\n\n"
        "All of it, with drafts: https://bot.example.com/staff/gaps"
    )


@pytest.mark.parametrize("moment", [MONDAY.replace(hour=0), MONDAY.replace(day=24)])
def test_at_other_times_nobody_is_told(bot: Bot, moment: datetime) -> None:
    bot.time.now = moment

    assert not ask_for_digest(bot.services)


def test_the_notice_holds_nothing_that_customers_wrote(bot: Bot) -> None:
    bot.time.now = MONDAY
    bot.say("is there a zoo in hanoi")
    ask_for_digest(bot.services)

    assert [row.body for row in bot.query("SELECT body FROM notices WHERE kind = 'digest'")] == ["{}"]


def test_what_was_set_aside_is_not_told(bot: Bot) -> None:
    bot.time.now = MONDAY
    bot.say("is there a zoo in hanoi", customer="1")
    known = bot.services.library.current()
    asker = Asker(known.knowledge, known.hours)
    (gap,) = look_back(bot.services.store, asker, page=PAGE, now=MONDAY).gaps
    set_aside(bot.services.store, gap, page=PAGE, at=MONDAY, by="mai")

    assert ask_for_digest(bot.services)
    assert "zoo" not in told(bot)[0][1]
