"""Learning happens elsewhere, once, and leaves a whole file or none."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from faq import fit as fitting
from faq import learner
from faq.arrays import pack, read
from faq.fit import KEPT, WORTH_KEEPING, fit, shipped_as, tidy
from faq.index import opened
from faq.local import Local
from faq.match import Example
from faq.strangers import Beside
from faq.terms import ProductNames
from faq.wordtable import WordTable

NAMES = ProductNames({})
EXAMPLES = [
    Example(label=label, text=text, language="en")
    for label, texts in {
        "refund": ["can i get a refund", "money back please", "refund policy"],
        "stripe": ["do you support stripe", "stripe payments", "pay by card with stripe"],
    }.items()
    for text in texts
]


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learner, "WORTH_A_PROCESS", 1)


@pytest.mark.usefixtures("apart")
def test_another_process_learns_the_same(tmp_path: Path) -> None:
    table = WordTable.load()
    elsewhere = fit(EXAMPLES, NAMES, table=table, cache=tmp_path)

    assert elsewhere.rank("refund?") == fit(EXAMPLES, NAMES, table=table).rank("refund?")
    assert len(list(tmp_path.glob("*.arrays"))) == 1
    assert list(tmp_path.glob("*.tmp")) == []


@pytest.mark.usefixtures("apart")
def test_it_learns_here_when_no_process_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no python"))

    assert fit(EXAMPLES, NAMES, cache=tmp_path).rank("refund?")[0].id == "refund"
    assert len(list(tmp_path.glob("*.arrays"))) == 1


@pytest.mark.usefixtures("apart")
def test_it_takes_little_memory_when_the_process_was_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    killed = tmp_path / "killed"
    killed.write_text("#!/bin/sh\nkill -9 $$\n")
    killed.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(killed))

    assert fit(EXAMPLES, NAMES, cache=tmp_path).rank("refund?")[0].id == "refund"
    kept = read(next(tmp_path.glob("*.arrays")))
    assert kept is not None
    assert isinstance(opened(kept), Local)


def test_where_nothing_can_be_kept_it_learns_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    assert fit(EXAMPLES, NAMES, cache=tmp_path / "file").rank("refund?")[0].id == "refund"


def test_what_many_want_at_once_is_learnt_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learnt = []

    def learn(*given: object) -> object:
        learnt.append(given)
        return learner.learn(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(fitting, "learn", learn)
    with ThreadPoolExecutor(4) as pool:
        matchers = list(pool.map(lambda _: fit(EXAMPLES, NAMES, cache=tmp_path), range(4)))

    assert len(learnt) == 1
    assert {matcher.rank("refund?")[0].id for matcher in matchers} == {"refund"}


def test_what_is_shipped_is_not_learnt_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fit(EXAMPLES, NAMES, cache=tmp_path / "one")
    kept = next((tmp_path / "one").glob("*.arrays"))
    monkeypatch.setattr(fitting, "SHIPPED", tmp_path / "shipped")
    monkeypatch.setattr(fitting, "learn", None)
    pack(kept, shipped_as(kept))

    assert fit(EXAMPLES, NAMES, cache=tmp_path / "two").rank("refund?")[0].id == "refund"


def test_many_strangers_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    strangers = {"en": [f"tickets for match {number}" for number in range(WORTH_KEEPING)]}
    table = WordTable.load()
    first = fit(EXAMPLES, NAMES, strangers=strangers, table=table, cache=tmp_path)
    monkeypatch.setattr(Beside, "these", None)

    again = fit(EXAMPLES, NAMES, strangers=strangers, table=table, cache=tmp_path)

    for text in ("refund?", "tickets for a match"):
        assert again.rank(text) == first.rank(text)


def test_other_strangers_are_other_ones(tmp_path: Path) -> None:
    def score(*strangers: str) -> float:
        given = {"en": [*strangers, *(f"tickets for match {number}" for number in range(WORTH_KEEPING))]}
        return fit(EXAMPLES, NAMES, strangers=given, cache=tmp_path).rank("refund of the match")[0].score

    assert score("refund of the match") < score("a pallet of bricks")


def test_old_versions_and_leftovers_go(tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        (tmp_path / f"{number}.arrays").write_text("")
        os.utime(tmp_path / f"{number}.arrays", (10_000 + number, 10_000 + number))
    for name, moment in (("killed.tmp", 1_000), ("now.tmp", 10_000)):
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (moment, moment))

    tidy(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {f"{n}.arrays" for n in range(3, KEPT + 3)} | {"now.tmp"}


def test_question_without_a_word_is_passed_over() -> None:
    assert fit([Example(label="a", text="???", language="en")], NAMES).rank("hi") == []
