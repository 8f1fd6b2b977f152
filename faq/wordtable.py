"""What words mean: a vector for each of many words, so that "refund" and "money back" or "hoàn tiền" are near.

The table was made once from published sentence encoders (faq/data/README.md). At run time it is a file and a sum:
a text's vector is the sum of its words' vectors, common words counting little. Pairs the table knows
("hoan tien") go before their single words, which in Vietnamese are only syllables.

A text's vector is worth as much as the share of its words that the table knows; `embed` returns both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from faq.arrays import RowsInFile, read, read_rows
from faq.features import Hashes, find, pair_hashes, word_hashes
from faq.sparse import Floats

DIRECTIONS = 192  # numbers in a row
HERE = Path(__file__).parent / "data" / "words.arrays"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class WordTable:
    """Rows of small integers with a scale each, in the order of the words' numbers. Read-only, threads may share it."""

    hashes: Hashes
    rows: NDArray[np.int8] | RowsInFile
    scales: Floats
    fingerprint: str  # a short name for exactly this table

    @classmethod
    def load(cls, path: Path = HERE) -> Self | None:
        """The table in the file; None without one: the matcher works then, only worse."""
        kept = read(path)
        if kept is None:
            return None
        fingerprint = kept["fingerprint"].tobytes().decode()
        return cls(kept["hashes"], read_rows(path, "rows"), kept["scales"], fingerprint)

    def __contains__(self, word: str) -> bool:
        return bool(find(self.hashes, key_of(word))[1][0])

    def embed(self, words: Sequence[str]) -> tuple[Floats, float]:
        """The direction of the words' meaning (length one, or zero if none is known) and the share of them known."""
        single = word_hashes(words)
        at, known = find(self.hashes, np.concatenate([single, pair_hashes(single)]))
        rows = np.where(known, at, -1).tolist()
        found, covered = _pairs_first(rows[: len(words)], rows[len(words) :])
        if not found:
            return np.zeros(DIRECTIONS, dtype=np.float32), 0.0
        total = self.scales[found] @ self.rows[found].astype(np.float32)
        length = float(np.sqrt(total @ total)) or 1.0
        return total / np.float32(length), covered / len(words)

    def weigh(self, words: Sequence[str]) -> Floats:
        """What the words mean together: a direction, as long as the share of them that is known."""
        direction, share = self.embed(words)
        return direction * np.float32(share)

    def embed_all(self, texts: Sequence[Sequence[str]]) -> Floats:
        """One row a text, each already weighed by its share of known words: row @ row is their similarity."""
        rows = [self.weigh(words) for words in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), DIRECTIONS)


def _pairs_first(single: Sequence[int], pairs: Sequence[int]) -> tuple[list[int], int]:
    """The rows to add up, and how many words they cover; -1 stands for what the table does not know."""
    found: list[int] = []
    covered = at = 0
    while at < len(single):
        length = 2 if at < len(pairs) and pairs[at] >= 0 else 1
        row = pairs[at] if length == 2 else single[at]
        if row >= 0:
            found.append(row)
            covered += length
        at += length
    return found, covered


def key_of(entry: str) -> Hashes:
    """The number of a word, or of a pair of words with a space between."""
    words = word_hashes(entry.split(" "))
    return words if len(words) == 1 else pair_hashes(words)
