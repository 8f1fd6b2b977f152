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
    dice = random.Random(5)
    often = Counter(word for text in [*asked, *examples] for word in _WORD.findall(text.lower()))
    common = {word for word, _ in often.most_common(COMMONEST)}
    pool = [word for word in words if often[word] and len(word) > 2]
    supply = _endless(dice, pool, [often[word] ** 0.4 for word in pool])
    ways = (_one_word, _one_word, _two_words, _stretch, _halves, _example)
    found: dict[str, None] = {}
    while len(found) < count:
        text = dice.choice(ways)(dice, asked, examples, common, supply)
        if 2 <= len(text.split()) <= LONGEST:
            found[text] = None
    return list(found)


def _endless(dice: random.Random, pool: Sequence[str], weights: Sequence[float]) -> Iterator[str]:
    while True:
        yield from dice.choices(pool, weights, k=10_000)


def _exchanged(text: str, times: int, dice: random.Random, common: set[str], supply: Iterator[str]) -> str:
    words = text.split()
    telling = [at for at, word in enumerate(words) if "".join(_WORD.findall(word.lower())) not in common]
    for at in dice.sample(telling, min(times, len(telling))):
        words[at] = next(supply)
    return " ".join(words)


def _one_word(
    dice: random.Random, asked: Sequence[str], _: Sequence[str], common: set[str], supply: Iterator[str]
) -> str:
    return _exchanged(dice.choice(asked), 1, dice, common, supply)


def _two_words(
    dice: random.Random, asked: Sequence[str], _: Sequence[str], common: set[str], supply: Iterator[str]
) -> str:
    return _exchanged(dice.choice(asked), 2, dice, common, supply)


def _stretch(dice: random.Random, asked: Sequence[str], *_: object) -> str:
    words = dice.choice(asked).split()
    length = min(dice.randint(2, 7), len(words))
    start = dice.randint(0, len(words) - length)
    return " ".join(words[start : start + length])


def _halves(dice: random.Random, asked: Sequence[str], *_: object) -> str:
    one, other = (dice.choice(asked).split() for _ in range(2))
    return " ".join([*one[: len(one) // 2 + 1], *other[len(other) // 2 :]])


def _example(
    dice: random.Random, _: Sequence[str], examples: Sequence[str], common: set[str], supply: Iterator[str]
) -> str:
    return _exchanged(dice.choice(examples), 1, dice, common, supply)
