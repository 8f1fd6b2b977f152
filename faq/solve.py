"""Learning: softmax regression over similarities.

Each label's score is a weighted sum of a message's similarities with the questions, the weights learnt
together so that entries which share words are told apart. The solution also tells, to a good approximation and
without refitting, what it would have answered had a question been left out, or a whole entry: `faq.calibration`
learns from that how sure to be.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from faq.sparse import Floats

PENALTY = 1 / 20  # on the weights; 1/50 to 1/10 changes little
ROUNDS = 30
SMALL = 512  # rows of a matrix that is inverted as a whole


def solve(kernel: Floats, label_of: NDArray[np.int32]) -> tuple[Floats, Floats, Floats]:
    """A weight per question and label; the questions' scores without each, and without each's label.

    `kernel` is used up.
    """
    targets = np.eye(int(label_of.max()) + 1, dtype=np.float32)[label_of]
    kernel /= 2
    kernel[np.diag_indices_from(kernel)] += PENALTY
    invert(kernel)
    weights, scores = fit_softmax(kernel, targets)
    return weights, *_left_out(scores, kernel, weights, label_of)


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


def _left_out(scores: Floats, inverse: Floats, weights: Floats, label_of: NDArray[np.int32]) -> tuple[Floats, Floats]:
    """The questions' scores had each been left out, then had all of its label been.

    One Newton step with the same curvature bound as in the fit: f - 2 G_bb^-1 w + 2 penalty w.
    """
    fitted = scores + 2 * PENALTY * weights
    one = fitted - 2 * weights / np.diag(inverse)[:, None]
    gone = np.empty_like(one)
    for label in range(weights.shape[1]):
        rows = np.flatnonzero(label_of == label)
        gone[rows] = fitted[rows] - 2 * np.linalg.solve(inverse[np.ix_(rows, rows)], weights[rows])
    gone[np.arange(len(gone)), label_of] = gone.min()
    return one, gone
