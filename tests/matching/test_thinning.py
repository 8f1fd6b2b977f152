"""Of too many questions, those that say nothing new are left out."""

from __future__ import annotations

import numpy as np
import pytest

from faq import index
from faq.fit import fit
from faq.learnt import Question, in_order
from faq.match import Example
from faq.questions import build_questions
from faq.terms import ProductNames
from faq.thinning import thin

ASKED = {
    "refund": ["can i get a refund", "can i get a refund please", "money back", "return my payment"],
    "stripe": ["do you support stripe", "cards by stripe"],
    "hours": ["when are you open"],
}
QUESTIONS = [Question(label, text, text.split()) for label, texts in ASKED.items() for text in texts]


def left(most: int) -> list[Question]:
    asked, words = in_order(QUESTIONS)
    meanings = np.zeros((len(words), 0), dtype=np.float32)
    rows = thin(asked, build_questions(words, meanings, 0.0)[1], meanings, 0.0, most)
    ordered = sorted(QUESTIONS, key=lambda question: question.label)
    return [ordered[row] for row in rows]


def test_of_two_that_are_nearly_the_same_one_goes_first() -> None:
    found = left(most=6)

    assert len(found) == 6
    assert sum("refund" in question.text for question in found) == 1


def test_no_label_loses_its_last_question() -> None:
    assert sorted(question.label for question in left(most=1)) == sorted(ASKED)


def test_where_there_are_not_too_many_all_stay() -> None:
    assert len(left(most=7)) == len(QUESTIONS)


def test_a_matcher_of_too_many_questions_still_knows_every_label(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "LARGEST", 4)
    examples = [Example(label=label, text=text, language="en") for label, some in ASKED.items() for text in some]

    found = fit(examples, ProductNames({}))

    assert found.rank("is it possible to get a refund")[0].id == "refund"
    assert found.rank("stripe support")[0].id == "stripe"
    assert found.rank("open when")[0].id == "hours"
