"""Short texts in everyday English and Vietnamese, from which the table learns what words mean together.

Nothing here tells which question belongs to which entry of the FAQ: our own questions take part as texts only.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

REQUESTS = Path(__file__).parent / "requests.jsonl"  # ours: what people ask of shops, offices, landlords ...
LONGEST = 30  # words
MADE_UP = 200_000
COMMONEST = 150  # words that are not exchanged for others: they hold a sentence together

_QUOTED = re.compile(r'"([^"]+)"')
_BRACKETS = re.compile(r"\([^)]*\)")
_AUTHOR = re.compile(r"\s*-\s*[A-Z][\w. ]+$")
_WORD = re.compile(r"[a-z']+")


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody may want, said in several ways in both languages."""

    english: tuple[str, ...]
    vietnamese: tuple[str, ...]


def requests() -> list[Request]:
    """Our own collection, none of it about our products."""
    lines = REQUESTS.read_text(encoding="utf-8").splitlines()
    return [Request(tuple(kept["en"]), tuple(kept["vi"])) for kept in map(json.loads, lines)]


def wordnet(folder: Path) -> tuple[list[str], list[str]]:
    """WordNet's definitions, and its examples of use, from the files data.noun, data.verb, data.adj and data.adv."""
    definitions: list[str] = []
    examples: list[str] = []
    for part in ("adj", "adv", "noun", "verb"):
        for line in (folder / f"data.{part}").read_text(encoding="latin-1").splitlines():
            if line.startswith("  ") or "|" not in line:
                continue  # the licence, which each file begins with
            gloss = line.split("|", 1)[1].strip()
            examples += [_AUTHOR.sub("", quoted) for quoted in _QUOTED.findall(gloss)]
            definitions += [_BRACKETS.sub("", text).strip(" ;-") for text in _QUOTED.sub("", gloss).split(";")]
    return _usable(definitions), _usable(examples)


def _usable(texts: Sequence[str]) -> list[str]:
    tidy = (" ".join(text.split()) for text in texts)
    return list(dict.fromkeys(text for text in tidy if 2 <= len(text.split()) <= LONGEST))


def made_up(asked: Sequence[str], examples: Sequence[str], words: Sequence[str], count: int = MADE_UP) -> list[str]:
    """Texts like those that were asked, about anything: other words put in, halves exchanged, stretches cut out.

    They need not make sense. A teacher says what such words mean in such a place, for many more words than were asked
    about. `words`: what to put in.
    """
    inventor = _Inventor(asked, examples, words)
    found: dict[str, None] = {}
    while len(found) < count:
        text = inventor.one()
        if 2 <= len(text.split()) <= LONGEST:
            found[text] = None
    return list(found)


class _Inventor:
    """Makes texts up, the same ones in every run."""

    def __init__(self, asked: Sequence[str], examples: Sequence[str], words: Sequence[str]) -> None:
        self._dice = random.Random(5)
        self._asked, self._examples = asked, examples
        often = Counter(word for text in [*asked, *examples] for word in _WORD.findall(text.lower()))
        self._common = {word for word, _ in often.most_common(COMMONEST)}
        pool = [word for word in words if often[word] and len(word) > 2]
        self._supply = self._endless(pool, [often[word] ** 0.4 for word in pool])
        self._ways = (self._word, self._word, self._two_words, self._stretch, self._halves, self._example)

    def one(self) -> str:
        return self._dice.choice(self._ways)()

    def _word(self) -> str:
        return self._exchanged(self._dice.choice(self._asked), 1)

    def _two_words(self) -> str:
        return self._exchanged(self._dice.choice(self._asked), 2)

    def _example(self) -> str:
        return self._exchanged(self._dice.choice(self._examples), 1)

    def _stretch(self) -> str:
        words = self._dice.choice(self._asked).split()
        length = min(self._dice.randint(2, 7), len(words))
        start = self._dice.randint(0, len(words) - length)
        return " ".join(words[start : start + length])

    def _halves(self) -> str:
        one, other = (self._dice.choice(self._asked).split() for _ in range(2))
        return " ".join([*one[: len(one) // 2 + 1], *other[len(other) // 2 :]])

    def _exchanged(self, text: str, times: int) -> str:
        words = text.split()
        telling = [at for at, word in enumerate(words) if "".join(_WORD.findall(word.lower())) not in self._common]
        for at in self._dice.sample(telling, min(times, len(telling))):
            words[at] = next(self._supply)
        return " ".join(words)

    def _endless(self, pool: Sequence[str], weights: Sequence[float]) -> Iterator[str]:
        while True:
            yield from self._dice.choices(pool, weights, k=10_000)
