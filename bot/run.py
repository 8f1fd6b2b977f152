"""Running the long-lived processes: web, worker, or both, until they are told to stop."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType

import structlog
import waitress  # type: ignore[import-untyped]  # it ships no types
from flask import Flask

from bot.app import create_app, create_watch_app
from bot.engine.house import House
from bot.engine.timers import Timers
from bot.engine.worker import Worker
from bot.notices.notify import Notifier
from bot.notices.patrol import Patrol
from bot.services import Services, Watcher
from bot.staff.live import Streams

log = structlog.get_logger()

WEB_THREADS = 24  # a third of them for the streams of the console
_M_ARENA_MAX = -8  # malloc.h
_STOP_SECONDS = 4.0  # Heroku kills after 30, systemd after 90; people after 5


def _for_many_threads() -> None:
    """Each has little to do."""
    sys.setswitchinterval(0.001)  # without this a thread may wait 5 ms for its turn
    with contextlib.suppress(OSError, AttributeError):  # only glibc has it; without it every thread keeps memory apart
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


class Web:
    """The web server, in threads of its own."""

    def __init__(self, app: Flask, *, port: int, threads: int = WEB_THREADS) -> None:
        self._server = waitress.create_server(
            app,
            listen=f"*:{port}",
            threads=threads,
            ident="",
            max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
            backlog=2048,
            connection_limit=1000,
            channel_timeout=60,
            # What a proxy says about the caller is believed only where the settings say that there is one.
            clear_untrusted_proxy_headers=not app.config["TRUSTED_PROXIES"],
        )
        self._streams: Streams | None = app.extensions.get("streams")
        self._thread = threading.Thread(target=self._server.run, name="web", daemon=True)

    @property
    def port(self) -> int:
        """The port in use; with port 0 the system chose one."""
        return int(self._server.effective_port) if hasattr(self._server, "effective_port") else 0

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Answer what has been read, accept nothing more."""
        if self._streams:
            self._streams.close()
        self._server.close()
        self._server.task_dispatcher.shutdown(cancel_pending=False, timeout=2)


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
    server = _web(services, extend) if web else _watched(services)
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


def _web(services: Services, extend: Callable[[Flask], None] | None) -> Web:
    app = create_app(services)
    if extend:
        extend(app)
    return Web(app, port=services.settings.port)


def _watched(services: Services) -> Web | None:
    """A worker without a web part answers those who watch it on a port of its own, if it is given one."""
    port = services.settings.metrics_port
    return Web(create_watch_app(services), port=port, threads=2) if port else None


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
