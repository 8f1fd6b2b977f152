"""The web server: threads that serve the application."""

from __future__ import annotations

import threading
from collections.abc import Callable

import waitress  # type: ignore[import-untyped]  # it ships no types
from flask import Flask

from bot.app import create_app, create_watch_app
from bot.services import Services
from bot.staff.live import Streams

WEB_THREADS = 24  # a third of them for the streams of the console


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


def whole(services: Services, extend: Callable[[Flask], None] | None) -> Web:
    """All that people and Meta visit. `extend` may add pages."""
    app = create_app(services)
    if extend:
        extend(app)
    return Web(app, port=services.settings.port)


def watched(services: Services, port: int) -> Web:
    """Only what machines look at, for a worker without a web part."""
    return Web(create_watch_app(services), port=port, threads=2)
