"""Whether and when a message leaves, and what becomes of it when Messenger refuses or says nothing."""

from __future__ import annotations

import pytest

from bot.engine.settle import Turns
from bot.messenger.client import PastMessage
from bot.messenger.errors import Kind, SendFailed
from tests.conftest import CUSTOMER, Bot, MakeBot

QUESTION = "What is your refund policy?"
OTHER = "7100000000000009"


def statuses(bot: Bot) -> list[int]:
    return [row[0] for row in bot.query("SELECT status FROM outbox ORDER BY id")]


@pytest.mark.parametrize("kind", [Kind.RETRY, Kind.SLOW_DOWN])
def test_message_that_was_not_sent_is_sent_later_and_once(bot: Bot, kind: Kind) -> None:
    bot.messenger.fail_next(kind)
    assert bot.say(QUESTION) == []

    bot.time.passes(seconds=2)
    assert bot.work()
    assert set(statuses(bot)) == {2}
    assert bot.work() == []


def test_retried_message_is_not_decided_again(bot: Bot) -> None:
    bot.messenger.fail_next(Kind.RETRY)
    bot.say(QUESTION)
    bot.time.passes(seconds=2)
    bot.work()

    assert bot.query("SELECT count(*) FROM transcript WHERE who = 'customer'")[0][0] == 1


def test_other_customers_are_answered_while_one_waits(bot: Bot) -> None:
    bot.messenger.fail_next(Kind.RETRY)
    bot.say(QUESTION)

    assert bot.say(QUESTION, customer=OTHER)
    assert bot.messenger.to(CUSTOMER) == []


def test_next_question_waits_until_the_last_answer_is_final(bot: Bot) -> None:
    bot.messenger.fail_next(Kind.RETRY)
    bot.say(QUESTION)
    assert bot.say("do you support Stripe?") == []

    bot.time.passes(seconds=2)
    said = "\n".join(bot.work()).lower()
    assert said.index("refund") < said.index("stripe")


@pytest.mark.parametrize("kind", [Kind.WINDOW_CLOSED, Kind.UNREACHABLE])
def test_customer_who_cannot_be_reached_gets_nothing_more(bot: Bot, kind: Kind) -> None:
    bot.messenger.fail_next(kind)
    bot.say(QUESTION)
    bot.time.passes(hours=1)

    assert bot.work() == []
    assert set(statuses(bot)) == {4}
    assert bot.say(QUESTION)  # a new message opens the chat again


def test_refused_message_is_set_aside_and_the_chat_goes_on(bot: Bot) -> None:
    bot.messenger.fail_next(Kind.OUR_BUG, code=100)
    bot.say(QUESTION)

    assert statuses(bot)[0] == 3
    assert bot.say("do you support Stripe?")


def test_thread_of_another_app_pauses_the_bot(bot: Bot) -> None:
    bot.messenger.fail_next(Kind.NOT_OUR_THREAD, code=10, subcode=2018300)
    bot.say(QUESTION)

    assert bot.owner() == "person"
    assert bot.say("do you support Stripe?") == []


def test_dead_token_stops_the_page_and_nothing_is_lost(bot: Bot) -> None:
    bot.messenger.fail_next(Kind.PAGE_STOP, code=190)
    bot.say(QUESTION)
    assert bot.worker.gate.state.status == "stopped"
    assert bot.say(QUESTION, customer=OTHER) == []
    assert bot.client.get("/readyz").status_code == 503

    bot.time.passes(minutes=2)
    bot.work()
    bot.time.passes(minutes=2)
    bot.work()

    assert bot.messenger.to(CUSTOMER)
    assert bot.messenger.to(OTHER)
    assert bot.client.get("/readyz").status_code == 200
    assert set(statuses(bot)) == {2}


def test_stopped_page_lets_one_message_through_to_see(bot: Bot) -> None:
    bot.messenger.fail_next(Kind.PAGE_STOP, times=2, code=190)
    for number in range(5):
        bot.say(QUESTION, customer=f"720000000000000{number}")
    bot.time.passes(minutes=1)
    bot.work()

    assert bot.messenger.failures == []  # one more try, and only one
    assert bot.messenger.sent == []


def test_blocked_page_is_silent_until_unblocked(bot: Bot) -> None:
    bot.deliver(bot.item(policy_enforcement={"action": "block", "reason": "x"}))
    bot.work()
    assert bot.say(QUESTION) == []

    bot.time.passes(hours=1)
    bot.deliver(bot.item(policy_enforcement={"action": "unblock"}))
    assert bot.work()


def test_nothing_leaves_after_24_hours(bot: Bot) -> None:
    bot.messenger.fail_next(Kind.RETRY)
    bot.say(QUESTION)
    bot.time.passes(hours=24, seconds=1)

    assert bot.work() == []
    assert bot.query("SELECT DISTINCT status, error FROM outbox") == [(4, "the 24 hours are over")]


def test_high_usage_slows_the_page(bot: Bot) -> None:
    bot.messenger.usage = 90.0
    bot.say(QUESTION)
    assert bot.say(QUESTION, customer=OTHER) == []

    bot.messenger.usage = 10.0
    bot.time.passes(seconds=2)
    assert bot.work()


def test_lost_answer_is_settled_by_the_echo(bot: Bot) -> None:
    bot.messenger.lose_next()
    bot.say("hello")
    assert statuses(bot) == [1]
    bot.deliver(bot.own_echo(bot.messenger.sent[0]))
    assert statuses(bot) == [2]

    bot.time.passes(seconds=10)
    assert bot.work() == []
    assert bot.messenger.reads == 0
    assert bot.query("SELECT count(*) FROM transcript WHERE who = 'bot' AND sent_at IS NOT NULL") == [(1,)]


def test_lost_answer_is_settled_by_reading_back(bot: Bot) -> None:
    bot.messenger.lose_next()
    bot.say("hello")
    bot.time.passes(seconds=4)

    assert bot.work() == []
    assert statuses(bot) == [2]
    assert len(bot.messenger.sent) == 1


def test_message_that_did_not_arrive_is_sent_again(bot: Bot) -> None:
    bot.messenger.fail_next(Kind.AMBIGUOUS)
    assert bot.say("hello") == []
    bot.time.passes(seconds=4)

    assert len(bot.work()) == 1
    assert statuses(bot) == [2]


def test_policy_may_prefer_silence_to_a_repetition(make_bot: MakeBot) -> None:
    bot = make_bot(ambiguous="skip")
    bot.messenger.fail_next(Kind.AMBIGUOUS)
    bot.say("hello")
    bot.time.passes(seconds=4)

    assert bot.work() == []
    assert statuses(bot) == [4]


def test_policy_decides_when_nothing_can_be_read_back(bot: Bot) -> None:
    bot.messenger.can_read = False
    bot.messenger.fail_next(Kind.AMBIGUOUS)
    bot.say("hello")
    for _ in range(5):
        bot.time.passes(seconds=4)
        bot.work()

    assert bot.messenger.reads == 3
    assert len(bot.messenger.sent) == 1


def test_earlier_message_with_the_same_words_proves_nothing(bot: Bot) -> None:
    bot.say("hello")
    bot.messenger.fail_next(Kind.AMBIGUOUS)
    bot.time.passes(seconds=1)
    bot.say("hello")
    bot.time.passes(seconds=4)
    bot.work()

    assert set(statuses(bot)) == {2}
    assert len(bot.messenger.sent) == 2


def test_worker_killed_while_sending_leaves_no_doubt_and_no_repetition(bot: Bot) -> None:
    class Killed(BaseException):
        pass

    def die(_: str) -> None:
        raise Killed

    bot.messenger.before_send = die
    bot.deliver(bot.message("hello"))
    with pytest.raises(Killed):
        bot.work()
    assert statuses(bot) == [1]

    bot.messenger.before_send = None
    bot.restart()
    bot.time.passes(seconds=4)
    assert len(bot.work()) == 1
    assert bot.work() == []


def test_echo_of_a_message_of_ours_never_pauses(bot: Bot) -> None:
    bot.say("hello")
    bot.deliver(bot.own_echo(bot.messenger.sent[0]))

    assert bot.owner() == "bot"
    assert bot.say(QUESTION)


def test_permission_error_of_several_customers_stops_the_page_and_gives_nobody_up(bot: Bot) -> None:
    customers = [f"720000000000000{number}" for number in range(3)]
    bot.messenger.fail_next(Kind.UNREACHABLE, times=3, code=230)
    for customer in customers:
        bot.say("hello", customer=customer)

    assert bot.worker.gate.state.status == "stopped"
    assert statuses(bot) == [0, 0, 0]

    for _ in range(3):
        bot.time.passes(minutes=1)
        bot.work()
    assert [bot.messenger.to(customer) != [] for customer in customers] == [True] * 3
    assert bot.worker.gate.state.status == "open"


def test_permission_error_of_single_customers_is_theirs_while_others_are_reached(bot: Bot) -> None:
    for number in range(4):
        bot.messenger.fail_next(Kind.UNREACHABLE, code=230)
        bot.say("hello", customer=f"720000000000000{number}")
        assert bot.say("hello", customer=OTHER)

    assert bot.worker.gate.state.status == "open"


def test_customers_who_cannot_be_reached_do_not_keep_the_page_stopped(bot: Bot) -> None:
    gone = [f"720000000000000{number}" for number in range(3)]
    refuse = {"failing": True}

    def before(customer: str) -> None:
        if customer in gone and refuse["failing"]:
            raise SendFailed(Kind.UNREACHABLE, code=230)

    bot.messenger.before_send = before
    for customer in gone:
        bot.say("hello", customer=customer)
    assert bot.worker.gate.state.status == "stopped"
    bot.time.passes(minutes=1)
    assert bot.say("hello", customer=OTHER)

    bot.time.passes(minutes=2)
    bot.work()
    assert bot.worker.gate.state.status == "open"
    assert bot.say("hello", customer=OTHER)
    assert sorted(statuses(bot)) == [2, 2, 4, 4, 4]


def test_outage_in_which_everybody_meets_a_temporary_error_gives_nobody_up(bot: Bot) -> None:
    bot.messenger.fail_next(Kind.RETRY, times=10_000, code=2)
    for number in range(5):
        bot.say("hello", customer=f"720000000000000{number}")
    for _ in range(20):
        bot.time.passes(seconds=30)
        bot.work()
    bot.messenger.failures.clear()
    bot.time.passes(minutes=2)
    bot.work()

    assert statuses(bot) == [2] * 5


def test_temporary_error_of_one_customer_again_and_again_means_that_they_cannot_be_reached(bot: Bot) -> None:
    bot.messenger.fail_next(Kind.RETRY, times=20, code=2)
    bot.say("hello")
    for _ in range(6):
        bot.time.passes(seconds=20)
        bot.work()

    assert statuses(bot) == [4]


def test_messenger_that_does_not_answer_is_asked_by_one_message_at_a_time(bot: Bot) -> None:
    customers = [f"72000000000000{number:02}" for number in range(20)]
    bot.messenger.fail_next(Kind.AMBIGUOUS, times=5)
    bot.deliver(*[bot.message("hello", customer=customer) for customer in customers])
    bot.work()
    assert statuses(bot).count(1) == 3  # of the others it is certain that they did not arrive
    for _ in range(40):
        bot.time.passes(seconds=1)
        bot.work()

    assert sorted(each.customer for each in bot.messenger.sent) == customers
    assert set(statuses(bot)) == {2}


def break_down(bot: Bot) -> None:
    """Messenger answers nothing, not even what is only looked up. It has been tried in vain just now."""
    bot.messenger.can_read = False
    bot.messenger.fail_next(Kind.AMBIGUOUS, times=1000)
    bot.deliver(*[bot.message("hello", customer=f"72000000000000{number:02}") for number in range(12)])
    bot.work()
    left = len(bot.messenger.failures) - 6
    while len(bot.messenger.failures) > left:
        bot.time.passes(seconds=0.5)
        bot.work()


def test_outage_leaves_what_may_have_been_sent_in_doubt_however_long_it_lasts(bot: Bot) -> None:
    break_down(bot)

    assert bot.messenger.reads > 30
    assert bot.query("SELECT count(*) FROM outbox WHERE status = 0 AND attempts > 0") == [(0,)]


def test_first_look_that_is_answered_again_ends_the_pause_of_an_outage(bot: Bot) -> None:
    break_down(bot)
    bot.messenger.can_read = True
    bot.messenger.failures.clear()
    bot.time.passes(seconds=0.6)
    bot.work()

    assert bot.messenger.sent
    bot.time.passes(seconds=8)
    for _ in range(20):
        bot.time.passes(seconds=0.5)
        bot.work()
    assert statuses(bot) == [2] * 12


def test_look_that_came_too_often_proves_nothing(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> list[PastMessage]:
        raise SendFailed(Kind.SLOW_DOWN, code=613)

    bot.messenger.lose_next()
    bot.say("hello")
    with monkeypatch.context() as patched:
        patched.setattr(bot.messenger, "recent_messages", refuse)
        for _ in range(30):
            bot.time.passes(seconds=4)
            bot.work()
    bot.time.passes(seconds=4)
    bot.work()

    assert statuses(bot) == [2]
    assert len(bot.messenger.sent) == 1


def test_oldest_message_is_looked_for_first_whoever_asks_first() -> None:
    turns = Turns(500)

    assert turns.wait(5, 0) is None
    assert turns.wait(9, 100) == 500
    assert turns.wait(7, 200) == 500
    assert turns.wait(8, 300) == 1000
    assert turns.wait(9, 500) == 1500
    assert turns.wait(7, 500) is None
    assert turns.wait(8, 1000) is None
    assert turns.wait(9, 1500) is None


def test_message_that_an_echo_settled_holds_up_no_other() -> None:
    turns = Turns(500)
    turns.wait(5, 0)
    assert turns.wait(7, 100) == 500
    assert turns.wait(8, 100) == 1000

    assert turns.wait(8, 1000) is None
