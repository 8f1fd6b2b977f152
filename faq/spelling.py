"""Words that no question has, brought to one that some question has: another form of it, or what was meant to be typed.

Forms are English ones; in Vietnamese, words have none, and the English words in it are found all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

LONG_WORD = 9  # letters from which two slips are forgiven; shorter words would turn into others
SHORTEST = 4
ENDINGS = ("", "s", "es", "ed", "d", "e", "ing", "er", "or", "ion", "ly", "ment", "able")
SHORTEST_STEM = 4
MAX_REPAIRS = 6  # a message of unknown words is not a typing slip; and each costs a scan of the vocabulary


class Spelling:
    """The words worth mending towards, commoner ones first."""

    def __init__(self, used: Counter[str], right: Collection[str] = ()) -> None:
        """`used`: the words worth mending towards, and how often. `right`: words that need no mending."""
        self._used = used
        self._right = right
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(used):
            if _may_be_slip(word):
                self._by_length.setdefault(len(word), []).append(word)
        self._repair = lru_cache(maxsize=4096)(self._nearest)
        self._form = lru_cache(maxsize=4096)(self._other_form)

    def mend(self, words: Iterable[str]) -> list[str]:
        """The words, the first few unknown ones replaced by the known ones they must be."""
        mended = [word if word in self._used else self._form(word) for word in words]
        slips = (i for i, word in enumerate(mended) if not self._is_right(word) and _may_be_slip(word))
        for i in islice(slips, MAX_REPAIRS):
            mended[i] = self._repair(mended[i])
        return mended

    def _is_right(self, word: str) -> bool:
        return word in self._used or word in self._right

    def _other_form(self, word: str) -> str:
        """ "webhooks" for "webhook": the commonest word that has the same stem; the word itself where there is none."""
        stems = [word.removesuffix(end) for end in ENDINGS if word.endswith(end)]
        forms = {stem + end for stem in stems if len(stem) >= SHORTEST_STEM for end in ENDINGS}
        return max(sorted(forms & self._used.keys()), key=lambda form: self._used[form], default=word)

    def _nearest(self, word: str) -> str:
        slips = 1 if len(word) < LONG_WORD else 2
        near = process.extract(word, self._candidates(word, slips), scorer=OSA.distance, score_cutoff=slips, limit=8)
        # Of those equally near: people leave a letter out more often than they take a wrong one; then the commoner.
        best = min(near, key=lambda hit: (hit[1], len(hit[0]) <= len(word), -self._used[hit[0]]), default=None)
        return str(best[0]) if best else word

    def _candidates(self, word: str, slips: int) -> Sequence[str]:
        lengths = range(len(word) - slips, len(word) + slips + 1)
        return [known for length in lengths for known in self._by_length.get(length, ())]


def _may_be_slip(word: str) -> bool:
    return len(word) >= SHORTEST and not word.isdigit()
