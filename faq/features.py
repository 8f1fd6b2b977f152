"""What two texts may have in common: words, word pairs and pieces of words, each with a weight.

Rare features weigh more than common ones (idf). Words and pieces are two blocks of their own, each
brought to length one, so that a long word's many pieces do not drown the words.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from faq.small_words import SMALL_WORDS
from faq.text import fold

Floats = NDArray[np.float32]
WORD_SHARE = 0.45  # of the similarity; the rest is the pieces'
SHORTEST_STRANGE = 2  # shorter words are slips and particles, and say nothing of what a message is about
# Words that say nothing of it either, whether a question has them or not.
_CHATTER = frozenset(
    """guys guy sir team friend bro mate dear just quick quickly question really actually maybe currently again already
    possible necessary available anyone someone something thing things kind sort bit lot hope wish guess
    wonder wondering
    nha nhe nhi voi vay luon ha hen thui tui ban shop oi""".split()
) | {fold(word) for words in SMALL_WORDS.values() for word in words}
PIECE_SIZES = (2, 3, 4, 5)

# For the matrix of all pairs: features in more questions than this go through a dense product, in so many
# columns at a time; the others pair by pair, so many at a time.
_COMMON = 48
_COLUMNS = 1024
_PAIRS = 2_000_000


@dataclass(frozen=True, slots=True)
class Block:
    """One kind of feature over all questions: idf weights, and postings (which question has it, how strongly)."""

    index: dict[str, int]
    idf: Floats
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    values: Floats
    unknown: float  # the weight of a feature never seen: as rare as can be


def word_features(words: Sequence[str]) -> Counter[str]:
    """Words and neighbouring pairs."""
    return Counter([*words, *(f"{a} {b}" for a, b in pairwise(words))])


def piece_features(words: Iterable[str]) -> Counter[str]:
    """Pieces of 2 to 5 letters of each word, with its ends marked."""
    pieces: list[str] = []
    for word in words:
        marked = f" {word} "
        for size in PIECE_SIZES:
            pieces += [marked[i : i + size] for i in range(len(marked) - size + 1)]
    return Counter(pieces)


def build_block(documents: Sequence[Counter[str]]) -> Block:
    """Index the features of all questions."""
    frequency: Counter[str] = Counter()
    for document in documents:
        frequency.update(document.keys())
    index = {feature: i for i, feature in enumerate(sorted(frequency))}
    count = len(documents)
    idf = np.array([math.log((1 + count) / (1 + frequency[f])) + 1 for f in index], dtype=np.float32)
    rows: list[list[int]] = [[] for _ in index]
    values: list[list[float]] = [[] for _ in index]
    for row, document in enumerate(documents):
        ids = [index[f] for f in document]
        weights = np.array([(1 + math.log(n)) * idf[i] for i, n in zip(ids, document.values(), strict=True)])
        norm = float(np.linalg.norm(weights)) or 1.0
        for i, weight in zip(ids, weights, strict=True):
            rows[i].append(row)
            values[i].append(float(weight) / norm)
    starts = np.concatenate([[0], np.cumsum([len(r) for r in rows])]).astype(np.int64)
    return Block(
        index=index,
        idf=idf,
        starts=starts,
        rows=np.array([r for posting in rows for r in posting], dtype=np.int32),
        values=np.array([v for posting in values for v in posting], dtype=np.float32),
        unknown=math.log(1 + count) + 1,
    )


def similarity(block: Block, features: Counter[str], count: int) -> Floats:
    """Cosine of a message with every question. What no question has lowers it: strangers are not like us."""
    norm = 0.0
    known: list[int] = []
    weights: list[float] = []
    for feature, n in features.items():
        i = block.index.get(feature)
        weight = (1 + math.log(n)) * (block.unknown if i is None else float(block.idf[i]))
        norm += weight * weight
        if i is not None:
            known.append(i)
            weights.append(weight)
    if not known:
        return np.zeros(count, dtype=np.float32)
    spans = [(block.starts[i], block.starts[i + 1]) for i in known]
    rows = np.concatenate([block.rows[a:b] for a, b in spans])
    values = np.concatenate([block.values[a:b] * w for (a, b), w in zip(spans, weights, strict=True)])
    return (np.bincount(rows, weights=values, minlength=count) / math.sqrt(norm)).astype(np.float32)


def known_share(block: Block, words: Sequence[str]) -> float:
    """How much of what a message says the questions know, the rarer words counting more; 0 to 1."""
    known = unknown = 0.0
    for word in words:
        i = block.index.get(word)
        if i is not None:
            known += float(block.idf[i])
        elif word not in _CHATTER and len(word) > SHORTEST_STRANGE:
            unknown += block.unknown
    return known / (known + unknown) if known else 0.0


def gram(block: Block, count: int) -> Floats:
    """Cosine of every question with every other, as a count x count matrix."""
    lengths = np.diff(block.starts)
    matrix = np.zeros(count * count, dtype=np.float32)
    common = np.flatnonzero(lengths > _COMMON)
    for at in range(0, len(common), _COLUMNS):
        columns = common[at : at + _COLUMNS]
        dense = np.zeros((count, len(columns)), dtype=np.float32)
        for column, feature in enumerate(columns):
            posting = slice(block.starts[feature], block.starts[feature + 1])
            dense[block.rows[posting], column] = block.values[posting]
        matrix += (dense @ dense.T).ravel()
    for length in range(1, _COMMON + 1):
        features = np.flatnonzero(lengths == length)
        for some in np.array_split(features, max(1, len(features) * length * length // _PAIRS)):
            if len(some) == 0:
                continue
            span = block.starts[some][:, None] + np.arange(length)
            rows, values = block.rows[span].astype(np.int64), block.values[span]
            pairs = rows[:, :, None] * count + rows[:, None, :]
            np.add.at(matrix, pairs.ravel(), (values[:, :, None] * values[:, None, :]).ravel())
    return matrix.reshape(count, count)
