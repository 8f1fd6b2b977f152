"""How much a message resembles those that are not for us, or not for one entry.

A class of its own for them would swallow whatever is near those few; so they stand beside the model, and a message
only loses where it is nearer to one of them than to the questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from faq.features import Features, build_block, without_pieces, without_share, word_features
from faq.meaning import Meanings
from faq.sparse import Floats, combine, transpose

Words = Sequence[str]  # read like questions: folded, product names made one


class Strangers:
    """Messages that nobody here answers, and messages that are denied to one label each."""

    def __init__(
        self, texts: Iterable[Words], denied: Iterable[tuple[str, Words]], table: Meanings | None, *, meaning: float
    ) -> None:
        """`denied`: label and words of each. `meaning`: how much `table` counts."""
        strangers = [words for words in texts if words]
        by_label = sorted((each for each in denied if each[1]), key=lambda each: each[0])
        self._everybody = slice(0, len(strangers))
        self._rows: dict[str, list[int]] = {}
        for row, (label, _) in enumerate(by_label, start=len(strangers)):
            self._rows.setdefault(label, []).append(row)
        self._compare = _Comparison([*strangers, *(words for _, words in by_label)], table, meaning)

    def nearest(self, labels: Sequence[str], text: Features, meaning: Floats | None) -> tuple[float, list[float]]:
        """How like the nearest stranger, 0 to 1; and for each label, how like the nearest message denied to it."""
        near = self._compare(text, meaning)
        denied = [float(near[self._rows[label]].max()) if label in self._rows else 0.0 for label in labels]
        return float(near[self._everybody].max(initial=0.0)), denied


class _Comparison:
    """The similarity of a message with each of some texts, by words and meaning."""

    def __init__(self, texts: Sequence[Words], table: Meanings | None, meaning: float) -> None:
        self._count = len(texts)
        self._block, rows = build_block([word_features(words) for words in texts])
        self._by_feature = transpose(rows, len(self._block.hashes))
        self._meanings = table.embed_all(texts) if table else None
        self._meaning = np.float32(meaning if table else 0)

    def __call__(self, text: Features, meaning: Floats | None) -> Floats:
        if not self._count:
            return np.zeros(0, dtype=np.float32)
        columns, weights = self._block.weigh(without_pieces(text))
        by_words = without_share(weights) * (1 - self._meaning)
        near = combine(self._by_feature, columns, by_words, self._count)
        if self._meanings is not None and meaning is not None:
            near += self._meanings @ (meaning * self._meaning)
        return near
