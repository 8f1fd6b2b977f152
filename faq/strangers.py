"""How much a message resembles those that are not for us.

A class of its own for them would swallow whatever is near those few; so they stand beside the model, and a message
only loses where it is nearer to a stranger than to any question.
"""

from __future__ import annotations

from collections.abc import Sequence

from faq.features import WORD_SHARE, build_block, piece_features, similarity, word_features
from faq.wordtable import WordTable


class Strangers:
    """Compares with messages that nobody here answers."""

    def __init__(self, texts: Sequence[Sequence[str]], table: WordTable | None, *, meaning: float) -> None:
        """`texts` are read like questions: words, folded, product names made one."""
        self._count = len(texts)
        self._words = build_block([word_features(words) for words in texts])
        self._pieces = build_block([piece_features(words) for words in texts])
        self._table = table
        self._meanings = table.embed_all(texts) if table else None
        self._meaning = meaning

    def nearest(self, words: Sequence[str]) -> float:
        """The similarity with the nearest one, 0 to 1; 0 without any."""
        if not self._count:
            return 0.0
        by_word = similarity(self._words, word_features(words), self._count)
        by_piece = similarity(self._pieces, piece_features(words), self._count)
        by_letters = WORD_SHARE * by_word + (1 - WORD_SHARE) * by_piece
        if self._table is None or self._meanings is None:
            return float(by_letters.max())
        direction, share = self._table.embed(words)
        by_meaning = self._meanings @ direction * share
        return float(((1 - self._meaning) * by_letters + self._meaning * by_meaning).max())
