"""Which questions have a very similar one under another label: only these may lead to the wrong one.

Learning gives every question's own label a clear lead, unless nearly the same words stand elsewhere too. So whoever
looks for questions that are lost need not try them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from faq.sparse import Floats

NEAR = 0.7  # similar enough to be tried; of our own questions, none below 0.85 is lost in its own language
SHORT = 128  # numbers of a sketch that are enough for a first look,
DOUBT = 0.15  # ... which may be too low by this much
BLOCK = 512  # rows at a time


def rivalled_in(label_of: NDArray[np.int32], similarities: Floats) -> NDArray[np.bool_]:
    """For each question, whether another label has one that is so near, by a matrix of all with all."""
    found = np.zeros(len(similarities), dtype=np.bool_)
    for rows, _ in _near_elsewhere(label_of, similarities.__getitem__, NEAR):
        found[rows] = True
    return found


def rivalled_by_sketch(label_of: NDArray[np.int32], sketches: Floats) -> NDArray[np.bool_]:
    """The same, nearly, for so many that the matrix would not fit. `sketches`: rows whose products are similarities."""
    count, length = sketches.shape
    signs = np.random.default_rng(7).choice(np.array([-1, 1], dtype=np.float32), length)
    padded = np.zeros((count, -(-length // SHORT) * SHORT), dtype=np.float32)
    padded[:, :length] = sketches * signs
    short = padded.reshape(count, -1, SHORT).sum(axis=1)
    across = np.ascontiguousarray(short.T)
    found = np.zeros(count, dtype=np.bool_)
    for rows, others in _near_elsewhere(label_of, lambda block: short[block] @ across, NEAR - DOUBT):
        near = np.einsum("ij,ij->i", sketches[rows], sketches[others]) >= NEAR
        found[rows[near]] = True
    return found


def _near_elsewhere(
    label_of: NDArray[np.int32], similarities: Callable[[slice], Floats], near: float
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Pairs of questions of two labels that are so near; some at a time."""
    for at in range(0, len(label_of), BLOCK):
        rows, others = np.nonzero(similarities(slice(at, at + BLOCK)) >= near)
        rows += at
        apart = label_of[rows] != label_of[others]
        yield rows[apart], others[apart]
