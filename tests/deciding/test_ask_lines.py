"""`ask --jsonl`: one line out for each line in, whatever stands in it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from bot.ask import Asker
from bot.commands import knowledge as commands_knowledge

GOOD = b'{"id": 1, "turns": ["hello"]}'


def answers(asker: Asker, monkeypatch: pytest.MonkeyPatch, *lines: bytes) -> tuple[list[dict[str, object]], int]:
    monkeypatch.setattr(commands_knowledge, "_open", lambda: asker)
    result = CliRunner().invoke(commands_knowledge.ask, ["--jsonl"], input=b"\n".join(lines))
    return [json.loads(line) for line in result.output.splitlines()], result.exit_code


@pytest.mark.parametrize(
    "line",
    [
        b"garbage",
        b"\xff\xfe",
        b"[" * 100_000,
        b"null",
        b'{"id": 7, "turns": []}',
        b'{"id": 7, "turns": "hi"}',
        b'{"id": 7, "turns": [null, 5]}',
        b'{"id": 7, "turns": ["hi"], "at": "nope"}',
        b'{"id": 7, "turns": ["hi"], "at": 5}',
    ],
)
def test_bad_line_is_answered_with_its_error_and_the_rest_go_on(
    asker: Asker, monkeypatch: pytest.MonkeyPatch, line: bytes
) -> None:
    (before, bad, after), status = answers(asker, monkeypatch, GOOD, line, GOOD)

    assert before["route"] == after["route"] == "smalltalk"
    assert "line 2" in str(bad["error"])
    assert bad["id"] == (7 if b'"id": 7' in line else None)
    assert status == 1


def test_half_characters_are_answered_too(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    line = rb'{"id": "\ud800", "turns": ["hello \udfff \u0000"]}'
    (said,), status = answers(asker, monkeypatch, line)

    assert (said["id"], said["route"], status) == ("\ud800", "smalltalk", 0)
