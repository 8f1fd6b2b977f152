"""Which words the table holds: those the teachers' own vocabularies know whole, and pairs our own content repeats."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

WESTERN = re.compile(r"[a-zäöüßáéíóúñçàâêîôûèëïœãõ]{2,}|[aiyoeàéóu]")

# A Vietnamese syllable: first consonants, a vowel group, last consonants; marks are looked at apart.
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvx])?[aăâeêioôơuưy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)
OFTEN = 3
TOGETHER = 0.25  # normalised mutual information: 0 by chance, 1 never apart
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


def whole(pieces: Mapping[str, float], pattern: re.Pattern[str]) -> dict[str, float]:
    """The pieces that are words by themselves, with log-probabilities, commonest first."""
    found = {p[1:]: score for p, score in pieces.items() if p.startswith("▁") and pattern.fullmatch(p[1:])}
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def english(vocabulary: Iterable[str]) -> list[str]:
    """MiniLM's whole words; its vocabulary runs from common to rare."""
    return [w for w in vocabulary if re.fullmatch(r"[a-z]{2,}|[ai]", w)]


def is_syllable(word: str) -> bool:
    """Whether the word can be a Vietnamese syllable: right shape, at most one tone."""
    letters = unicodedata.normalize("NFD", word)
    tones = sum(c in _TONES for c in letters)
    toneless = unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES))
    return tones <= 1 and _SYLLABLE.fullmatch(toneless) is not None


def vietnamese(pieces: Mapping[str, float]) -> dict[str, float]:
    """XLM-RoBERTa's whole pieces that are Vietnamese syllables."""
    return {w: s for w, s in whole(pieces, re.compile(r"[^\W\d_]{1,7}")).items() if is_syllable(w)}


def compounds(texts: Iterable[list[str]]) -> dict[str, float]:
    """Pairs of syllables that belong together, with how often they come: often, and oftener than by chance."""
    singles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for words in texts:
        singles.update(words)
        pairs.update(pairwise(words))
    total = sum(singles.values())
    found: dict[str, float] = {}
    for (a, b), n in pairs.items():
        if n >= OFTEN and is_syllable(a) and is_syllable(b):
            together = math.log(n * total / (singles[a] * singles[b])) / -math.log(n / total)
            if together >= TOGETHER:
                found[f"{a} {b}"] = n / total
    return found
