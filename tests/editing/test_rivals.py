"""Editors are told which questions another entry wins: as they type, and for certain once it is saved."""

from __future__ import annotations

import threading
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest

from bench._meta import wait_for
from bot.services import Known, Library
from faq.versions import Snapshot
from tests.editing.conftest import REFUND, refund, send
from tests.staff.conftest import Colleague

STRIPE = "/staff/faq/entries/stripe"


def tried(mai: Colleague, path: str, changed: dict[str, str]) -> str:
    """What stands beside the form in the end."""
    form = mai.read(path)
    said: list[str] = []

    def is_known() -> bool:
        said.append(send(mai, f"{path}/rivals", changed, like=form).text)
        return "data-waits" not in said[-1]

    assert wait_for(is_known, seconds=30)
    return unescape(said[-1])


def write(content: Path, old: str, new: str) -> None:
    assert old in refund(content)
    (content / "faq" / "refund.yaml").write_text(refund(content).replace(old, new), encoding="utf-8")


def test_a_new_question_that_another_entry_has_is_shown_at_its_line(mai: Colleague, content: Path) -> None:
    before = refund(content)
    said = tried(mai, STRIPE, {"questions.en": "do you support Stripe?\nwhat's your refund policy\nwhat about bitcoin"})

    assert f'"what\'s your refund policy" may lead to "refund" ({content}/faq/refund.yaml, line ' in said
    assert 'data-field="questions.en.1"' in said
    assert "bitcoin" not in said
    assert refund(content) == before


def test_what_is_saved_is_tried_as_faq_check_does(mai: Colleague, content: Path) -> None:
    write(content, "how do refunds work?]", "how do refunds work?, do you support Stripe?]")
    said = tried(mai, REFUND, {})

    assert f'"do you support Stripe?" leads to "stripe" ({content}/faq/refund.yaml, line ' in said
    assert 'data-field="questions.en.3"' in said


def test_a_question_that_is_taken_from_another_entry_is_shown_too(mai: Colleague, content: Path) -> None:
    write(content, "[do you support Stripe?,", "[what is your refund policy?, 'your refund policy, what is it?',")
    said = tried(mai, STRIPE, {})

    assert '"what is your refund policy?" leads to "stripe"' in said
    assert f'<span class="soft">{content}/faq/refund.yaml, line' in said


def test_questions_of_its_own_are_no_trouble(mai: Colleague) -> None:
    assert tried(mai, REFUND, {}).strip() == ""


def test_a_draft_with_a_mistake_is_not_tried(mai: Colleague) -> None:
    assert tried(mai, REFUND, {"answer.vi": "Xem {pafe.sight}"}).strip() == ""


def test_of_versions_that_wait_only_the_newest_is_tried(
    mai: Colleague, content: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, learnt, learn = threading.Event(), [], library.learnt

    def slowly(found: Snapshot) -> Known:
        learnt.append(found.version)
        assert held.wait(30)
        return learn(found)

    monkeypatch.setattr(library, "learnt", slowly)
    for before, after in pairwise(["can I get my money back?", "money back?", "my money", "money again"]):
        write(content, before, after)
        assert "data-waits" in send(mai, f"{REFUND}/rivals", {}, like=mai.read(REFUND)).text
    held.set()

    assert tried(mai, REFUND, {}).strip() == ""
    assert len(learnt) == 2
