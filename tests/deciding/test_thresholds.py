"""How sure the bot has to be: the points of thresholds.yaml, and the number that an editor wrote beside an entry."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from bot.model import Conversation
from bot.policy import judge
from faq.load import load_faq
from faq.model import FaqInvalid, Thresholds
from faq.thresholds import THRESHOLDS_FILE, read_thresholds, thresholds_text
from intents.knowledge import Knowledge, learn
from intents.router import understand
from tests.conftest import TINY

QUESTION = "how do you handle refunds"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    copytree(TINY, tmp_path, dirs_exist_ok=True)
    return tmp_path


def known(content: Path) -> Knowledge:
    return learn(content / "faq", content / "intents")


def route(content: Path, text: str) -> str:
    knowledge = known(content)
    return judge(understand(text, knowledge), Conversation(customer_id="c"), knowledge).route


def with_own(content: Path, threshold: str) -> Path:
    file = content / "faq" / "refund.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("  - id: refund\n", f"  - id: refund\n    threshold: {threshold}\n"), encoding="utf-8")
    return content


def write(content: Path, text: str) -> Path:
    (content / "faq" / THRESHOLDS_FILE).write_text(text, encoding="utf-8")
    return content


def test_an_entry_without_a_threshold_goes_by_the_usual_one(content: Path) -> None:
    assert route(content, QUESTION) == "answer"


def test_an_entry_with_a_high_threshold_is_asked_about(content: Path) -> None:
    assert route(with_own(content, "0.9"), QUESTION) == "clarify"


def test_an_entry_with_a_low_threshold_is_answered_where_others_are_not(content: Path) -> None:
    strict = write(content, "points: {sure: 0.99, alone: 0.98, maybe: 0.97}\n")
    assert route(strict, QUESTION) == "fallback"

    assert route(with_own(strict, "0.1"), QUESTION) == "answer"


def test_the_points_of_the_file_decide(content: Path) -> None:
    assert route(write(content, "points: {sure: 0.99, alone: 0.98}\n"), QUESTION) == "clarify"


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    points = Thresholds(sure=0.41, alone=0.3, maybe=0.2)
    (tmp_path / THRESHOLDS_FILE).write_text(thresholds_text(points, chosen=date(2026, 11, 20), examples=311))

    assert read_thresholds(tmp_path / THRESHOLDS_FILE) == (points, [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("points: {shure: 0.3}\n", 'line 1, column 10: "shure" is not a key we know.\n  Did you mean "sure"?'),
        ("points: {sure: 3}\n", 'line 1, column 16: "3" is not a number between 0 and 1.\n  Write for example 0.5.'),
        (
            "points: {alone: 0.4}\n",
            'line 1, column 17: "alone" (0.4) is above "sure" (0.2).\n  Write a number that is not above "sure".',
        ),
        ("chosen: soon\n", '"soon" is not a date.'),
    ],
)
def test_a_mistake_in_the_file_is_told(content: Path, text: str, said: str) -> None:
    with pytest.raises(FaqInvalid) as invalid:
        load_faq(write(content, text) / "faq")

    assert said in str(invalid.value)
