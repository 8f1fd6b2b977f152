"""Matrices of mostly zeros: questions by features, or features by questions."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Sparse(NamedTuple):
    """For row r, the columns and values from starts[r] to starts[r + 1]."""

    starts: NDArray[Any]
    columns: NDArray[Any]
    values: NDArray[Any]


def sparse(dense: NDArray[Any]) -> Sparse:
    """What is not zero of a matrix."""
    rows, columns = np.nonzero(dense)
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(dense)))])
    return Sparse(starts, columns, dense[rows, columns])


def transpose(matrix: Sparse, width: int) -> Sparse:
    """The same matrix by columns."""
    rows = np.repeat(np.arange(len(matrix.starts) - 1), np.diff(matrix.starts))
    order = np.argsort(matrix.columns, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(matrix.columns, minlength=width))])
    return Sparse(starts, rows[order], matrix.values[order])


def gather(matrix: Sparse, rows: NDArray[np.integer[Any]]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where the entries of some rows stand, one row after the other; and how many each row has."""
    first = matrix.starts[rows]
    lengths = matrix.starts[rows + 1] - first
    ends = np.cumsum(lengths)
    return np.repeat(first - ends + lengths, lengths) + np.arange(ends[-1] if len(ends) else 0), lengths


def take(matrix: Sparse, rows: NDArray[np.intp]) -> Sparse:
    """Some of the matrix's rows."""
    places, lengths = gather(matrix, rows)
    return Sparse(np.concatenate([[0], np.cumsum(lengths)]), matrix.columns[places], matrix.values[places])


def combine(matrix: Sparse, rows: NDArray[np.integer[Any]], weights: Floats, width: int) -> Floats:
    """The sum of some of the matrix's rows, each times its weight."""
    places, lengths = gather(matrix, rows)
    products = np.repeat(weights, lengths) * matrix.values[places]
    return np.bincount(matrix.columns[places], products, minlength=width).astype(np.float32)
