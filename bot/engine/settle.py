"""Was it sent or not? For messages whose call ended without a clear answer, or with a killed process.

The Send API has no key against repeating. So, in this order: our own metadata in the echo (the
webhook notes it, and the row is final before it comes here), then the conversation as Meta shows
it, then the operator's policy. Meta lets us look seldom, and after an outage many wait for that: the
oldest message is looked for first.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from datetime import datetime, timedelta

from bot import retry
from bot.engine.gate import Gate
from bot.engine.record import text_of, thread_of
from bot.messenger.client import PastMessage
from bot.messenger.errors import Kind, SendFailed
from bot.services import Services
from bot.store.reads import Unsent, known_mids
from bot.store.tables import SendStatus
from bot.store.times import from_ms, to_ms

_CLOCKS_APART = timedelta(seconds=10)
_BETWEEN_READS_MS = 500  # Meta allows two such calls a second
_ABSENT_MS = 250  # who does not come at the promised time has been settled by an echo
_REFUSED_MS = 600_000  # a reading that came too often is repeated so long

Settled = tuple[SendStatus, str, str]  # what it became, its mid, why


class Turns:
    """Who may look now. Those who may not are told when to come again: the older, the sooner."""

    def __init__(self, between: int = _BETWEEN_READS_MS) -> None:
        self._between = between
        self._lock = threading.Lock()
        self._next = 0
        self._expected: dict[int, int] = {}  # rows, and when they come again

    def wait(self, id: int, now: int) -> int | None:
        """None: now, and the turn is taken. Else when to ask again."""
        with self._lock:
            self._expected = {each: at for each, at in self._expected.items() if at > now - _ABSENT_MS}
            older = sum(each < id for each in self._expected)  # an id tells when the question came
            turn = max(now, self._next) + older * self._between
            if turn > now:
                self._expected[id] = turn
                return turn
            self._expected.pop(id, None)
            self._next = now + self._between
            return None


class Settler:
    """Keeps count of its own readings; a restart begins them anew."""

    def __init__(self, services: Services, gate: Gate) -> None:
        self._services = services
        self._gate = gate
        self._turns = Turns()
        self._failures: Counter[int] = Counter()

    def settle(self, row: Unsent) -> Settled | int:
        """What became of it, or when to ask again (ms)."""
        if thread_of(row.body):
            return SendStatus.PENDING, "", "done twice it is the same"
        now = to_ms(self._services.wall())
        due = max(row.not_before, row.sending_at + int(retry.GRACE.total_seconds() * 1000))
        if now < due:
            return due
        turn = self._turns.wait(row.id, now)
        if turn is not None:
            return turn
        try:
            past = self._services.messenger.recent_messages(row.customer)
        except SendFailed as failed:
            return self._unread(row, failed, now)
        self._gate.looked(answered=True)
        found = self._found(row, past)
        if found is None:
            return self._by_policy("not found by reading back")
        return SendStatus.SENT, found, "read back"

    def _unread(self, row: Unsent, failed: SendFailed, now: int) -> Settled | int:
        is_away = failed.kind is Kind.RETRY and self._gate.looked(answered=False)
        too_often = failed.kind is Kind.SLOW_DOWN and now - row.sending_at < _REFUSED_MS
        if is_away or too_often:  # it tells nothing about this conversation
            return now + _BETWEEN_READS_MS
        self._failures[row.id] += 1
        if self._failures[row.id] < retry.READ_TRIES:
            pause = retry.resend_after(self._failures[row.id] + 1, jitter=self._services.random.random())
            return now + int(pause.total_seconds() * 1000)
        return self._by_policy("it could not be read back")

    def _found(self, row: Unsent, past: list[PastMessage]) -> str | None:
        with self._services.store.reading.connect() as connection:
            known = known_mids(connection, (row.page, row.customer))
        text, since = _same(text_of(json.loads(row.body))), from_ms(row.sending_at) - _CLOCKS_APART
        matches = [
            message.mid
            for message in past
            if message.sender_id == row.page
            and message.mid not in known
            and _same(message.text) == text
            and _not_before(message.at, since)
        ]
        return matches[-1] if matches else None  # newest first: the oldest that fits

    def _by_policy(self, why: str) -> Settled:
        if self._services.settings.ambiguous == "resend":
            return SendStatus.PENDING, "", why
        return SendStatus.SKIPPED, "", f"{why}; perhaps it was sent"


def _same(text: str) -> str:
    return " ".join(text.split())


def _not_before(at: datetime | None, since: datetime) -> bool:
    return at is None or at >= since
