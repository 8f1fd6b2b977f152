"""How the doctor goes to our own address: over a real connection, and what goes wrong there has a name."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.doctor.visits import certificate_ends, deliver, visit

# Invented for these tests, and good for nothing else.
PAIR = Path(__file__).parent / "localhost.pem"


class Site(BaseHTTPRequestHandler):
    """Answers with what it was asked; under /gone it leads elsewhere."""

    def do_GET(self) -> None:
        self.send_response(302 if self.path == "/gone" else 200)
        self.send_header("Location", "https://elsewhere.example/")
        self.end_headers()
        self.wfile.write(self.path.encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body + self.headers["X-Hub-Signature-256"].encode())

    def log_message(self, *_: object) -> None:
        """Quiet."""


def serve(*, safe: bool) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    if safe:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(PAIR)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server


@pytest.fixture
def site() -> Iterator[str]:
    server = serve(safe=False)
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def safe_site() -> Iterator[str]:
    server = serve(safe=True)
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_an_answer_is_brought_back(site: str) -> None:
    assert visit(f"{site}/webhook", query={"hub.challenge": "a b"})[:2] == (200, "/webhook?hub.challenge=a+b")


def test_a_delivery_keeps_its_bytes(site: str) -> None:
    assert deliver(f"{site}/webhook", b'{"a":"\\u00e9 \\/"}', "sha256=0").text == '{"a":"\\u00e9 \\/"}sha256=0'


def test_where_it_is_led_it_does_not_go(site: str) -> None:
    assert visit(f"{site}/gone")[:3] == (302, "/gone", "https://elsewhere.example/")


def test_nobody_listening_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    assert visit(f"http://127.0.0.1:{port}/").trouble == "refused"


def test_a_name_that_nobody_has_is_told() -> None:
    assert visit("http://no-such-machine.invalid/").trouble == "name"


def test_a_certificate_that_nobody_trusts_is_told(safe_site: str) -> None:
    found = visit(f"{safe_site}/healthz")

    assert (found.trouble, found.detail) == ("certificate", "self-signed certificate")
    assert certificate_ends(safe_site) is None


def test_the_end_of_a_trusted_certificate_is_read(safe_site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(PAIR))
    ends = certificate_ends(safe_site)

    assert ends is not None
    assert ends.year > 2100


def test_a_plain_address_has_no_certificate(site: str) -> None:
    assert certificate_ends(site) is None
