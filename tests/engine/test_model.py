"""Random sequences of what may happen, against a model that is easy to believe.

The model: each message a customer wrote, however often it was delivered, is answered exactly once
and in the order of its time. Whatever was random, in the end nothing is left over.
"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from bot.messenger.errors import Kind
from bot.store.changes import Change
from tests.conftest import Bot, MakeBot

CUSTOMERS = ("7100000000000001", "7100000000000002", "7100000000000003")
KINDS = (Kind.RETRY, Kind.AMBIGUOUS, Kind.SLOW_DOWN, Kind.PAGE_STOP)
STEPS = 40


class Killed(BaseException):
    """As kill -9: nothing in the bot may catch it."""


class Story:
    """What happens, and what the model says must come of it."""

    def __init__(self, bot: Bot, random: Random) -> None:
        self.bot = bot
        self.random = random
        self.items: list[dict[str, object]] = []
        self.expected: dict[str, list[str]] = {customer: [] for customer in CUSTOMERS}

    def write(self) -> None:
        self.bot.time.passes(seconds=0.01)
        customer = self.random.choice(CUSTOMERS)
        mid = f"m_{len(self.items):04}"
        item = self.bot.message("hello", customer=customer, mid=mid)
        self.items.append(item)
        self.expected[customer].append(mid)
        assert self.bot.deliver(*[item] * self.random.choice([1, 1, 2])) == 200

    def repeat(self) -> None:
        if self.items:
            assert self.bot.deliver(self.random.choice(self.items)) == 200

    def fail(self) -> None:
        self.bot.messenger.fail_next(self.random.choice(KINDS))

    def lose(self) -> None:
        self.bot.messenger.lose_next()

    def echo(self) -> None:
        if self.bot.messenger.sent:
            self.bot.deliver(self.bot.own_echo(self.random.choice(self.bot.messenger.sent)))

    def work(self) -> None:
        self.bot.work()

    def crash(self) -> None:
        """Before one of the next calls, or before one of the next transactions."""
        left = self.random.randrange(3)

        def step(*_: object) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed

        writer = self.bot.services.store.writer
        apply = writer.apply

        def step_then_apply(change: Change) -> Any:
            step()
            return apply(change)

        if self.random.random() < 0.5:
            self.bot.messenger.before_send = step
        else:
            writer.apply = step_then_apply  # type: ignore[method-assign]
        try:
            self.bot.work()
        except Killed:
            pass
        finally:
            self.bot.messenger.before_send = None
            writer.apply = apply  # type: ignore[method-assign]
        self.bot.restart()

    def pass_time(self) -> None:
        self.bot.time.passes(seconds=self.random.choice([0.3, 2, 5, 40]))

    def jump_back(self) -> None:
        """The clock of this machine is set right. Messages keep the order in which they were written."""
        if not self.bot.query("SELECT id FROM inbox WHERE status = 0"):
            self.bot.time.passes(seconds=-1)
            self.bot.work()
            self.bot.time.passes(seconds=1)

    def end(self) -> None:
        self.bot.messenger.failures.clear()
        for _ in range(12):
            self.bot.time.passes(minutes=2)
            self.bot.work()

    def answered(self) -> dict[str, list[str]]:
        return {
            customer: [
                each.metadata.rpartition(":")[2] for each in self.bot.messenger.sent if each.customer == customer
            ]
            for customer in CUSTOMERS
        }


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_each_message_is_answered_once_and_in_order(seed: int, make_bot: MakeBot) -> None:
    random = Random(seed)
    story = Story(make_bot(), random)
    steps = [story.write] * 5 + [story.work] * 3 + [story.pass_time] * 2
    steps += [story.repeat, story.fail, story.lose, story.echo, story.crash, story.jump_back]
    told = []
    for _ in range(STEPS):
        step = random.choice(steps)
        told.append(step.__name__)
        step()
    story.end()

    assert story.answered() == story.expected, told
    assert story.bot.query("SELECT count(*) FROM outbox WHERE status <> 2") == [(0,)]
    assert story.bot.query("SELECT count(*) FROM inbox WHERE status <> 1") == [(0,)]
