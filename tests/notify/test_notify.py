"""Notices become cards that arrive, once, at everybody who is to be told."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from structlog.testing import CapturingLogger

from bot.engine.house import House
from bot.notices import notify
from bot.notices.cards import Card
from bot.notices.notify import Notifier
from bot.retry import TELL_TRIES
from bot.store.changes import Change
from tests.conftest import PAGE, Bot
from tests.notify.conftest import (
    FRIDAY_NOON,
    HOOK_TOKEN,
    MAIL_PASSWORD,
    Hook,
    MailServer,
    notice,
    statuses,
    store,
    tell,
)

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # on this machine

DeskBot = Callable[..., Bot]
PENDING, SENT, DEAD, SKIPPED = 0, 2, 3, 4


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> CapturingLogger:
    found = CapturingLogger()
    monkeypatch.setattr(notify, "log", found)
    return found


def test_a_card_arrives_as_mail(desk_bot: DeskBot, mail: MailServer) -> None:
    bot = desk_bot(notify_urls=(mail.url,))
    store(bot, notice(question="Is <b>this</b> & that included?"))

    tell(bot)

    (found,) = mail.mails
    assert (found["To"], found["Subject"]) == ("sales@example.com", "A customer waits for a person (Piotnet Forms)")
    assert found.get_content().splitlines()[:3] == [
        "“Is <b>this</b> & that included?”",
        "",
        "Product: Piotnet Forms",
    ]


def test_what_a_customer_writes_is_only_text_in_a_mail_with_layout(desk_bot: DeskBot, mail: MailServer) -> None:
    bot = desk_bot(notify_urls=(f"{mail.url}&format=html",))
    store(bot, notice(question="Is <b>this</b> & that included?"))

    tell(bot)

    page = mail.mails[0].get_body(("html",))
    assert page
    assert "Is&nbsp;&lt;b&gt;this&lt;/b&gt;&nbsp;&amp;&nbsp;that" in page.get_content()


def test_a_card_arrives_at_a_webhook(desk_bot: DeskBot, hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,))
    store(bot, notice())

    tell(bot)

    (found,) = hook.cards
    assert found.title == "A customer waits for a person (Piotnet Forms)"
    assert "“Do you give discounts for agencies?”\n\nProduct: Piotnet Forms\nLanguage: English" in found.text
    assert statuses(bot) == [SENT]


def test_nothing_is_told_twice(desk_bot: DeskBot, hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,))
    store(bot, notice())

    assert [tell(bot), tell(bot)] == [1, 0]
    assert len(hook.cards) == 1


def test_what_waited_is_told_after_a_restart(desk_bot: DeskBot, hook: Hook) -> None:
    hook.fails = True
    bot = desk_bot(notify_urls=(hook.url,))
    store(bot, notice())
    tell(bot)
    hook.fails = False

    bot.time.passes(seconds=30)
    tell(bot)

    assert len(hook.cards) == 1


def test_a_process_that_dies_while_telling_leaves_it_to_the_next(desk_bot: DeskBot, hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,))
    store(bot, notice())

    assert Notifier(bot.services)._claim()
    assert tell(bot) == 0
    bot.time.passes(minutes=6)
    assert tell(bot) == 1


def test_who_took_too_long_does_not_undo_what_another_did(desk_bot: DeskBot, hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,))
    store(bot, notice())
    slow = Notifier(bot.services)
    claimed = slow._claim()
    assert claimed
    bot.time.passes(minutes=6)
    tell(bot)

    assert not slow._tell(claimed)
    assert statuses(bot) == [SENT]


def test_only_the_channel_that_failed_is_tried_again(desk_bot: DeskBot, hook: Hook, mail: MailServer) -> None:
    hook.fails = True
    bot = desk_bot(notify_urls=(mail.url, hook.url))
    store(bot, notice())

    tell(bot)
    hook.fails = False
    bot.time.passes(seconds=30)
    tell(bot)

    assert (len(mail.mails), len(hook.cards)) == (1, 1)


def test_the_pauses_between_tries_grow(desk_bot: DeskBot, hook: Hook) -> None:
    hook.fails = True
    bot = desk_bot(notify_urls=(hook.url,))
    store(bot, notice())
    pauses = []

    for _ in range(4):
        tell(bot)
        (due,) = bot.query("SELECT not_before FROM notices")[0]
        pauses.append(due / 1000 - bot.time.now.timestamp())
        bot.time.passes(seconds=pauses[-1])

    assert pauses == sorted(pauses)
    assert pauses[0] < 20 < 80 < pauses[-1]


def test_after_some_hours_it_is_given_up_with_an_error(desk_bot: DeskBot, hook: Hook, log: CapturingLogger) -> None:
    hook.fails = True
    bot = desk_bot(notify_urls=(hook.url,))
    store(bot, notice())

    for _ in range(TELL_TRIES):
        tell(bot)
        bot.time.passes(minutes=40)

    assert statuses(bot) == [DEAD]
    assert [call.args for call in log.calls if call.method_name == "error"] == [("notice_given_up",)]


def test_a_card_that_cannot_be_read_is_set_aside_and_the_next_one_told(desk_bot: DeskBot, hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,))
    store(bot, notice(), notice())
    with bot.services.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE notices SET body = '{}' WHERE id = 1")

    tell(bot)

    assert statuses(bot) == [DEAD, SENT]


@pytest.mark.parametrize(("owner", "waits"), [("bot", True), ("person", False), ("bot", False)])
@pytest.mark.parametrize("kind", ["reminder", "window_closing"])
def test_who_was_answered_or_given_back_meanwhile_is_not_reminded_of(
    kind: str, owner: str, waits: bool, desk_bot: DeskBot, hook: Hook
) -> None:
    bot = desk_bot(notify_urls=(hook.url,))
    store(bot, notice(kind), owner=owner, waiting_since="since asked" if waits else None)

    tell(bot)

    assert (hook.cards, statuses(bot)) == ([], [SKIPPED])


@pytest.mark.parametrize("owner", ["asked", "person"])
def test_who_still_waits_is_reminded_of(owner: str, desk_bot: DeskBot, hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,))
    store(bot, notice("reminder"), owner=owner)

    tell(bot)

    assert hook.cards[0].title == "Nobody has answered for 30 working minutes (Piotnet Forms)"


def test_a_reminder_of_an_earlier_wait_is_dropped(desk_bot: DeskBot, hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,))
    store(bot, notice("reminder"), waiting_since=FRIDAY_NOON)

    tell(bot)

    assert hook.cards == []


def test_who_asked_and_was_given_back_unanswered_is_still_told_of(desk_bot: DeskBot, hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,))
    store(bot, notice("asked"), owner="bot", waiting_since=None)

    tell(bot)

    assert len(hook.cards) == 1


def test_who_asked_and_was_answered_is_not_told_of(desk_bot: DeskBot, hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,))
    store(bot, notice("asked"), owner="person", waiting_since=None)

    tell(bot)

    assert hook.cards == []


def test_a_warning_that_comes_too_late_is_dropped(desk_bot: DeskBot, hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,))
    store(bot, notice("window_closing", free_until=FRIDAY_NOON, human_until=FRIDAY_NOON))

    tell(bot)

    assert statuses(bot) == [SKIPPED]


def test_a_warning_of_the_last_window_comes_although_the_free_one_is_over(desk_bot: DeskBot, hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,))
    store(bot, notice("window_closing", free_until=FRIDAY_NOON))

    tell(bot)

    assert hook.cards[0].title.startswith("The last chance to reply ends in")


def test_quiet_hours_hold_cards_until_opening(desk_bot: DeskBot, hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,), notify_quiet="closed")
    bot.time.passes(hours=10)
    store(bot, notice())

    tell(bot)
    assert hook.cards == []
    bot.time.passes(hours=10)  # Saturday 08:00
    tell(bot)
    assert len(hook.cards) == 1


def test_without_quiet_hours_cards_come_at_night_too(desk_bot: DeskBot, hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,))
    bot.time.passes(hours=10)
    store(bot, notice())

    tell(bot)

    assert len(hook.cards) == 1


def stop_the_page(bot: Bot, status: str = "stopped") -> None:
    row = {"page": PAGE, "status": status, "until": 0, "strikes": 1, "since": 1_000, "reason": "190: the token ended"}
    bot.services.store.writer.apply(Change(pages=(row,)))


@pytest.mark.parametrize("status", ["stopped", "blocked"])
def test_the_operator_hears_once_of_a_page_that_may_not_send_even_at_night(
    status: str, desk_bot: DeskBot, hook: Hook
) -> None:
    bot = desk_bot(notify_urls=(hook.url,), notify_quiet="closed")
    bot.time.passes(hours=10)
    stop_the_page(bot, status)

    tell(bot)
    tell(bot)

    assert [each.title for each in hook.cards] == ["The bot needs its operator"]
    assert hook.cards[0].text.endswith("Reason: 190: the token ended")


@pytest.mark.parametrize("status", ["open", "slow"])
def test_a_page_that_may_send_is_no_news(status: str, desk_bot: DeskBot, hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,))
    stop_the_page(bot, status)

    tell(bot)

    assert hook.cards == []


def test_with_nobody_to_tell_nothing_is_kept_for_later(desk_bot: DeskBot, hook: Hook) -> None:
    store(desk_bot(), notice())
    tell(desk_bot())

    later = desk_bot(notify_urls=(hook.url,))
    tell(later)

    assert (hook.cards, statuses(later)) == ([], [SKIPPED])


def test_cards_are_written_in_the_language_that_is_set(desk_bot: DeskBot, hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,), notify_language="vi", public_url="https://bot.example.com")
    store(bot, notice())

    tell(bot)

    assert hook.cards[0].title == "Khách đang chờ gặp nhân viên (Piotnet Forms)"
    assert "Mở cuộc trò chuyện: https://bot.example.com/staff/chats/" in hook.cards[0].text


def test_no_secret_of_a_channel_reaches_the_log(
    desk_bot: DeskBot, hook: Hook, mail: MailServer, log: CapturingLogger, capfd: pytest.CaptureFixture[str]
) -> None:
    hook.fails = True
    wrong = mail.url.replace(MAIL_PASSWORD, "pw-of-yesterday")
    unknown = "nosuchservice://hush-hush-hush"
    bot = desk_bot(notify_urls=(hook.url, wrong, unknown))
    store(bot, notice())

    tell(bot)

    kept = str(bot.query("SELECT * FROM notices"))
    told = f"{log.calls} {capfd.readouterr()} {kept} {bot.services.settings!r}"
    assert log.calls[0].kwargs["channels"] == ["1 json", "2 mailto", "3 nosuchservice"]
    assert [each for each in (HOOK_TOKEN, "pw-of-yesterday", "hush-hush-hush") if each in told] == []


def test_apprises_own_log_which_repeats_addresses_goes_nowhere(desk_bot: DeskBot, hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,))
    store(bot, notice())
    tell(bot)

    assert not logging.getLogger("apprise").propagate


def test_a_channel_that_raises_does_not_keep_the_card_from_the_others(desk_bot: DeskBot) -> None:
    told: list[Card] = []

    class Place:
        def __init__(self, name: str) -> None:
            self.name = name

        def tell(self, card: Card) -> str:
            told.append(card)
            return "refused" if self.name == "1 a" else ""

    bot = desk_bot(notify_urls=("a://", "b://"))
    store(bot, notice())
    Notifier(bot.services, open_channels=lambda _: [Place("1 a"), Place("2 b")]).tell_all()  # type: ignore[list-item]

    assert (len(told), statuses(bot)) == (2, [PENDING])
    assert bot.query("SELECT error FROM notices") == [("2 b",)]


def test_what_was_told_is_deleted_after_some_days(desk_bot: DeskBot, hook: Hook) -> None:
    bot = desk_bot(notify_urls=(hook.url,), keep_days=7)
    store(bot, notice())
    tell(bot)
    bot.time.passes(days=6)
    House(bot.services).clean()
    assert statuses(bot) == [SENT]

    bot.time.passes(days=2)
    House(bot.services).clean()
    assert statuses(bot) == []
