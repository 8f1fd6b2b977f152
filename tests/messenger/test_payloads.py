"""Every file in tests/payloads becomes the events it says."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.messenger.parse import parse_events
from bot.model import Event

FILES = sorted((Path(__file__).parents[1] / "payloads").glob("*.json"))
BOT = {
    "answers",
    "says nothing",
    "pauses",
    "takes the chat back",
    "alerts the operator",
    "stops the page",
    "starts the page again",
}


def plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    return list(value) if isinstance(value, tuple) else value


def as_written(event: Event, expected: dict[str, Any]) -> dict[str, Any]:
    found = {"type": type(event).__name__, **plain(asdict(event))}
    return {name: found.get(name, "missing") for name in expected}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_payload_becomes_the_events_it_says(path: Path) -> None:
    case = json.loads(path.read_text())
    events = parse_events(json.dumps(case["body"]).encode())

    assert len(events) == len(case["expect"])
    assert [as_written(*pair) for pair in zip(events, case["expect"], strict=True)] == case["expect"]
    assert len({event.key for event in events}) == len(events)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_payload_file_is_complete(path: Path) -> None:
    case = json.loads(path.read_text())

    assert list(case) == ["about", "body", "expect", "bot"]
    assert case["about"].endswith((".", "?"))
    assert case["bot"] in BOT
    assert all("type" in expected for expected in case["expect"])


def test_every_record_of_the_model_has_a_payload() -> None:
    seen = {expected["type"] for path in FILES for expected in json.loads(path.read_text())["expect"]}

    ours = {"Erasure", "StaffAction", "TimeCame"}  # they happen here, not at Meta
    assert seen == {kind.__name__ for kind in Event.__subclasses__()} - ours
