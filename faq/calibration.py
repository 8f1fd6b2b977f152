"""How sure to be, learnt without outside data.

Questions are answered as if each were not known (is its label still found?), then as if its whole label were not (its
question should then be refused). A logistic regression on those answers turns scores into probabilities.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from faq.features import features
from faq.learnt import Scores
from faq.questions import Look
from faq.second_look import CANDIDATES, SecondLook
from faq.sparse import Floats

TRAITS = 4  # numbers that `traits` gives
SAMPLE = 2000  # questions to learn from
STRANGERS = 0.5  # how much the left-out labels count, against the left-out questions

# For the n-th of some rows: its scores as if it were not known, then as if its label were not.
LeftOut = Callable[[int, Look], tuple[Scores, Scores]]


def calibrate(
    second: SecondLook,
    words: Sequence[Sequence[str]],
    meanings: Floats,
    rows: NDArray[np.intp],
    left_out: LeftOut,
) -> Floats:
    """The weights of the traits: see `fit_logistic`.

    `words` and `meanings` are those of all questions; `rows` are those of which it is known what was left out.
    """
    asked, seen, right, mass = second.asked, [], [], []
    label_of = asked.label_of()
    for number in np.linspace(0, len(rows) - 1, min(SAMPLE, len(rows))).astype(int).tolist():
        row = int(rows[number])
        look = second.questions.look(features(words[row]), meanings[row] if meanings.shape[1] else None)
        label = int(label_of[row])
        one, gone = left_out(number, look)
        for found, out, weight in ((one, slice(row, row + 1), 1.0), (gone, asked.rows(label), STRANGERS)):
            best = np.argsort(-found.scores)[:CANDIDATES]
            again = second(look, found.labels[best].tolist(), found.scores[best], without=out)
            if again.labels:
                seen.append(traits(found.scores, again.scores, len(words[row])))
                right.append(again.labels[int(again.scores.argmax())] == label)
                mass.append(weight)
    return fit_logistic(
        np.array(seen).reshape(-1, TRAITS), np.array(right, dtype=bool), np.array(mass, dtype=np.float32)
    )


def traits(first: Floats, second: Floats, length: int) -> tuple[float, float, float, float]:
    """What tells whether an answer is right: energy, lead, length, and a one.

    The energy, log of the summed exponentials of the first scores, is high when any label fits, whichever it is. The
    lead is that of the best label over the next one at the second look. The more words a message has, the less it looks
    like any question, and the more it says: so its length counts too.
    """
    best = first.max()
    energy = float(best + np.log(np.exp(first - best).sum()))
    lead = float(np.subtract(*np.partition(second, -2)[:-3:-1])) if len(second) > 1 else float(second[0])
    return energy, lead, math.log(length), 1.0


def fit_logistic(seen: NDArray[np.float64], right: NDArray[np.bool_], mass: Floats) -> Floats:
    """Weights w so that 1 / (1 + exp(-traits @ w)) is the chance of being right (Newton's method)."""
    weights = np.zeros(seen.shape[1])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-(seen @ weights)))
        gradient = seen.T @ (mass * (right - chance)) - 1e-3 * weights
        curvature = (seen * (mass * chance * (1 - chance))[:, None]).T @ seen + 1e-3 * np.eye(len(weights))
        step = np.linalg.solve(curvature, gradient)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights.astype(np.float32)
