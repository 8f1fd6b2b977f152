"""The mathematics of learning, on small matrices."""

from __future__ import annotations

import numpy as np
import pytest

from faq.calibration import fit_logistic, traits
from faq.gram import gram
from faq.solve import PENALTY, SMALL, fit_softmax, invert
from faq.sparse import Sparse, transpose


@pytest.mark.parametrize("size", [1, 7, SMALL + 3, 2 * SMALL + 5])
def test_inverse_undoes_its_matrix(size: int) -> None:
    rows = np.random.default_rng(1).normal(size=(size, 40)).astype(np.float32) / 6
    matrix = rows @ rows.T + np.eye(size, dtype=np.float32)

    inverse = matrix.copy()
    invert(inverse)

    assert inverse @ matrix == pytest.approx(np.eye(size), abs=1e-4)


def test_softmax_tells_two_groups_apart() -> None:
    kernel = np.array([[1, 0.8, 0, 0], [0.8, 1, 0, 0], [0, 0, 1, 0.8], [0, 0, 0.8, 1]], dtype=np.float32)
    targets = np.repeat(np.eye(2, dtype=np.float32), 2, axis=0)
    weights, scores = fit_softmax(np.linalg.inv(kernel / 2 + PENALTY * np.eye(4)), targets)

    assert scores == pytest.approx(kernel @ weights, abs=1e-3)
    assert scores.argmax(axis=1).tolist() == [0, 0, 1, 1]


def test_chances_follow_the_traits() -> None:
    seen = np.array([[-2, 1], [-1, 1], [1, 1], [2, 1]], dtype=np.float64)
    weights = fit_logistic(seen, np.array([False, False, True, True]))

    assert weights[0] > 0.5


def test_traits_of_one_label_and_of_many() -> None:
    first = np.array([3, 1, 1], dtype=np.float32)
    many = traits(first, np.array([1, 6, 4], dtype=np.float32), 4)

    assert (many.energy, many.lead) == pytest.approx((3 + np.log(1 + 2 * np.exp(-2)), 2))
    assert traits(first[:1], first[:1], 1) == pytest.approx((3, 3, 0, 1))


def test_gram_is_the_product_of_the_rows() -> None:
    random = np.random.default_rng(2)
    dense = random.random((70, 30)).astype(np.float32) * (random.random((70, 30)) < np.linspace(0.02, 0.95, 30))
    rows, columns = np.nonzero(dense)
    starts = np.searchsorted(rows, np.arange(71))

    found = gram(transpose(Sparse(starts, columns, dense[rows, columns]), 30), 70)

    assert found == pytest.approx(dense @ dense.T, abs=1e-5)
