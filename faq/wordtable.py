"""What words mean: a vector for each of many words, so that "refund" and "money back" or "hoàn tiền" are near.

The table was made once from published sentence encoders (faq/data/README.md). At run time it is a file and a sum:
a text's vector is the sum of its words' vectors, common words counting little. Pairs the table knows
("hoan tien") go before their single words, which in Vietnamese are only syllables.

A text's vector is worth as much as the share of its words that the table knows; `embed` returns both.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from faq.features import Floats

HERE = Path(__file__).parent / "data" / "words.npz"


@dataclass(frozen=True, slots=True, repr=False)
class WordTable:
    """Rows of small integers with a scale each, found by the folded word. Read-only, so threads may share it."""

    index: dict[bytes, int]
    rows: NDArray[np.int8]
    scales: Floats

    @classmethod
    def load(cls, path: Path = HERE) -> Self | None:
        """The table in the file; None without one: the matcher works then, only worse."""
        if not path.is_file():
            return None
        with np.load(path, allow_pickle=False) as data:
            keys = data["words"].tobytes().split(b"\n")
            return cls({key: row for row, key in enumerate(keys)}, data["rows"], data["scales"])

    @property
    def fingerprint(self) -> str:
        """A short name for exactly this table."""
        return f"{len(self.index)}-{zlib.crc32(self.rows.tobytes()):08x}"

    def __contains__(self, word: str) -> bool:
        return word.encode() in self.index

    def embed(self, words: Sequence[str]) -> tuple[Floats, float]:
        """The direction of the words' meaning (length one, or zero if none is known) and the share of them known."""
        found: list[int] = []
        known = at = 0
        while at < len(words):
            pair = self.index.get(f"{words[at]} {words[at + 1]}".encode()) if at + 1 < len(words) else None
            row = self.index.get(words[at].encode()) if pair is None else pair
            length = 1 if pair is None else 2
            if row is not None:
                found.append(row)
                known += length
            at += length
        if not found:
            return np.zeros(self.rows.shape[1], dtype=np.float32), 0.0
        total = self.scales[found] @ self.rows[found].astype(np.float32)
        length_of_total = float(np.sqrt(total @ total)) or 1.0
        return total / np.float32(length_of_total), known / len(words)

    def embed_all(self, texts: Sequence[Sequence[str]]) -> Floats:
        """One row a text, each already weighed by its share of known words: row @ row is their similarity."""
        parts = [self.embed(words) for words in texts]
        rows = [vector * np.float32(share) for vector, share in parts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.rows.shape[1])
