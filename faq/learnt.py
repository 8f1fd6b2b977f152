"""What is learnt from one language's questions, as arrays that a file can hold."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import groupby
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from faq.arrays import Arrays, Texts
from faq.questions import Look, Questions, questions_of
from faq.sparse import Floats

NOBODY = slice(0, 0)  # of the questions


class Question(NamedTuple):
    """One to learn from: what it asks for, how it is written, and its words as the matcher reads them."""

    label: str
    text: str
    words: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The questions as they were given, those of one label together."""

    labels: tuple[str, ...]
    first: NDArray[np.int32]  # of each label's questions; and, at the end, how many there are
    texts: Texts
    words: Texts  # of each question, with spaces between

    def rows(self, label: int) -> slice:
        """Where the label's questions stand."""
        return slice(int(self.first[label]), int(self.first[label + 1]))

    def rows_without(self, label: int, out: slice) -> list[slice]:
        """Where they stand, in one stretch or two, those left out that are taken as not known."""
        here = self.rows(label)
        if out.stop <= here.start or out.start >= here.stop:
            return [here]
        around = slice(here.start, out.start), slice(out.stop, here.stop)
        return [stretch for stretch in around if stretch.start < stretch.stop]

    def vocabulary(self) -> Counter[str]:
        """The words, and how often each is there."""
        return Counter(word for text in self.words.all() for word in text.split())

    def label_of(self) -> NDArray[np.int32]:
        """The label of each question."""
        return np.repeat(np.arange(len(self.labels), dtype=np.int32), np.diff(self.first))


def in_order(questions: Sequence[Question]) -> tuple[Asked, list[Sequence[str]]]:
    """The questions by label, and the words of each; those without a word are left out."""
    known = sorted((question for question in questions if question.words), key=lambda question: question.label)
    groups = [(label, len(list(some))) for label, some in groupby(question.label for question in known)]
    asked = Asked(
        labels=tuple(label for label, _ in groups),
        first=np.cumsum([0, *(size for _, size in groups)], dtype=np.int32),
        texts=Texts.of([question.text for question in known]),
        words=Texts.of([" ".join(question.words) for question in known]),
    )
    return asked, [question.words for question in known]


class Scores(NamedTuple):
    """Some labels, all that may be meant, and how strongly a message speaks for each."""

    labels: NDArray[np.integer[Any]]
    scores: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt(ABC):
    """What ranks labels for a message: see `faq.folded`, and `faq.local` for very many labels."""

    asked: Asked
    questions: Questions
    calibration: Floats  # makes a chance of scores: see `faq.calibration.traits`
    rivalled: NDArray[np.bool_]  # the questions to which another label has a very similar one: see `faq.rivalry`

    @abstractmethod
    def scores(self, look: Look) -> Scores:
        """The labels that the message may mean."""

    def arrays(self) -> Arrays:
        """What to keep of it; `of` makes it again."""
        labels, texts, words = Texts.of(self.asked.labels), self.asked.texts, self.asked.words
        return {
            "first": self.asked.first,
            "label_letters": labels.letters,
            "label_ends": labels.ends,
            "text_letters": texts.letters,
            "text_ends": texts.ends,
            "word_letters": words.letters,
            "word_ends": words.ends,
            **self.questions.arrays(),
            **{name: getattr(self, name) for name in self._own()},
        }

    @classmethod
    def of(cls, kept: Arrays) -> Self:
        """The same from its arrays."""
        asked = Asked(
            labels=tuple(Texts(kept["label_letters"], kept["label_ends"]).all()),
            first=kept["first"],
            texts=Texts(kept["text_letters"], kept["text_ends"]),
            words=Texts(kept["word_letters"], kept["word_ends"]),
        )
        return cls(asked=asked, questions=questions_of(kept), **{name: kept[name] for name in cls._own()})

    @classmethod
    def _own(cls) -> list[str]:
        return [field.name for field in fields(cls) if field.name not in ("asked", "questions")]
