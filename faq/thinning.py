"""Fewer questions to learn from, where there are more than one matrix holds: of those most alike, one is enough."""

from __future__ import annotations

import heapq
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from faq.learnt import Asked
from faq.sparse import Floats, Sparse, gather

_NOBODY = -1.0  # how like the nearest of one's label is, where there is none


def thin(asked: Asked, features: Sparse, meanings: Floats, meaning: float, most: int) -> NDArray[np.intp]:
    """The rows of at most so many questions; no label loses its last one.

    Again and again, of the two questions of one label that are most alike, the one goes that is liker to the others.
    `features` and `meanings`: a row each; `meaning`: the share of the latter in the similarity.
    """
    count = len(asked.texts)
    if count <= most:
        return np.arange(count)
    kept = np.ones(count, dtype=np.bool_)
    starts = asked.first.tolist()
    alike = [_alike(features, meanings, meaning, np.arange(a, b)) for a, b in pairwise(starts)]
    likest = [(-float(each.max()), label) for label, each in enumerate(alike)]
    heapq.heapify(likest)
    for _ in range(count - most):
        likeness, label = likest[0]
        if likeness == -_NOBODY:
            break
        here = alike[label]
        one, other = divmod(int(here.argmax()), len(here))
        out = one if here[one].sum() >= here[other].sum() else other
        here[out] = here[:, out] = _NOBODY
        kept[starts[label] + out] = False
        heapq.heapreplace(likest, (-float(here.max()), label))
    return np.flatnonzero(kept)


def _alike(features: Sparse, meanings: Floats, meaning: float, rows: NDArray[np.intp]) -> Floats:
    """The similarity of some questions with each other; of none with itself."""
    places, lengths = gather(features, rows)
    columns, at = np.unique(features.columns[places], return_inverse=True)
    dense = np.zeros((len(rows), len(columns)), dtype=np.float32)
    dense[np.repeat(np.arange(len(rows)), lengths), at] = features.values[places]
    alike: Floats = (1 - meaning) * (dense @ dense.T) + meaning * (meanings[rows] @ meanings[rows].T)
    np.fill_diagonal(alike, _NOBODY)
    return alike
