"""The ways to match a message with a FAQ that bench/matching.py compares: ours, and what other projects use.

Each learns from questions with their labels, and gives a message's labels best first, with a score that says how
likely the best one is right: whoever answers only above a threshold needs nothing more.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from importlib.util import find_spec
from itertools import count
from typing import Any, Protocol

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from faq.fit import MEANING, MEANING_OF_SENTENCES, fit
from faq.match import Example
from faq.sentences import Sentences, meanings, model_file, open_sentences
from faq.terms import ProductNames
from faq.text import words

Ranked = list[tuple[str, float]]
MOST = 5


class Method(Protocol):
    """What is compared."""

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None: ...

    def rank(self, message: str) -> Ranked: ...


class Ours:
    """The product's matcher, as it is; `semantic`: with the extra."""

    def __init__(self, *, semantic: bool = False) -> None:
        self._model = model_file() if semantic else None
        self._shares = MEANING_OF_SENTENCES if semantic else MEANING

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        examples = [Example(label=label, text=text, language="en") for text, label in zip(texts, labels, strict=True)]
        self._matcher = fit(examples, ProductNames({}), table=meanings(self._model), meaning=self._shares)

    def rank(self, message: str) -> Ranked:
        return [(match.id, match.score) for match in self._matcher.rank(message, language="en")]


class OneByOne(ABC):
    """Compares the message with every question; a label is as near as its nearest question."""

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        self._labels = list(dict.fromkeys(labels))
        place = {label: number for number, label in enumerate(self._labels)}
        self._of = np.array([place[label] for label in labels])
        self.learn(texts)

    def rank(self, message: str) -> Ranked:
        best = np.full(len(self._labels), -np.inf)
        np.maximum.at(best, self._of, self.compare(message))
        return [(self._labels[at], float(best[at])) for at in best.argsort()[::-1][:MOST]]

    @abstractmethod
    def learn(self, texts: Sequence[str]) -> None:
        """Take in the questions."""

    @abstractmethod
    def compare(self, message: str) -> Any:
        """How near each question is, the higher the nearer."""


class Fuzzy(OneByOne):
    """rapidfuzz, as its documentation shows it."""

    def __init__(self, scorer: Callable[..., float]) -> None:
        self._scorer = scorer

    def learn(self, texts: Sequence[str]) -> None:
        self._texts = [default_process(text) for text in texts]

    def compare(self, message: str) -> Any:
        return process.cdist([default_process(message)], self._texts, scorer=self._scorer)[0] / 100


class Bm25(OneByOne):
    """Okapi BM25, the ranking of search engines, with its usual constants."""

    def learn(self, texts: Sequence[str]) -> None:
        found = [Counter(words(text)) for text in texts]
        lengths = np.array([sum(bag.values()) for bag in found])
        self._damping = 1.5 * (0.25 + 0.75 * lengths / lengths.mean())
        self._postings: dict[str, list[tuple[int, int]]] = {}
        for row, bag in enumerate(found):
            for word, times in bag.items():
                self._postings.setdefault(word, []).append((row, times))

    def compare(self, message: str) -> Any:
        scores = np.zeros(len(self._damping))
        for word in words(message):
            posting = self._postings.get(word, [])
            rare = math.log(1 + (len(scores) - len(posting) + 0.5) / (len(posting) + 0.5))
            for row, times in posting:
                scores[row] += rare * times * 2.5 / (times + self._damping[row])
        return scores


class Nearest(OneByOne):
    """MiniLM, the small sentence encoder that most projects take, and the nearest question."""

    def learn(self, texts: Sequence[str]) -> None:
        self._rows = encoder().embed_all([tuple(words(text)) for text in texts])

    def compare(self, message: str) -> Any:
        return self._rows @ encoder().weigh(words(message))


class Classifier:
    """A classifier of scikit-learn over vectors of the texts."""

    def __init__(self, vectors: Callable[[], Any], head: Callable[[], Any]) -> None:
        self._vectors, self._head = vectors(), head()

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        self._head.fit(self._vectors.fit_transform(texts), labels)

    def rank(self, message: str) -> Ranked:
        vector = self._vectors.transform([message])
        chances = hasattr(self._head, "predict_proba")
        scores = (self._head.predict_proba if chances else self._head.decision_function)(vector)[0]
        return [(str(self._head.classes_[at]), float(scores[at])) for at in np.argsort(-scores)[:MOST]]


class Encoded:
    """MiniLM's vectors, for a classifier."""

    def transform(self, texts: Sequence[str]) -> Any:
        return encoder().embed_all([words(text) for text in texts])

    fit_transform = transform


def tfidf() -> Any:
    """Words, pairs of words and pieces of words, as is usual."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union

    return make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    )


def svm() -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC()


def regression() -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=20, max_iter=1000)


@lru_cache(maxsize=1)
def encoder() -> Sentences:
    model = model_file()
    assert model is not None
    return open_sentences(model)


_METHODS: dict[str, tuple[Callable[[], Method], tuple[str, ...]]] = {
    "ours": (Ours, ()),
    "ours, semantic extra": (partial(Ours, semantic=True), ("semantic",)),
    "rapidfuzz WRatio": (partial(Fuzzy, fuzz.WRatio), ()),
    "rapidfuzz token_set_ratio": (partial(Fuzzy, fuzz.token_set_ratio), ()),
    "BM25": (Bm25, ()),
    "TF-IDF + linear SVM": (partial(Classifier, tfidf, svm), ("bench",)),
    "MiniLM, nearest": (Nearest, ("semantic",)),
    "MiniLM + logistic regression": (partial(Classifier, Encoded, regression), ("semantic", "bench")),
}
NAMES = tuple(_METHODS)
SLOW = {"TF-IDF + linear SVM", "MiniLM, nearest", "MiniLM + logistic regression", "ours, semantic extra"}


def make(name: str) -> Method | None:
    """A method by its name; None when an extra it needs is not installed."""
    build, extras = _METHODS[name]
    there = {"semantic": model_file() is not None, "bench": find_spec("sklearn") is not None}
    return build() if all(there[extra] for extra in extras) else None


def made_up(texts: Sequence[str], entries: int, each: int) -> tuple[list[str], list[str]]:
    """So many entries with so many questions each, of halves of real messages: to measure time and memory only."""
    dice = np.random.default_rng(entries)
    halves = [text.split() for text in texts]
    numbers = count()
    found, labels = [], []
    while len(found) < entries * each:
        one, other = (halves[at] for at in dice.integers(len(halves), size=2))
        found.append(" ".join([*one[: len(one) // 2 + 1], *other[len(other) // 2 :]]))
        labels.append(f"entry {next(numbers) // each}")
    return found, labels
