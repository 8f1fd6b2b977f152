"""Which conversation may be worked on now: one thing at a time in each, oldest first, others in parallel.

Only memory, no database: everything here can be read again after a crash.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.store.reads import Chat, Waiting


@dataclass(slots=True)
class Line:
    """The open events of one conversation, in order, and whether messages wait to be sent first."""

    chat: Chat
    waiting: list[Waiting] = field(default_factory=list)
    unsent: bool = False

    @property
    def person_comes(self) -> int | None:
        """When a person's message, stored but not handled yet, was written."""
        return max((each.at for each in self.waiting if each.takes_over), default=None)


class Lines:
    """Filled from what the database says is open; asked for what may start."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._busy: set[Chat] = set()
        self._finished: list[tuple[Chat, Sequence[int]]] = []
        self._taken: set[int] = set()
        self._unsent: dict[Chat, int] = {}  # chat -> not before, in ms
        self._more: set[Chat] = set()

    def forget_finished(self) -> None:
        """To be called before the open events are read.

        An event is finished when its transaction is. Were it forgotten after the reading began, the
        reading might still show it as open, and it would be handled twice.
        """
        with self._lock:
            for chat, ids in self._finished:
                self._busy.discard(chat)
                self._taken.difference_update(ids)
            self._finished.clear()

    def note_unsent(self, chats: Iterable[tuple[Chat, int]]) -> None:
        """Conversations with messages to send, and not before when."""
        with self._lock:
            for chat, due in chats:
                if chat not in self._busy:
                    self._unsent[chat] = due

    def startable(self, waiting: Iterable[Waiting], *, now: int) -> tuple[list[Line], int | None]:
        """The lines that may start, and when the next of the others is due."""
        with self._lock:
            lines: dict[Chat, Line] = {}
            for each in waiting:
                if each.id not in self._taken:
                    lines.setdefault(each.chat, Line(each.chat)).waiting.append(each)
            self._more = {chat for chat in lines if chat in self._busy}
            due: dict[Chat, int] = {}
            for chat, when in self._unsent.items():
                lines.setdefault(chat, Line(chat)).unsent = True
                due[chat] = when
            ready = []
            later = []
            for chat, line in lines.items():
                if chat in self._busy:
                    continue
                when = due[chat] if line.unsent else line.waiting[0].not_before
                if when <= now:
                    ready.append(line)
                else:
                    later.append(when)
            return ready, min(later, default=None)

    def start(self, line: Line, ids: Iterable[int]) -> None:
        """Nothing else of this conversation starts until `finish`."""
        with self._lock:
            self._busy.add(line.chat)
            self._taken.update(ids)
            self._unsent.pop(line.chat, None)

    def finish(self, chat: Chat, ids: Sequence[int], *, unsent_until: int | None = None) -> bool:
        """Done, and committed. Returns whether more of this conversation is known to wait."""
        with self._lock:
            self._finished.append((chat, ids))
            if unsent_until is not None:
                self._unsent[chat] = unsent_until
            return chat in self._more or unsent_until is not None

    @property
    def busy_chats(self) -> set[Chat]:
        with self._lock:
            return self._busy - {chat for chat, _ in self._finished}

    @property
    def busy(self) -> int:
        return len(self._busy) - len(self._finished)
