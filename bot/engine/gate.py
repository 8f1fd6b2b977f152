"""Whether the page may send just now, for all its customers together.

"open"; "slow" until a time, because the page called too often; "stopped", because of its token or
permissions, with one message let through now and then to see; "blocked" by Meta's policy team,
until Meta or the operator says otherwise. What waits stays in the queue, and nothing is lost.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

import structlog

from bot import retry
from bot.messenger.errors import SendFailed
from bot.model import PolicyNotice
from bot.services import Services
from bot.store.reads import page_row
from bot.store.times import to_ms

log = structlog.get_logger()

_WORTH_STORING = timedelta(seconds=2)  # shorter pauses concern only this process
_ASK_AGAIN = 1.0
_PROBE_MS = 30_000  # longer than any call takes
_SHORTLY = 0.1
_CROWD = 3
NO_PERMISSION = 230  # from one customer or for the whole page: only the number of customers tells
_AWAY = 0  # stands for no answer, or no useful one, among the codes of errors
_AWAY_MS = 10_000
_MOST_EXCUSED = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class PageState:
    """As it is stored. Times in milliseconds."""

    status: Literal["open", "slow", "stopped", "blocked"] = "open"
    until: int = 0
    strikes: int = 0
    since: int = 0
    reason: str = ""

    def row(self, page: str) -> dict[str, Any]:
        return {
            "page": page,
            "status": self.status,
            "until": self.until,
            "strikes": self.strikes,
            "since": self.since,
            "reason": self.reason,
        }


class Crowd:
    """Customers who met the same error, with nobody reached in between: it is about the page then, not about them."""

    def __init__(self) -> None:
        self._met: dict[int, dict[str, int]] = {}
        self._excused: set[str] = set()

    def joined_by(self, customer: str, code: int, *, now: int, since: int) -> bool:
        """Note one more. Whether they are several since then."""
        if code == NO_PERMISSION and customer in self._excused:
            return False
        met = {who: at for who, at in self._met.get(code, {}).items() if at > since}
        self._met[code] = met | {customer: now}
        return len(self._met[code]) >= _CROWD

    def clear(self) -> None:
        """Somebody was reached: for those who were not, the reason is their own, also next time."""
        for who in self._met.get(NO_PERMISSION, ()):
            self._excused.add(who)
        if len(self._excused) > _MOST_EXCUSED:
            self._excused.clear()
        self._met = {}


class Gate:
    """Shared by all threads that send. Its rows are stored by whoever reports what happened."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._page = services.settings.page_id
        self._lock = threading.Lock()
        self._state = PageState()
        self._probing_until = 0
        self._eased_until = 0
        self._crowd = Crowd()
        self._outage: tuple[int, int] | None = None  # failures in a row, and until when nothing is tried
        self._deaf = False  # in an outage: looking was not answered either

    @property
    def state(self) -> PageState:
        return self._state

    def load(self, *, starting: bool = False) -> None:
        """Learn what another process, or the last one, found out. A new start may try at once."""
        with self._services.store.reading.connect() as connection:
            row = page_row(connection, self._page)
        with self._lock:
            if row is None:
                stored = PageState()
            else:
                stored = PageState(
                    status=row.status, until=row.until or 0, strikes=row.strikes, since=row.since, reason=row.reason
                )
            if starting and stored.status == "stopped":
                stored = replace(stored, until=0)
            short_pause = self._state.status == "slow" and stored.status == "open"
            if not short_pause and not (stored.status == self._state.status == "stopped"):
                self._state = stored

    def wait(self) -> float:
        """Seconds until something may be sent; 0: now, and then whoever asked must send."""
        now = self._now()
        with self._lock:
            state = self._state
            if state.status == "blocked":
                return 60.0
            if not self._one_at_a_time:
                return max(0.0, (max(state.until, self._eased_until) - now) / 1000)
            until = self._closed_until()
            if now < max(self._probing_until, until):
                least = _ASK_AGAIN if state.status == "stopped" else _SHORTLY
                return max(least, (until - now) / 1000)
            self._probing_until = now + _PROBE_MS
            return 0.0

    @property
    def room(self) -> int | None:
        """How many conversations may begin to send: None is any number; one, to see whether the page may again."""
        state = self._state
        if state.status == "blocked":
            return 0
        if self._one_at_a_time:
            return 0 if self._now() < max(self._probing_until, self._closed_until()) else 1
        return None

    @property
    def is_away(self) -> bool:
        """Messenger does not answer, as far as is known; nobody has forbidden the page to ask."""
        return self._outage is not None and self._state.status in ("open", "slow")

    @property
    def _one_at_a_time(self) -> bool:
        return self._state.status == "stopped" or self._outage is not None

    def _closed_until(self) -> int:
        return max(self._state.until, self._eased_until, self._outage[1] if self._outage else 0)

    def sent(self) -> list[dict[str, Any]]:
        """Something arrived, so the page may send. Returns the rows to store."""
        usage = self._services.messenger.usage
        if usage >= 80:
            pause = retry.ease_off(usage, jitter=self._services.random.random())
            self._eased_until = self._now() + int(pause.total_seconds() * 1000)
        with self._lock:
            self._crowd.clear()
            if self._outage:
                log.warning("messenger_is_back", page=self._page)
                self._outage, self._deaf, self._probing_until = None, False, 0
        if self._state.status == "open":
            return []
        with self._lock:
            before = self._state
            self._probing_until = 0
            if before.status == "blocked":
                return []
            strikes = 0 if before.status == "stopped" else before.strikes - 1
            if strikes > 0:
                self._state = replace(before, strikes=strikes)
                return []
            self._state = PageState(since=self._now())
        if before.status == "stopped":
            log.warning("page_resumed", page=self._page)
        return [self._state.row(self._page)]

    def hits_several(self, customer: str, code: int, *, within: timedelta = timedelta(minutes=1)) -> bool:
        """Whether this error, which is about one customer, has met several of them: then it is about the page."""
        now = self._now()
        with self._lock:
            return self._crowd.joined_by(customer, code, now=now, since=now - _ms(within))

    def unanswered(self, customer: str) -> None:
        """A call failed in a way that may mean that Messenger is away.

        When it is, each further call would end in a message of which nobody knows whether it
        arrived, and Meta lets us look after two of them a second. So one at a time is tried.
        """
        now = self._now()
        with self._lock:
            self._probing_until = 0
            if self._outage and now < self._outage[1]:
                return  # it was on its way already
            if not self._outage and not self._crowd.joined_by(customer, _AWAY, now=now, since=now - _AWAY_MS):
                return
            failures = self._outage[0] + 1 if self._outage else 1
            pause = retry.outage_for(failures, jitter=self._services.random.random())
            self._outage = failures, now + _ms(pause)
        if failures == 1:
            log.error("messenger_is_away", page=self._page)

    def looked(self, *, answered: bool) -> bool:
        """Somebody looked whether a message arrived. Returns whether Messenger is known to be away.

        Looking does no harm, so it goes on in an outage. When it is answered again, a message is tried at once.
        """
        now = self._now()
        with self._lock:
            if self._outage and answered and self._deaf:
                self._outage = self._outage[0], now
            self._deaf = self._outage is not None and not answered
            return self._outage is not None

    def undecided(self) -> None:
        """The message let through ended in a way that tells nothing about the page."""
        self._probing_until = 0

    def slow_down(self, failed: SendFailed) -> list[dict[str, Any]]:
        """The page called too often. Only the first of many calls in flight counts."""
        with self._lock:
            now = self._now()
            self._probing_until = 0
            if self._state.status in ("stopped", "blocked") or now < self._state.until:
                return []
            strikes = self._state.strikes + 1
            pause = retry.slow_for(strikes, jitter=self._services.random.random(), named=failed.retry_after)
            self._state = PageState(
                status="slow", until=now + _ms(pause), strikes=strikes, since=now, reason=str(failed)
            )
        log.warning("page_slowed", page=self._page, seconds=round(pause.total_seconds(), 2), code=failed.code)
        return [self._state.row(self._page)] if pause >= _WORTH_STORING else []

    def stop(self, failed: SendFailed) -> list[dict[str, Any]]:
        """The page may not send: an alert for the operator."""
        with self._lock:
            now = self._now()
            again = self._state.status == "stopped"
            self._probing_until = 0
            if self._state.status == "blocked" or (again and now < self._state.until):
                return []
            strikes = self._state.strikes + 1 if again else 1
            pause = retry.stop_for(strikes, jitter=self._services.random.random())
            since = self._state.since if again else now
            self._state = PageState(
                status="stopped", until=now + _ms(pause), strikes=strikes, since=since, reason=str(failed)
            )
        log.critical("page_stopped", page=self._page, code=failed.code, subcode=failed.subcode, trace=failed.fbtrace_id)
        return [self._state.row(self._page)]

    def notice(self, notice: PolicyNotice) -> list[dict[str, Any]]:
        """Meta's policy team warned, blocked or unblocked the page."""
        if notice.action == "block":
            log.critical("page_blocked", page=self._page)
            self._state = PageState(status="blocked", since=self._now(), reason="blocked by Meta for policy reasons")
        elif notice.action == "unblock":
            log.warning("page_unblocked", page=self._page)
            self._state = PageState(since=self._now())
        else:
            log.critical("page_policy_warning", page=self._page, action=notice.action[:50])
            return []
        return [self._state.row(self._page)]

    def _now(self) -> int:
        return to_ms(self._services.wall())


def _ms(length: timedelta) -> int:
    return int(length.total_seconds() * 1000)
