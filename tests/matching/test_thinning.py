"""Of too many questions, those that say nothing new are left out."""

from __future__ import annotations

import pytest

from faq import index
from faq.fit import fit
from faq.learnt import Question
from faq.match import Example
from faq.terms import ProductNames
from faq.thinning import thin

ASKED = {
    "refund": ["can i get a refund", "can i get a refund please", "money back", "return my payment"],
    "stripe": ["do you support stripe", "cards by stripe"],
    "hours": ["when are you open"],
}
QUESTIONS = [Question(label, text, text.split()) for label, texts in ASKED.items() for text in texts]


def texts(most: int) -> list[str]:
    return [question.text for question in thin(QUESTIONS, None, 0.0, most)]


def test_of_two_that_are_nearly_the_same_one_goes_first() -> None:
    left = texts(most=6)

    assert len(left) == 6
    assert sum("refund" in text for text in left) == 1


def test_no_label_loses_its_last_question() -> None:
    assert {question.label for question in thin(QUESTIONS, None, 0.0, 1)} == set(ASKED)


def test_where_there_are_not_too_many_all_stay() -> None:
    assert sorted(texts(most=7)) == sorted(question.text for question in QUESTIONS)


def test_a_matcher_of_too_many_questions_still_knows_every_label(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "LARGEST", 4)
    examples = [Example(label=label, text=text, language="en") for label, some in ASKED.items() for text in some]

    found = fit(examples, ProductNames({}))

    assert found.rank("is it possible to get a refund")[0].id == "refund"
    assert found.rank("stripe support")[0].id == "stripe"
    assert found.rank("open when")[0].id == "hours"
