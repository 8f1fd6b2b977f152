"""Scores of all labels, for as many questions as one matrix holds: what every FAQ of usual size is ranked by.

A label's score is a weighted sum of the message's similarities with all questions, and a similarity is a sum over
common features. So the sum over questions can be taken beforehand: each feature gets a row with what it adds to each
label's score, and a message costs as much as it has features, however many questions there are.

Many features add the same, but for a factor: those that only one question has, the pieces of a rare word. They share
a row of the table. And most of what a row adds is next to nothing: that is left out. A twentieth remains, and no figure
is worse for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from faq.calibration import calibrate
from faq.gram import add_products, gram
from faq.learnt import Learnt, Question, Scores, in_order
from faq.meaning import Meanings
from faq.questions import Look, build_questions, shrink
from faq.rivalry import rivalled_in
from faq.second_look import SecondLook
from faq.solve import solve
from faq.sparse import Floats, Sparse, combine, sparse, take, transpose
from faq.thinning import thin

LITTLE = 1.4  # what a feature adds to a label's score, times its idf; leaving out three times that costs two points
MANY = 40  # questions a label from which so much is little; with fewer, so much less


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded(Learnt):
    """What each feature adds to each label's score."""

    table_starts: NDArray[np.int32]  # of each row of the table; and, at the end, how much there is
    table_labels: NDArray[np.uint16]
    table_amounts: NDArray[np.int8]
    row: NDArray[np.int32]  # of the table, for each feature
    scale: Floats  # likewise, what to multiply it by
    by_meaning: Floats  # what each direction of meaning adds to each label's score

    def scores(self, look: Look) -> Scores:
        table = Sparse(self.table_starts, self.table_labels, self.table_amounts)
        amounts = look.weights * self.scale[look.columns]
        scores = combine(table, self.row[look.columns], amounts, len(self.asked.labels))
        if look.meaning is not None:
            scores += look.meaning @ self.by_meaning
        return Scores(np.arange(len(scores)), scores)


def fold(given: Sequence[Question], table: Meanings | None, meaning: float, most: int) -> Folded:
    """Learn, from the `most` questions that are least alike; the second look knows all of them.

    The time grows with the third power of that number, the memory with the second.
    """
    asked, words = in_order(given)
    meanings = table.embed_all(words) if table else np.zeros((len(words), 0), dtype=np.float32)
    questions, exact = build_questions(words, meanings, meaning if table else 0.0)
    rows = thin(asked, exact, meanings, questions.meaning, most)
    label_of, meant = asked.label_of()[rows], meanings[rows]
    by_feature = transpose(take(exact, rows), len(questions.block.hashes))
    kernel = gram(by_feature, len(rows))
    kernel *= 1 - questions.meaning
    add_products(kernel, meant, meant * np.float32(questions.meaning))
    rivalled = np.ones(len(words), dtype=np.bool_)  # of those that are left out it is not known
    rivalled[rows] = rivalled_in(label_of, kernel)
    weights, one, gone = solve(kernel, label_of)
    del kernel  # what follows takes as much
    questions = questions.without_pieces()
    everything = np.arange(len(asked.labels))
    calibration = calibrate(
        SecondLook.at(asked, questions),
        words,
        meanings,
        rows,
        lambda number, _: (Scores(everything, one[number]), Scores(everything, gone[number])),
    )
    kept, row, scale = _table(by_feature, weights, questions.block.idf)
    return Folded(
        asked=asked,
        questions=questions,
        calibration=calibration,
        rivalled=rivalled,
        table_starts=kept.starts.astype(np.int32),
        table_labels=kept.columns.astype(np.uint16),
        table_amounts=kept.values,
        row=row,
        scale=scale,
        by_meaning=meant.T @ weights,
    )


def _table(by_feature: Sparse, weights: Floats, idf: Floats) -> tuple[Sparse, NDArray[np.int32], Floats]:
    """The table; for each feature its row in it, and what to multiply the row by."""
    starts, questions, values = by_feature
    sums = np.empty((len(starts) - 1, weights.shape[1]), dtype=np.float32)
    for feature, (a, b) in enumerate(pairwise(starts.tolist())):
        sums[feature] = values[a:b] @ weights[questions[a:b]]
    little = LITTLE * min(1.0, len(weights) / weights.shape[1] / MANY)
    sums[np.abs(sums) * idf[:, None] < little] = 0
    rows, scales = shrink(sums)
    table, row = np.unique(rows, axis=0, return_inverse=True)
    row = row.reshape(-1)
    # What is often asked for stands together: of the mapped file, little more than that is ever in memory.
    often = np.bincount(row, weights=np.diff(starts), minlength=len(table))
    order = np.argsort(-often, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return sparse(table[order]), place[row].astype(np.int32), scales
