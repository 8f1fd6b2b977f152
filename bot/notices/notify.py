"""Tells staff what they have to know, in a thread beside the worker; beside a web part of its own only the alerts.

What is to be told stands in the database, so that a restart loses nothing, and several workers
share the work. Told at least once: a channel that failed is tried again, without those that have
it already, with growing pauses and for some ten hours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from bot import retry
from bot.logs import trace
from bot.model import Notice
from bot.notices.alerts import desk_of, look_at_page
from bot.notices.cards import Alert, Card, alert_card, card
from bot.notices.channels import Channel, channels
from bot.notices.digest import digest_now
from bot.regular import Regular
from bot.services import Services
from bot.store import notices
from bot.store.codec import decode
from bot.store.notices import ALERT, DIGEST, Claimed
from bot.store.tables import SendStatus
from bot.store.times import to_ms

log = structlog.get_logger()

_EVERY = 2.0
_PAGE_EVERY = timedelta(seconds=30)
_LEASE = timedelta(minutes=5)  # longer than all channels together take; then another worker may try
_STOP_SECONDS = 2.0


OpenChannels = Callable[[Sequence[str]], list[Channel]]


class Notifier(Regular):
    """Looks every two seconds whether there is something to tell."""

    def __init__(
        self, services: Services, *, open_channels: OpenChannels = channels, alerts_only: bool = False
    ) -> None:
        """`alerts_only`: only what the operator has to know; cards about customers are the worker's."""
        super().__init__("notify", every=_EVERY, patience=_STOP_SECONDS)
        self._services = services
        self._open_channels = open_channels
        self._alerts_only = alerts_only
        self._channels: list[Channel] | None = None
        self._page_next: datetime | None = None

    def tell_all(self) -> int:
        """Tell everything that is due. Returns how many notices came to their end."""
        self._look_at_page()
        if not self._services.settings.notify_urls:
            return self._skip_all()
        ended = 0
        while not self.is_stopping and (claimed := self._claim()):
            ended += self._tell(claimed)
        return ended

    def work(self) -> None:
        self.tell_all()

    def _look_at_page(self) -> None:
        now = self._services.wall()
        if self._page_next is None or now >= self._page_next:
            look_at_page(self._services)
            self._page_next = now + _PAGE_EVERY

    def _skip_all(self) -> int:
        """There is nobody to tell. Kept, all of it would reach the first channel that is set up some day."""
        if not self._is_due(alerts_only=False):
            return 0
        with self._services.store.engine.begin() as connection:
            return notices.skip_all(connection)

    def _claim(self) -> Claimed | None:
        alerts_only = self._alerts_only or self._is_quiet()
        if not self._is_due(alerts_only=alerts_only):
            return None
        now = self._services.wall()
        with self._services.store.engine.begin() as connection:
            return notices.claim(connection, now=to_ms(now), until=to_ms(now + _LEASE), alerts_only=alerts_only)

    def _is_due(self, *, alerts_only: bool) -> bool:
        """Looking first costs no lock on the database."""
        with self._services.store.reading.connect() as connection:
            return notices.is_due(connection, now=to_ms(self._services.wall()), alerts_only=alerts_only)

    def _is_quiet(self) -> bool:
        """Nobody is at work or wants to be woken, unless the bot itself is in trouble."""
        if self._services.settings.notify_quiet != "closed":
            return False
        return not self._services.library.current().hours.is_open(self._services.clock())

    def _tell(self, claimed: Claimed) -> bool:
        """Whether that was the end of it."""
        about = {"notice": claimed.id, "kind": claimed.kind, "tries": claimed.attempts}
        try:
            written = self._card(claimed)
        except (ValueError, TypeError, KeyError) as error:
            log.error("notice_unreadable", error=trace(error), **about)
            return self._settle(claimed, SendStatus.DEAD)
        if written is None:
            log.info("notice_dropped", **about)
            return self._settle(claimed, SendStatus.SKIPPED)
        reached, failed = self._to_channels(written, claimed)
        if not failed:
            log.info("notice_sent", **about)
            self._services.metrics.notices.labels("sent").inc()
            return self._settle(claimed, SendStatus.SENT, reached=reached)
        pause = retry.tell_after(claimed.attempts, jitter=self._services.random.random())
        if pause is None:
            log.error("notice_given_up", channels=failed, **about)
            self._services.metrics.notices.labels("given up").inc()
            return self._settle(claimed, SendStatus.DEAD, reached=reached)
        log.warning("notice_not_sent", channels=failed, **about)
        self._services.metrics.notices.labels("not sent").inc()
        self._settle(claimed, SendStatus.PENDING, reached=reached, pause=pause)
        return False

    def _card(self, claimed: Claimed) -> Card | None:
        """The card as things stand now; None when there is nothing to say any more."""
        desk, now = desk_of(self._services), self._services.clock()
        if claimed.kind == ALERT:
            return alert_card(decode(claimed.body, Alert), desk)
        if claimed.kind == DIGEST:
            return digest_now(self._services, desk)
        notice = decode(claimed.body, Notice)
        if is_settled(notice, claimed, now):
            return None
        return card(notice, page=claimed.page, customer=claimed.customer, now=now, desk=desk)

    def _to_channels(self, written: Card, claimed: Claimed) -> tuple[str, list[str]]:
        """Who has it by now, and who could not be reached."""
        if self._channels is None:
            self._channels = self._open_channels(self._services.settings.notify_urls)
        reached = [each for each in claimed.reached.split(", ") if each]
        missing = [each for each in self._channels if each.name not in reached]
        failed = [each.name for each in missing if each.tell(written)]
        reached += [each.name for each in missing if each.name not in failed]
        return ", ".join(reached), failed

    def _settle(
        self, claimed: Claimed, status: SendStatus, *, reached: str = "", pause: timedelta = timedelta()
    ) -> bool:
        not_before = to_ms(self._services.wall() + pause)
        with self._services.store.engine.begin() as connection:
            return notices.settle(connection, claimed, status, not_before=not_before, reached=reached)


def is_settled(notice: Notice, claimed: Claimed, now: datetime) -> bool:
    """Somebody has answered meanwhile, the chat went back to the bot, or it is too late for a warning.

    Who asked and was only given back to the bot, at closing time say, has still not been answered.
    """
    ends = [each for each in (notice.free_until, notice.human_until) if each]
    if notice.kind == "window_closing" and ends and max(ends) <= now:
        return True
    if claimed.owner is None:
        return False
    if notice.kind == "asked":
        return claimed.owner == "person" and claimed.waiting_since is None
    if claimed.owner == "bot" or claimed.waiting_since is None:
        return True
    return notice.waiting_since is not None and to_ms(notice.waiting_since) < claimed.waiting_since
