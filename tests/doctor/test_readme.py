"""From an empty folder, the README's steps for a real page, typed as they stand there, with a stand-in for Meta."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from bench._meta import wait_for
from bot.playground.graph import StandIn
from tests.conftest import APP, PAGE, SECRET

ROOT = Path(__file__).parents[2]
STEPS = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## Connect a real page\n")[1].split("\n## ")[0]
BOT = Path(sys.executable).with_name("piotnet-bot")
_START = 90.0


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def meta(port: int) -> Iterator[StandIn]:
    made = StandIn(
        page_id=PAGE,
        app_id=APP,
        app_secret=SECRET,
        token="not-a-real-token",
        webhook=f"http://127.0.0.1:{port}/webhook",
        now=lambda: datetime.now(UTC),
    )
    made.start()
    yield made
    made.stop()


@pytest.fixture
def folder(tmp_path: Path, meta: StandIn, port: int) -> Path:
    """Step 3. Only PORT and GRAPH_URL are not in the README: the stand-in is no Meta, and 8000 may be taken."""
    filled = {"PAGE_ID": PAGE, "PAGE_ACCESS_TOKEN": "not-a-real-token", "APP_ID": APP, "APP_SECRET": SECRET}
    filled |= {"VERIFY_TOKEN": "words-of-our-own", "PUBLIC_URL": f"http://127.0.0.1:{port}"}
    filled |= {"PORT": str(port), "GRAPH_URL": meta.graph_url}
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name, value in filled.items():
        assert re.search(rf"^#?{name}=", text, re.MULTILINE)
        text = re.sub(rf"^#?{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
    (tmp_path / ".env").write_text(text, encoding="utf-8")
    return tmp_path


def typed(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """A command that the README names."""
    assert command in STEPS
    words = [str(BOT), *command.split()[1:]]
    return subprocess.run(words, cwd=folder, env={}, capture_output=True, text=True, timeout=_START)


@pytest.fixture
def serving(folder: Path, port: int) -> Iterator[None]:
    """Step 4."""
    assert "piotnet-bot serve" in STEPS
    log = (folder / "log").open("w")
    running = subprocess.Popen([str(BOT), "serve"], cwd=folder, env={}, stderr=log)
    assert wait_for(lambda: is_healthy(port), seconds=_START), (folder / "log").read_text()
    yield
    running.terminate()
    running.wait(10)
    log.close()


def is_healthy(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=1).text.startswith("ok")
    except requests.RequestException:
        return False


def answers(meta: StandIn, customer: str) -> list[str]:
    return [each.text for each in meta.page.chat(customer).messages if each.author == "bot"]


@pytest.mark.usefixtures("serving")
def test_the_steps_lead_to_an_answer_and_to_silence_beside_a_person(meta: StandIn, folder: Path) -> None:
    connected = typed(folder, "piotnet-bot doctor --fix")
    assert connected.returncode == 0, connected.stdout + connected.stderr
    assert "links hold" in connected.stdout
    assert "Nothing has arrived from Meta yet" in connected.stdout
    assert meta.account.hook is not None

    pushed = typed(folder, "piotnet-bot profile push")
    assert pushed.returncode == 0, pushed.stdout + pushed.stderr
    assert "Talk to a person" in str(meta.page.profile["persistent_menu"])

    customer = meta.page.new_customer().customer_id
    meta.page.write(customer, "do you have a money back guarantee?")
    assert wait_for(lambda: bool(answers(meta, customer)), seconds=_START)
    said = len(answers(meta, customer))
    meta.page.agent_writes(customer, "Hi, Tom here.")
    meta.page.write(customer, "and how long is it?")
    assert meta.courier.wait_until_quiet(10)
    assert "0 waiting, 0 to send" in typed(folder, "piotnet-bot doctor --fix").stdout
    assert len(answers(meta, customer)) == said
