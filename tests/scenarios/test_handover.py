"""Every way into a take-over and out of it: the customer says, the agent does, the bot says.

Each line of a play is who, what, and what the bot says to it: nothing (None), or one message that
holds these words. All of it travels over the signed webhook; the office is open Monday to Saturday,
08:00 to 17:00 in Ho Chi Minh City.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.arrivals import accept
from bot.messenger.errors import Kind
from bot.model import Notice, StaffAction
from bot.store.codec import decode
from bot.store.times import to_ms
from tests.conftest import APP, CUSTOMER, INBOX_APP, PAGE, Bot, MakeBot

OFFICE = ZoneInfo("Asia/Ho_Chi_Minh")
WEDNESDAY = datetime(2026, 11, 18, 10, tzinfo=OFFICE)
QUESTION = "What is your refund policy?"
ANSWER = "refund"
AGAIN = "The automated assistant is back in this chat."
ASKED = "A person from our team will answer you right here"
WAITING = "Our team could not answer you today"

Line = tuple[str, str, str | None]
_keys = count(1)


def customer(bot: Bot, text: str) -> None:
    bot.deliver(bot.message(text))


def customer_on_standby(bot: Bot, text: str) -> None:
    bot.post({"object": "page", "entry": [{"id": PAGE, "time": 1, "standby": [bot.message(text)]}]})


def taps(bot: Bot, payload: str) -> None:
    bot.deliver(bot.item(postback={"mid": f"m_TAP{next(_keys)}", "title": "Get Started", "payload": payload}))


def agent(bot: Bot, text: str) -> None:
    bot.deliver(bot.echo(text))


def automation(bot: Bot, text: str) -> None:
    bot.deliver(bot.echo(text, app_id=1380702870025418))


def meta(bot: Bot, event: str) -> None:
    """ "take inbox": the inbox took the thread; "pass us": it is ours again."""
    action, _, whose = event.partition(" ")
    owners = {"inbox": INBOX_APP, "us": APP}
    bot.deliver(bot.item(**{f"{action}_thread_control": {"new_owner_app_id": owners[whose]}}))


def console(bot: Bot, deed: str) -> None:
    """ "reply Hello": what Anna does at /staff/."""
    action, _, text = deed.partition(" ")
    staff = StaffAction(
        key=f"staff:{next(_keys)}",
        page_id=PAGE,
        customer_id=CUSTOMER,
        at=bot.time.now,
        action=action,  # type: ignore[arg-type]
        by="anna",
        text=text,
    )
    accept([staff], bot.services)


def clock(bot: Bot, moment: str) -> None:
    """ "17:00", or with a day: "2027-02-10 08:00"."""
    day, _, hour = moment.rpartition(" ")
    today = bot.time.now.astimezone(OFFICE)
    date = day or f"{today:%Y-%m-%d}"
    bot.time.now = datetime.fromisoformat(f"{date} {hour}").replace(tzinfo=OFFICE)


DOES: dict[str, Callable[[Bot, str], None]] = {
    "customer": customer,
    "customer on standby": customer_on_standby,
    "taps": taps,
    "agent": agent,
    "automation": automation,
    "meta": meta,
    "console": console,
    "clock": clock,
}


def play(bot: Bot, lines: Sequence[Line]) -> list[str]:
    """Everything the bot said."""
    said: list[str] = []
    for who, what, expected in lines:
        if who != "clock":
            bot.time.passes(seconds=20)
        DOES[who](bot, what)
        heard = bot.work()
        assert len(heard) == (expected is not None), f"{who}: {what} -> {heard}"
        assert expected is None or expected.casefold() in heard[0].casefold(), f"{who}: {what} -> {heard}"
        said += heard
    return said


@pytest.fixture
def bot(make_bot: MakeBot) -> Bot:
    return at_work(make_bot())


def at_work(bot: Bot) -> Bot:
    bot.time.now = WEDNESDAY
    return bot


WAYS_IN: dict[str, Sequence[Line]] = {
    "an agent answers in the inbox": [("customer", QUESTION, ANSWER), ("agent", "Hi, Tom here.", None)],
    "an agent writes first": [("agent", "Hi, I saw your order.", None)],
    "an agent answers in the console": [("customer", QUESTION, ANSWER), ("console", "reply Hi, Anna here.", "Anna")],
    "a colleague takes it in the console": [("customer", QUESTION, ANSWER), ("console", "take", None)],
    "the inbox takes the thread": [("customer", QUESTION, ANSWER), ("meta", "take inbox", None)],
    "the customer's words come on standby": [("customer on standby", "hello?", None)],
    "an agent types a command that is none": [("agent", "#bto", None)],
    "the bot is muted": [("agent", "#mute 1d", None)],
    "an agent comes after the customer asked": [("customer", "talk to a person", ASKED), ("agent", "Hi!", None)],
}

WAYS_OUT: dict[str, Sequence[Line]] = {
    "#bot in the inbox": [("agent", "#bot", None)],
    "the console": [("console", "give_back", None)],
    "hand-over event": [("meta", "pass us", None)],
    "nobody wrote for two working hours": [("clock", "12:30", None)],
}


@pytest.mark.parametrize("way", WAYS_IN)
def test_bot_is_silent_once_a_person_has_the_chat(bot: Bot, way: str) -> None:
    play(bot, WAYS_IN[way])

    assert bot.owner() == "person"
    play(bot, [("customer", QUESTION, None), ("taps", "entry:stripe", None), ("taps", "GET_STARTED", None)])


@pytest.mark.parametrize("way", WAYS_OUT)
def test_bot_goes_on_after_the_person_and_says_that_it_is_automated(bot: Bot, way: str) -> None:
    play(bot, [("customer", QUESTION, ANSWER), ("agent", "Hi, Tom here.", None), ("customer", "thanks!", None)])
    play(bot, WAYS_OUT[way])

    assert bot.owner() == "bot"
    play(bot, [("customer", "do you support stripe?", AGAIN), ("customer", "what is pafe?", "PAFE")])


def test_every_change_of_owner_is_kept_with_its_reason(bot: Bot) -> None:
    play(bot, [("customer", "talk to a person", ASKED), ("agent", "Hi!", None), ("console", "give_back", None)])

    rows = bot.query('SELECT "before", "after", change, "by" FROM ownership ORDER BY id')
    assert rows == [
        ("bot", "asked", "customer_asked", "customer"),
        ("asked", "person", "person_wrote", "inbox"),
        ("person", "bot", "given_back", "anna"),
    ]


def test_automation_on_the_list_does_not_pause(make_bot: MakeBot) -> None:
    bot = at_work(make_bot(automation_app_ids=frozenset({"1380702870025418"})))

    play(bot, [("automation", "We will answer soon.", None), ("customer", QUESTION, ANSWER)])


def test_automation_that_is_not_on_the_list_pauses(bot: Bot) -> None:
    play(bot, [("automation", "We will answer soon.", None), ("customer", QUESTION, None)])


def test_bot_steps_back_when_meta_says_that_another_app_has_the_thread(bot: Bot) -> None:
    bot.messenger.fail_next(Kind.NOT_OUR_THREAD, code=10, subcode=2018300)
    play(bot, [("customer", QUESTION, None), ("customer", QUESTION, None)])

    assert bot.owner() == "person"
    assert bot.query("SELECT change FROM ownership") == [("refused",)]


def test_idle_time_is_counted_in_opening_hours(bot: Bot) -> None:
    play(
        bot,
        [
            ("clock", "2026-11-21 16:00", None),  # Saturday
            ("agent", "Anything else?", None),
            ("clock", "2026-11-22 12:00", None),
            ("clock", "2026-11-23 08:59", None),
        ],
    )
    assert bot.owner() == "person"

    play(bot, [("clock", "2026-11-23 09:02", None), ("customer", QUESTION, AGAIN)])


def test_later_holds_the_chat_over_closing_time_and_idle_time(bot: Bot) -> None:
    play(
        bot,
        [
            ("agent", "I will ask our developers.", None),
            ("customer", "When will you know?", None),
            ("agent", "#later 1d", None),
            ("clock", "2026-11-18 17:01", None),
            ("clock", "2026-11-19 10:00", None),
            ("customer", "Any news?", None),
        ],
    )
    assert bot.owner() == "person"

    play(bot, [("clock", "2026-11-19 10:05", None), ("customer", QUESTION, AGAIN)])


def test_customer_who_still_waits_after_a_later_is_told_at_the_next_closing_time(bot: Bot) -> None:
    play(
        bot,
        [
            ("agent", "I will ask our developers.", None),
            ("customer", "When will you know?", None),
            ("agent", "#later 1d", None),
            ("clock", "2026-11-18 17:00", None),
            ("clock", "2026-11-19 09:00", None),
            ("customer", "Any news?", None),
            ("clock", "2026-11-19 10:05", None),
            ("clock", "2026-11-19 17:00", WAITING),
        ],
    )


def test_customer_who_first_wrote_to_a_person_is_answered_in_their_language(bot: Bot) -> None:
    play(
        bot,
        [
            ("agent", "Chào bạn", None),
            ("customer", "Mình muốn hỏi về giấy phép cho 50 website", None),
            ("clock", "17:00", "Trợ lý tự động đã quay lại"),
        ],
    )


def test_chat_on_standby_comes_back_although_somebody_else_had_it_long_ago(bot: Bot) -> None:
    play(bot, [("agent", "Hi!", None), ("agent", "#bot", None), ("clock", "2026-11-25 10:00", None)])
    play(bot, [("customer on standby", "thanks", None), ("clock", "12:30", None)])

    assert bot.owner() == "bot"


def test_mute_ends_with_its_time_and_not_before(bot: Bot) -> None:
    play(bot, [("agent", "#mute 30m", None), ("clock", "10:29", None), ("customer", "thanks", None)])

    play(bot, [("clock", "10:31", None), ("customer", QUESTION, AGAIN)])


def test_thread_that_comes_back_does_not_end_a_mute(bot: Bot) -> None:
    play(bot, [("agent", "#mute 2h", None), ("meta", "pass us", None), ("customer", QUESTION, None)])


def test_agent_sends_an_entry_of_the_faq(bot: Bot) -> None:
    play(
        bot,
        [
            ("customer", QUESTION, ANSWER),
            ("agent", "Hi, Tom here.", None),
            ("agent", "#faq stripe", "Stripe"),
            ("customer", QUESTION, None),
        ],
    )

    assert bot.query("SELECT status FROM outbox WHERE \"by\" = 'inbox'") == [(2,)]


def test_an_entry_is_not_sent_after_the_24_hours_because_no_person_wrote_it(bot: Bot) -> None:
    play(bot, [("customer", QUESTION, ANSWER), ("agent", "One moment", None)])
    bot.time.passes(hours=25)

    assert play(bot, [("agent", "#faq stripe", None)]) == []
    assert "24 hours" in str(bot.query("SELECT reason FROM transcript WHERE route = 'faq' OR kind = 'Command'"))


@pytest.mark.parametrize("wrong", ["#faq no-such-entry", "#faq", "#later soon", "#stop"])
def test_wrong_command_is_not_answered_and_can_be_read_in_the_console(bot: Bot, wrong: str) -> None:
    play(bot, [("agent", wrong, None)])

    (line,) = bot.query("SELECT who, kind, route, text, reason FROM transcript")
    assert line[:4] == ("staff", "Command", "wrong", wrong)
    assert line[4].startswith("command not understood")


def test_learn_leaves_a_mark_for_the_editors(bot: Bot) -> None:
    play(bot, [("agent", "Yes, until 31 December.", None), ("agent", "#learn", None), ("console", "learn", None)])

    assert bot.query("SELECT kind, \"by\" FROM transcript WHERE route = 'learn' ORDER BY id") == [
        ("Command", ""),
        ("StaffAction", "anna"),
    ]


def test_customer_whom_nobody_answers_is_told_at_closing_time_what_happens_next(bot: Bot) -> None:
    said = play(
        bot,
        [
            ("clock", "16:30", None),
            ("agent", "Hi, Tom here.", None),
            ("customer", "My order is 1234, can you look?", None),
            ("clock", "17:00", WAITING),
            ("clock", "23:00", None),
            ("customer", "do you support stripe?", "Stripe"),
        ],
    )

    assert said[0].startswith(AGAIN)
    assert "It opens Thursday 19 November, 08:00 (GMT+7)" in said[0]
    assert bot.owner() == "asked"


def test_message_in_the_evening_is_not_left_to_silence(bot: Bot) -> None:
    play(
        bot,
        [
            ("clock", "16:58", None),
            ("agent", "Here is the link.", None),
            ("clock", "17:05", None),
            ("customer", "And how do I install it?", None),
            ("clock", "17:21", WAITING),
        ],
    )


def test_thanks_after_the_agents_answer_is_no_wait(bot: Bot) -> None:
    play(bot, [("agent", "Here you are.", None), ("customer", "thank you", None), ("clock", "18:00", None)])

    assert bot.query("SELECT waiting_since FROM conversations") == [(None,)]


def test_nobody_is_told_twice_that_we_closed(bot: Bot) -> None:
    evening = [
        ("clock", "18:00", None),
        ("customer", "talk to a person", "Support is closed now"),
        ("clock", "19:00", None),
    ]
    said = play(bot, [*evening, ("clock", "2026-11-19 07:00", None)])

    assert len(said) == 1


def test_answer_today_is_not_promised_ten_minutes_before_closing(bot: Bot) -> None:
    play(bot, [("clock", "16:50", None), ("customer", "talk to a person", "today if they can make it")])


def test_unknown_app_is_logged_once(bot: Bot, capsys: pytest.CaptureFixture[str]) -> None:
    play(
        bot, [("automation", "We will answer soon.", None), ("automation", "Still here?", None), ("agent", "Hi", None)]
    )

    assert capsys.readouterr().out.count("echo_of_unknown_app") == 1


# --- Tet ---------------------------------------------------------------------------------------------


def tet(bot: Bot, lines: Sequence[Line]) -> list[str]:
    """From 16:50 on the last Saturday before the holidays of 2026 (Monday 16 to Friday 20 February)."""
    return play(bot, [("clock", "2026-02-14 16:50", None), *lines])


def closing_notices(said: Sequence[str]) -> list[str]:
    return [text for text in said if "Support is closed now" in text]


HOLIDAY: list[Line] = [("clock", f"2026-02-{day} 12:00", None) for day in range(15, 21)]


def test_wish_for_a_person_before_tet_ends_with_one_closing_notice(bot: Bot) -> None:
    said = tet(
        bot,
        [
            ("customer", "I want to talk to a person", ASKED),
            ("clock", "2026-02-14 17:00", WAITING),
            ("customer", "do you support stripe?", "Stripe"),
            *HOLIDAY,
            ("clock", "2026-02-21 08:05", None),
        ],
    )

    assert len(closing_notices(said)) == 1
    assert "Tet, the Lunar New Year" in closing_notices(said)[0]
    assert "It opens Saturday 21 February, 08:00 (GMT+7)" in closing_notices(said)[0]
    assert bot.owner() == "asked"
    play(bot, [("agent", "Happy new year! Tom here.", None), ("clock", "10:10", None), ("customer", QUESTION, AGAIN)])


def test_chat_that_an_agent_took_before_tet_comes_back_with_one_closing_notice(bot: Bot) -> None:
    said = tet(
        bot,
        [
            ("agent", "Hi, Tom here.", None),
            ("customer", "Can you give me a discount for ten sites?", None),
            ("clock", "2026-02-14 17:00", WAITING),
            *HOLIDAY,
        ],
    )

    assert len(closing_notices(said)) == 1
    assert bot.owner() == "asked"


def test_chat_that_an_agent_finished_before_tet_comes_back_after_it(bot: Bot) -> None:
    tet(bot, [("customer", QUESTION, ANSWER), ("agent", "Hi, anything else?", None), *HOLIDAY])
    assert bot.owner() == "person"

    play(bot, [("clock", "2026-02-21 09:49", None)])
    assert bot.owner() == "person"
    play(bot, [("clock", "2026-02-21 09:52", None), ("customer", QUESTION, AGAIN)])


def test_wish_on_the_last_saturday_before_tet_2027_is_told_once_however_long_nobody_answers(bot: Bot) -> None:
    days: list[Line] = [("clock", f"{day} 17:01", None) for day in ("2027-01-31", "2027-02-01", "2027-02-04")]
    said = play(
        bot,
        [
            ("clock", "2027-01-30 16:50", None),
            ("customer", "cho mình gặp nhân viên", "hôm nay nếu kịp"),
            ("clock", "2027-01-30 17:00", "Hôm nay bên mình chưa kịp trả lời bạn"),
            *days,
        ],
    )

    assert "nghỉ Tết Nguyên Đán" in said[0]  # announced a week ahead
    assert "08:00 Thứ Hai 1/2 (GMT+7)" in said[1]
    assert bot.owner() == "asked"
    play(bot, [("clock", "2027-02-11 08:00", None), ("customer", "gia hạn giấy phép thế nào?", "")])
    assert bot.query("SELECT change FROM ownership ORDER BY id")[-1] == ("window_over",)


# --- staff are told ------------------------------------------------------------------------------------


def notices(bot: Bot) -> list[Any]:
    return [row[0] for row in bot.query("SELECT kind FROM notices ORDER BY id")]


def test_card_says_what_the_customer_wants_and_what_the_bot_had_found(bot: Bot) -> None:
    play(bot, [("customer", "do you support stripe?", "Stripe"), ("customer", "talk to a person", ASKED)])

    (row,) = bot.query("SELECT key, body FROM notices")
    notice = decode(row[1], Notice)
    assert row[0].startswith(f"asked:{PAGE}:{CUSTOMER}:")
    assert notice.question == "do you support stripe?\ntalk to a person"
    assert notice.tried[0].id == "stripe"
    assert notice.free_until == bot.time.now + timedelta(hours=24)
    assert notice.human_until == bot.time.now + timedelta(days=7)


def test_chat_shows_since_when_the_customer_waits_and_when_to_look_again(bot: Bot) -> None:
    play(bot, [("customer", "talk to a person", ASKED)])
    (waits, due) = bot.query("SELECT waiting_since, due_at FROM conversations")[0]
    assert (waits, due - waits) == (to_ms(bot.time.now), 30 * 60_000)

    play(bot, [("agent", "Hi, Tom here.", None)])
    assert bot.query("SELECT waiting_since FROM conversations") == [(None,)]


def test_staff_are_told_and_reminded_in_working_minutes(bot: Bot) -> None:
    play(bot, [("clock", "2026-02-14 16:50", None), ("customer", "talk to a person", ASKED)])
    assert notices(bot) == ["asked"]

    play(bot, [("clock", "2026-02-14 17:00", WAITING), ("clock", "2026-02-15 14:30", None), *HOLIDAY])
    assert notices(bot) == ["asked"]  # the 24 hours are over before anybody works

    play(bot, [("clock", "2026-02-21 08:22", None)])
    assert notices(bot) == ["asked", "reminder", "window_closing"]  # the 7 days end this afternoon
