"""Times as colleagues read them: by the office's clock, waiting in working minutes, and Meta's two windows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from flask_babel import gettext as _

from bot.hours import Hours
from bot.store.times import from_ms, to_ms

FREE = timedelta(hours=24)  # from the customer's last message: anybody may write
HUMAN = timedelta(days=7)  # likewise: only what a person writes, marked as such
_SOON = timedelta(hours=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """Whether one may still write to a customer, and until when."""

    state: Literal["free", "human", "over"]
    until: datetime
    left: timedelta

    @property
    def closes_soon(self) -> bool:
        return self.state != "over" and self.left <= _SOON


def window(window_until: int, now: datetime) -> Window:
    """What Meta allows now. `window_until` (ms) is the end of the 24 hours; 0: the customer never wrote."""
    free_until = from_ms(window_until)
    human_until = free_until - FREE + HUMAN
    if now < free_until:
        return Window(state="free", until=free_until, left=free_until - now)
    if window_until and now < human_until:
        return Window(state="human", until=human_until, left=human_until - now)
    return Window(state="over", until=human_until, left=timedelta())


@dataclass(frozen=True, slots=True)
class Clock:
    """Now, by the bot's clock, and the opening hours; what the templates tell times with."""

    now: datetime
    hours: Hours | None  # None: the staff's files hold mistakes, and there is no good version yet

    def window(self, window_until: int) -> Window:
        return window(window_until, self.now)

    def waited(self, since: int) -> str:
        """How long somebody waits, in the minutes in which somebody was there to answer."""
        start = from_ms(since)
        return length(self.hours.working_time(start, self.now) if self.hours else self.now - start)

    def is_late(self, since: int) -> bool:
        """Whether somebody waits for more than half a working hour."""
        start = from_ms(since)
        return (self.hours.working_time(start, self.now) if self.hours else self.now - start) >= timedelta(minutes=30)

    def local(self, moment: datetime | int) -> datetime:
        moment = from_ms(moment) if isinstance(moment, int) else moment
        return moment.astimezone(self.hours.zone) if self.hours else moment

    def when(self, moment: datetime | int) -> str:
        """14:05 for today, otherwise with the day."""
        local, today = self.local(moment), self.local(self.now).date()
        if local.date() == today:
            return f"{local:%H:%M}"
        return f"{local:%d/%m %H:%M}" if local.year == today.year else f"{local:%d/%m/%Y %H:%M}"

    def iso(self, moment: datetime | int) -> str:
        return self.local(moment).isoformat(timespec="seconds")

    @property
    def minute(self) -> int:
        return to_ms(self.now) // 60_000


def length(span: timedelta) -> str:
    """Short: "12 min", "3 h 05 min", "6 d 4 h"."""
    minutes = max(0, span // timedelta(minutes=1))
    hours, minutes = divmod(minutes, 60)
    days, rest = divmod(hours, 24)
    if days:
        return str(_("%(days)s d %(hours)s h", days=days, hours=rest))
    if hours:
        return str(_("%(hours)s h %(minutes)s min", hours=hours, minutes=f"{minutes:02}"))
    return str(_("%(minutes)s min", minutes=minutes))


def span_end(span: str, now: datetime, hours: Hours | None) -> datetime:
    """When "2h" or "until we open next" is over. Today's opening does not count while it lasts."""
    if span == "opening" and hours:
        return hours.next_opening(hours.closing_time(now) or now)
    number, unit = int(span[:-1] if span[:-1].isdigit() else 1), span[-1]
    return now + number * {"m": timedelta(minutes=1), "h": timedelta(hours=1)}.get(unit, timedelta(days=1))
