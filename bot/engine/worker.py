"""Works through the inbox: sees what is open, starts a turn for each conversation that is free.

A turn sends what is left over from before, or handles the next event (or burst of lines) and sends
the replies. Everything it decides on is in the database; a killed worker's successor goes on.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.engine.agenda import Agenda, Task
from bot.engine.courtesy import Courtesy
from bot.engine.deliver import Deliverer
from bot.engine.forget import forget
from bot.engine.gate import Gate
from bot.engine.handle import Batch, Handled, handle, postponed, set_aside
from bot.engine.pool import Pool
from bot.engine.wake import Waker, waker_for
from bot.logs import trace
from bot.metrics import NOTHING
from bot.model import ButtonTap, CustomerMessage, Erasure
from bot.services import Services
from bot.store.changes import Change, Fenced
from bot.store.hold import FileHold, Hold, hold_beside
from bot.store.reads import unsent
from bot.store.signs import BEAT, beat
from bot.store.times import to_ms

log = structlog.get_logger()

THREADS = 48  # each mostly waits for Meta: 48 calls of 100 ms make 480 messages a second
_GAP = 0.006  # between two looks at the database while there is much to do
_TROUBLE_MS = 5_000
_HOUSEKEEPING = 1.0


class Worker:
    """`start` and `stop`; or `run_until_idle`, which does in the calling thread whatever can be done now."""

    def __init__(self, services: Services, *, threads: int = THREADS, same_process: bool = False) -> None:
        """`same_process`: the web runs here too and wakes the worker, so that it need not look."""
        self._services = services
        self._wake = threading.Event()
        self._gate = Gate(services)
        self._courtesy = Courtesy(services.messenger)
        self._deliverer = Deliverer(services, self._gate)
        self._agenda = Agenda(services, self._gate)
        self._hold: Hold = self._make_hold()
        self._waker: Waker = waker_for(services.store, self._wake, parts=self._hold.parts, same_process=same_process)
        self._pool = Pool(threads)
        # Deciding only computes, and Python computes one thing at a time: side by side all would be late.
        self._deciding = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
        self._kept_house = -_HOUSEKEEPING
        self._beaten = -BEAT.total_seconds()
        if same_process:
            services.store.writer.on_arrival = self._wake.set

    @property
    def gate(self) -> Gate:
        """Whether the page may send."""
        return self._gate

    @property
    def is_working(self) -> bool:
        """Whether this worker, and no other one, has conversations to look after."""
        parts = self._hold.parts()
        return parts is None or bool(parts)

    def start(self) -> None:
        self._gate.load(starting=True)
        self._pool.start()
        self._courtesy.start()
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> bool:
        """Begin nothing more and wait for what runs. True if all of it has ended in time."""
        until = time.monotonic() + timeout
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout)
        while self._agenda.lines.busy and time.monotonic() < until:
            time.sleep(0.01)
        self._waker.stop()
        self._courtesy.stop()
        self._pool.stop()
        ended = not self._agenda.lines.busy
        if ended:
            # Otherwise the process has to end first: a call that still runs must not be overtaken.
            self._hold.release()
        return ended

    def run_until_idle(self) -> None:
        """Until nothing more can be done without waiting. Pauses for further lines count as over."""
        self._hold.refresh()
        if not self.is_working:
            raise RuntimeError("another worker has this database")
        self._beat()
        self._gate.load()
        self._agenda.look_for_unsent()
        while tasks := self._look(hurry=True):
            for task in tasks:
                self._turn(task)

    def _run(self) -> None:
        self._waker.start()
        while not self._stopping.is_set():
            began = self._services.monotonic()
            try:
                self._keep_house()
                tasks = self._look()
            except SQLAlchemyError as error:
                log.error("worker_without_database", error=type(error).__name__)
                self._stopping.wait(1.0)
                continue
            for task in tasks:
                self._pool.submit(_job(self._turn, task))
            if tasks or self._agenda.lines.busy:
                # With thousands waiting a look takes long; the turns need the time more.
                self._stopping.wait(max(_GAP, 3 * (self._services.monotonic() - began)))
            self._wake.wait(self._agenda.seconds_to_next())
            self._wake.clear()

    def _keep_house(self) -> None:
        now = self._services.monotonic()
        if now - self._kept_house < _HOUSEKEEPING:
            return
        self._kept_house = now
        before = self._hold.parts()
        self._hold.refresh()
        if self._hold.parts() != before:
            log.info("worker_parts", parts="all" if self._hold.parts() is None else len(self._hold.parts() or ()))
        self._beat()
        self._gate.load()
        self._agenda.look_for_unsent()

    def _beat(self) -> None:
        """Write now and then that a worker is at work, so that others see when none is, even with nothing to do.

        From the thread that looks for work: one that hangs falls silent. So does one that waits for another to end.
        """
        now = self._services.monotonic()
        if self.is_working and now - self._beaten >= BEAT.total_seconds():
            self._services.store.writer.apply(Change(beats=(beat(to_ms(self._services.wall())),)))
            self._beaten = now

    def _look(self, *, hurry: bool = False) -> list[Task]:
        if not self.is_working:
            return []
        return self._agenda.tasks(self._hold, self._courtesy.offer, hurry=hurry)

    def _turn(self, task: Task) -> None:
        """One step of one conversation. The only place where any exception is caught."""
        again: int | None = None
        try:
            again = self._work(task)
        except Fenced:
            log.warning("turn_fenced", customer=task.chat[1])
        except Exception as error:
            self._services.metrics.failures.labels("sending").inc()
            log.error("turn_failed", customer=task.chat[1], error=trace(error))
            again = to_ms(self._services.wall()) + _TROUBLE_MS
        if self._agenda.finish(task, unsent_until=again):
            self._wake.set()

    def _work(self, task: Task) -> int | None:
        if self._stopping.is_set():
            return None
        if task.batch is None:
            with self._services.store.reading.connect() as connection:
                rows = unsent(connection, task.chat)
            return self._deliverer.deliver(rows, holder=task.holder) if rows else None
        if isinstance(task.batch.last_event, Erasure) or task.batch.is_ghost:
            forget(task.batch, self._services)
            return None
        began = self._services.monotonic()
        handled = self._decide(task)
        self._courtesy.withdraw(task.chat[1])
        if handled is None:
            return None
        again = None
        if handled.unsent:
            again = self._deliverer.deliver(handled.unsent, holder=task.holder, first_with=handled.change)
        else:
            self._services.store.writer.apply(handled.change)
        self._count(task.batch, handled, sent=again is None)
        _log(task, handled, self._services.monotonic() - began)
        return again

    def _count(self, batch: Batch, handled: Handled, *, sent: bool) -> None:
        decision, metrics = handled.decision, self._services.metrics
        if isinstance(batch.last_event, CustomerMessage | ButtonTap):
            metrics.messages.labels(decision.route or NOTHING).inc()
        if decision.entry:
            metrics.answers.labels(decision.entry).inc()
        for each in decision.owned:
            if each.after == "person":
                metrics.takeovers.labels(each.change).inc()
        if handled.unsent and sent:
            metrics.answer_seconds.observe(max(0, to_ms(self._services.wall()) - batch.last.received_at) / 1000)

    def _decide(self, task: Task) -> Handled | None:
        """None when the event is tried again later."""
        assert task.batch is not None  # noqa: S101  # for the type checker: _work looked
        try:
            with self._deciding, self._services.metrics.decide_seconds.time():
                handled = handle(task.batch, self._services)
        except Exception as error:
            last = task.batch.last
            self._services.metrics.failures.labels("deciding").inc()
            log.error("event_failed", inbox=last.id, attempt=last.attempts + 1, error=trace(error))
            outcome = set_aside(task.batch, error, self._services)
            if isinstance(outcome, Handled):
                log.error("event_set_aside", inbox=task.batch.last.id, customer=task.chat[1])
                return outcome
            self._services.store.writer.apply(postponed(task.batch, error, outcome, self._services))
            return None
        return self._agenda.with_page_notice(task.batch, handled)

    def _make_hold(self) -> Hold:
        store = self._services.store
        if store.is_sqlite:
            return FileHold(hold_beside(store.file))
        from bot.store.parts import PartsHold

        return PartsHold(store.plain_url, idle=self._agenda.is_idle)


def _job(turn: Callable[[Task], None], task: Task) -> Callable[[], None]:
    return lambda: turn(task)


def _log(task: Task, handled: Handled, seconds: float) -> None:
    """One line for each handled event, or burst of them."""
    decision, batch = handled.decision, task.batch
    fields: dict[str, Any] = {
        "inbox": batch.last.id if batch else None,
        "kind": batch.last.kind if batch else None,
        "customer": task.chat[1],
        "route": decision.route,
        "entry": decision.entry,
        "score": round(decision.score, 3),
        "replies": len(handled.unsent),
        "reason": decision.reason,
        "ms": round(seconds * 1000),
    }
    if batch and len(batch.waiting) > 1:
        fields["lines"] = len(batch.waiting)
    log.info("event_handled", **fields)
