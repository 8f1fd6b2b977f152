"""From words to sentences: the rows are moved until the sum of a text's words says what the teachers say of the text.

What a teacher says of one word alone is only a beginning: "order" means one thing in a shop and another in a sentence
about shelves, and whether "back" matters depends on what stands around it. Over some hundred thousand texts the rows
are found whose sums, at length one, are nearest to the teachers' vectors (least squares, by conjugate gradients).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, diags

from tools.word_table.table import learn_map
from tools.word_table.teachers import Floats, unit

ROUNDS = 3  # between them, the texts' lengths are measured anew
STEPS = 12
LOYALTY = 2.0  # how many texts a row's beginning counts for: words that few texts have stay where they were


def fit_rows(texts: Sequence[Sequence[int]], wanted: Floats, beginning: Floats) -> Floats:
    """The rows, one a word. `texts`: each as numbers of words; `wanted`: its direction, length one."""
    ends = np.cumsum([0, *map(len, texts)])
    columns = np.concatenate([np.asarray(text, dtype=np.int64) for text in texts])
    ones = np.ones(len(columns), dtype=np.float32)
    sums = csr_matrix((ones, columns, ends), shape=(len(texts), len(beginning)))
    rows = beginning = beginning @ learn_map(unit(sums @ beginning), wanted, penalty=4e-4)
    for _ in range(ROUNDS):
        lengths = np.maximum(np.linalg.norm(sums @ rows, axis=1), 1e-3).astype(np.float32)
        rows = _descend(diags(1 / lengths) @ sums, wanted, rows, beginning)
    return np.asarray(rows, dtype=np.float32)


def _descend(scaled: csr_matrix, wanted: Floats, rows: Floats, beginning: Floats) -> Floats:
    """Some steps of conjugate gradients, every direction of meaning by itself, all at once."""
    back = scaled.T.tocsr()
    size = (np.asarray(scaled.multiply(scaled).sum(axis=0)).ravel() + LOYALTY)[:, None].astype(np.float32)
    left = back @ (wanted - scaled @ rows) + LOYALTY * (beginning - rows)
    step = left / size
    weight = (left * step).sum(axis=0)
    for _ in range(STEPS):
        change = back @ (scaled @ step) + LOYALTY * step
        pace = weight / np.maximum((step * change).sum(axis=0), 1e-12)
        rows = rows + step * pace
        left = left - change * pace
        better = left / size
        now = (left * better).sum(axis=0)
        step = better + step * (now / np.maximum(weight, 1e-12))
        weight = now
    return rows
