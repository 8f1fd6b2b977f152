"""Starts everything the playground needs in one process, and stops it again.

The bot is the real one: its webhook checks signatures, its worker reads the database, its sender
speaks HTTP. Only the page, its ids and its secrets are invented, new at every start.
"""

from __future__ import annotations

import os
import secrets
import signal
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType

from bot.app import create_app
from bot.engine.timers import Timers
from bot.engine.worker import Worker
from bot.logs import set_up_logs
from bot.notices.notify import Notifier
from bot.playground.clock import ShiftableClock
from bot.playground.graph import StandIn
from bot.playground.server import Server
from bot.playground.state import Playground
from bot.playground.views import blueprint
from bot.playground.why import Decisions
from bot.services import Watcher, build
from bot.settings import Settings, read_settings
from bot.staff.live import Streams
from bot.store.hold import FileHold, hold_beside
from bot.store.migrate import upgrade

DATABASE = "sqlite:///data/playground.db"
PAGE_ID = "104857600000001"
APP_ID = "900100200300400"

# What may be set from outside, to try other files. All the rest belongs to the real page.
_FROM_OUTSIDE = (
    "FAQ_DIR",
    "INTENTS_DIR",
    "ASK_FEEDBACK",
    "BURST_SECONDS",
    "LOG_LEVEL",
    "NOTIFY_URLS",
    "NOTIFY_QUIET",
    "NOTIFY_LANGUAGE",
    "HANDOVER_IDLE_MINUTES",
    "HANDOVER_REMIND_MINUTES",
)
_THREADS = 16
_STOPPING = 5.0  # seconds
_TIMERS = 0.5  # seconds; who sets the clock wants to see what happens


class AlreadyRunning(Exception):
    """Another playground works on the same database; this one's messages would wait for it for ever."""


class Running:
    """The playground, from the moment it is made until `stop`."""

    def __init__(self, *, port: int, environ: Mapping[str, str]) -> None:
        """Raises PortTaken, AlreadyRunning, SettingsInvalid, FaqInvalid."""
        _refuse_a_second()
        self._web = Server(port=port, threads=_THREADS)  # first: a port that is taken should be told at once
        clock = ShiftableClock()
        token, app_secret = secrets.token_urlsafe(32), secrets.token_hex(16)
        self._stand_in = StandIn(
            page_id=PAGE_ID,
            app_id=APP_ID,
            app_secret=app_secret,
            token=token,
            webhook=f"{self._web.url}/webhook",
            now=clock,
        )
        settings = _settings(
            environ,
            token=token,
            app_secret=app_secret,
            graph_url=self._stand_in.graph_url,
            public_url=self._web.url,
        )
        upgrade(settings.database_url)
        self._services = build(settings, clock=clock, setup=lambda: self._stand_in.page.setup)
        app = create_app(self._services)
        app.register_blueprint(
            blueprint(
                Playground(
                    services=self._services,
                    stand_in=self._stand_in,
                    clock=clock,
                    decisions=Decisions(self._services),
                )
            )
        )
        self._web.app = app
        self._streams: Streams = app.extensions["streams"]
        self._stand_in.connect()
        self._stand_in.page.new_customer()
        self._worker = Worker(self._services, same_process=True)
        self._watcher = Watcher(self._services.library)
        self._timers = Timers(self._services, every=_TIMERS)
        self._notifier = Notifier(self._services)

    @property
    def url(self) -> str:
        return self._web.url

    def start(self) -> None:
        self._stand_in.start()
        self._worker.start()
        self._watcher.start()
        self._timers.start()
        self._notifier.start()
        self._web.start()

    def stop(self) -> None:
        self._stand_in.courier.stop()
        self._timers.stop()
        self._notifier.stop()
        self._worker.stop(_STOPPING)
        self._watcher.stop()
        self._streams.close()
        self._web.stop()
        self._stand_in.stop()
        self._services.close()


def _refuse_a_second() -> None:
    database = Path(DATABASE.removeprefix("sqlite:///"))
    database.parent.mkdir(parents=True, exist_ok=True)
    hold = FileHold(hold_beside(database))
    hold.refresh()
    free = hold.parts() is None
    hold.release()
    if not free:
        raise AlreadyRunning("A playground is running in this folder already.")


def run(port: int, *, ready: Callable[[str], None], environ: Mapping[str, str] = os.environ) -> None:
    """Run until Ctrl-C. `ready` is told the address.

    Raises:
        PortTaken, AlreadyRunning, SettingsInvalid, FaqInvalid: nothing was started.
    """
    set_up_logs(environ.get("LOG_LEVEL", "WARNING").upper())
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    running = Running(port=port, environ=environ)
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    running.start()
    ready(running.url)
    stopping.wait()
    running.stop()


def _settings(environ: Mapping[str, str], *, token: str, app_secret: str, graph_url: str, public_url: str) -> Settings:
    invented = {
        "PAGE_ID": PAGE_ID,
        "APP_ID": APP_ID,
        "PAGE_ACCESS_TOKEN": token,
        "APP_SECRET": app_secret,
        "VERIFY_TOKEN": secrets.token_urlsafe(16),
        "SECRET_KEY": secrets.token_hex(32),
        "GRAPH_URL": graph_url,
        "DATABASE_URL": DATABASE,
        "PUBLIC_URL": public_url,
    }
    return read_settings({name: environ[name] for name in _FROM_OUTSIDE if name in environ} | invented)
