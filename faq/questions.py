"""Known questions as rows of features, and how near a message is to some of them.

What is kept is small: a number of 16 bits and one of 8 for each feature of a question, 8 bits for each of the
192 numbers of its meaning. The loss is below what decides anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from faq.arrays import Arrays
from faq.features import WORD, Block, Features, build_block, features, without_share
from faq.sparse import Floats, Sparse, gather

Small = NDArray[np.int8]


class Look(NamedTuple):
    """A message as the questions see it: its known features with their weights, and what it means."""

    columns: NDArray[np.intp]
    weights: Floats
    meaning: Floats | None  # times its share of the similarity


class Compared(NamedTuple):
    """Some questions beside a message."""

    likeness: Floats  # of each, 0 to 1
    hits: NDArray[np.uint16]  # for each feature that one of them has: which of the message's it is, from 1; or 0
    lengths: NDArray[np.integer[Any]]  # how many features each has


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Rows to compare with."""

    block: Block
    starts: NDArray[np.int32]
    columns: NDArray[Any]
    values: NDArray[np.uint8]
    scales: Floats
    meanings: Small
    meaning_scales: Floats
    meaning: float  # its share of the similarity

    def __len__(self) -> int:
        return len(self.scales)

    def without_pieces(self) -> Self:
        """The same for `by_words` alone: an eighth of the size."""
        of_word = (self.block.hashes & WORD).astype(bool)[self.columns]
        before = np.concatenate([[0], np.cumsum(of_word)])
        return replace(
            self,
            starts=before[self.starts].astype(np.int32),
            columns=self.columns[of_word],
            values=self.values[of_word],
        )

    def by_words(self, look: Look) -> Look:
        """What the message looks like when only its words count, and not the pieces of them."""
        of_word = (self.block.hashes[look.columns] & WORD).astype(bool)
        return Look(look.columns[of_word], without_share(look.weights[of_word]), look.meaning)

    def look(self, text: Features, meaning: Floats | None) -> Look:
        """The message as weights of features. `meaning` is from the word table."""
        columns, weights = self.block.weigh(text)
        if meaning is None:
            return Look(columns, weights, None)
        return Look(columns, weights * np.float32(1 - self.meaning), meaning * np.float32(self.meaning))

    def columns_of(self, rows: slice) -> NDArray[Any]:
        """The features that neighbouring questions have, one question after the other."""
        return self.columns[self.starts[rows.start] : self.starts[rows.stop]]

    def similarities(self, look: Look, rows: NDArray[np.intp]) -> Floats:
        """Of the message with some of the questions, 0 to 1."""
        places, lengths = gather(Sparse(self.starts, self.columns, self.values), rows)
        meant = self._by_meaning(look, self.meanings[rows], self.meaning_scales[rows])
        return self._by_features(look, self.columns[places], self.values[places], lengths, self.scales[rows])[0] + meant

    def compare(self, look: Look, stretches: Sequence[slice]) -> Compared:
        """The message with all questions of some stretches."""

        def all_of(of: NDArray[Any], places: Sequence[slice] = stretches) -> NDArray[Any]:
            return np.concatenate([of[place] for place in places])

        within = [slice(int(self.starts[s.start]), int(self.starts[s.stop])) for s in stretches]
        lengths = np.concatenate([np.diff(self.starts[s.start : s.stop + 1]) for s in stretches])
        columns, values = all_of(self.columns, within), all_of(self.values, within)
        near, hits = self._by_features(look, columns, values, lengths, all_of(self.scales))
        meant = self._by_meaning(look, all_of(self.meanings), all_of(self.meaning_scales))
        return Compared(near + meant, hits, lengths)

    def _by_features(
        self, look: Look, columns: NDArray[Any], values: NDArray[np.uint8], lengths: NDArray[Any], scales: Floats
    ) -> tuple[Floats, NDArray[np.uint16]]:
        number = np.zeros(len(self.block.hashes), dtype=np.uint16)  # small, to be looked up quickly
        number[look.columns] = np.arange(1, len(look.columns) + 1)
        hits = number.take(columns)
        products = np.append(np.float32(0), look.weights).take(hits) * values
        return np.add.reduceat(products, np.cumsum(lengths) - lengths) * scales, hits

    @staticmethod
    def _by_meaning(look: Look, meanings: Small, scales: Floats) -> Floats:
        if look.meaning is None:
            return np.zeros(len(scales), dtype=np.float32)
        found: Floats = (meanings.astype(np.float32) @ look.meaning) * scales
        return found

    def arrays(self) -> Arrays:
        """What to keep of it; `questions_of` makes it again."""
        rest = np.array([self.block.unknown, self.meaning])
        block = {"hashes": self.block.hashes, "idf": self.block.idf, "rest": rest}
        return {**block, **{name: getattr(self, name) for name in _KEPT}}


_KEPT = ("starts", "columns", "values", "scales", "meanings", "meaning_scales")


def questions_of(kept: Arrays) -> Questions:
    """The questions from their arrays."""
    unknown, meaning = kept["rest"].tolist()
    block = Block(kept["hashes"], kept["idf"], unknown)
    return Questions(block=block, meaning=meaning, **{name: kept[name] for name in _KEPT})


def build_questions(texts: Sequence[Sequence[str]], meanings: Floats, meaning: float) -> tuple[Questions, Sparse]:
    """The questions, given as words (each has some), and the matrix of their features before it is made small.

    `meanings` has a row for each, without any columns where there is no word table.
    """
    block, exact = build_block([features(text) for text in texts])
    longest = np.maximum.reduceat(exact.values, exact.starts[:-1]) if texts else np.zeros(0, dtype=np.float32)
    scales = (longest / 255).astype(np.float32)
    meanings_small, meaning_scales = shrink(meanings)
    questions = Questions(
        block=block,
        starts=exact.starts.astype(np.int32),
        columns=exact.columns.astype(np.uint16 if len(block.hashes) < 1 << 16 else np.uint32),
        values=np.rint(exact.values / np.repeat(scales, np.diff(exact.starts))).astype(np.uint8),
        scales=scales,
        meanings=meanings_small,
        meaning_scales=meaning_scales,
        meaning=meaning,
    )
    return questions, exact


def shrink(matrix: Floats) -> tuple[Small, Floats]:
    """The rows as small integers, and what to multiply each row by."""
    largest = np.abs(matrix).max(axis=1, initial=0)
    scales = np.where(largest > 0, largest / 127, 1).astype(np.float32)
    return np.rint(matrix / scales[:, None]).astype(np.int8), scales
