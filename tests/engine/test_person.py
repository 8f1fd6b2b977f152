"""Once a person's message is stored, nothing of the bot leaves, whatever it was doing."""

from __future__ import annotations

from random import Random

import pytest

from bot.messenger.errors import Kind
from tests.conftest import CUSTOMER, Bot, MakeBot

QUESTION = "What is your refund policy?"


def test_answer_that_waits_is_dropped_when_an_agent_writes(bot: Bot) -> None:
    bot.messenger.fail_next(Kind.RETRY)
    bot.say(QUESTION)
    bot.deliver(bot.echo())
    bot.time.passes(seconds=5)

    assert bot.work() == []
    assert bot.query("SELECT DISTINCT status, error FROM outbox") == [(4, "a person has the chat")]
    assert bot.owner() == "person"


def test_second_part_is_dropped_when_an_agent_writes_after_the_first(bot: Bot) -> None:
    long_answers = [bot.message(f"what is your refund policy, try {n}") for n in range(2)]
    bot.messenger.before_send = lambda _: None if bot.messenger.sent else bot.deliver(bot.echo()) and None
    bot.deliver(*long_answers)
    bot.work()

    assert len(bot.messenger.sent) <= 1


def test_question_older_than_the_agents_answer_is_not_answered(bot: Bot) -> None:
    bot.deliver(bot.message(QUESTION))
    bot.time.passes(seconds=1)
    bot.deliver(bot.echo())

    assert bot.work() == []
    reasons = bot.query("SELECT reason FROM transcript WHERE who = 'customer'")
    assert reasons == [("a person has this chat",)]


@pytest.mark.parametrize("seed", range(10))
def test_hundred_random_interleavings_send_nothing_after_the_echo_was_stored(seed: int, make_bot: MakeBot) -> None:
    """Ten times a hundred: the agent's echo is stored at any point of the bot's own work."""
    bot = make_bot()
    random = Random(seed)
    stored: dict[str, int] = {}
    steps = {"left": -1, "customer": ""}

    def echo_now() -> None:
        customer = str(steps["customer"])
        steps["left"] = -1
        assert bot.deliver(bot.echo(customer=customer)) == 200
        stored[customer] = len(bot.messenger.to(customer))

    def step(*_: object) -> None:
        if steps["left"] == 0:
            echo_now()
        elif int(steps["left"]) > 0:
            steps["left"] = int(steps["left"]) - 1

    object.__setattr__(bot.services.store, "writer", _Stepping(bot.services.store.writer, step))
    for number in range(100):
        customer = f"73{seed:02}{number:011}"
        bot.deliver(
            bot.message(random.choice([QUESTION, "hello", "refund me now", "my form is broken"]), customer=customer)
        )
        if random.random() < 0.3:
            bot.messenger.fail_next(random.choice([Kind.RETRY, Kind.AMBIGUOUS]))
        steps["customer"], steps["left"] = customer, random.randrange(0, 5)
        for _ in range(3):
            bot.work()
            step()
            bot.time.passes(seconds=random.choice([1, 4]))
        if steps["left"] != -1:
            echo_now()
        bot.messenger.failures.clear()
        bot.time.passes(seconds=10)
        bot.work()

    assert len(stored) == 100
    assert {customer: len(bot.messenger.to(customer)) for customer in stored} == stored


class _Stepping:
    """A writer that lets something else happen before each of its transactions."""

    def __init__(self, writer: object, step: object) -> None:
        self._writer = writer
        self._step = step
        self._inside = False

    def apply(self, change: object) -> object:
        if not self._inside:
            self._inside = True
            try:
                self._step()  # type: ignore[operator]
            finally:
                self._inside = False
        return self._writer.apply(change)  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> object:
        return getattr(self._writer, name)


def test_agent_gives_the_chat_back(bot: Bot) -> None:
    bot.deliver(bot.echo())
    bot.work()
    bot.time.passes(seconds=1)
    bot.deliver(bot.item(CUSTOMER, pass_thread_control={"new_owner_app_id": "900100200300400"}))
    bot.work()

    assert bot.owner() == "bot"
    assert bot.say(QUESTION)
