"""How much a message resembles those that are not for us.

A class of its own for them would swallow whatever is near those few; so they stand beside the model, and a message
only loses where it is nearer to a stranger than to any question.
"""

from __future__ import annotations

from collections.abc import Sequence

from faq.features import Features, build_block, features
from faq.sparse import Floats, combine, transpose
from faq.wordtable import WordTable


class Strangers:
    """Compares with messages that nobody here answers."""

    def __init__(self, texts: Sequence[Sequence[str]], table: WordTable | None, *, meaning: float) -> None:
        """`texts` are read like questions: words, folded, product names made one."""
        texts = [words for words in texts if words]
        self._count = len(texts)
        self._block, rows = build_block([features(words) for words in texts])
        self._by_feature = transpose(rows, len(self._block.hashes))
        self._meanings = table.embed_all(texts) if table else None
        self._meaning = meaning

    def nearest(self, text: Features, meaning: Floats | None) -> float:
        """The similarity with the nearest one, 0 to 1; 0 without any."""
        if not self._count:
            return 0.0
        by_letters = combine(self._by_feature, *self._block.weigh(text), self._count)
        if self._meanings is None or meaning is None:
            return float(by_letters.max())
        return float(((1 - self._meaning) * by_letters + self._meaning * (self._meanings @ meaning)).max())
