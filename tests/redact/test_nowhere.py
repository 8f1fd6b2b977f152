"""Hundreds of secrets go through the real processes, with every log line on, and none of them is anywhere after."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import yaml

from bench._bot import TINY, Bot
from bench._meta import PAGE, SECRET, Meta, wait_for
from bot.messenger.signature import sign
from bot.redact import redact
from tests.notify.conftest import Hook

ROOT = Path(__file__).parents[2]
PLANTED = Path(__file__).parent / "planted.txt"
ANNOUNCED = (  # said, and then the secret alone
    ("here is my password", "Sunshine_alone_77"),
    ("my wp password is", "tulipsAreRed"),
    ("em gửi mật khẩu đây ạ", "hoamuoigio9"),
    ("mã xác nhận là", "730462"),
)
MARKED = re.compile("⟦(.*?)⟧", re.S)


def _planted() -> Iterator[tuple[str, str, list[str]]]:
    """Section, message, its secrets."""
    section = ""
    for line in PLANTED.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = line[3:]
        elif line and not line.startswith("#"):
            line = line.replace("¦", "").replace("\\n", "\n")
            yield section, line.replace("⟦", "").replace("⟧", ""), MARKED.findall(line)


def _is_telling(secret: str) -> bool:
    """Long and odd enough that finding it somewhere proves something: "abc" and "2024" stand in many places."""
    return len(secret) >= 6 and any(not each.isalpha() for each in secret)


MESSAGES = list(_planted())
SECRETS = sorted({each for _, _, found in MESSAGES for each in found if _is_telling(each)} | {s for _, s in ANNOUNCED})


@pytest.fixture
def meta() -> Iterator[Meta]:
    meta = Meta(latency=(0.0, 0.001))
    meta.start()
    yield meta
    meta.stop()


@pytest.fixture
def running(tmp_path: Path, meta: Meta, hook: Hook) -> Iterator[Bot]:
    bot = Bot(tmp_path, f"sqlite:///{tmp_path}/bot.db", meta.url, content=TINY)
    bot.start("serve", "serve", LOG_LEVEL="DEBUG", NOTIFY_URLS=hook.url, BURST_SECONDS="0")
    try:
        bot.wait_until_up()
        yield bot
    finally:
        bot.end()


def _message(number: int, step: int, message: dict[str, object]) -> dict[str, object]:
    ids = {"sender": {"id": f"72{number:05}"}, "recipient": {"id": PAGE}, "timestamp": 1_795_000_000_000 + step}
    return ids | {"message": {"mid": f"m_{number}_{step}"} | message}


def _deliver(bot: Bot, items: list[dict[str, object]]) -> None:
    for begin in range(0, len(items), 50):
        entry = {"id": PAGE, "time": 1, "messaging": items[begin : begin + 50]}
        body = json.dumps({"object": "page", "entry": [entry]}).encode()
        headers = {"X-Hub-Signature-256": sign(body, app_secret=SECRET), "Content-Type": "application/json"}
        assert requests.post(bot.webhooks[0], data=body, headers=headers, timeout=30).status_code == 200


def _get(bot: Bot, path: str) -> str:
    return requests.get(bot.webhooks[0].replace("/webhook", path), timeout=10).text


def _stand_in(places: dict[str, str]) -> list[str]:
    """Which secret stands where."""
    return [f"{secret!r} in {name}" for name, text in places.items() for secret in SECRETS if _is_in(secret, text)]


def _is_in(secret: str, text: str) -> bool:
    """A code of six digits may well be the end of a time or a part of an id: those are no finds."""
    return bool(re.search(rf"(?<![\d.]){secret}(?!\d)", text)) if secret.isdigit() else secret in text


def test_there_are_enough_of_them() -> None:
    assert len(SECRETS) >= 200
    assert len({section for section, _, _ in MESSAGES}) >= 20


def test_no_secret_is_in_any_file_row_log_line_notification_metric_or_reply(
    running: Bot, meta: Meta, hook: Hook, tmp_path: Path
) -> None:
    items = [_message(n, 0, {"text": text}) for n, (_, text, _) in enumerate(MESSAGES)]
    for number, pair in enumerate(ANNOUNCED, start=len(MESSAGES)):
        items += [_message(number, step, {"text": text}) for step, text in enumerate(pair)]
    everybody = len(MESSAGES) + len(ANNOUNCED)
    wish = {"text": "a person please", "quick_reply": {"payload": "person"}}
    _deliver(running, items)
    _deliver(running, [_message(number, 9, wish) for number in range(everybody)])

    assert wait_for(lambda: len(hook.cards) >= everybody, seconds=60), f"{len(hook.cards)}\n{running.logs()}"
    assert f'piotnet_messages_total{{route="credentials"}} {everybody}.0' in _get(running, "/metrics")
    places = {"/metrics": _get(running, "/metrics"), "/readyz": _get(running, "/readyz")}
    places["what staff were told"] = str(hook.cards)
    places["what customers read"] = str([each.text for each in meta.arrived])
    running.stop("serve")
    for path in tmp_path.rglob("*"):
        if path.is_file() and "index" not in path.parts:
            places[path.name] = path.read_bytes().decode("utf-8", errors="replace")

    assert {"bot.db", "serve.log"} <= set(places)
    assert "event_handled" in places["serve.log"]
    assert "removed: password" in places["bot.db"]
    assert _stand_in(places) == []


def test_hardly_an_ordinary_message_loses_a_word() -> None:
    """1,000 and more messages without a secret: those of the labelled set, and the editors' own examples."""
    cases = map(json.loads, (ROOT / "bench" / "labelled" / "dev.jsonl").read_text(encoding="utf-8").splitlines())
    texts = [turn for case in cases if "credentials" not in case["accept_routes"] for turn in case["turns"]]
    for path in sorted((ROOT / "faq" / "content").glob("*.yaml")):
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        for entry in found.get("entries", []) if isinstance(found, dict) else []:
            texts += entry.get("must_match", [])
    alarms = [text for text in texts if redact(text) != text]

    assert len(texts) >= 1_000
    assert len(alarms) < len(texts) / 100, alarms
