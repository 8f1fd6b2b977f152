"""How sure to be, learnt without outside data.

Questions are answered as if each were not known (is its label still found?), then as if its whole label were not (its
question is then for nobody). Two logistic regressions on those answers turn scores into probabilities: that a message
is for us at all, and that the best label is the right one if it is. An answer needs both.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faq.features import features
from faq.learnt import Scores
from faq.questions import Look
from faq.second_look import CANDIDATES, SecondLook
from faq.sparse import Floats

SAMPLE = 2000  # questions to learn from

# For the n-th of some rows: its scores as if it were not known, then as if its label were not.
LeftOut = Callable[[int, Look], tuple[Scores, Scores]]


class Traits(NamedTuple):
    """What tells how sure to be."""

    energy: float  # log of the summed exponentials of the first scores: high when any label fits, whichever it is
    lead: float  # of the best label over the next one, at the second look
    # Log of the number of words. The more a message has, the less it looks like any question, and the more it says.
    length: float
    always: float = 1.0


# Which of them tell whether a message is for us, and which whether the best label is the right one.
OURS = (1.0, 1.0, 1.0, 1.0)
BEST = (0.0, 1.0, 1.0, 1.0)
NONE = np.zeros((2, len(OURS)), dtype=np.float32)


def calibrate(
    second: SecondLook,
    words: Sequence[Sequence[str]],
    meanings: Floats,
    rows: NDArray[np.intp],
    left_out: LeftOut,
) -> Floats:
    """The weights of the traits, a row for each of the two questions: see `fit_logistic`.

    `words` and `meanings` are those of all questions; `rows` are those of which it is known what was left out.
    """
    asked, seen, ours, right = second.asked, [], [], []
    label_of = asked.label_of()
    for number in np.linspace(0, len(rows) - 1, min(SAMPLE, len(rows))).astype(int).tolist():
        row = int(rows[number])
        look = second.questions.look(features(words[row]), meanings[row] if meanings.shape[1] else None)
        label = int(label_of[row])
        one, gone = left_out(number, look)
        for found, out in ((one, slice(row, row + 1)), (gone, asked.rows(label))):
            best = np.argsort(-found.scores)[:CANDIDATES]
            again = second(look, found.labels[best].tolist(), found.scores[best], out)
            if again.labels:
                seen.append(traits(found.scores, again.scores, len(words[row])))
                ours.append(found is one)
                right.append(again.labels[int(again.scores.argmax())] == label)
    told, is_ours = np.array(seen).reshape(-1, len(OURS)), np.array(ours, dtype=bool)
    return np.stack(
        [
            fit_logistic(told * OURS, is_ours),
            fit_logistic(told[is_ours] * BEST, np.array(right, dtype=bool)[is_ours]),
        ]
    )


def traits(first: Floats, second: Floats, length: int) -> Traits:
    """The traits of scores at the first and at the second look."""
    best = first.max()
    energy = float(best + np.log(np.exp(first - best).sum()))
    lead = float(np.subtract(*np.partition(second, -2)[:-3:-1])) if len(second) > 1 else float(second[0])
    return Traits(energy, lead, math.log(length))


def fit_logistic(seen: NDArray[np.float64], right: NDArray[np.bool_]) -> Floats:
    """Weights w so that 1 / (1 + exp(-traits @ w)) is the chance of being right (Newton's method).

    What is right is wanted a little below 1, and what is not a little above 0, the more so the fewer there are (Platt):
    a few questions that were all found do not prove that every one will be.
    """
    many, few = int(right.sum()), int((~right).sum())
    wanted = np.where(right, (many + 1) / (many + 2), 1 / (few + 2))
    weights = np.zeros(seen.shape[1])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-(seen @ weights)))
        gradient = seen.T @ (wanted - chance) - 1e-3 * weights
        curvature = (seen * (chance * (1 - chance))[:, None]).T @ seen + 1e-3 * np.eye(len(weights))
        step = np.linalg.solve(curvature, gradient)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights.astype(np.float32)
