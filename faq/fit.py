"""Fits a matcher for each language, and keeps what was found so that the next start is quick."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from faq.kernel import KernelMatcher, Solution
from faq.match import Example, Match, Matcher
from faq.model import LANGUAGES
from faq.strangers import Strangers
from faq.terms import ProductNames
from faq.wordtable import WordTable

# Part of every cache key: raise it when features or the way of solving change.
METHOD = "softmax-6"
SHIPPED = Path(__file__).parent / "data" / "index"  # what was learnt from the files as they ship: see `make index`
OTHER = "other"
# How much the word table's meanings count against letters. Where the FAQ has many questions of a language, letters do
# most of the work; in the others, meanings reach what nobody wrote down. Chosen on bench/labelled/dev.jsonl.
MEANING = {"en": 0.35, "vi": 0.2, OTHER: 0.5}


class MatcherByLanguage:
    """A matcher each for English, Vietnamese, and the other languages taken together.

    A message in another language is put to the English one too (product words, "stripe"), and one
    whose language nobody can tell to all.
    """

    def __init__(self, matchers: dict[str, KernelMatcher]) -> None:
        self._matchers = matchers

    def rank(self, text: str, *, language: str | None = None, limit: int = 5) -> list[Match]:
        """The likeliest labels, best first; each label once, with the better of its scores."""
        best: dict[str, Match] = {}
        for matcher in self._asked(language):
            for match in matcher.rank(text, limit=limit):
                if match.id not in best or match.score > best[match.id].score:
                    best[match.id] = match
        return sorted(best.values(), key=lambda match: -match.score)[:limit]

    def _asked(self, language: str | None) -> list[KernelMatcher]:
        wanted = {None: tuple(self._matchers), "en": ("en",), "vi": ("vi",)}.get(language, (OTHER, "en"))
        return [self._matchers[name] for name in wanted if name in self._matchers]


def fit(
    examples: Iterable[Example],
    names: ProductNames,
    *,
    strangers: Mapping[str, Sequence[str]] | None = None,
    table: WordTable | None = None,
    cache: Path | None = None,
) -> Matcher:
    """Learn from the examples: seconds for thousands of them, a moment when `cache` (a folder) knows the result.

    `strangers`: by language, messages that are for nobody here.
    """
    by_language: dict[str, list[Example]] = {}
    for example in examples:
        group = example.language if example.language in LANGUAGES else OTHER
        by_language.setdefault(group, []).append(example)
    matchers = {}
    for name, some in by_language.items():
        texts = (strangers or {}).get(name, ())
        words = [names.read(text, vietnamese=name == "vi").words for text in texts]
        crowd = Strangers(words, table, meaning=MEANING[name])
        matchers[name] = _fit_one(some, names, crowd, table, MEANING[name], cache)
    return MatcherByLanguage(matchers)


def _fit_one(
    examples: Sequence[Example],
    names: ProductNames,
    strangers: Strangers,
    table: WordTable | None,
    meaning: float,
    cache: Path | None,
) -> KernelMatcher:
    if cache is None:
        return KernelMatcher(examples, names, table, strangers=strangers, meaning=meaning)
    file = f"{_key(examples, names, table, meaning)}.npz"
    known = _read(cache / file) or _read(SHIPPED / file)
    matcher = KernelMatcher(examples, names, table, strangers=strangers, meaning=meaning, solution=known)
    if known is None:
        _write(cache / file, matcher.solution)
    return matcher


def _key(examples: Sequence[Example], names: ProductNames, table: WordTable | None, meaning: float) -> str:
    meanings = f"{table.fingerprint} {meaning}" if table else ""
    digest = hashlib.sha256(f"{METHOD}\0{names.fingerprint}\0{meanings}\0".encode())
    for example in examples:
        digest.update(f"{example.label}\0{example.language}\0{example.text}\0".encode())
    return digest.hexdigest()[:24]


def _read(path: Path) -> Solution | None:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            return Solution(weights=kept["weights"].astype(np.float32), calibration=kept["calibration"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):  # not there, or not whole: learn again
        return None


def _write(path: Path, solution: Solution) -> None:
    """Written beside and renamed, so that a second process never reads half a file."""
    with contextlib.suppress(OSError):  # a read-only disk costs time, nothing else
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as file:
            np.savez_compressed(file, weights=solution.weights.astype(np.float16), calibration=solution.calibration)
        os.replace(file.name, path)
