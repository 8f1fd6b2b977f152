"""Features as numbers are the features one would write out."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.features import PIECE_SIZES, build_block, features, piece_hashes, without_pieces, word_features, word_hashes
from faq.sparse import combine, transpose

WORDS = st.lists(st.text(st.characters(categories=["Ll", "Nd"]), min_size=1, max_size=9), min_size=1, max_size=8)


def written_out(words: list[str]) -> Counter[str]:
    marked = [f" {word} " for word in words]
    return Counter(w[i : i + size] for w in marked for size in PIECE_SIZES for i in range(len(w) - size + 1))


@given(WORDS)
def test_words_and_pairs_are_the_same_with_and_without_pieces_beside_them(words: list[str]) -> None:
    alone, among = word_features(words), without_pieces(features(words))

    assert all(np.array_equal(one, other) for one, other in zip(alone, among, strict=True))


@given(WORDS)
def test_pieces_are_counted_as_if_written_out(words: list[str]) -> None:
    _, times = np.unique(piece_hashes(words), return_counts=True)

    assert sorted(times.tolist()) == sorted(written_out(words).values())


def test_pieces_of_a_whole_dictionary_have_different_numbers() -> None:
    words = [f"{a}{b}{c}" for a in "abcdefghijkl" for b in "mnopqrst" for c in "aeiouy"]
    pieces = written_out(words)

    assert len(np.unique(piece_hashes(words))) == len(pieces)


def test_words_pairs_and_pieces_are_told_apart() -> None:
    text = features(["pay", "me"])

    assert int(text.kind.sum()) == 3  # pay, me, "pay me"
    assert set(word_hashes(["pay", "me"]).tolist()) <= set(text.hashes.tolist())


def test_a_text_is_like_itself_and_unlike_strangers() -> None:
    read = [features(text.split()) for text in ("refund my order", "zebra", "refund policy")]
    block, rows = build_block(read)
    by_feature = transpose(rows, len(block.hashes))
    first = combine(by_feature, *block.weigh(read[0]), 3)

    assert first[0] == pytest.approx(1, abs=1e-5)
    assert first[2] > 5 * first[1]


def test_unknown_words_lower_the_likeness() -> None:
    block, rows = build_block([features(["refund"]), features(["price"])])
    by_feature = transpose(rows, len(block.hashes))
    alone, among = (
        combine(by_feature, *block.weigh(features(words)), 2)[0] for words in (["refund"], ["refund", "qq"])
    )

    assert among < 0.8 * alone


def test_repeated_word_counts_a_little_more() -> None:
    often = features(["no", "no", "no", "yes"]).strength.max()

    assert often == pytest.approx(1 + math.log(3))
