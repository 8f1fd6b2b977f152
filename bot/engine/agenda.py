"""What to do next: from the open rows of the database to tasks, one conversation each.

Here the lines of a burst come together: a conversation's first lines are held back for a moment,
until no more come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bot.burst import LARGEST, merge, pause_after, run_length
from bot.engine.gate import Gate
from bot.engine.handle import Batch, Handled
from bot.engine.lines import Line, Lines
from bot.model import Event, PolicyNotice, Unknown
from bot.services import Services
from bot.store.hold import Hold
from bot.store.reads import Chat, Kept, Waiting, bodies, doubtful_chats, kept, unsent_chats, waiting
from bot.store.tables import part_of
from bot.store.times import from_ms, to_ms

_SAFETY = 1.0  # seconds after which the database is looked at even if nobody called
_MOST_PAUSES = 2  # a burst is answered after so many of the longest pauses, even if lines still come
_MOST_BODIES = LARGEST + 1  # to see where a burst ends
_REPLY_KINDS = {"CustomerMessage", "ButtonTap"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One step of one conversation: a batch to handle, or (None) messages to send."""

    chat: Chat
    ids: tuple[int, ...] = ()
    batch: Batch | None = None
    holder: str = ""


class Agenda:
    """Asked by one thread; `finish` may be called by any."""

    def __init__(self, services: Services, gate: Gate) -> None:
        self._services = services
        self._gate = gate
        self.lines = Lines()
        self._first_seen: dict[int, float] = {}
        self._bodies: dict[int, Event] = {}
        self._next_in: float | None = None
        self._look_again = False

    def look_for_unsent(self) -> None:
        """Messages that a crash, or the operator's retry, left to be sent."""
        self._look_again = True

    def seconds_to_next(self) -> float:
        """How long nothing will be due, as far as is known."""
        return _SAFETY if self._next_in is None else max(0.001, min(_SAFETY, self._next_in))

    def is_idle(self, part: int) -> bool:
        """Nothing of this part is being worked on."""
        return not any(part_of(customer) == part for _, customer in self.lines.busy_chats)

    def finish(self, task: Task, *, unsent_until: int | None) -> bool:
        return self.lines.finish(task.chat, task.ids, unsent_until=unsent_until)

    def tasks(self, hold: Hold, announce: Callable[[str], None], *, hurry: bool) -> list[Task]:
        """What may start now. `announce` is told of customers whose message has just been seen."""
        self.lines.forget_finished()
        now = to_ms(self._services.wall())
        parts = hold.parts()
        with self._services.store.reading.connect() as connection:
            open_rows = waiting(connection, parts)
            if self._look_again:
                self._look_again = False
                chats = unsent_chats(connection, parts)
                self.lines.note_unsent((chat, due) for chat, _, due in chats)
            ready, next_due = self.lines.startable(open_rows, now=now)
            self._next_in = None if next_due is None else (next_due - now) / 1000
            self._forget_gone(open_rows)
            doubtful = doubtful_chats(connection, parts) if self._gate.is_away else set()
            ready = self._with_room(ready, doubtful)
            fresh = [line for line in ready if not line.unsent]
            if not fresh:
                return [self._start(line, hold) for line in ready]
            self._load_bodies(bodies(connection, self._missing(fresh)), fresh)
            known = kept(connection, [line.chat for line in fresh])
        tasks = [self._start(line, hold) for line in ready if line.unsent]
        for line in fresh:
            task = self._begin(line, known[line.chat], hold, announce, hurry=hurry)
            if task:
                tasks.append(task)
        return tasks

    def with_page_notice(self, batch: Batch, handled: Handled) -> Handled:
        """What Meta's policy team says concerns the whole page."""
        event = batch.events[-1]
        if not isinstance(event, PolicyNotice):
            return handled
        return replace(handled, change=replace(handled.change, pages=tuple(self._gate.notice(event))))

    def _with_room(self, ready: list[Line], doubtful: set[Chat]) -> list[Line]:
        """While the page may not send, nothing new is decided: the answer would be old when it is sent.

        When Messenger is only away, it is still asked what became of messages: that can do no harm.
        """
        room = self._gate.room
        if room is None:
            return ready
        sending = [line for line in ready if (line.unsent or _wants_reply(line)) and line.chat not in doubtful]
        return [line for line in ready if line not in sending] + sending[:room]

    def _begin(
        self, line: Line, known: Kept, hold: Hold, announce: Callable[[str], None], *, hurry: bool
    ) -> Task | None:
        """The line's first batch, if it need not wait for more lines."""
        events = [self._bodies[each.id] for each in line.waiting[:_MOST_BODIES]]
        first = line.waiting[0]
        longest = self._services.settings.burst_seconds
        mergeable = longest > 0 and first.attempts == 0
        length = run_length(events) if mergeable else 1
        now = self._services.monotonic()
        is_new = first.id not in self._first_seen
        for each in line.waiting[:length]:
            self._first_seen.setdefault(each.id, now)
        if is_new and first.kind in _REPLY_KINDS and not self._is_a_persons(line, known):
            announce(line.chat[1])
        if mergeable and not hurry and length == len(events):
            last = line.waiting[length - 1]
            until = self._first_seen[last.id] + pause_after(merge(events[:length]), longest=longest)
            until = min(until, self._first_seen[first.id] + _MOST_PAUSES * longest)
            if now < until:
                self._next_in = min(until - now, self._next_in or _SAFETY)
                return None
        return self._start(line, hold, length, events, known)

    def _start(
        self, line: Line, hold: Hold, length: int = 0, events: Iterable[Event] = (), known: Kept | None = None
    ) -> Task:
        ids = tuple(each.id for each in line.waiting[:length])
        self.lines.start(line, ids)
        holder = hold.holder(part_of(line.chat[1]))
        if known is None:
            return Task(chat=line.chat, holder=holder)
        batch = Batch(
            waiting=tuple(line.waiting[:length]),
            events=tuple(events)[:length],
            kept=known,
            person_comes=line.person_comes,
            holder=holder,
        )
        return Task(chat=line.chat, ids=ids, batch=batch, holder=holder)

    def _is_a_persons(self, line: Line, known: Kept) -> bool:
        elsewhere = known.conversation.owner == "person" or known.conversation.thread_away
        return elsewhere or line.person_comes is not None

    def _missing(self, lines: Iterable[Line]) -> list[int]:
        """The first events of each line are enough: more are never handled at once."""
        return [each.id for line in lines for each in line.waiting[:_MOST_BODIES] if each.id not in self._bodies]

    def _load_bodies(self, found: dict[int, Event], lines: Iterable[Line]) -> None:
        self._bodies |= found
        for line in lines:
            for each in line.waiting[:_MOST_BODIES]:
                if each.id not in self._bodies:
                    self._bodies[each.id] = _unreadable(each)

    def _forget_gone(self, open_rows: Iterable[Waiting]) -> None:
        if len(self._bodies) + len(self._first_seen) > 2_000:
            there = {each.id for each in open_rows}
            self._bodies = {id: event for id, event in self._bodies.items() if id in there}
            self._first_seen = {id: seen for id, seen in self._first_seen.items() if id in there}


def _wants_reply(line: Line) -> bool:
    return any(each.kind in _REPLY_KINDS for each in line.waiting)


def _unreadable(row: Waiting) -> Event:
    """A row that no version of this program wrote, or one that is newer than this one."""
    return Unknown(key="", page_id=row.page, customer_id=row.customer, at=from_ms(row.at), kind="unreadable")
