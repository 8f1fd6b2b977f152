"""A stand-in for Meta's Send API that only counts: one process's own HTTP server."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from random import Random
from typing import Any


class Graph(ThreadingHTTPServer):
    """Keeps every message that arrived. `latency` in seconds; `trouble` makes some calls fail."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, *, latency: float = 0.02, trouble: bool = False, seed: int = 1) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.latency = latency
        self.trouble = trouble
        self.random = Random(seed)
        self.numbers = count(1)
        self.arrived: list[dict[str, Any]] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_: Any) -> None:
        """A killed process leaves its connections; that is what is tested here."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def answered(self) -> list[str]:
        """The mids that messages answer, in the order of arrival."""
        return [each["metadata"].rpartition(":")[2] for each in self.arrived]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Graph

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        time.sleep(self.server.latency)
        if "message" not in body:
            return self._answer(200, {"recipient_id": body["recipient"]["id"]})
        chance = self.server.random.random() if self.server.trouble else 1.0
        if chance < 0.03:
            return self._answer(400, {"error": {"code": 613, "message": "rate"}})
        if chance < 0.05:
            return self._answer(500, {"error": {"code": 2, "message": "temporary"}})
        mid = f"m_{next(self.server.numbers)}"
        text = body["message"].get("text") or body["message"]["attachment"]["payload"]["text"]
        self.server.arrived.append(
            {
                "customer": body["recipient"]["id"],
                "metadata": body["message"]["metadata"],
                "text": text,
                "mid": mid,
                "at": time.time(),
            }
        )
        if chance < 0.06:
            self.close_connection = True  # it arrived, and nobody is told
            return None
        return self._answer(200, {"recipient_id": body["recipient"]["id"], "message_id": mid})

    def do_GET(self) -> None:
        customer = self.path.partition("user_id=")[2].partition("&")[0]
        ours = [each for each in self.server.arrived if each["customer"] == customer]
        messages = [
            {
                "id": each["mid"],
                "message": each["text"],
                "created_time": time.strftime("%Y-%m-%dT%H:%M:%S+0000", time.gmtime(each["at"])),
                "from": {"id": "104857600000001"},
            }
            for each in reversed(ours)
        ]
        return self._answer(200, {"data": [{"messages": {"data": messages[:20]}}]})

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        return
