"""One web application on this machine only, served from a thread, that can be stopped."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask
from waitress.server import create_server  # type: ignore[import-untyped]  # waitress ships no types


class PortTaken(Exception):
    """Another program listens there; whoever started this one should choose another port."""


class Server:
    """Listens from the moment it is made, so that the address is known and certain; answers once started.

    The application may come later than the address, but before the start.
    """

    def __init__(self, app: Flask | None = None, *, port: int = 0, threads: int = 8, name: str = "web") -> None:
        self.app = app
        try:
            self._server = create_server(
                self._answer,
                host="127.0.0.1",
                port=port,
                threads=threads,
                ident=None,
                clear_untrusted_proxy_headers=True,
            )
        except OSError:
            raise PortTaken(f"Port {port} is in use by another program.") from None
        self.port: int = self._server.effective_port
        self._thread = threading.Thread(target=self._server.run, name=name, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        if self.app is None:
            raise RuntimeError("there is no application to serve yet")
        self._thread.start()

    def stop(self) -> None:
        """Finish what is being answered, then close every connection."""
        self._server.task_dispatcher.shutdown(timeout=5)
        if self._thread.is_alive():
            # In the loop's own thread: otherwise it may be waiting for what is closed under its feet.
            self._server.trigger.pull_trigger(self._close)
            self._thread.join(timeout=2)
        else:
            self._close()

    def _close(self) -> None:
        for channel in list(self._server.active_channels.values()):
            channel.will_close = True
        self._server.close()

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self.app(environ, start_response) if self.app else ()
