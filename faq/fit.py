"""Fits a matcher for each language, and keeps what was learnt so that the next start is quick."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from faq.arrays import Arrays, read, unpack, write
from faq.index import build, opened
from faq.kernel import KernelMatcher
from faq.kinship import Kinship
from faq.learner import learn, one_at_a_time
from faq.learnt import Learnt, Question
from faq.match import Example, Match, Matcher
from faq.meaning import Meanings
from faq.model import LANGUAGES
from faq.strangers import Beside, Strangers
from faq.terms import ProductNames

# Part of every cache key: raise it when features or the way of solving change.
METHOD = "softmax-22"
SHIPPED = Path(__file__).parent / "data" / "index"  # what was learnt from the files as they ship: see `make index`
OTHER = "other"
# How much the word table counts against letters: the more, the better it knows the language and the fewer questions it
# has. Chosen on our own questions, some of them learnt and others asked; ten points more or less change little.
MEANING = {"en": 0.55, "vi": 0.35, OTHER: 0.65}
# Likewise with the semantic extra, whose sentences say more.
MEANING_OF_SENTENCES = {"en": 0.7, "vi": 0.3, OTHER: 0.5}
KEPT = 24  # files in the cache: some versions of each language, with its strangers
WORTH_KEEPING = 400  # texts; fewer are read sooner than a file is written
AN_HOUR = 3600


class MatcherByLanguage:
    """A matcher each for English, Vietnamese, and the other languages taken together.

    A message in another language is put to the English one too (product words, "stripe"). One whose
    language nobody can tell is a word or two that English and Vietnamese share.
    """

    def __init__(self, matchers: Mapping[str, Matcher]) -> None:
        self._matchers = matchers

    def rank(self, text: str, *, language: str | None = None, limit: int = 5) -> list[Match]:
        """The likeliest labels, best first; each label once, with the better of its scores."""
        best: dict[str, Match] = {}
        for matcher in self._asked(language):
            for match in matcher.rank(text, limit=limit):
                if match.id not in best or match.score > best[match.id].score:
                    best[match.id] = match
        return sorted(best.values(), key=lambda match: -match.score)[:limit]

    def unrivalled(self) -> set[tuple[str, str]]:
        """Those of all matchers."""
        return set().union(*(matcher.unrivalled() for matcher in self._matchers.values()))

    def _asked(self, language: str | None) -> list[Matcher]:
        wanted = {None: ("en", "vi"), "en": ("en",), "vi": ("vi",)}.get(language, (OTHER, "en"))
        return [self._matchers[name] for name in wanted if name in self._matchers]


def fit(
    examples: Iterable[Example],
    names: ProductNames,
    *,
    strangers: Mapping[str, Sequence[str]] | None = None,
    denied: Iterable[Example] = (),
    table: Meanings | None = None,
    meaning: Mapping[str, float] = MEANING,
    cache: Path | None = None,
) -> Matcher:
    """Learn from the examples: seconds for thousands of them, a moment when `cache` (a folder) knows the result.

    `strangers`: by language, messages that are for nobody here. `denied`: messages that must not get their label; they
    count without being learnt, so an edit of them costs nothing. `meaning`: by language, how much `table` counts.
    """
    by_language = _by_language(examples)
    learnt = {name: _learnt(some, names, table, name, meaning[name], cache) for name, some in by_language.items()}
    used = {name: one.asked.vocabulary() for name, one in learnt.items()}
    right = set().union(*used.values())
    refused = _by_language(denied)
    foreign = _kinds(strangers or {})
    matchers = {}
    for name, one in learnt.items():
        read_by = partial(names.read, vietnamese=name == "vi")
        not_ours = [words for text in foreign.get(name, ()) if (words := read_by(text).words)]
        not_theirs = sorted(
            ((each.label, words) for each in refused.get(name, ()) if (words := read_by(each.text).words)),
            key=lambda each: each[0],
        )
        beside = _beside([*not_ours, *(words for _, words in not_theirs)], table, cache)
        matchers[name] = KernelMatcher(
            one,
            names,
            table,
            strangers=Strangers(len(not_ours), [label for label, _ in not_theirs], beside, meaning=meaning[name]),
            kinship=Kinship.between(used[name], len(one.asked.texts), not_ours),
            right=right,
            vietnamese=name == "vi",
        )
    return MatcherByLanguage(matchers)


def _kinds(strangers: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for language, texts in strangers.items():
        found.setdefault(language if language in LANGUAGES else OTHER, []).extend(texts)
    return found


def _by_language(examples: Iterable[Example]) -> dict[str, list[Example]]:
    found: dict[str, list[Example]] = {}
    for example in examples:
        if not any(map(str.isalnum, example.text)):
            continue  # nothing to compare with
        found.setdefault(example.language if example.language in LANGUAGES else OTHER, []).append(example)
    return found


def _learnt(
    examples: Sequence[Example],
    names: ProductNames,
    table: Meanings | None,
    name: str,
    meaning: float,
    cache: Path | None,
) -> Learnt:
    """What is known of these examples; learnt now where nobody has yet."""

    def questions() -> list[Question]:
        return [Question(e.label, e.text, names.read(e.text, vietnamese=name == "vi").words) for e in examples]

    if cache is None:
        return build(questions(), table, meaning)
    path = cache / f"index-{_key(examples, names, table, meaning)}.arrays"
    kept = _kept(path)
    if kept is None:
        with one_at_a_time(cache):
            # Another process may have learnt it while we waited.
            kept = _kept(path) or learn(questions(), table, meaning, path)
        tidy(cache)
    return opened(kept)


def _beside(texts: Sequence[Sequence[str]], table: Meanings | None, cache: Path | None) -> Beside:
    """These texts, to put messages beside them; kept as well, since reading thousands anew would hold up the start."""
    if cache is None or len(texts) < WORTH_KEEPING:
        return Beside.these(texts, table)
    digest = hashlib.sha256(f"{METHOD}\0{table.fingerprint if table else ''}".encode())
    for words in texts:
        digest.update(f"\0{' '.join(words)}".encode())
    path = cache / f"strangers-{digest.hexdigest()[:24]}.arrays"
    kept = _kept(path)
    if kept is None:
        kept = Beside.these(texts, table).arrays()
        with contextlib.suppress(OSError):  # a read-only disk costs time, nothing else
            write(path, kept)
        tidy(cache)
    return Beside.of(kept)


def _kept(path: Path) -> Arrays | None:
    """What was learnt before: here, or by those who ship the files."""
    kept = read(path)
    if kept is not None:
        with contextlib.suppress(OSError):
            path.touch()  # used today: see `tidy`
        return kept
    return unpack(shipped_as(path), path)


def shipped_as(path: Path) -> Path:
    """The packed file that comes with the package for a file in the cache."""
    return SHIPPED / f"{path.name}.gz"


def tidy(cache: Path) -> None:
    """Remove what old versions and killed processes left behind. Whoever uses a file keeps it until the end."""
    with contextlib.suppress(OSError):
        newest_first = sorted(cache.glob("*.arrays"), key=_age)
        now = min(map(_age, newest_first), default=0.0)
        left = [file for file in cache.glob("*.tmp") if _age(file) > now + AN_HOUR]
        for file in [*newest_first[KEPT:], *left]:
            file.unlink(missing_ok=True)


def _age(file: Path) -> float:
    return -file.stat().st_mtime


def _key(examples: Sequence[Example], names: ProductNames, table: Meanings | None, meaning: float) -> str:
    meanings = f"{table.fingerprint} {meaning}" if table else ""
    digest = hashlib.sha256(f"{METHOD}\0{names.fingerprint}\0{meanings}\0".encode())
    for example in examples:
        digest.update(f"{example.label}\0{example.language}\0{example.text}\0".encode())
    return digest.hexdigest()[:24]
