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


class Gate:
    """Shared by all threads that send. Its rows are stored by whoever reports what happened."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._page = services.settings.page_id
        self._lock = threading.Lock()
        self._state = PageState()
        self._probing_until = 0
        self._eased_until = 0

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
            until = max(state.until, self._eased_until)
            match state.status:
                case "blocked":
                    return 60.0
                case "stopped":
                    if now < max(self._probing_until, state.until):
                        return max(_ASK_AGAIN, (state.until - now) / 1000)
                    self._probing_until = now + _PROBE_MS
                    return 0.0
                case _:
                    return max(0.0, (until - now) / 1000)

    @property
    def room(self) -> int | None:
        """How many conversations may begin to send: None is any number; one, to see whether the page may again."""
        state = self._state
        if state.status == "blocked":
            return 0
        if state.status == "stopped":
            return 0 if self._now() < max(self._probing_until, state.until) else 1
        return None

    def sent(self) -> list[dict[str, Any]]:
        """Something arrived, so the page may send. Returns the rows to store."""
        usage = self._services.messenger.usage
        if usage >= 80:
            pause = retry.ease_off(usage, jitter=self._services.random.random())
            self._eased_until = self._now() + int(pause.total_seconds() * 1000)
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
