"""The patrol raises an alert before customers notice, and each only once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.hours import Hours
from bot.messenger.errors import Kind, SendFailed
from bot.messenger.inspect import Token
from bot.notices.cards import Alert
from bot.notices.patrol import Patrol
from bot.notices.quiet import too_quiet
from bot.services import Library
from bot.store.changes import Change
from bot.store.codec import decode
from bot.store.signs import beat
from bot.store.times import to_ms
from tests.conftest import Bot

FRIDAY_NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)  # 12:00 in Vietnam


@dataclass
class Account:
    """What Meta says of the token, and how often it was asked."""

    answer: Token | SendFailed
    asked: int = 0

    def token(self) -> Token:
        self.asked += 1
        if isinstance(self.answer, SendFailed):
            raise self.answer
        return self.answer


@pytest.fixture
def account() -> Account:
    return Account(Token(valid=True))


@pytest.fixture
def patrol(bot: Bot, account: Account) -> Patrol:
    bot.time.now = FRIDAY_NOON
    return Patrol(bot.services, account=account)  # type: ignore[arg-type]


def at_work(bot: Bot) -> None:
    """A worker says that it is there, whether it gets on or not."""
    bot.services.store.writer.apply(Change(beats=(beat(to_ms(bot.time.now)),)))


def told(bot: Bot) -> list[str]:
    return [
        decode(row.body, Alert).text for row in bot.query("SELECT body FROM notices WHERE kind = 'alert' ORDER BY id")
    ]


def test_where_all_is_well_nobody_is_told(bot: Bot, patrol: Patrol) -> None:
    bot.say("hello")

    assert patrol.look() == []
    assert told(bot) == []


def test_a_token_that_dies_is_told_of_once_a_day(bot: Bot, patrol: Patrol, account: Account) -> None:
    account.answer = Token(valid=True, expires=bot.time.now + timedelta(days=3))
    for _ in range(3):
        at_work(bot)
        patrol.look()
        bot.time.passes(hours=2)

    assert [text.partition(".")[0] for text in told(bot)] == ["The page's token ends in 3 days"]
    bot.time.passes(days=1)
    at_work(bot)
    patrol.look()
    assert len(told(bot)) == 2


@pytest.mark.parametrize("token", [Token(valid=False, subcode=460), Token(valid=True, expires=FRIDAY_NOON)])
def test_a_dead_token_is_told_of(bot: Bot, patrol: Patrol, account: Account, token: Token) -> None:
    account.answer = token
    patrol.look()

    assert "not valid any more" in told(bot)[0]


def test_the_token_is_looked_at_once_an_hour(bot: Bot, patrol: Patrol, account: Account) -> None:
    for _ in range(4):
        patrol.look()
        bot.time.passes(minutes=20)

    assert account.asked == 2


def test_no_answer_from_meta_is_no_alert(patrol: Patrol, account: Account) -> None:
    account.answer = SendFailed(Kind.RETRY, reason="ConnectTimeout")

    assert patrol.look() == []


def test_a_queue_that_waits_is_told_of_once_an_hour(bot: Bot, patrol: Patrol) -> None:
    bot.deliver(bot.message("is anybody there?"))
    assert patrol.look() == []
    bot.time.passes(minutes=5)
    at_work(bot)
    patrol.look()
    patrol.look()

    assert len(told(bot)) == 1
    assert "1 messages wait" in told(bot)[0]
    bot.time.passes(hours=1)
    at_work(bot)
    patrol.look()
    assert len(told(bot)) == 2


def test_a_dead_worker_is_told_of_once_an_hour_though_nothing_waits(bot: Bot, patrol: Patrol) -> None:
    bot.say("hello")
    bot.time.passes(minutes=2)
    assert patrol.look() == []
    bot.time.passes(minutes=1)
    patrol.look()
    patrol.look()

    assert [text.partition(";")[0] for text in told(bot)] == ["No worker has been at work for 3 minutes"]
    bot.time.passes(hours=1)
    patrol.look()
    assert len(told(bot)) == 2


def test_a_worker_that_comes_a_little_later_than_the_web_part_is_not_missed(bot: Bot, patrol: Patrol) -> None:
    bot.time.passes(seconds=90)
    assert patrol.look() == []
    bot.work()
    bot.time.passes(seconds=90)

    assert patrol.look() == []


def test_of_a_dead_worker_and_what_waits_for_it_one_is_told(bot: Bot, patrol: Patrol) -> None:
    bot.work()
    bot.deliver(bot.message("is anybody there?"))
    bot.time.passes(minutes=5)
    patrol.look()

    assert len(told(bot)) == 1
    assert "1 messages wait" in told(bot)[0]
    assert "piotnet-bot worker" in told(bot)[0]


def test_what_was_set_aside_is_told_of_once_a_day(bot: Bot, patrol: Patrol) -> None:
    bot.say("hello")
    with bot.services.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE inbox SET status = 3")
    patrol.look()
    patrol.look()

    assert len(told(bot)) == 1
    assert "piotnet-bot queue list" in told(bot)[0]


def test_silence_in_busy_hours_is_told_of_once(bot: Bot, patrol: Patrol) -> None:
    for number in range(20):
        bot.deliver(bot.message("hello", customer=f"71{number}"))
    bot.work()
    bot.time.passes(hours=3)
    at_work(bot)
    patrol.look()
    bot.time.passes(minutes=90)
    at_work(bot)
    patrol.look()

    assert [("3 opening hours" in text, "unusual" in text) for text in told(bot)] == [(True, True)]


def test_several_workers_tell_it_once(bot: Bot, patrol: Patrol, account: Account) -> None:
    account.answer = Token(valid=False)
    patrol.look()
    Patrol(bot.services, account=account).look()  # type: ignore[arg-type]

    assert len(told(bot)) == 1


def test_the_operator_reads_it_in_vietnamese(make_bot: Callable[..., Bot], account: Account) -> None:
    bot = make_bot(notify_language="vi")
    account.answer = Token(valid=False)
    Patrol(bot.services, account=account).look()  # type: ignore[arg-type]

    assert "Token của trang" in told(bot)[0]


@pytest.fixture(scope="module")
def hours(library: Library) -> Hours:
    return library.current().hours


def every(minutes: int, *, count: int, until: datetime) -> list[datetime]:
    """Deliveries at a fixed pace, the newest first."""
    return [until - timedelta(minutes=minutes * number) for number in range(count)]


@pytest.mark.parametrize(
    ("silent", "is_told"), [(timedelta(hours=1), False), (timedelta(hours=3), True)], ids=["an hour", "three hours"]
)
def test_two_opening_hours_are_needed(hours: Hours, silent: timedelta, is_told: bool) -> None:
    assert bool(too_quiet(every(10, count=40, until=FRIDAY_NOON - silent), FRIDAY_NOON, hours)) is is_told


def test_a_page_that_is_often_quiet_is_not_called_so(hours: Hours) -> None:
    assert too_quiet(every(150, count=40, until=FRIDAY_NOON - timedelta(hours=3)), FRIDAY_NOON, hours) is None


def test_a_night_is_not_quiet(hours: Hours) -> None:
    midnight = FRIDAY_NOON + timedelta(hours=12)

    assert too_quiet(every(10, count=40, until=FRIDAY_NOON), midnight, hours) is None


def test_too_few_deliveries_tell_nothing(hours: Hours) -> None:
    assert too_quiet(every(1, count=19, until=FRIDAY_NOON - timedelta(hours=3)), FRIDAY_NOON, hours) is None
