"""Thresholds are chosen by labelled messages, the same ones each time."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result

from bot.commands.faq_calibrate import calibrate_
from bot.editing.calibrate import Label, labels_in, outcome_of
from bot.model import Conversation, Decision
from faq.model import Thresholds
from faq.thresholds import THRESHOLDS_FILE, read_thresholds
from tests.conftest import TINY

NOON = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)


@pytest.fixture
def faq(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copytree(TINY, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FAQ_DIR", "faq")
    monkeypatch.setenv("INTENTS_DIR", "intents")
    return tmp_path / "faq"


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """Half of them about refunds in words that nobody wrote down, half about nothing that is known."""
    asked = {"turns": ["how do you handle refunds"], "route": "answer", "entry": ["refund"], "language": "en"}
    other = {"turns": ["is a card fine"], "route": "fallback", "entry": [], "language": "en"}
    path = tmp_path / "labelled.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in [asked, other] * 30), encoding="utf-8")
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(calibrate_, list(arguments))


def test_the_figures_are_the_same_each_time(faq: Path, labelled: Path) -> None:
    (faq / THRESHOLDS_FILE).write_text("points: {sure: 0.9, alone: 0.85, maybe: 0.3}\n", encoding="utf-8")

    first, again = (run("--labelled", str(labelled)) for _ in range(2))

    assert first.output == again.output
    assert first.output.startswith("Of 100 messages (60 en) get: right, wrong, asked back, passed on\n")
    assert "  0.75" in first.output
    assert first.output.endswith("Nothing is written yet: repeat it with --write.\n")


def test_the_chosen_points_are_written_with_their_date_and_used(faq: Path, labelled: Path) -> None:
    (faq / THRESHOLDS_FILE).write_text("points: {sure: 0.9, alone: 0.85, maybe: 0.3}\n", encoding="utf-8")

    assert run("--labelled", str(labelled), "--write").exit_code == 0

    points, problems = read_thresholds(faq / THRESHOLDS_FILE)
    text = (faq / THRESHOLDS_FILE).read_text(encoding="utf-8")
    assert not problems
    assert points.alone < 0.85
    assert "examples: 60" in text
    assert f"chosen: {datetime.now(UTC).date()}" in text
    assert "Nothing to change." in run("--labelled", str(labelled)).output


def test_too_few_messages_choose_nothing(faq: Path, tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text('{"turns": ["hello"], "route": "smalltalk"}\n', encoding="utf-8")

    result = run("--labelled", str(few), "--write")

    assert result.exit_code == 1
    assert "1 messages say too little" in result.output
    assert not (faq / THRESHOLDS_FILE).exists()


@pytest.mark.usefixtures("faq")
def test_a_bad_line_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('\n{"turns": "hello"}\n', encoding="utf-8")

    assert "bad.jsonl, line 2" in run("--labelled", str(bad)).output


@pytest.mark.parametrize(
    ("label", "route", "entry", "outcome"),
    [
        ({"entries": ("refund",)}, "answer", "refund", "right"),
        ({"entries": ("refund",)}, "answer", "stripe", "wrong"),
        ({"entries": ("refund",)}, "clarify", None, "asked back"),
        ({"entries": ("refund",)}, "fallback", None, "passed on"),
        ({"entries": ("refund",)}, "human", None, "passed on"),
        ({"routes": ("fallback",)}, "fallback", None, "right"),
        ({"routes": ("fallback",)}, "answer", "refund", "wrong"),
        ({"routes": ("answer", "ticket"), "entries": ("refund",)}, "ticket", "refund-request", "right"),
        ({"unwanted": "refund"}, "answer", "refund", "wrong"),
        ({"unwanted": "refund"}, "fallback", None, "right"),
    ],
)
def test_how_a_customer_fared(label: dict[str, tuple[str, ...]], route: str, entry: str | None, outcome: str) -> None:
    decision = Decision(conversation=Conversation(customer_id="c"), route=route, entry=entry)  # type: ignore[arg-type]
    wanted = Label(turns=("x",), at=NOON, language="en", **label)  # type: ignore[arg-type]

    assert outcome_of(wanted, decision) == outcome


def test_points_without_a_file_are_ours() -> None:
    assert Thresholds().sure == 0.2
    assert [label.routes for label in labels_in('{"turns": ["a"], "route": "answer"}', at=NOON)] == [("answer",)]
