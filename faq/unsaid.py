"""How much of a message the questions of a label never say.

Who asks "how much is a pallet of bricks" has the words of a price question, and two that no price question has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from faq.features import find, word_hashes
from faq.learnt import Asked
from faq.questions import Questions
from faq.small_words import SMALL_WORDS
from faq.text import fold

# Words that say nothing of what a message is about, whether a question has them or not.
_CHATTER = frozenset(
    """guys guy sir team friend bro mate dear just quick quickly question really actually maybe currently again already
    possible necessary available anyone someone something thing things kind sort bit lot hope wish guess
    wonder wondering
    nha nhe nhi voi vay luon ha hen thui tui ban shop oi""".split()
) | {fold(word) for words in SMALL_WORDS.values() for word in words}


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Measures it against these questions."""

    asked: Asked
    questions: Questions

    def __call__(self, words: Sequence[str], label: int) -> float:
        """The share that is never said, 0 to 1, rarer words counting more."""
        telling = [word for word in words if word not in _CHATTER]
        if not telling:
            return 0.0
        block = self.questions.block
        at, known = find(block.hashes, word_hashes(telling))
        weights = np.where(known, block.idf[at], np.float32(block.unknown))
        has = np.zeros(len(block.hashes), dtype=np.bool_)
        has[self.questions.columns_of(self.asked.rows(label))] = True
        said = known & has[at]
        return float(1 - weights[said].sum() / weights.sum())
