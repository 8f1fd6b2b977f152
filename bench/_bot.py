"""The bot as real processes over one database, to be measured, stopped and killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

from sqlalchemy import create_engine, text

from bench._meta import APP, PAGE, SECRET, wait_for
from bot.store.hold import FileHold, hold_beside

ROOT = Path(__file__).parents[1]
TINY = ROOT / "tests" / "engine" / "content"  # learnt in no time

_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class Bot:
    """`start` and `kill` processes by names of one's own."""

    def __init__(self, folder: Path, database_url: str, graph_url: str, *, content: Path | None = None) -> None:
        self._folder = folder
        self._ports: dict[str, int] = {}
        self._commands: dict[str, str] = {}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        inherited = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
        self._environment = inherited | {
            "PYTHONPATH": str(ROOT),
            "PAGE_ID": PAGE,
            "PAGE_ACCESS_TOKEN": "not-a-real-token",
            "APP_ID": APP,
            "APP_SECRET": SECRET,
            "VERIFY_TOKEN": "not-a-real-verify-token",
            "GRAPH_URL": graph_url,
            "DATABASE_URL": database_url,
            "BURST_SECONDS": "0",
            "LOG_LEVEL": "WARNING",
        }
        if content:
            self._environment |= {"FAQ_DIR": str(content / "faq"), "INTENTS_DIR": str(content / "intents")}
        else:
            # What the matcher learnt is kept there; learning takes a minute and a half.
            (folder / "data").mkdir(exist_ok=True)
            (ROOT / "data" / "index").mkdir(parents=True, exist_ok=True)
            (folder / "data" / "index").symlink_to(ROOT / "data" / "index")

    @property
    def webhooks(self) -> list[str]:
        return [f"http://127.0.0.1:{port}/webhook" for port in self._ports.values()]

    @property
    def names(self) -> list[str]:
        return list(self._commands)

    def start(self, name: str, command: str, **environment: str) -> None:
        """`command` is what piotnet-bot is told: serve, web or worker."""
        self._commands[name] = command
        if command != "worker":
            self._ports.setdefault(name, _free_port())
            environment["PORT"] = str(self._ports[name])
        with (self._folder / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                [sys.executable, "-m", "bot", command],
                cwd=self._folder,
                env=self._environment | environment,
                stderr=log,
            )

    def wait_until_up(self, seconds: float = 60) -> None:
        """Until every web answers and every worker has something to work on."""
        until = time.monotonic() + seconds
        for name in self._ports:
            while not self._is_up(name):
                if time.monotonic() > until or self._processes[name].poll() is not None:
                    raise RuntimeError(f"{name} does not start:\n{self.logs()}")
                time.sleep(0.02)

    def wait_for_workers(self, database_url: str, seconds: float = 120) -> None:
        """Until every worker that runs alone has its share of the customers; with SQLite there is only one."""
        if database_url.startswith("sqlite"):
            database = Path(database_url.removeprefix("sqlite:///"))
            if not wait_for(lambda: _is_held(database), seconds=seconds):
                raise RuntimeError(f"the worker does not start:\n{self.logs()}")
            return
        workers = sum(command == "worker" for command in self._commands.values())
        engine = create_engine(database_url)
        until = time.monotonic() + seconds
        while True:
            with engine.connect() as connection:
                found = connection.scalar(text("SELECT count(DISTINCT owner) FROM partitions"))
            if found == workers:
                break
            if time.monotonic() > until:
                raise RuntimeError(f"the workers do not start:\n{self.logs()}")
            time.sleep(0.1)
        engine.dispose()

    def kill(self, name: str) -> None:
        """-9."""
        process = self._processes.pop(name)
        process.kill()
        process.wait()

    def restart(self, name: str) -> None:
        self.start(name, self._commands[name])

    def stop(self, name: str) -> float:
        """SIGTERM; the seconds until it has ended."""
        began = time.monotonic()
        process = self._processes.pop(name)
        process.send_signal(signal.SIGTERM)
        code = process.wait(30)
        if code != 0:
            raise RuntimeError(f"{name} ended with {code}:\n{self.logs()}")
        return time.monotonic() - began

    def end(self) -> None:
        for process in self._processes.values():
            process.kill()
        for process in self._processes.values():
            process.wait()

    def logs(self) -> str:
        return "".join(f"--- {log.name}\n{log.read_text()[-3000:]}" for log in sorted(self._folder.glob("*.log")))

    def cpu(self) -> float:
        """Seconds of processor time used by all processes so far."""
        return sum(cpu_of(each.pid) for each in self._processes.values())

    def memory(self) -> dict[str, float]:
        """MB in use by each process."""
        return {name: _rss(each.pid) for name, each in self._processes.items()}

    def _is_up(self, name: str) -> bool:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{self._ports[name]}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
        return False


@contextmanager
def running(
    folder: Path, database_url: str, graph_url: str, *, content: Path | None, commands: dict[str, str]
) -> Iterator[Bot]:
    """Started, and gone afterwards whatever happens. `commands`: names and what they run."""
    bot = Bot(folder, database_url, graph_url, content=content)
    try:
        for name, command in commands.items():
            bot.start(name, command)
        bot.wait_until_up()
        yield bot
    finally:
        bot.end()


def _is_held(database: Path) -> bool:
    hold = FileHold(hold_beside(database))
    hold.refresh()
    free = hold.parts() is None
    hold.release()
    return not free


def cpu_of(pid: int, *, with_children: bool = False) -> float:
    """Seconds of processor time; `with_children`: those that live and those that have ended."""
    total = _cpu(pid, ended=with_children)
    if with_children:
        total += sum(_cpu(child) for child in _children(pid))
    return total


def _cpu(pid: int, *, ended: bool = False) -> float:
    try:
        values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(value) for value in values[11 : 15 if ended else 13]) / _TICKS


def _children(pid: int) -> Iterator[int]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, IndexError):
            if int(path.read_text().rpartition(")")[2].split()[1]) == pid:
                yield int(path.parent.name)


def _rss(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
