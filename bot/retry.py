"""When something that failed is tried again. Pure: `jitter`, between 0 and 1, is passed in.

Jitter spreads the tries of many customers, so that an outage does not end with everybody at once.
"""

from __future__ import annotations

from datetime import timedelta

EVENT_TRIES = 3  # an event that cannot be handled is set aside after so many
READ_TRIES = 3  # looking whether a message arrived
TELL_TRIES = 25  # telling staff about one thing
GRACE = timedelta(seconds=3)  # a call whose answer was lost may still be on its way, and so may its echo


def resend_after(attempts: int, *, jitter: float) -> timedelta:
    """A message that was certainly not sent. There is no last try: the 24-hour window ends it."""
    return _growing(0.5, attempts, 60, jitter)


def handle_after(attempts: int, *, jitter: float) -> timedelta | None:
    """An event whose handling failed; None: set it aside."""
    return None if attempts >= EVENT_TRIES else _growing(1, attempts, 30, jitter)


def tell_after(attempts: int, *, jitter: float) -> timedelta | None:
    """Staff could not be told. None, after some ten hours: give it up."""
    return None if attempts >= TELL_TRIES else _growing(15, attempts, 1800, jitter)


def slow_for(strikes: int, *, jitter: float, named: float | None = None) -> timedelta:
    """The page calls too often. `named`: the seconds Meta itself gave, which count if they are more."""
    ours = _growing(0.25, strikes, 60, jitter)
    return max(ours, timedelta(seconds=min(named or 0, 3600)))


def stop_for(strikes: int, *, jitter: float) -> timedelta:
    """The page may not send at all. After this, one message is let through to see whether it may again."""
    return _growing(30, strikes, 600, jitter)


def outage_for(failures: int, *, jitter: float) -> timedelta:
    """Messenger is away. After this, one message is tried."""
    return _growing(0.5, failures, 15, jitter)


def ease_off(usage: float, *, jitter: float) -> timedelta:
    """Meta reports that most of the allowance is used: from 80 per cent on, pause a little."""
    return timedelta(seconds=max(0.0, usage - 80) / 20 * (1 + jitter))


def _growing(first: float, attempts: int, most: float, jitter: float) -> timedelta:
    doubled = first * 2.0 ** min(max(attempts, 1) - 1, 20)
    return timedelta(seconds=min(doubled, most) * (0.75 + jitter / 2))
