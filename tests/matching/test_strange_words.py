"""Words that a label's questions never say, and words that strangers say and our customers do not."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from faq.kinship import Kinship
from faq.learnt import Question, in_order
from faq.questions import build_questions
from faq.unsaid import Unsaid

ASKED = {
    "hours": ["when are you open", "opening hours on sunday"],
    "price": ["price of the plugin", "how much is the plugin"],
}
HOURS, PRICE = 0, 1


@pytest.fixture(scope="module")
def unsaid() -> Unsaid:
    asked, words = in_order([Question(label, text, text.split()) for label, some in ASKED.items() for text in some])
    questions, _ = build_questions(words, np.zeros((len(words), 0), dtype=np.float32), 0.0)
    return Unsaid(asked, questions)


def kinship(*strangers: str) -> Kinship:
    ours = [text.split() for some in ASKED.values() for text in some] * 20
    theirs = [text.split() for text in strangers] * 20
    return Kinship.between(Counter(word for words in ours for word in words), len(ours), theirs)


def test_a_message_in_the_words_of_the_label_leaves_nothing_unsaid(unsaid: Unsaid) -> None:
    assert unsaid("how much is the plugin".split(), PRICE) == pytest.approx(0)
    assert unsaid("hello there is it".split(), PRICE) == 0


def test_words_of_another_label_and_of_nobody_are_unsaid(unsaid: Unsaid) -> None:
    garden = unsaid("price of a pallet".split(), PRICE)

    assert 0.3 < garden < 0.8
    assert unsaid("sunday".split(), PRICE) == pytest.approx(1)
    assert unsaid("pallet".split(), HOURS) == pytest.approx(1)


def test_words_of_customers_and_of_strangers_are_told_apart() -> None:
    kin = kinship("price of a pallet of bricks", "how much is a kilo")

    assert kin("price of the plugin".split()) > 0
    assert kin("a pallet".split()) < -0.5
    assert abs(kin("price".split())) < kin("plugin".split())


def test_one_word_proves_less_than_several() -> None:
    kin = kinship("price of a pallet of bricks")

    assert 0 < kin(["plugin"]) < kin(["plugin"] * 4)


def test_without_strangers_nobody_is_strange() -> None:
    assert kinship()("price of a pallet".split()) == 0
    assert kinship("a pallet")([]) == 0
