"""Which language a message is in: a guess from its letters and its small words.

General detectors need whole sentences and know nothing of Vietnamese typed without tone marks,
which is how half of it reaches us. Short messages about software are full of English product
words, so only function words count, and "I cannot tell" (None) is a valid result.
"""

from __future__ import annotations

from faq.small_words import SMALL_WORDS, Language
from faq.text import TEENCODE, fold, words

_VIETNAMESE_ONLY = set("ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
_VIETNAMESE_SHARED = set("ũĩ")

# Words that several languages share say nothing.
_COMMON = frozenset("de a no me si un la as do e es die was in on an ma se en nada usar".split())


_DOUBTFUL = 0.4  # points of a Vietnamese word that is a word elsewhere too


def detect(text: str) -> Language | None:
    """The language of a message, or None when nothing in it tells (a product name, "ok", "???")."""
    tokens = words(text)
    if not tokens:
        return None
    letters = set("".join(tokens))
    if letters & _VIETNAMESE_ONLY:
        return "vi"
    points = {language: _points(tokens, language) for language in SMALL_WORDS}
    if letters & _VIETNAMESE_SHARED:
        points["vi"] += 1
    ranked = sorted(points.items(), key=lambda item: -item[1])
    (best, most), (_, second) = ranked[0], ranked[1]
    if most == 0:
        return None
    if most == second:
        # English is the lingua franca here: "no, the de facto form" is not Spanish.
        return "en" if points["en"] == most else ("vi" if points["vi"] == most else None)
    if best == "vi" and most == _DOUBTFUL and points["en"]:
        return "en"  # "refund me": the one small word in it is English as well
    return best


def _points(tokens: list[str], language: Language) -> float:
    small = SMALL_WORDS[language]
    if language == "vi":
        return sum(_vietnamese_points(token) for token in tokens)
    return sum(0.25 if token in _COMMON else 1.0 for token in tokens if token in small)


# Vietnamese without marks looks like small words of other languages here.
_AMBIGUOUS = frozenset("la de ai co tu va me an mi sao nao may mot hai ba se nua dau do da thi vi em luon on".split())


def _vietnamese_points(token: str) -> float:
    bare = fold(token)
    if token in _AMBIGUOUS:
        return _DOUBTFUL
    if bare in SMALL_WORDS["vi"]:
        return 1.0
    if token in TEENCODE and len(token) > 1 and token not in {"tv", "ht", "tt", "ok", "vs", "ng", "nx", "bit"}:
        return 0.75
    if token in {"ko", "k", "ạ", "ban", "shop", "em", "chi", "anh", "ad", "ma", "hay", "day", "con"}:
        return _DOUBTFUL
    return 0.0
