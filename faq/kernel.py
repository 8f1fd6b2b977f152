"""The matcher: a score for each label from what is learnt, made a probability, with the question that speaks for it."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np

from faq.calibration import Traits, traits
from faq.features import Features, features
from faq.kinship import Kinship
from faq.learnt import Learnt
from faq.match import Match
from faq.meaning import Meanings
from faq.second_look import CANDIDATES, SecondLook
from faq.sparse import Floats
from faq.spelling import Spelling
from faq.strangers import Strangers
from faq.terms import ProductNames
from faq.unsaid import Unsaid

# Chosen on 6,000 messages and 1,700 strangers that the bot had not learnt; half as much or twice as much of one costs a
# point or two, or lets twice as many strangers in.
AVERSION = 14.0  # how much a message loses by being nearer to a stranger than to any question ...
TOO_NEAR = 0.18  # ... or almost as near
KINSHIP = 1.2  # how much it gains by words that our customers have and strangers have not
UNSAID = 0.8  # how much it loses by those that no question of its label has
# How far scores of questions whose label is left out tell what strangers' scores are: those are for nobody as well, but
# about our products.
TRUST = 0.5
RESEMBLANCE = 0.35  # a message without a single known word has to look at least this much like a question


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
        kinship: Kinship,
        right: Collection[str],
        vietnamese: bool = False,
    ) -> None:
        """`table` is the one it was learnt with; `kinship` knows the words of the questions; `right` are words of other
        languages, which are no slips."""
        self._learnt = learnt
        self._names = names
        self._table = table
        self._strangers = strangers
        self._second_look = SecondLook.at(learnt.asked, learnt.questions)
        self._unsaid = Unsaid(learnt.asked, learnt.questions)
        self._vietnamese = vietnamese
        self._spelling = Spelling(kinship.ours, right)
        self._kinship = kinship

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
        if nearest < RESEMBLANCE and not any(word in self._kinship.ours for word in words):
            return []
        names = [self._learnt.asked.labels[label] for label in again.labels]
        stranger, denied = self._strangers.nearest(names, seen, meaning)
        scores = again.scores - AVERSION * np.maximum(denied - again.likeness, 0)
        too_near = max(0.0, stranger + TOO_NEAR - nearest)
        unsaid = self._unsaid(words, again.labels[int(scores.argmax())])
        kin = self._kinship(words)
        sure = self._sureness(traits(found.scores, again.scores, len(words)), too_near, unsaid, kin)
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

    def _sureness(self, seen: Traits, too_near: float, unsaid: float, kin: float) -> float:
        """How likely it is that the message is for us, and that the best label is right."""
        ours, best = self._learnt.calibration @ seen
        ours = TRUST * ours + KINSHIP * kin - UNSAID * unsaid - AVERSION * too_near
        return 1 / ((1 + math.exp(-float(ours))) * (1 + math.exp(-float(best))))

    def _match(self, label: str, chance: float, closest: int, words: Sequence[str]) -> Match:
        """The label with its reasons: the question nearest to the message, and the words they share."""
        known = self._learnt.asked
        asked = known.words[closest].split()
        shared = tuple(word for word in dict.fromkeys(words) if word in asked)
        return Match(id=label, score=round(chance, 4), example=known.texts[closest], shared=shared)
