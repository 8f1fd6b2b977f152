"""Fewer questions to learn from, where there are more than one matrix holds: of those most alike, one is enough."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from faq.features import build_block, features
from faq.learnt import Question
from faq.meaning import Meanings
from faq.sparse import Floats, Sparse, gather

_NOBODY = -1.0  # how like the nearest of one's label is, where there is none


def thin(given: Sequence[Question], table: Meanings | None, meaning: float, most: int) -> list[Question]:
    """At most so many of the questions, by label; no label loses its last one.

    Again and again, of the two questions of one label that are most alike, the one goes that is liker to the others.
    """
    questions = sorted((question for question in given if question.words), key=lambda question: question.label)
    words = [question.words for question in questions]
    _, rows = build_block([features(each) for each in words])
    meanings = table.embed_all(words) if table else np.zeros((len(words), 0), dtype=np.float32)
    share = meaning if table else 0.0
    first, alike = [0], []
    for _, some in groupby(questions, key=lambda question: question.label):
        first.append(first[-1] + len(list(some)))
        alike.append(_alike(rows, meanings, share, np.arange(first[-2], first[-1])))
    likest = [(-float(each.max()), label) for label, each in enumerate(alike)]
    heapq.heapify(likest)
    gone: set[int] = set()
    while len(questions) - len(gone) > most and likest[0][0] < -_NOBODY:
        label = likest[0][1]
        here = alike[label]
        one, other = divmod(int(here.argmax()), len(here))
        out = one if here[one].sum() >= here[other].sum() else other
        here[out] = here[:, out] = _NOBODY
        gone.add(first[label] + out)
        heapq.heapreplace(likest, (-float(here.max()), label))
    return [question for row, question in enumerate(questions) if row not in gone]


def _alike(rows: Sparse, meanings: Floats, meaning: float, some: NDArray[np.intp]) -> Floats:
    """The similarity of some questions with each other; of none with itself."""
    places, lengths = gather(rows, some)
    columns, at = np.unique(rows.columns[places], return_inverse=True)
    dense = np.zeros((len(some), len(columns)), dtype=np.float32)
    dense[np.repeat(np.arange(len(some)), lengths), at] = rows.values[places]
    alike: Floats = (1 - meaning) * (dense @ dense.T) + meaning * (meanings[some] @ meanings[some].T)
    np.fill_diagonal(alike, _NOBODY)
    return alike
