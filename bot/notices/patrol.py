"""Looks after the chain by itself, and raises an alert before customers notice. A thread beside worker and web.

The page itself is watched by `bot.notices.notify`; here it is the token, the worker, the queue, what was set aside,
and whether anything arrives. Every process looks, for a dead worker cannot say that it is dead; the alerts' keys
let each be told once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog

from bot.doctor.life import OLDEST_WAITING
from bot.doctor.meta import DYING
from bot.hours import how_long
from bot.messenger.errors import SendFailed
from bot.messenger.inspect import Account, Token, account_of
from bot.notices.alerts import alert_row, desk_of
from bot.notices.cards import Alert, Desk
from bot.notices.quiet import too_quiet
from bot.regular import Regular
from bot.services import Services
from bot.store import queue, signs
from bot.store.changes import Change
from bot.store.times import from_ms, to_ms

log = structlog.get_logger()

_EVERY = 30.0
_TOKEN_EVERY = timedelta(hours=1)
_WORKER_GONE = timedelta(minutes=2)  # longer than a restart takes
_MOST_ARRIVALS = 500
_HOUR, _DAY = 3_600_000, 86_400_000

Found = tuple[str, Alert]  # the key, by which it is told once


class Patrol(Regular):
    """Looks twice a minute; at the token once an hour."""

    def __init__(self, services: Services, *, account: Account | None = None) -> None:
        super().__init__("patrol", every=_EVERY)
        self._services = services
        self._account = account or account_of(services.settings)
        self._token_next: datetime | None = None
        self._began = services.wall()

    def look(self) -> list[str]:
        """Look once, and raise what is to be raised. Returns the keys, those that were told before too."""
        now, page = self._services.wall(), self._services.settings.page_id
        found = [*self._own(now), *self._token(now)]
        rows = tuple(alert_row(page, key, alert, now=now) for key, alert in found)
        if rows:
            self._services.store.writer.apply(Change(notices=rows))
        return [key for key, _ in found]

    def work(self) -> None:
        self.look()

    def _own(self, now: datetime) -> Iterator[Found]:
        """What our own database shows."""
        page, desk = self._services.settings.page_id, desk_of(self._services)
        with self._services.store.reading.connect() as connection:
            counts = queue.counts(connection, page)
            worked = signs.worked(connection)
            arrived = [from_ms(each) for each in signs.arrivals(connection, page, most=_MOST_ARRIVALS)]
        hour, day = to_ms(now) // _HOUR, to_ms(now) // _DAY
        # Not before we have looked for as long ourselves: at a start the worker may come a little later.
        silent_worker = now - max(self._began, from_ms(worked or 0))
        if silent_worker > _WORKER_GONE:
            yield f"worker:{page}:{hour}", _gone(counts.waiting, silent_worker, desk)
        elif counts.oldest is not None and (age := now - from_ms(counts.oldest)) > OLDEST_WAITING:
            yield f"queue:{page}:{hour}", _waiting(counts.waiting, age, desk)
        if counts.dead:
            yield f"set_aside:{page}:{day}", _set_aside(counts.dead, desk)
        if silent := too_quiet(arrived, now, desk.hours):
            yield f"quiet:{page}:{to_ms(arrived[0])}", _quiet(silent, desk)

    def _token(self, now: datetime) -> Iterator[Found]:
        """What Meta says of the token. Without an answer there is nothing to say, and an hour is soon over."""
        if self._token_next is not None and now < self._token_next:
            return
        self._token_next = now + _TOKEN_EVERY
        try:
            token = self._account.token()
        except SendFailed as failed:
            log.warning("token_not_looked_at", error=str(failed))
            return
        alert = _dying(token, now, desk_of(self._services))
        if alert:
            yield f"token:{self._services.settings.page_id}:{to_ms(now) // _DAY}", alert


def _waiting(count: int, age: timedelta, desk: Desk) -> Alert:
    minutes = age // timedelta(minutes=1)
    return Alert(
        text=desk.say(
            f"{count} messages wait to be handled, the oldest for {minutes} minutes. Customers get no answers. "
            "Is a worker running, and what does its log say? piotnet-bot doctor looks at everything.",
            f"Có {count} tin nhắn đang chờ xử lý, tin cũ nhất đã {minutes} phút. Khách không nhận được câu trả lời. "
            "Tiến trình worker có đang chạy không, log ghi gì? Lệnh piotnet-bot doctor kiểm tra tất cả.",
        )
    )


def _gone(count: int, silent: timedelta, desk: Desk) -> Alert:
    minutes = silent // timedelta(minutes=1)
    return Alert(
        text=desk.say(
            f"No worker has been at work for {minutes} minutes; {count} messages wait. Customers get no answers. Start "
            "piotnet-bot worker (or serve), and look at the log of the one that ended.",
            f"Đã {minutes} phút không có tiến trình worker nào hoạt động; {count} tin nhắn đang chờ. Khách không nhận "
            "được câu trả lời. Hãy khởi động piotnet-bot worker (hoặc serve) và xem log của tiến trình đã dừng.",
        )
    )


def _set_aside(count: int, desk: Desk) -> Alert:
    return Alert(
        text=desk.say(
            f"{count} events or messages failed again and again, and were set aside. See piotnet-bot queue list",
            f"Có {count} sự kiện hoặc tin nhắn lỗi nhiều lần và đã bị gác lại. Xem bằng: piotnet-bot queue list",
        )
    )


def _quiet(silent: timedelta, desk: Desk) -> Alert:
    hours = silent // timedelta(hours=1)
    return Alert(
        text=desk.say(
            f"Nothing has arrived from Meta for {hours} opening hours, which is unusual. Perhaps Meta has switched the "
            "webhook off. Write to the page to try it; piotnet-bot doctor looks for the reason.",
            f"Đã {hours} giờ làm việc không có gì từ Meta gửi đến, điều này bất thường. Có thể Meta đã tắt webhook. "
            "Hãy nhắn thử cho trang; lệnh piotnet-bot doctor tìm nguyên nhân.",
        )
    )


def _dying(token: Token, now: datetime, desk: Desk) -> Alert | None:
    if not token.valid or (token.expires and token.expires <= now):
        return Alert(
            text=desk.say(
                "The page's token is not valid any more, so customers get no answers. Make a new one, set "
                "PAGE_ACCESS_TOKEN, restart, then: piotnet-bot queue resume",
                "Token của trang không còn hiệu lực nên khách không nhận được câu trả lời. Hãy tạo token mới, đặt "
                "PAGE_ACCESS_TOKEN, khởi động lại rồi chạy: piotnet-bot queue resume",
            )
        )
    ends = token.next_end(now)
    if ends and ends - now < DYING:
        left = how_long(ends - now, desk.language)
        return Alert(
            text=desk.say(
                f"The page's token ends {left}. Make a new one before that, or customers get no answers.",
                f"Token của trang hết hạn {left}. Hãy tạo token mới trước lúc đó để khách vẫn được trả lời.",
            )
        )
    return None
