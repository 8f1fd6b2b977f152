"""Learning: softmax regression over similarities, and how sure to be.

Each label's score is a weighted sum of a message's similarities with the questions, the weights learnt
together so that entries which share words are told apart.

How sure to be is learnt without outside data. The solution tells, to a good approximation and
without refitting, what it would have answered had a question been left out (is it still found?),
and had a whole entry been left out (is its question then refused?). A logistic regression on
those answers turns scores into probabilities.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from faq.sparse import Floats

PENALTY = 1 / 20  # on the weights; 1/50 to 1/10 changes little
ROUNDS = 30
SMALL = 512  # rows of a matrix that is inverted as a whole
TRAITS = 4  # numbers that `traits` gives
STRANGERS = 0.5  # how much the left-out entries count in the calibration, against the left-out questions


def solve(kernel: Floats, label_of: NDArray[np.int32], lengths: Sequence[int]) -> tuple[Floats, Floats]:
    """A weight per question and label, and the calibration: see `fit_logistic`. `kernel` is used up.

    `lengths`: how many words each question has.
    """
    targets = np.eye(int(label_of.max()) + 1, dtype=np.float32)[label_of]
    kernel /= 2
    kernel[np.diag_indices_from(kernel)] += PENALTY
    invert(kernel)
    weights, scores = fit_softmax(kernel, targets)
    return weights, fit_logistic(*_left_out(scores, kernel, weights, label_of, lengths))


def invert(matrix: Floats) -> None:
    """Make a symmetric, positive definite matrix its own inverse.

    In place, but for a quarter of its size: with thousands of questions it is most of the memory that learning takes.
    Roundings to 32 bits are far below what the penalty leaves open.
    """
    _invert_factor(matrix)
    for at in range(0, len(matrix), SMALL):
        rows, after = slice(at, at + SMALL), slice(at + SMALL, None)
        matrix[rows, at:] = matrix[at:, rows].T @ matrix[at:, at:]
        matrix[after, rows] = matrix[rows, after].T


def _invert_factor(matrix: Floats) -> None:
    """Make a matrix the inverse of its own lower triangular (Cholesky) factor, by halves."""
    if len(matrix) <= SMALL:
        matrix[:] = np.tril(np.linalg.inv(np.linalg.cholesky(matrix.astype(np.float64))))
        return
    half = len(matrix) // 2
    first, below, rest = matrix[:half, :half], matrix[half:, :half], matrix[half:, half:]
    _invert_factor(first)
    below[:] = below @ first.T
    rest -= below @ below.T
    _invert_factor(rest)
    below[:] = -(rest @ below) @ first
    matrix[:half, half:] = 0


def fit_softmax(inverse: Floats, targets: Floats, rounds: int = ROUNDS) -> tuple[Floats, Floats]:
    """Softmax regression in the dual: a weight per question and label, and the scores they give the questions.

    Boehning's bound on the curvature gives one matrix for all rounds, inverse = (kernel / 2 + penalty)^-1, and
    Nesterov's momentum speeds them up. With step = inverse @ slope, kernel @ step is 2 (slope - penalty * step):
    the scores follow the weights without a second product.
    """
    weights = step = np.zeros_like(targets)
    scores = score_step = np.zeros_like(targets)
    pace = 1.0
    for _ in range(rounds):
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        slope = chances - targets + PENALTY * weights
        change = inverse @ slope
        last, step = step, weights - change
        last_score, score_step = score_step, scores - 2 * (slope - PENALTY * change)
        faster = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        push = np.float32((pace - 1) / faster)
        weights = step + push * (step - last)
        scores = score_step + push * (score_step - last_score)
        pace = faster
    return step, score_step


def _left_out(
    scores: Floats, inverse: Floats, weights: Floats, label_of: NDArray[np.int32], lengths: Sequence[int]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], Floats]:
    """Traits of answers with one question, then with one whole entry, left out; whether right; their mass.

    One Newton step with the same curvature bound as in the fit: f - 2 G_bb^-1 w + 2 penalty w.
    """
    fitted = scores + 2 * PENALTY * weights
    one = fitted - 2 * weights / np.diag(inverse)[:, None]
    seen = [traits(*each) for each in zip(one, lengths, strict=True)]
    right = [one.argmax(axis=1) == label_of]
    gone = np.empty_like(one)
    for label in range(weights.shape[1]):
        rows = np.flatnonzero(label_of == label)
        gone[rows] = fitted[rows] - 2 * np.linalg.solve(inverse[np.ix_(rows, rows)], weights[rows])
    gone[np.arange(len(gone)), label_of] = gone.min()
    seen += [traits(*each) for each in zip(gone, lengths, strict=True)]
    right.append(np.zeros(len(gone), dtype=bool))
    mass = np.concatenate([np.ones(len(one)), np.full(len(gone), STRANGERS)]).astype(np.float32)
    return np.array(seen), np.concatenate(right), mass


def traits(scores: Floats, length: int) -> tuple[float, float, float, float]:
    """What tells whether an answer is right: the energy, the lead of the best label over the second, and a one.

    The energy, log of the summed exponentials, is high when any label fits, whichever it is. The more words a message
    has, the less it looks like any question, and the more it says: so its length counts too.
    """
    best = scores.max()
    second = np.partition(scores, -2)[-2] if len(scores) > 1 else 0.0
    return float(best + np.log(np.exp(scores - best).sum())), float(best - second), math.log(length), 1.0


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
