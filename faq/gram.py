"""The similarity of every question with every other, for learning."""

from __future__ import annotations

import numpy as np

from faq.sparse import Floats, Sparse

# Features in more questions than this go through a dense product, in so many columns at a time; the others
# pair by pair, so many at a time.
_COMMON = 48
_COLUMNS = 1024
_PAIRS = 2_000_000
_ROWS = 512


def gram(by_feature: Sparse, count: int) -> Floats:
    """Cosine of every question with every other, as a count x count matrix."""
    starts, rows, values = by_feature
    lengths = np.diff(starts)
    matrix = np.zeros((count, count), dtype=np.float32)
    common = np.flatnonzero(lengths > _COMMON)
    for at in range(0, len(common), _COLUMNS):
        columns = common[at : at + _COLUMNS]
        dense = np.zeros((count, len(columns)), dtype=np.float32)
        for column, feature in enumerate(columns):
            posting = slice(starts[feature], starts[feature + 1])
            dense[rows[posting], column] = values[posting]
        add_products(matrix, dense, dense)
    flat = matrix.reshape(-1)
    for length in range(1, _COMMON + 1):
        features = np.flatnonzero(lengths == length)
        for some in np.array_split(features, max(1, len(features) * length * length // _PAIRS)):
            span = starts[some][:, None] + np.arange(length)
            pairs = rows[span][:, :, None] * count + rows[span][:, None, :]
            np.add.at(flat, pairs.ravel(), (values[span][:, :, None] * values[span][:, None, :]).ravel())
    return matrix


def add_products(matrix: Floats, rows: Floats, others: Floats) -> None:
    """Add the products of all rows with all others; in stretches, because such a matrix is large enough once."""
    for at in range(0, len(matrix), _ROWS):
        matrix[at : at + _ROWS] += rows[at : at + _ROWS] @ others.T
