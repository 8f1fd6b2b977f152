"""Which language a message is in: a guess from its letters, its small words, and what it is about.

General detectors need whole sentences and know nothing of Vietnamese typed without tone marks,
which is how half of it reaches us. Short messages about software are full of English product
words, so function words count most, and "I cannot tell" (None) is a valid result.
"""

from __future__ import annotations

import re
from functools import lru_cache

from faq.small_words import SMALL_WORDS, Language
from faq.text import RECENT, TEENCODE, fold, words
from intents.telling import TELLING

_VIETNAMESE_ONLY = set("ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
_LETTERS: dict[Language, set[str]] = {
    "vi": set("ũĩ"),
    "es": set("ñ¿¡"),
    "pt": set("ãõ"),
    "fr": set("œîû"),
    "de": set("ß"),
}

# Words that several languages share say nothing.
_COMMON = frozenset("de a no me si un la as do e es die was in on an ma se en nada usar con".split())
# Vietnamese without marks looks like small words of other languages here.
_AMBIGUOUS = frozenset("la de ai co tu va me an mi sao nao may mot hai ba se nua dau do da thi vi em luon on".split())
_WEAK = frozenset("k ạ ban shop em chi anh ad ma hay day con".split())
_NO_HASTE = frozenset("tv ht tt ok vs ng nx bit".split())  # abbreviations that English has too
_SHARED = 0.25  # points of a word that several languages share,
_DOUBTFUL = 0.4  # ... of a Vietnamese word that is a word elsewhere too,
_TELLING = 0.5  # ... of a word of content,
_HASTE = 0.75  # ... and of a Vietnamese abbreviation


@lru_cache(maxsize=RECENT)
def detect(text: str) -> Language | None:
    """The language of a message, or None when nothing in it tells (a product name, "ok", "???")."""
    tokens = words(text)
    letters = set("".join(tokens))
    if letters & _VIETNAMESE_ONLY:
        return "vi"
    points: dict[Language, float] = {language: float(bool(letters & own)) for language, own in _LETTERS.items()}
    points["en"] = 0.0
    surely = False
    for token in tokens:
        for language, worth in _worth(token):
            points[language] += worth
            surely = surely or (language == "vi" and worth > _DOUBTFUL)
    if not surely and 2 * sum(map(_is_syllable, tokens)) < len(tokens):
        points["vi"] = 0.0  # "integracion con mailchimp": nothing but "con" in it could be Vietnamese
    return _likeliest(points)


def _likeliest(points: dict[Language, float]) -> Language | None:
    ranked = sorted(points.items(), key=lambda item: -item[1])
    (best, most), (_, second) = ranked[0], ranked[1]
    if not most or (most <= _TELLING and best == "en"):
        return None  # at most one word of content: product words wander
    if most == second:
        # English is the lingua franca here: "no, the de facto form" is not Spanish.
        return next((language for language in _PREFERRED if points[language] == most), None)
    if best == "vi" and most == _DOUBTFUL and points["en"]:
        return "en"  # "refund me": the one small word in it is English as well
    return best


_PREFERRED: tuple[Language, ...] = ("en", "vi", "es", "fr")


@lru_cache(maxsize=4096)
def _worth(token: str) -> tuple[tuple[Language, float], ...]:
    """What a word says about the language."""
    bare = fold(token)
    found: dict[Language, float] = {}
    for language, small in SMALL_WORDS.items():
        if language != "vi" and (token in small or bare in small):
            found[language] = _SHARED if bare in _COMMON else 1.0
        elif bare in TELLING[language]:
            found[language] = _TELLING
    vietnamese = _vietnamese(token, bare)
    if vietnamese:
        found["vi"] = max(vietnamese, found.get("vi", 0.0))
    return tuple(found.items())


# Every Vietnamese word is written as syllables of this form.
_SYLLABLE = re.compile(
    r"(?:ngh?|gh|gi|kh|ph|th|tr|ch|nh|qu|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?", re.ASCII
)


@lru_cache(maxsize=4096)
def _is_syllable(word: str) -> bool:
    return word in _WEAK or bool(_SYLLABLE.fullmatch(fold(word)))


def _vietnamese(token: str, bare: str) -> float:
    if token in _AMBIGUOUS or token in _WEAK:
        return _DOUBTFUL
    if bare in SMALL_WORDS["vi"]:
        return 1.0
    hasty = token in TEENCODE and len(token) > 1 and token not in _NO_HASTE
    return _HASTE if hasty else 0.0
