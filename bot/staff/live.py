"""News for open pages, by server-sent events.

A stream says no more than "something changed": a text that is different when the page would be.
The script then fetches the page again and puts in what differs. So there is one way to draw a
page, and a lost message costs nothing.

Each stream keeps one of the web server's threads, so there are few, and they end after a while; a
browser comes back by itself. Who finds none free asks every few seconds instead.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from hashlib import blake2b

from flask import Blueprint, Response, request
from sqlalchemy.exc import SQLAlchemyError

from bot.services import Services
from bot.staff import desk
from bot.staff.login import login_required, me
from bot.store import chats, one_chat

MOST = 8  # of the web server's threads; the others are for Meta and for pages
SECONDS = 25
EVERY = 1.0
_COME_BACK = "retry: 1000\n\n"
_STILL_HERE = ": still here\n\n"  # without anything to write, nobody would notice that the browser has gone


class Streams:
    """The streams of this process. `close` ends them all, so that a stop need not wait for them."""

    def __init__(self, *, most: int = MOST, seconds: int = SECONDS, every: float = EVERY) -> None:
        self._free = threading.BoundedSemaphore(most)
        self._closed = threading.Event()
        self._turns = int(seconds / every) if every else seconds
        self._every = every

    def close(self) -> None:
        self._closed.set()

    def open(self, token: Callable[[], str]) -> Iterator[str] | None:
        """The stream of one page; None when all are taken. Whoever gets one must close it."""
        return _Stream(self._lines(token), self._free.release) if self._free.acquire(blocking=False) else None

    def _lines(self, token: Callable[[], str]) -> Iterator[str]:
        yield _COME_BACK
        told = ""
        for _ in range(self._turns):
            now = token()
            if now != told:
                told = now
                yield f"data: {now}\n\n"
            else:
                yield _STILL_HERE
            if self._closed.wait(self._every):
                return


class _Stream:
    """Lines, and what to do when nobody reads them any more: also when nobody ever began."""

    def __init__(self, lines: Iterator[str], release: Callable[[], None]) -> None:
        self._lines = lines
        self._release: Callable[[], None] | None = release

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            return next(self._lines)
        except SQLAlchemyError:  # the page will find out when it asks again
            raise StopIteration from None

    def close(self) -> None:
        """The web server calls it at the end, however it came."""
        release, self._release = self._release, None
        if release:
            release()


def add_views(console: Blueprint, services: Services, streams: Streams) -> None:
    """The stream behind every page that shows chats."""

    @console.get("/live")
    @login_required
    def stream() -> Response:
        customer = request.args.get("chat", "")
        name = me().name
        lines = streams.open(lambda: token_of(services, name, customer))
        if lines is None:
            return Response(status=204)  # to a browser: no stream here, do not come back by yourself
        return Response(lines, content_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


def token_of(services: Services, me: str, customer: str = "") -> str:
    """What differs when the list, or the page of one customer, would look different to me: by the minute at least."""
    minute = desk.clock(services).minute
    here = desk.here_since(services)
    with services.store.reading.connect() as connection:
        if customer:
            chat = (services.settings.page_id, customer)
            seen = one_chat.pulse(connection, chat, me=me, here_since=here, writing_since=desk.writing_since(services))
        else:
            seen = chats.pulse(connection, me=me, here_since=here)
    return blake2b(f"{minute} {seen}".encode(), digest_size=12).hexdigest()
