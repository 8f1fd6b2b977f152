"""How much a message resembles those that are not for us, or not for one entry.

A class of its own for them would swallow whatever is near those few; so they stand beside the model, and a message
only loses where it is nearer to one of them than to the questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from faq.arrays import Arrays
from faq.features import Block, Features, build_block, without_pieces, without_share, word_features
from faq.meaning import Meanings
from faq.sparse import Floats, Sparse, combine, transpose

Words = Sequence[str]  # read like questions: folded, product names made one


class Strangers:
    """Messages that nobody here answers, and messages that are denied to one label each."""

    def __init__(self, everybody: int, denied: Sequence[str], beside: Beside, *, meaning: float) -> None:
        """`beside`: first as many as are denied to `everybody`, then one for each label of `denied`.

        `meaning`: how much their meanings count.
        """
        self._everybody = slice(0, everybody)
        self._rows: dict[str, list[int]] = {}
        for row, label in enumerate(denied, start=everybody):
            self._rows.setdefault(label, []).append(row)
        self._beside = beside
        self._meaning = np.float32(meaning)

    def nearest(self, labels: Sequence[str], text: Features, meaning: Floats | None) -> tuple[float, list[float]]:
        """How like the nearest stranger, 0 to 1; and for each label, how like the nearest message denied to it."""
        near = self._beside.likeness(text, meaning, self._meaning)
        denied = [float(near[self._rows[label]].max()) if label in self._rows else 0.0 for label in labels]
        return float(near[self._everybody].max(initial=0.0)), denied


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Some texts that a message is put beside, by words and meaning."""

    block: Block
    by_feature: Sparse
    meanings: Floats  # a row for each text; rows without a number where there is no table

    @classmethod
    def these(cls, texts: Sequence[Words], table: Meanings | None) -> Self:
        """All of these texts."""
        block, rows = build_block([word_features(words) for words in texts])
        by_feature = transpose(rows, len(block.hashes))
        meanings = table.embed_all(texts) if table else np.zeros((len(texts), 0), dtype=np.float32)
        return cls(block=block, by_feature=by_feature, meanings=meanings)

    @classmethod
    def of(cls, kept: Arrays) -> Self:
        """From what `arrays` gave."""
        block = Block(hashes=kept["hashes"], idf=kept["idf"], unknown=float(kept["unknown"][0]))
        return cls(block=block, by_feature=Sparse(*(kept[name] for name in _SPARSE)), meanings=kept["meanings"])

    def arrays(self) -> Arrays:
        """What to keep."""
        return dict(zip(_SPARSE, self.by_feature, strict=True)) | {
            "hashes": self.block.hashes,
            "idf": self.block.idf,
            "unknown": np.array([self.block.unknown]),
            "meanings": self.meanings,
        }

    def likeness(self, text: Features, meaning: Floats | None, share: np.float32) -> Floats:
        """Of each text, 0 to 1. `share`: how much of it is meaning."""
        if not len(self.meanings):
            return np.zeros(0, dtype=np.float32)
        if not self.meanings.shape[1]:
            share = np.float32(0)
        columns, weights = self.block.weigh(without_pieces(text))
        near = combine(self.by_feature, columns, without_share(weights) * (1 - share), len(self.meanings))
        if meaning is not None and share:
            near += self.meanings @ (meaning * share)
        return near


_SPARSE = ("starts", "columns", "values")
