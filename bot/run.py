"""Running the long-lived processes: web, worker, or both, until they are told to stop."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

import structlog

from bot.engine.house import House
from bot.engine.timers import Timers
from bot.engine.worker import Worker
from bot.notices.notify import Notifier
from bot.notices.patrol import Patrol
from bot.services import Services, Watcher

if TYPE_CHECKING:
    from flask import Flask

    from bot.web import Web

log = structlog.get_logger()

_M_ARENA_MAX = -8  # malloc.h
_STOP_SECONDS = 4.0  # Heroku kills after 30, systemd after 90; people after 5


def _for_many_threads() -> None:
    """Each has little to do."""
    sys.setswitchinterval(0.001)  # without this a thread may wait 5 ms for its turn
    with contextlib.suppress(OSError, AttributeError):  # only glibc has it; without it every thread keeps memory apart
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


def run(
    services: Services,
    *,
    web: bool,
    worker: bool,
    extend: Callable[[Flask], None] | None = None,
    ready: Callable[[int], None] | None = None,
) -> None:
    """Until SIGTERM or Ctrl-C. `extend` may add pages, `ready` is told the port.

    Raises:
        FaqInvalid: a worker has nothing to answer with, because the staff's files hold mistakes.
    """
    if worker:
        services.library.current()
    _for_many_threads()
    stop = threading.Event()
    _on_signal(stop)
    watcher, house, timers = Watcher(services.library), House(services), Timers(services)
    notifier, patrol = Notifier(services, alerts_only=not worker), Patrol(services)
    workers = Worker(services, same_process=web) if worker else None
    server = _server(services, extend, web=web)
    watcher.start()
    if workers:
        workers.start()
        house.start()
        timers.start()
    # A worker that is dead cannot say so: the web part does, if it knows whom to tell.
    if workers or services.settings.notify_urls:
        notifier.start()
        patrol.start()
    if server:
        server.start()
        if ready and web:
            ready(server.port)
    log.info("started", web=web, worker=worker)
    while not stop.wait(1.0):
        pass
    timers.stop()
    notifier.stop()
    patrol.stop()
    _end(server, workers, watcher, house, services)


def _server(services: Services, extend: Callable[[Flask], None] | None, *, web: bool) -> Web | None:
    """The whole application; or what those see who watch a worker alone, on a port of its own, if it is given one."""
    port = services.settings.metrics_port
    if not web and not port:
        return None
    from bot.web import watched, whole  # only here: a worker alone saves the memory

    return whole(services, extend) if web else watched(services, port)


def _end(server: Web | None, worker: Worker | None, watcher: Watcher, house: House, services: Services) -> None:
    """First nothing new comes in, then what runs comes to its end."""
    log.info("stopping")
    if server:
        server.stop()
    in_time = worker.stop(_STOP_SECONDS - 1) if worker else True
    watcher.stop()
    house.stop()
    log.info("stopped", in_time=in_time)
    if in_time:
        services.close()


def _on_signal(stop: threading.Event) -> None:
    def handle(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, handle)
    signal.signal(signal.SIGINT, handle)
