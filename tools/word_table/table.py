"""From the teachers' vectors to one table: common directions, rare words louder, a byte a number."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faq.arrays import write
from faq.wordtable import key_of
from tools.word_table.teachers import Floats, unit

RARE = 1e-3  # words rarer than this count nearly in full; commoner ones fade


def centred(rows: Floats) -> Floats:
    """The rows without what they have in common, at length one: each language lies in a corner of its own."""
    return unit(rows - rows.mean(axis=0))


def learn_map(known: Floats, wanted: Floats, penalty: float) -> Floats:
    """The matrix that turns rows of one space into rows of another (ridge regression)."""
    x = known.astype(np.float64)
    gram = x.T @ x
    gram += penalty * np.trace(gram) / len(gram) * np.eye(len(gram))
    return np.asarray(np.linalg.solve(gram, x.T @ wanted), dtype=np.float32)


def main_directions(rows: Floats, dimensions: int) -> Floats:
    """The directions in which the rows differ most (columns), strongest first; signs fixed, so that runs agree."""
    x = rows.astype(np.float64)
    _, vectors = np.linalg.eigh(x.T @ x)
    top = vectors[:, ::-1][:, :dimensions]
    signs = np.sign(top[np.abs(top).argmax(axis=0), np.arange(top.shape[1])])
    return np.asarray(top * signs, dtype=np.float32)


def fade(chance: Floats) -> Floats:
    """How much a word counts by how common it is (SIF)."""
    return np.asarray(RARE / (RARE + chance), dtype=np.float32)


def merge_folded(rows: Floats, chances: Floats, keys: list[str]) -> tuple[list[str], Floats, Floats]:
    """One row a key: words that are written alike without marks share a mean, the commoner ones counting more."""
    order = {key: i for i, key in enumerate(sorted(set(keys)))}
    place = np.array([order[key] for key in keys])
    total = np.zeros((len(order), rows.shape[1]), dtype=np.float64)
    chance = np.zeros(len(order))
    np.add.at(total, place, rows * chances[:, None])
    np.add.at(chance, place, chances)
    return list(order), np.asarray(total / chance[:, None], dtype=np.float32), chance.astype(np.float32)


def as_bytes(rows: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Each row as small integers and one scale."""
    scales = np.abs(rows).max(axis=1) / 127
    safe = np.where(scales == 0, 1, scales)
    return np.rint(rows / safe[:, None]).astype(np.int8), scales.astype(np.float32)


def save(path: Path, words: list[str], rows: Floats) -> None:
    """Write the table, in the order of the words' numbers."""
    small, scales = as_bytes(rows)
    hashes = np.concatenate([key_of(word) for word in words])
    order = np.argsort(hashes)
    fingerprint = f"{len(words)}-{zlib.crc32(small[order].tobytes()):08x}"
    write(
        path,
        {
            "hashes": hashes[order],
            "rows": small[order],
            "scales": scales[order],
            "fingerprint": np.frombuffer(fingerprint.encode(), dtype=np.uint8),
        },
    )
