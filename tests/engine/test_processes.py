"""Real processes, killed and stopped under load: nothing lost, nothing doubled, nothing out of order."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests

from bot.messenger.signature import sign
from tests.conftest import APP, PAGE, SECRET
from tests.engine.graph import Graph

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Service:
    """The bot's processes over one database."""

    def __init__(self, folder: Path, database_url: str, graph: Graph, learnt: Path) -> None:
        self.port = free_port()
        self._folder = folder
        (folder / "data").mkdir(exist_ok=True)
        (folder / "data" / "index").symlink_to(learnt)  # learning takes seconds; it was done once
        self._environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "PAGE_ID": PAGE,
            "PAGE_ACCESS_TOKEN": "not-a-real-token",
            "APP_ID": APP,
            "APP_SECRET": SECRET,
            "VERIFY_TOKEN": "not-a-real-verify-token",
            "GRAPH_URL": graph.url,
            "DATABASE_URL": database_url,
            "PORT": str(self.port),
            "BURST_SECONDS": "0",
            "LOG_LEVEL": "WARNING",
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: str) -> None:
        with (self._folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "bot", command], cwd=self._folder, env=self._environment, stderr=log
            )
        if command != "worker":
            self.wait_for_web()

    def wait_for_web(self) -> None:
        for _ in range(600):
            with suppress(requests.ConnectionError):
                if requests.get(f"http://127.0.0.1:{self.port}/healthz", timeout=2).ok:
                    return
            time.sleep(0.05)
        raise AssertionError("".join(log.read_text()[-2000:] for log in self._folder.glob("*.log")))

    def kill(self, name: str) -> None:
        self.processes[name].kill()
        self.processes.pop(name).wait()

    def stop(self, name: str) -> float:
        """SIGTERM; returns how long it took."""
        began = time.monotonic()
        process = self.processes.pop(name)
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        assert process.returncode == 0
        return time.monotonic() - began

    def deliver(self, customer: str, mid: str, text: str = "hello") -> None:
        """As Meta does: again and again until it is answered with 200."""
        message = {
            "sender": {"id": customer},
            "recipient": {"id": PAGE},
            "timestamp": int(time.time() * 1000),
            "message": {"mid": mid, "text": text},
        }
        body = json.dumps({"object": "page", "entry": [{"id": PAGE, "messaging": [message]}]}).encode()
        headers = {"X-Hub-Signature-256": sign(body, app_secret=SECRET)}
        for _ in range(400):
            with suppress(requests.RequestException):
                url = f"http://127.0.0.1:{self.port}/webhook"
                if requests.post(url, data=body, headers=headers, timeout=5).ok:
                    return
            time.sleep(0.05)
        raise AssertionError("the webhook does not come back")


@contextmanager
def service(folder: Path, database_url: str, graph: Graph, learnt: Path) -> Iterator[Service]:
    it = Service(folder, database_url, graph, learnt)
    try:
        yield it
    finally:
        for process in it.processes.values():
            process.kill()
            process.wait()
        graph.shutdown()
        graph.server_close()


def wait_until_answered(graph: Graph, mids: list[str], *, seconds: float) -> None:
    until = time.monotonic() + seconds
    while set(mids) - set(graph.answered()) and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.5)  # for anything that would come too much


def check(graph: Graph, asked: dict[str, list[str]]) -> None:
    """Every message answered, each reply once, each customer's in order."""
    mids = [mid for each in asked.values() for mid in each]
    answered = graph.answered()
    replies = [each["metadata"] for each in graph.arrived]
    order: dict[str, list[str]] = defaultdict(list)
    for each in graph.arrived:
        mid = each["metadata"].rpartition(":")[2]
        if mid not in order[each["customer"]]:
            order[each["customer"]].append(mid)

    assert set(mids) - set(answered) == set(), "lost"
    assert len(replies) == len(set(replies)), "doubled"
    assert order == asked, "out of order"


@pytest.mark.parametrize("trouble", [False, True], ids=["calm", "trouble"])
def test_killed_again_and_again_nothing_is_lost_doubled_or_out_of_order(
    tmp_path: Path, database_url: str, learnt: Path, trouble: bool
) -> None:
    graph = Graph(trouble=trouble)
    asked: dict[str, list[str]] = defaultdict(list)
    sqlite = database_url.startswith("sqlite")
    with service(tmp_path, database_url, graph, learnt) as bot:
        names = {"serve": "serve"} if sqlite else {"web": "web", "one": "worker", "two": "worker"}
        for name, command in names.items():
            bot.start(name, command)
        for number in range(90):
            customer, mid = f"71{number % 9}", f"m_{number:04}"
            asked[customer].append(mid)
            bot.deliver(customer, mid, "hello" if number % 3 else "what is your refund policy?")
            if number % 20 == 7:
                bot.deliver(customer, mid)  # Meta repeats itself
            if number % 30 == 15:
                name = list(names)[number // 30 % len(names)]
                bot.kill(name)
                bot.start(name, names[name])
        wait_until_answered(graph, [mid for each in asked.values() for mid in each], seconds=180)
        check(graph, asked)


def test_sigterm_under_load_ends_quickly_and_loses_nothing(tmp_path: Path, database_url: str, learnt: Path) -> None:
    graph = Graph(latency=0.3)
    asked: dict[str, list[str]] = defaultdict(list)
    with service(tmp_path, database_url, graph, learnt) as bot:
        bot.start("serve", "serve")
        for number in range(30):
            asked[f"72{number % 10}"].append(f"m_{number:04}")
            bot.deliver(f"72{number % 10}", f"m_{number:04}")
        took = bot.stop("serve")
        before = len(graph.arrived)
        bot.start("serve", "serve")
        wait_until_answered(graph, [mid for each in asked.values() for mid in each], seconds=120)

        assert took < 5
        assert before < 30
        check(graph, asked)
