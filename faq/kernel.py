"""The matcher: softmax regression over a kernel of words and pieces of words, with probabilities learnt from the FAQ.

Every known question is compared with the message; each label's score is a weighted sum of those
similarities, the weights learnt together so that entries which share words are told apart.

How sure to be is learnt without outside data. The solution tells, to a good approximation and
without refitting, what it would have answered had a question been left out (is it still found?),
and had a whole entry been left out (is its question then refused?). A logistic regression on
those answers turns scores into probabilities.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from faq.features import (
    WORD_SHARE,
    Floats,
    build_block,
    gram,
    known_share,
    piece_features,
    similarity,
    word_features,
)
from faq.match import Example, Match
from faq.strangers import Strangers
from faq.terms import ProductNames
from faq.wordtable import WordTable

PENALTY = 1 / 20  # on the weights; 1/50 to 1/10 changes little
ROUNDS = 30
STRANGERS = 0.5  # how much the left-out entries count in the calibration, against the left-out questions
AVERSION = 8.0  # how much a message loses by being nearer to a stranger than to any question ...
TOO_NEAR = 0.12  # ... or almost as near
RESEMBLANCE = 0.35  # a message without a single known word has to look at least this much like a question
LONG_WORD = 9  # letters from which two slips are forgiven; shorter words would turn into others
STRANGENESS = 2.0  # how strongly words that no question has make a message less likely to be for us
MAX_REPAIRS = 6  # a message of unknown words is not a typing slip; and each costs a scan of the vocabulary


@dataclass(frozen=True, slots=True)
class Solution:
    """What fitting finds: a weight per question and label, and how scores become probabilities."""

    weights: Floats
    calibration: Floats


class KernelMatcher:
    """Ranks the labels of one language's examples. Read-only once made, so threads may share it."""

    def __init__(
        self,
        examples: Sequence[Example],
        names: ProductNames,
        table: WordTable | None = None,
        *,
        strangers: Strangers | None = None,
        meaning: float = 0.3,
        solution: Solution | None = None,
    ) -> None:
        """`table` knows what words mean, and `meaning` is its share of the similarity; without one, letters decide."""
        self._names = names
        self._table = table
        self._strangers = strangers
        self._meaning = meaning
        self._texts = [example.text for example in examples]
        self._vietnamese = bool(examples) and examples[0].language == "vi"
        self._words = [names.read(text, vietnamese=self._vietnamese).words for text in self._texts]
        self.labels = sorted({example.label for example in examples})
        number = {label: i for i, label in enumerate(self.labels)}
        self._label_of = np.array([number[example.label] for example in examples], dtype=np.int32)
        self._used = Counter(word for words in self._words for word in words)
        self._known = frozenset(self._used)
        self._by_length = _by_length(self._known)
        self._word_block = build_block([word_features(words) for words in self._words])
        self._piece_block = build_block([piece_features(words) for words in self._words])
        self._meanings = table.embed_all(self._words) if table else None
        self._repair = lru_cache(maxsize=4096)(self._nearest)
        self.solution = solution or self._solve()

    def rank(self, text: str, *, language: str | None = None, limit: int = 5) -> list[Match]:
        """The likeliest labels for the message, best first. The language is this matcher's own, whatever is said."""
        del language
        words = self.read(text)
        if not words:
            return []
        kernel = self._compare(words)
        if not self._known.intersection(words) and kernel.max() < RESEMBLANCE:
            return []
        scores = kernel @ self.solution.weights
        order = np.argsort(-scores)[:limit]
        stranger = self._strangers.nearest(words) if self._strangers else 0.0
        aversion = AVERSION * max(0.0, stranger + TOO_NEAR - float(kernel.max()))
        chances = self._chances(scores, order, aversion) * known_share(self._word_block, words) ** STRANGENESS
        return [self._match(int(i), chance, kernel, words) for i, chance in zip(order, chances, strict=True)]

    def read(self, text: str) -> list[str]:
        """The words of a message, slips mended against the words the FAQ knows."""
        words = list(self._names.read(text, vietnamese=self._vietnamese).words)
        unknown = [i for i, word in enumerate(words) if word not in self._known and len(word) >= 4]
        for i in unknown[:MAX_REPAIRS]:
            if not words[i].isdigit():
                words[i] = self._repair(words[i])
        return words

    def _nearest(self, word: str) -> str:
        slips = 1 if len(word) < LONG_WORD else 2
        candidates = [
            w for length in range(len(word) - slips, len(word) + slips + 1) for w in self._by_length.get(length, ())
        ]
        near = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=slips, limit=8)
        # Of those equally near: people leave a letter out more often than they take a wrong one; then the commoner.
        best = min(near, key=lambda hit: (hit[1], len(hit[0]) <= len(word), -self._used[hit[0]]), default=None)
        return str(best[0]) if best else word

    def _compare(self, words: Sequence[str]) -> Floats:
        count = len(self._texts)
        by_word = similarity(self._word_block, word_features(words), count)
        by_piece = similarity(self._piece_block, piece_features(words), count)
        by_letters = WORD_SHARE * by_word + (1 - WORD_SHARE) * by_piece
        if self._table is None or self._meanings is None:
            return np.asarray(by_letters, dtype=np.float32)
        meaning, share = self._table.embed(words)
        by_meaning = self._meanings @ (meaning * np.float32(share))
        return np.asarray((1 - self._meaning) * by_letters + self._meaning * by_meaning, dtype=np.float32)

    def _solve(self) -> Solution:
        count = len(self._texts)
        kernel = WORD_SHARE * gram(self._word_block, count) + (1 - WORD_SHARE) * gram(self._piece_block, count)
        if self._meanings is not None:
            kernel = (1 - self._meaning) * kernel + self._meaning * (self._meanings @ self._meanings.T)
        targets = np.eye(len(self.labels), dtype=np.float32)[self._label_of]
        inverse = np.linalg.inv(kernel / 2 + PENALTY * np.eye(count, dtype=np.float32)).astype(np.float32)
        weights, scores = fit_softmax(inverse, targets)
        calibration = fit_logistic(*self._left_out(scores, inverse, weights))
        # As exact as they are kept on disk, so that a later start answers alike.
        return Solution(weights.astype(np.float16).astype(np.float32), calibration)

    def _left_out(self, scores: Floats, inverse: Floats, weights: Floats) -> tuple[Floats, NDArray[np.bool_], Floats]:
        """Traits of answers with one question, then with one whole entry, left out; whether right; their mass.

        One Newton step with the same curvature bound as in the fit: f - 2 G_bb^-1 w + 2 penalty w.
        """
        fitted = scores + 2 * PENALTY * weights
        one = fitted - 2 * weights / np.diag(inverse)[:, None]
        traits = [_traits(one)]
        right = [one.argmax(axis=1) == self._label_of]
        gone = np.empty_like(one)
        for label in range(len(self.labels)):
            rows = np.flatnonzero(self._label_of == label)
            gone[rows] = fitted[rows] - 2 * np.linalg.solve(inverse[np.ix_(rows, rows)], weights[rows])
        gone[np.arange(len(gone)), self._label_of] = gone.min()
        traits.append(_traits(gone))
        right.append(np.zeros(len(gone), dtype=bool))
        mass = np.concatenate([np.ones(len(one)), np.full(len(gone), STRANGERS)]).astype(np.float32)
        return np.concatenate(traits), np.concatenate(right), mass

    def _chances(self, scores: Floats, order: NDArray[np.intp], aversion: float) -> Floats:
        """Each candidate's chance: how sure the message is known at all, shared out by the softmax."""
        energy = _energy(scores[None, :])[0]
        best, second = scores[order[0]], scores[order[1]] if len(order) > 1 else np.float32(0)
        traits = np.array([energy - aversion, best - second, 1.0])
        known = 1 / (1 + np.exp(-float(traits @ self.solution.calibration)))
        odds = np.exp(scores[order] - best)
        return np.asarray(known * odds, dtype=np.float32)

    def _match(self, label: int, chance: float, kernel: Floats, words: Sequence[str]) -> Match:
        own = np.flatnonzero(self._label_of == label)
        closest = int(own[kernel[own].argmax()])
        shared = tuple(word for word in dict.fromkeys(words) if word in self._words[closest])
        return Match(id=self.labels[label], score=round(float(chance), 4), example=self._texts[closest], shared=shared)


def _by_length(words: Iterable[str]) -> dict[int, list[str]]:
    """The words worth repairing towards, by length; in a fixed order, so that repairs are too."""
    found: dict[int, list[str]] = {}
    for word in sorted(words):
        if len(word) >= 4 and not word.isdigit():
            found.setdefault(len(word), []).append(word)
    return found


def fit_softmax(inverse: Floats, targets: Floats) -> tuple[Floats, Floats]:
    """Softmax regression in the dual: a weight per question and label, and the scores they give the questions.

    Boehning's bound on the curvature gives one matrix for all rounds, inverse = (kernel / 2 + penalty)^-1, and
    Nesterov's momentum speeds them up. With step = inverse @ slope, kernel @ step is 2 (slope - penalty * step):
    the scores follow the weights without a second product.
    """
    weights = step = np.zeros_like(targets)
    scores = score_step = np.zeros_like(targets)
    pace = 1.0
    for _ in range(ROUNDS):
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        slope = chances - targets + PENALTY * weights
        change = inverse @ slope
        last, step = step, weights - change
        last_score, score_step = score_step, scores - 2 * (slope - PENALTY * change)
        faster = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        push = np.float32((pace - 1) / faster)
        weights = step + push * (step - last)
        scores = score_step + push * (score_step - last_score)
        pace = faster
    return step, score_step


def _energy(scores: Floats) -> Floats:
    """log of the summed exponentials: high when any label fits, whichever it is."""
    top = scores.max(axis=1)
    return np.asarray(top + np.log(np.exp(scores - top[:, None]).sum(axis=1)))


def _traits(scores: Floats) -> Floats:
    top_two = -np.partition(-scores, 1, axis=1)[:, :2]
    return np.column_stack([_energy(scores), top_two[:, 0] - top_two[:, 1], np.ones(len(scores))])


def fit_logistic(traits: Floats, right: NDArray[np.bool_], mass: Floats) -> Floats:
    """Weights w so that 1 / (1 + exp(-traits @ w)) is the chance of being right (Newton's method)."""
    weights = np.zeros(traits.shape[1])
    x = traits.astype(np.float64)
    for _ in range(25):
        chance = 1 / (1 + np.exp(-(x @ weights)))
        gradient = x.T @ (mass * (right - chance)) - 1e-3 * weights
        curvature = (x * (mass * chance * (1 - chance))[:, None]).T @ x + 1e-3 * np.eye(len(weights))
        step = np.linalg.solve(curvature, gradient)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights.astype(np.float32)
