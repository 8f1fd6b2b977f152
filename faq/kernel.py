"""The matcher: a score for each label from what is learnt, made a probability, with the question that speaks for it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np

from faq.calibration import traits
from faq.features import Features, features, find, word_hashes
from faq.learnt import Learnt
from faq.match import Match
from faq.meaning import Meanings
from faq.second_look import CANDIDATES, SecondLook
from faq.small_words import SMALL_WORDS
from faq.sparse import Floats
from faq.spelling import Spelling
from faq.strangers import Strangers
from faq.terms import ProductNames
from faq.text import fold

AVERSION = 12.0  # how much a message loses by being nearer to a stranger than to any question ...
TOO_NEAR = 0.18  # ... or almost as near
STRANGENESS = 2.0  # how strongly words that no question has make a message less likely to be for us
RESEMBLANCE = 0.35  # a message without a single known word has to look at least this much like a question

SHORTEST_STRANGE = 2  # shorter words are slips and particles, and say nothing of what a message is about
# Words that say nothing of it either, whether a question has them or not.
_CHATTER = frozenset(
    """guys guy sir team friend bro mate dear just quick quickly question really actually maybe currently again already
    possible necessary available anyone someone something thing things kind sort bit lot hope wish guess
    wonder wondering
    nha nhe nhi voi vay luon ha hen thui tui ban shop oi""".split()
) | {fold(word) for words in SMALL_WORDS.values() for word in words}


@lru_cache(maxsize=4)  # a message is put to several matchers, one after the other
def _seen(words: tuple[str, ...], table: Meanings | None) -> tuple[Features, Floats | None]:
    return features(words), table.weigh(words) if table else None


class KernelMatcher:
    """Ranks the labels of one language's examples. Read-only once made, so threads may share it."""

    def __init__(
        self,
        learnt: Learnt,
        names: ProductNames,
        table: Meanings | None = None,
        *,
        strangers: Strangers,
        used: Counter[str],
        right: Collection[str],
        vietnamese: bool = False,
    ) -> None:
        """`table` is the one it was learnt with; `used` are the words of the questions, and how often they have them;
        `right` are words of other languages, which are no slips."""
        self._learnt = learnt
        self._names = names
        self._table = table
        self._strangers = strangers
        self._second_look = SecondLook.at(learnt.asked, learnt.questions)
        self._vietnamese = vietnamese
        self._spelling = Spelling(used, right)
        at, _ = find(learnt.questions.block.hashes, word_hashes(list(used)))
        self._weight_of = dict(zip(used, learnt.questions.block.idf[at].tolist(), strict=True))

    def rank(self, text: str, *, language: str | None = None, limit: int = 5) -> list[Match]:
        """The likeliest labels for the message, best first. The language is this matcher's own, whatever is said."""
        del language
        words = self.read(text)
        if not words:
            return []
        seen, meaning = _seen(tuple(words), self._table)
        look = self._learnt.questions.look(seen, meaning)
        found = self._learnt.scores(look)
        if not len(found.scores):
            return []
        best = np.argsort(-found.scores)[:CANDIDATES]
        again = self._second_look(look, found.labels[best].tolist(), found.scores[best])
        nearest = float(again.likeness.max())
        if nearest < RESEMBLANCE and not any(word in self._weight_of for word in words):
            return []
        names = [self._learnt.asked.labels[label] for label in again.labels]
        stranger, denied = self._strangers.nearest(names, seen, meaning)
        scores = again.scores - AVERSION * np.maximum(denied - again.likeness, 0)
        too_near = max(0.0, stranger + TOO_NEAR - nearest)
        sure = self._sureness(traits(found.scores, again.scores, len(words)), too_near) * self._known_share(words)
        shares = np.exp(scores - again.scores.max()).tolist()  # what one is denied goes to nobody
        order = np.argsort(-scores, kind="stable")[:limit].tolist()
        return [self._match(names[at], sure * shares[at], again.closest[at], words) for at in order]

    def unrivalled(self) -> set[tuple[str, str]]:
        """The questions that no other label has in similar words, as pairs of label and text."""
        asked = self._learnt.asked
        rows = zip(asked.label_of().tolist(), asked.texts.all(), self._learnt.rivalled.tolist(), strict=True)
        return {(asked.labels[label], text) for label, text, rivalled in rows if not rivalled}

    def read(self, text: str) -> list[str]:
        """The words of a message, slips mended against the words the FAQ knows."""
        return self._spelling.mend(self._names.read(text, vietnamese=self._vietnamese).words)

    def _known_share(self, words: Sequence[str]) -> float:
        """How much of what a message says the questions know, the rarer words counting more; 0 to 1."""
        known = sum(self._weight_of.get(word, 0.0) for word in words)
        strange = [w for w in words if w not in self._weight_of and w not in _CHATTER and len(w) > SHORTEST_STRANGE]
        share = known / (known + len(strange) * self._learnt.questions.block.unknown) if known else 0.0
        return float(share**STRANGENESS)

    def _sureness(self, seen: tuple[float, ...], too_near: float) -> float:
        """How likely it is that the best label is right; learnt from the same traits of left-out questions."""
        energy, *others = seen
        weighed = np.array([energy - AVERSION * too_near, *others]) @ self._learnt.calibration
        return 1 / (1 + math.exp(-float(weighed)))

    def _match(self, label: str, chance: float, closest: int, words: Sequence[str]) -> Match:
        """The label with its reasons: the question nearest to the message, and the words they share."""
        known = self._learnt.asked
        asked = known.words[closest].split()
        shared = tuple(word for word in dict.fromkeys(words) if word in asked)
        return Match(id=label, score=round(chance, 4), example=known.texts[closest], shared=shared)
