"""Random sequences of what may happen, against a model that is easy to believe.

The model: each message a customer wrote, however often it was delivered, is answered exactly once
and in the order of its time. That holds at every moment for what has been sent so far. Whatever was
random, in the end nothing is left over.
"""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bot.messenger.errors import Kind
from bot.store.changes import Change
from bot.store.tables import metadata, partitions
from tests.conftest import NOON, Bot, MakeBot

CUSTOMERS = ("7100000000000001", "7100000000000002", "7100000000000003")
KINDS = (Kind.RETRY, Kind.AMBIGUOUS, Kind.SLOW_DOWN, Kind.PAGE_STOP)
STEPS = 40
EXAMPLES = {"sqlite": 40, "postgresql": 8}  # some 20 seconds in all

some = st.integers(0, 200)


class Killed(BaseException):
    """As kill -9: nothing in the bot may catch it."""


class Story(RuleBasedStateMachine):
    """What happens, and what the model says must come of it."""

    def __init__(self, bot: Bot) -> None:
        super().__init__()
        self.bot = bot
        self.items: list[dict[str, Any]] = []
        self.expected: dict[str, list[str]] = {customer: [] for customer in CUSTOMERS}
        self.begin_anew()

    def begin_anew(self) -> None:
        """An empty database and a new worker: much quicker than another bot for each story."""
        with self.bot.services.store.engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                if table is not partitions:  # who has which customers is the workers' own affair
                    connection.execute(table.delete())
        messenger, random = self.bot.messenger, self.bot.services.random
        assert isinstance(random, Random)
        random.seed(7)  # the same story ends in the same way
        messenger.sent.clear()
        messenger.failures.clear()
        messenger.lost = 0
        self.bot.time.now = NOON
        self.bot.restart()

    @rule(customer=st.sampled_from(CUSTOMERS), lines=st.integers(1, 3), copies=st.integers(1, 2))
    def write(self, customer: str, lines: int, copies: int) -> None:
        for _ in range(lines):
            self.bot.time.passes(seconds=0.01)
            mid = f"m_{len(self.items):04}"
            item = self.bot.message("hello", customer=customer, mid=mid)
            self.items.append(item)
            self.expected[customer].append(mid)
            assert self.bot.deliver(*[item] * copies) == 200

    @rule()
    def work(self) -> None:
        self.bot.work()

    @rule(customer=st.sampled_from(CUSTOMERS), seconds=st.sampled_from([0, 2, 5]))
    def write_and_work(self, customer: str, seconds: int) -> None:
        self.write(customer, 1, 1)
        self.bot.time.passes(seconds=seconds)
        self.bot.work()

    @rule(seconds=st.sampled_from([0.3, 2, 5, 40, 600]))
    def pass_time(self, seconds: float) -> None:
        self.bot.time.passes(seconds=seconds)

    @rule(seconds=st.sampled_from([2, 5, 40]))
    def pass_time_and_work(self, seconds: int) -> None:
        self.bot.time.passes(seconds=seconds)
        self.bot.work()

    @precondition(lambda self: self.items)
    @rule(which=some)
    def deliver_again(self, which: int) -> None:
        assert self.bot.deliver(self.items[which % len(self.items)]) == 200

    @precondition(lambda self: self.bot.messenger.sent)
    @rule(which=some)
    def echo(self, which: int) -> None:
        sent = self.bot.messenger.sent
        assert self.bot.deliver(self.bot.own_echo(sent[which % len(sent)])) == 200

    @rule(kind=st.sampled_from(KINDS), times=st.integers(1, 4))
    def fail(self, kind: Kind, times: int) -> None:
        self.bot.messenger.fail_next(kind, times=times)

    @rule()
    def lose_an_answer(self) -> None:
        self.bot.messenger.lose_next()

    @rule(can=st.booleans())
    def crash_before_a_call(self, can: bool) -> None:
        self._crash(calls=int(can), transactions=None)

    @rule(transactions=st.integers(0, 4))
    def crash_before_a_transaction(self, transactions: int) -> None:
        self._crash(calls=None, transactions=transactions)

    @precondition(lambda self: not self.bot.query("SELECT id FROM inbox WHERE status = 0"))
    @rule(seconds=st.sampled_from([1, 30, 300]))
    def set_the_clock_back_for_a_while(self, seconds: int) -> None:
        """The clock of this machine is set right. Messages keep the order in which they were written."""
        self.bot.time.passes(seconds=-seconds)
        self.bot.work()
        self.bot.time.passes(seconds=seconds)

    @invariant()
    def what_was_sent_is_each_answer_once_and_in_order(self) -> None:
        for customer, mids in self.answered().items():
            assert mids == self.expected[customer][: len(mids)], customer

    def teardown(self) -> None:
        """All troubles end, and some time passes."""
        self.bot.messenger.failures.clear()
        self.bot.messenger.lost = 0
        for _ in range(12):
            self.bot.time.passes(minutes=2)
            self.bot.work()
        assert self.answered() == self.expected
        assert self.bot.query("SELECT count(*) FROM outbox WHERE status <> 2") == [(0,)]
        assert self.bot.query("SELECT count(*) FROM inbox WHERE status <> 1") == [(0,)]

    def answered(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {customer: [] for customer in CUSTOMERS}
        for each in self.bot.messenger.sent:
            found[each.customer].append(each.metadata.rpartition(":")[2])
        return found

    def _crash(self, *, calls: int | None, transactions: int | None) -> None:
        """Work until so many calls, or so many transactions, are over; then the process is gone."""
        writer, messenger = self.bot.services.store.writer, self.bot.messenger
        apply = writer.apply
        left = {"calls": calls, "transactions": transactions}

        def step(what: str) -> None:
            count = left[what]
            if count == 0:
                raise Killed
            left[what] = None if count is None else count - 1

        def step_then_apply(change: Change) -> Any:
            step("transactions")
            return apply(change)

        messenger.before_send = lambda _: step("calls")
        writer.apply = step_then_apply  # type: ignore[method-assign]
        try:
            self.bot.work()
        except Killed:
            pass
        finally:
            messenger.before_send = None
            writer.apply = apply  # type: ignore[method-assign]
        self.bot.restart()


def test_whatever_happens_each_message_is_answered_once_and_in_order(database_url: str, make_bot: MakeBot) -> None:
    bot = make_bot()
    run_state_machine_as_test(
        lambda: Story(bot),
        settings=settings(
            max_examples=EXAMPLES[database_url.partition(":")[0].partition("+")[0]],
            stateful_step_count=STEPS,
            deadline=None,  # a busy machine is no mistake of ours
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
