"""The likeliest labels are compared question by question."""

from __future__ import annotations

import numpy as np
import pytest

from faq.features import features
from faq.learnt import NOBODY, Asked, Question, in_order
from faq.questions import Look, Questions, build_questions
from faq.second_look import SecondLook, Seen

ASKED = {
    "deadline": ["until when may i send the form", "the form closes when", "when does the form end"],
    "price": ["what does the form cost", "cost of the form", "how much money"],
}
ALIKE = np.zeros(2, dtype=np.float32)


def learnt() -> tuple[Asked, Questions]:
    asked, words = in_order([Question(label, text, text.split()) for label, some in ASKED.items() for text in some])
    questions, _ = build_questions(words, np.zeros((len(words), 0), dtype=np.float32), 0.0)
    return asked, questions


def look(text: str, *, small: bool = True, out: slice = NOBODY) -> Seen:
    asked, questions = learnt()
    some = questions.without_pieces() if small else questions
    message: Look = questions.look(features(text.split()), None)
    return SecondLook.at(asked, some)(message, [0, 1], ALIKE, out)


def test_the_label_with_the_likest_question_wins_where_the_first_look_saw_no_difference() -> None:
    seen = look("how much money is it")

    assert seen.labels[int(seen.scores.argmax())] == 1
    assert seen.closest[1] == 5
    assert seen.likeness[1] > seen.likeness[0]


def test_words_that_only_one_label_has_again_and_again_speak_for_it() -> None:
    seen = look("when")

    assert seen.scores[0] > seen.scores[1] + 0.1


def test_words_that_all_have_speak_for_nobody() -> None:
    seen = look("form")

    assert seen.scores[0] == pytest.approx(seen.scores[1], abs=0.5)


def test_a_question_that_is_taken_out_does_not_count() -> None:
    known, unknown = look("cost of the form"), look("cost of the form", out=slice(4, 5))

    assert known.likeness[1] == pytest.approx(1, abs=0.02)
    assert unknown.likeness[1] < 0.9
    assert unknown.scores[1] < known.scores[1]


def test_a_label_without_a_question_left_is_lost() -> None:
    assert look("cost", out=slice(3, 6)).labels == [0]
    assert look("cost", out=slice(0, 6)).labels == []


def test_pieces_of_words_do_not_count_whether_they_are_kept_or_not() -> None:
    small, whole = look("until when may i sennd it"), look("until when may i sennd it", small=False)

    assert small.scores == pytest.approx(whole.scores, abs=0.01)


def test_a_message_without_a_known_word_is_like_nobody() -> None:
    assert look("xyzzy").likeness.tolist() == [0, 0]
