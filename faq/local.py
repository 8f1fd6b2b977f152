"""Scores for very many questions, where one matrix of all pairs would not fit: learnt anew for each message.

Only the questions that are likest the message by their rarer features take part. Among these few, softmax regression
is solved on the spot. For that it has to be known how alike they are among themselves: each question has a sketch of
its features, whose products are nearly the similarities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from faq.calibration import NONE, calibrate
from faq.learnt import NOBODY, Learnt, Question, Scores, in_order
from faq.meaning import Meanings
from faq.questions import Look, Questions, Small, build_questions, shrink
from faq.rivalry import rivalled_by_sketch
from faq.second_look import SecondLook
from faq.solve import PENALTY, fit_softmax
from faq.sparse import Floats, Sparse, combine, transpose

CANDIDATES = 64
COMMON = 2000  # a feature that more questions have does not choose candidates; it still counts among them
SKETCH = 384  # numbers
ROUNDS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Local(Learnt):
    """Sketches of all questions, and for each feature the questions that have it."""

    label_of: NDArray[np.int32]
    sketches: Small
    sketch_scales: Floats
    feature_starts: NDArray[np.int32]
    feature_rows: NDArray[np.int32]
    feature_values: NDArray[np.uint8]

    def scores(self, look: Look) -> Scores:
        return self.scores_without(look, NOBODY)

    def scores_without(self, look: Look, out: slice) -> Scores:
        """The same, as if some questions were not known."""
        rows = self._candidates(look, out)
        if not len(rows):
            return Scores(rows, np.zeros(0, dtype=np.float32))
        labels, local = np.unique(self.label_of[rows], return_inverse=True)
        sketches = self.sketches[rows] * self.sketch_scales[rows, None]
        kernel = sketches @ sketches.T / 2
        kernel[np.diag_indices_from(kernel)] += PENALTY
        targets = np.eye(len(labels), dtype=np.float32)[local]
        inverse = np.linalg.inv(kernel).astype(np.float32, copy=False)
        weights, _ = fit_softmax(inverse, targets, ROUNDS)
        return Scores(labels, self.questions.similarities(look, rows) @ weights)

    def _candidates(self, look: Look, out: slice) -> NDArray[np.intp]:
        """The questions that may matter, best by their rarer features."""
        by_feature = Sparse(self.feature_starts, self.feature_rows, self.feature_values)
        rare = by_feature.starts[look.columns + 1] - by_feature.starts[look.columns] <= COMMON
        chosen = rare if rare.any() else ~rare
        near = combine(by_feature, look.columns[chosen], look.weights[chosen], len(self.questions))
        near *= self.questions.scales
        near[out] = 0
        best = np.argpartition(-near, min(CANDIDATES, len(near)) - 1)[:CANDIDATES]
        return best[near[best] > 0]


def learn_locally(given: Sequence[Question], table: Meanings | None, meaning: float) -> Local:
    """Learn: the time grows with the number of questions, as does the memory."""
    asked, words = in_order(given)
    meanings = table.embed_all(words) if table else np.zeros((len(words), 0), dtype=np.float32)
    questions, exact = build_questions(words, meanings, meaning if table else 0.0)
    by_feature = transpose(Sparse(questions.starts, questions.columns, questions.values), len(questions.block.hashes))
    full = _sketches(questions, exact, meanings)
    sketches, sketch_scales = shrink(full)
    local = Local(
        asked=asked,
        questions=questions,
        calibration=NONE,
        rivalled=rivalled_by_sketch(asked.label_of(), full),
        label_of=asked.label_of(),
        sketches=sketches,
        sketch_scales=sketch_scales,
        feature_starts=by_feature.starts.astype(np.int32),
        feature_rows=by_feature.columns.astype(np.int32),
        feature_values=by_feature.values,
    )
    label_of = local.label_of

    def left_out(row: int, look: Look) -> tuple[Scores, Scores]:
        label = asked.rows(int(label_of[row]))
        return local.scores_without(look, slice(row, row + 1)), local.scores_without(look, label)

    second = SecondLook.at(asked, questions)
    return replace(local, calibration=calibrate(second, words, meanings, np.arange(len(words)), left_out))


def _sketches(questions: Questions, exact: Sparse, meanings: Floats) -> Floats:
    """A row for each question: its features thrown into a few places with a sign each; then what it means."""
    hashes = questions.block.hashes
    place = (hashes >> np.uint64(8)) % np.uint64(SKETCH)
    sign = ((hashes >> np.uint64(4)) & np.uint64(1)).astype(np.float32) * 2 - 1
    row = np.repeat(np.arange(len(questions)), np.diff(exact.starts))
    where = row * SKETCH + place.astype(np.int64)[exact.columns]
    thrown = np.bincount(where, exact.values * sign[exact.columns], minlength=len(questions) * SKETCH)
    letters = thrown.reshape(len(questions), SKETCH).astype(np.float32)
    share = questions.meaning
    return np.concatenate([letters * np.float32(np.sqrt(1 - share)), meanings * np.float32(np.sqrt(share))], axis=1)
