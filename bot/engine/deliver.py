"""Sending one conversation's messages in order, and finding out what became of each.

A message is marked as sending, durably, before the call. So after a crash it is known which calls
may have been made; those are settled before anything is repeated.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import structlog

from bot import retry
from bot.engine.gate import NO_PERMISSION, Gate
from bot.engine.handle import conversation_row
from bot.engine.record import owned_rows, thread_of
from bot.engine.settle import Settler
from bot.handover import changes_between, move
from bot.messenger import marker
from bot.messenger.client import INBOX_APP_ID
from bot.messenger.errors import Kind, SendFailed, classify
from bot.services import Services
from bot.store.changes import Change, Row
from bot.store.reads import Unsent, kept
from bot.store.tables import SendStatus
from bot.store.times import to_ms

log = structlog.get_logger()

_FOR_GOOD = {Kind.UNREACHABLE, Kind.OUR_BUG}
_PATIENCE_MS = 30_000  # an outage may last so long; until then, failing again and again proves nothing
_OUTAGE = timedelta(minutes=5)  # longer than the longest pause between two tries
_REVIVED_MS = 60_000


class Deliverer:
    """Sends what the outbox holds."""

    def __init__(self, services: Services, gate: Gate) -> None:
        self._services = services
        self._gate = gate
        self._settler = Settler(services, gate)
        self._failures: dict[tuple[int, int], tuple[int, int]] = {}  # row, code: how often, since when
        self._refused: dict[int, int] = {}  # rows given up for want of permission, and when

    def deliver(self, rows: Sequence[Unsent], *, holder: str = "", first_with: Change | None = None) -> int | None:
        """Send the rows of one conversation. Returns None when all are final, else when to go on (ms).

        `first_with` is stored together with the mark of the first row, in one transaction.

        Raises:
            Fenced: the conversation belongs to another worker now.
        """
        change = first_with or Change(part=rows[0].part, holder=holder)
        for number, row in enumerate(rows):
            if row.status == SendStatus.SENDING:
                settled = self._settle(row)
                if isinstance(settled, int):
                    self._store(change)
                    return settled
                change = _together(change, settled)
                if settled.sends[0]["b_status"] != SendStatus.PENDING:
                    continue
            until = self._not_before(row)
            if until:
                self._store(change)
                return until
            mark = replace(change, send_next=row.id, now=self._clock(), started=self._wall())
            status = self._apply(mark)
            change = Change(part=row.part, holder=holder)
            if status is not SendStatus.SENDING:
                log.info("reply_skipped", outbox=row.id, customer=row.customer)
                self._gate.undecided()
                continue
            outcome, again = self._send(row, rows[number + 1 :])
            change = _together(change, outcome)
            if again is not None:
                self._store(change)
                return again
            self._forget(row)
            if any(each["b_id"] == rows[-1].id for each in outcome.sends):
                break
        self._store(change)
        return None

    def _not_before(self, row: Unsent) -> int | None:
        now = self._wall()
        if row.not_before > now and row.status == SendStatus.PENDING:
            return row.not_before
        wait = self._gate.wait()
        return now + max(1, int(wait * 1000)) if wait else None

    def _send(self, row: Unsent, rest: Sequence[Unsent]) -> tuple[Change, int | None]:
        """Make the call. What to store, and when to go on if the row is not final."""
        try:
            mid = self._call(row)
        except SendFailed as failed:
            return self._failed(row, rest, failed)
        self._services.metrics.sends.labels("sent").inc()
        sent = {"b_id": row.id, "b_mid": mid, "b_at": self._wall()}
        final = _final(row, SendStatus.SENT, mid=mid)
        return Change(sends=(final,), sent=(sent,), pages=tuple(self._gate.sent())), None

    def _call(self, row: Unsent) -> str:
        """Send the message, or move the thread. Returns the message's id."""
        messenger, metadata = self._services.messenger, marker.write(row.id, answers=row.answers)
        match thread_of(row.body):
            case "pass":
                messenger.pass_thread(row.customer, target_app_id=INBOX_APP_ID, metadata=metadata)
            case "take":
                messenger.take_thread(row.customer, metadata=metadata)
            case _:
                late = bool(row.by) and self._is_late(row)
                return messenger.send(row.customer, json.loads(row.body), metadata=metadata, human_agent=late)
        return ""

    def _is_late(self, row: Unsent) -> bool:
        """After the 24 hours, when only a person may write."""
        with self._services.store.reading.connect() as connection:
            return kept(connection, [(row.page, row.customer)])[row.page, row.customer].window_until <= self._clock()

    def _failed(self, row: Unsent, rest: Sequence[Unsent], failed: SendFailed) -> tuple[Change, int | None]:
        kind = self._kind(row, failed)
        self._services.metrics.sends.labels(str(kind)).inc()
        log.warning("send_failed", outbox=row.id, customer=row.customer, kind=str(kind), why=str(failed))
        reason = str(failed)[:200]
        match kind:
            case Kind.RETRY:
                self._gate.unanswered(row.customer)
                pause = retry.resend_after(row.attempts + 1, jitter=self._services.random.random())
                return self._later(row, self._wall() + int(pause.total_seconds() * 1000), reason)
            case Kind.AMBIGUOUS:
                self._gate.unanswered(row.customer)
                again = self._wall() + int(retry.GRACE.total_seconds() * 1000)
                return self._later(row, again, reason, status=SendStatus.SENDING)
            case Kind.SLOW_DOWN:
                return self._page_trouble(row, reason, self._gate.slow_down(failed))
            case Kind.PAGE_STOP:
                return self._page_trouble(row, reason, self._gate.stop(failed))
            case _ if thread_of(row.body):
                # The chat goes on without it: what is refused because of it will say so itself.
                self._gate.undecided()
                log.error("thread_not_moved", customer=row.customer, code=failed.code, setting="HANDOVER_SETUP")
                return Change(sends=(_final(row, SendStatus.SKIPPED, error=reason),)), None
            case Kind.OUR_BUG:
                self._gate.undecided()
                log.error("reply_refused", outbox=row.id, code=failed.code, subcode=failed.subcode)
                return Change(sends=(_final(row, SendStatus.DEAD, error=reason),)), None
            case _:
                self._gate.undecided()
                if failed.code == NO_PERMISSION and self._gate.hits_several(row.customer, NO_PERMISSION):
                    return self._nobody_reached(row, failed, reason)
                skipped = tuple(_final(each, SendStatus.SKIPPED, error=reason) for each in (row, *rest))
                if failed.code == NO_PERMISSION:
                    self._refused |= dict.fromkeys((each.id for each in (row, *rest)), self._wall())
                change = self._to_person(row) if kind is Kind.NOT_OUR_THREAD else Change()
                return replace(change, sends=skipped), None

    def _kind(self, row: Unsent, failed: SendFailed) -> Kind:
        """What the error means, given how often this message has met it."""
        if failed.code is None:
            return failed.kind
        now = self._wall()
        times, since = self._failures.get((row.id, failed.code), (0, now))
        self._failures[row.id, failed.code] = times + 1, since
        first = classify(failed.code, failed.subcode)
        if first is not Kind.RETRY:
            return classify(failed.code, failed.subcode, failures=times)
        # In an outage everybody meets it, again and again. That is no reason to give anybody up.
        outage = self._gate.hits_several(row.customer, failed.code, within=_OUTAGE)
        kind = classify(failed.code, failed.subcode, failures=times)
        return first if kind in _FOR_GOOD and (outage or now - since < _PATIENCE_MS) else kind

    def _forget(self, row: Unsent) -> None:
        for key in list(self._failures):  # a copy: other threads change it
            if key[0] == row.id:
                self._failures.pop(key, None)

    def _nobody_reached(self, row: Unsent, failed: SendFailed, reason: str) -> tuple[Change, int]:
        """The page may not write to anybody: what was given up a moment ago is for when it may again."""
        now = self._wall()
        change, _ = self._page_trouble(row, reason, self._gate.stop(failed))
        later = now + _REVIVED_MS  # so that the next try is somebody else's: this one may be unreachable indeed
        rows = {id: at for id, at in dict(self._refused).items() if now - at <= _REVIVED_MS} | {row.id: now}
        self._refused.clear()
        revived = tuple(_row(id, SendStatus.PENDING, error=reason, not_before=later) for id in sorted(rows))
        return replace(change, sends=revived), later

    def _page_trouble(self, row: Unsent, reason: str, pages: Sequence[Row]) -> tuple[Change, int]:
        change, again = self._later(row, 0, reason)
        return replace(change, pages=tuple(pages)), max(again, self._wall() + 50)

    def _later(
        self, row: Unsent, until: int, reason: str, *, status: SendStatus = SendStatus.PENDING
    ) -> tuple[Change, int]:
        return Change(sends=(_final(row, status, error=reason, not_before=until),)), until

    def _to_person(self, row: Unsent) -> Change:
        """Meta says that another app has the thread; that is the only notice there may ever be."""
        with self._services.store.reading.connect() as connection:
            known = kept(connection, [(row.page, row.customer)])[row.page, row.customer]
        now = self._services.clock()
        waits = known.conversation.customer_waits_since or known.conversation.last_customer_at
        away = replace(known.conversation, thread_away=True, person_at=now, customer_waits_since=waits)
        conversation = move(away, "refused", at=now)
        owned = changes_between(known.conversation, conversation)
        return Change(
            conversations=(conversation_row(row.page, conversation, self._services, window_until=known.window_until),),
            owned=tuple(owned_rows(row.page, row.customer, owned, now=self._clock(), inbox_id=None)),
        )

    def _settle(self, row: Unsent) -> Change | int:
        settled = self._settler.settle(row)
        if isinstance(settled, int):
            return settled
        status, mid, why = settled
        log.warning("send_settled", outbox=row.id, customer=row.customer, became=status.name.lower(), why=why)
        sent = ({"b_id": row.id, "b_mid": mid, "b_at": self._wall()},) if status is SendStatus.SENT else ()
        return Change(sends=(_final(row, status, mid=mid, error=why),), sent=sent)

    def _store(self, change: Change) -> None:
        if change != Change(part=change.part, holder=change.holder):
            self._apply(change)

    def _apply(self, change: Change) -> SendStatus | None:
        result: SendStatus | None = self._services.store.writer.apply(change)
        return result

    def _clock(self) -> int:
        return to_ms(self._services.clock())

    def _wall(self) -> int:
        return to_ms(self._services.wall())


def _final(
    row: Unsent, status: SendStatus, *, mid: str = "", error: str = "", not_before: int = 0
) -> dict[str, object]:
    return _row(row.id, status, mid=mid, error=error, not_before=not_before)


def _row(id: int, status: SendStatus, *, mid: str = "", error: str = "", not_before: int = 0) -> dict[str, object]:
    return {
        "b_id": id,
        "b_status": status.value,
        "b_mid": mid,
        "b_error": error,
        "b_not_before": not_before,
    }


def _together(change: Change, more: Change) -> Change:
    return replace(
        change,
        sends=change.sends + more.sends,
        sent=change.sent + more.sent,
        pages=change.pages + more.pages,
        conversations=change.conversations + more.conversations,
        owned=change.owned + more.owned,
    )
