"""How much a message resembles those that are not for us, or not for one entry.

A class of its own for them would swallow whatever is near those few; so they stand beside the model, and a message
only loses where it is nearer to one of them than to the questions.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from faq.features import Features, build_block, features
from faq.meaning import Meanings
from faq.sparse import Floats, combine, transpose


class Strangers:
    """Compares with messages that nobody here answers."""

    def __init__(self, texts: Sequence[Sequence[str]], table: Meanings | None, *, meaning: float) -> None:
        """`texts` are read like questions: words, folded, product names made one."""
        texts = [words for words in texts if words]
        self._count = len(texts)
        self._block, rows = build_block([features(words) for words in texts])
        self._by_feature = transpose(rows, len(self._block.hashes))
        self._meanings = table.embed_all(texts) if table else None
        self._meaning = meaning

    def nearest(self, text: Features, meaning: Floats | None) -> float:
        """The similarity with the nearest one, 0 to 1; 0 without any."""
        return float(self.similarities(text, meaning).max(initial=0.0))

    def similarities(self, text: Features, meaning: Floats | None) -> Floats:
        """With each of them."""
        if not self._count:
            return np.zeros(0, dtype=np.float32)
        by_letters = combine(self._by_feature, *self._block.weigh(text), self._count)
        if self._meanings is None or meaning is None:
            return by_letters
        both: Floats = (1 - self._meaning) * by_letters + self._meaning * (self._meanings @ meaning)
        return both


class Denied:
    """Messages that must not get some label: each counts against its own label only."""

    def __init__(self, texts: Sequence[tuple[str, Sequence[str]]], table: Meanings | None, *, meaning: float) -> None:
        """`texts`: label and words of each."""
        texts = [(label, words) for label, words in texts if words]
        self._rows: dict[str, list[int]] = {}
        for row, (label, _) in enumerate(texts):
            self._rows.setdefault(label, []).append(row)
        self._texts = Strangers([words for _, words in texts], table, meaning=meaning)

    def nearest(self, labels: Sequence[str], text: Features, meaning: Floats | None) -> list[float]:
        """For each label, the similarity with the nearest message that must not get it; 0 without any."""
        if not self._rows.keys() & set(labels):
            return [0.0] * len(labels)
        near = self._texts.similarities(text, meaning)
        return [float(near[self._rows[label]].max()) if label in self._rows else 0.0 for label in labels]
