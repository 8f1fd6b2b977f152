"""What two texts may have in common: words, word pairs and pieces of words, each with a weight.

Rare features weigh more than common ones (idf). Words and pieces are each brought to a
length of their own, so that a long word's many pieces do not drown the words.

A feature is known by a number of 64 bits made from its letters. Two features with the same number are
less likely than a fault of the memory; and a sorted array of numbers needs a tenth of a dictionary's
room, lies in a file ready for use, and answers for a whole message at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faq.sparse import Floats, Sparse

Hashes = NDArray[np.uint64]
WORD_SHARE = 0.45  # of the similarity; the rest is the pieces'
PIECE_SIZES = (2, 3, 4, 5)

_SHARES = np.sqrt([1 - WORD_SHARE, WORD_SHARE])
_OFTEN = 999
_STRENGTHS = np.array([0, *(1 + math.log(times) for times in range(1, _OFTEN + 1))], dtype=np.float32)
_MIX = np.uint64(0x9E3779B97F4A7C15)  # any large odd number
WORD = np.uint64(1)  # the lowest bit of a number tells words and pairs, which have it, from pieces
_SPACE = ord(" ")


class Features(NamedTuple):
    """What a text has: each feature once, in the order of the numbers."""

    hashes: Hashes
    strength: Floats  # 1 for what is there once, a little more for what is there often
    kind: NDArray[np.intp]  # 1: word or pair, 0: piece


@dataclass(frozen=True, slots=True)
class Block:
    """The features that questions have, by number, and how much each weighs."""

    hashes: Hashes
    idf: Floats
    unknown: float  # the weight of a feature never seen: as rare as can be

    def weigh(self, text: Features) -> tuple[NDArray[np.intp], Floats]:
        """The known ones among a text's features, as places in this block, and their weights in the text.

        The product of two texts' weights is their similarity, 0 to 1. What no question has makes the others weigh
        less: strangers are not like us.
        """
        at, known = find(self.hashes, text.hashes)
        weights = text.strength * np.where(known, self.idf[at], np.float32(self.unknown))
        lengths = np.sqrt(np.bincount(text.kind, weights * weights, minlength=2))
        weights *= (_SHARES / np.maximum(lengths, 1e-9)).astype(np.float32)[text.kind]
        return at[known], weights[known]


def features(words: Sequence[str]) -> Features:
    """The features of a text, given as its words."""
    single = word_hashes(words)
    return _counted(np.concatenate([single, pair_hashes(single), piece_hashes(words)]))


def word_features(words: Sequence[str]) -> Features:
    """The words and pairs of a text alone."""
    single = word_hashes(words)
    return _counted(np.concatenate([single, pair_hashes(single)]))


def _counted(found: Hashes) -> Features:
    found.sort()
    new = np.ones(len(found) + 1, dtype=bool)
    np.not_equal(found[1:], found[:-1], out=new[1:-1])
    edges = np.flatnonzero(new)
    times = edges[1:] - edges[:-1]
    hashes = found[edges[:-1]]
    return Features(hashes, _STRENGTHS[np.minimum(times, _OFTEN)], (hashes & WORD).astype(np.intp))


def without_pieces(text: Features) -> Features:
    """The same without pieces: what `word_features` has."""
    of_word = text.kind == 1
    return Features(text.hashes[of_word], text.strength[of_word], text.kind[of_word])


def without_share(weights: Floats) -> Floats:
    """The weights of words and pairs as they are where no pieces are beside them."""
    return weights / np.float32(max(_SHARES[1] ** 2, 1e-9))


def find(sorted_hashes: Hashes, wanted: Hashes) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where each of the wanted stands, and whether it is there at all."""
    if not len(sorted_hashes):
        return np.zeros(len(wanted), dtype=np.intp), np.zeros(len(wanted), dtype=bool)
    at = np.minimum(sorted_hashes.searchsorted(wanted), len(sorted_hashes) - 1)
    return at, sorted_hashes[at] == wanted


@lru_cache(maxsize=8192)
def word_hash(word: str) -> int:
    """The number of a word."""
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little") | 1


def word_hashes(words: Sequence[str]) -> Hashes:
    """The numbers of words."""
    return np.array([word_hash(word) for word in words], dtype=np.uint64)


def pair_hashes(words: Hashes) -> Hashes:
    """The numbers of neighbouring pairs, from those of the words."""
    return words[:-1] * _MIX + words[1:] | WORD


def piece_hashes(words: Sequence[str]) -> Hashes:
    """The numbers of pieces of 2 to 5 letters of each word, with its ends marked.

    All words stand in one line, " like   this ", over which windows of each size are moved; those that
    reach from one word into the next, over two spaces, are left out.
    """
    line = " " + "  ".join(words) + " "
    letters = np.frombuffer(line.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    space = letters == _SPACE
    within = ~(space[:-1] & space[1:])
    rolling, whole = letters, np.ones(len(letters), dtype=bool)
    found = []
    for size in PIECE_SIZES:
        rolling = rolling[:-1] * _MIX + letters[size - 1 :]
        whole = whole[:-1] & within[size - 2 :]
        found.append(rolling[whole])
    return np.concatenate(found) << WORD


def build_block(texts: Sequence[Features]) -> tuple[Block, Sparse]:
    """The features of all questions, and the matrix of questions by features."""
    hashes, times = np.unique(
        np.concatenate([np.empty(0, dtype=np.uint64), *(text.hashes for text in texts)]), return_counts=True
    )
    idf = (np.log((1 + len(texts)) / (1 + times)) + 1).astype(np.float32)
    block = Block(hashes=hashes, idf=idf, unknown=math.log(1 + len(texts)) + 1)
    rows = [block.weigh(text) for text in texts]
    starts = np.cumsum([0, *(len(columns) for columns, _ in rows)], dtype=np.int64)
    columns = np.concatenate([np.empty(0, dtype=np.int64), *(columns for columns, _ in rows)])
    values = np.concatenate([np.empty(0, dtype=np.float32), *(weights for _, weights in rows)])
    return block, Sparse(starts, columns, values)
