"""Whether a message's words are those of our customers or those of strangers.

The nearest stranger says much of a message that is like one; of the others, single words still tell: "plugin" is
hardly ever said by those who ask for tickets, shoes and horoscopes, and "kilo" hardly ever by ours.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

DOUBT = 50.0  # texts with words as usual that are added to each side, so that few texts prove little
FEW = 4  # words that say nothing are added to each message, so that a single one proves little


@dataclass(frozen=True, slots=True)
class Kinship:
    """Compares how often the two sides say a word."""

    ours: Counter[str]  # words of the questions
    questions: int
    theirs: Counter[str]  # words of strangers
    strangers: int

    @classmethod
    def between(cls, ours: Counter[str], questions: int, strangers: Sequence[Sequence[str]]) -> Kinship:
        """Between so many questions with these words, and the strangers' words."""
        return cls(ours, questions, Counter(word for words in strangers for word in words), len(strangers))

    def __call__(self, words: Sequence[str]) -> float:
        """Above 0: the words are rather ours. 0 where there are no strangers, or no words."""
        if not self.strangers or not words:
            return 0.0
        return sum(map(self._speaks, words)) / math.sqrt(len(words) + FEW)

    def _speaks(self, word: str) -> float:
        ours, theirs = self.ours[word], self.theirs[word]
        usual = DOUBT * (ours + theirs + 0.5) / (self.questions + self.strangers)
        return math.log((ours + usual) / (self.questions + DOUBT) / ((theirs + usual) / (self.strangers + DOUBT)))
