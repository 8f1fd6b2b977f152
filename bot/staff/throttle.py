"""How often one address may try to log in. The lock of an account is in the database; this one is in memory.

It keeps a stranger from trying many names, and from keeping the server busy with hashing.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

WITHIN = timedelta(minutes=15)
MOST_TRIES = 30  # an office behind one address has several people with a bad morning
_MOST_ADDRESSES = 10_000


class Throttle:
    """Counts the failed tries of each address."""

    def __init__(self) -> None:
        self._tries: OrderedDict[str, list[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, address: str, now: datetime) -> bool:
        """Whether this address may try now."""
        with self._lock:
            return len(self._recent(address, now)) < MOST_TRIES

    def failed(self, address: str, now: datetime) -> None:
        """Remember a failed try; the address that was quiet longest is forgotten when there are too many."""
        with self._lock:
            self._tries[address] = [*self._recent(address, now), now][-MOST_TRIES:]
            self._tries.move_to_end(address)
            if len(self._tries) > _MOST_ADDRESSES:
                self._tries.popitem(last=False)

    def _recent(self, address: str, now: datetime) -> list[datetime]:
        return [each for each in self._tries.get(address, []) if now - each < WITHIN]
