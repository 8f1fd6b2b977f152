"""The table of word meanings: what the shipped file knows, and that it is never needed."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import numpy as np
import pytest

from faq.wordtable import HERE, WordTable


@pytest.fixture(scope="module")
def table() -> WordTable:
    found = WordTable.load()
    assert found is not None
    return found


def likeness(table: WordTable, a: str, b: str) -> float:
    return float(table.embed(a.split())[0] @ table.embed(b.split())[0])


def test_without_the_file_there_is_no_table(tmp_path: Path) -> None:
    assert WordTable.load(tmp_path / "words.npz") is None


def test_a_vector_has_length_one(table: WordTable) -> None:
    vector, share = table.embed(["refund", "money"])

    assert vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert share == 1


def test_unknown_words_lower_the_share(table: WordTable) -> None:
    assert table.embed(["refund", "qqxqq"])[1] == 0.5


@pytest.mark.parametrize("words", [[], ["qqxqq"]])
def test_nothing_known_is_no_direction(table: WordTable, words: list[str]) -> None:
    vector, share = table.embed(words)

    assert not vector.any()
    assert share == 0


def test_a_known_pair_counts_as_one_meaning_and_two_words(table: WordTable) -> None:
    assert "hoan tien" in table
    assert table.embed(["hoan", "tien", "qqxqq", "qqxqq"])[1] == 0.5


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        ("purchase", "bought", "colour"),
        ("refund", "reembolso", "amigo"),
        ("password", "contrasena", "semana"),
        ("price", "preis", "hund"),
        ("invoice", "facture", "maison"),
        ("language", "lingua", "carro"),
        ("refund", "hoan tien", "giao dien"),
        ("invoice", "hoa don", "mat khau"),
        ("password", "mat khau", "ban quyen"),
        ("price", "gia", "loi"),
    ],
)
def test_words_of_one_meaning_are_near(table: WordTable, one: str, same: str, other: str) -> None:
    assert likeness(table, one, same) > 0.3 + max(0, likeness(table, one, other))


def test_common_words_count_little(table: WordTable) -> None:
    assert likeness(table, "is it the refund", "refund") > 0.9


def test_many_texts_at_once_are_weighed_by_their_share(table: WordTable) -> None:
    rows = table.embed_all([["refund"], ["refund", "qqxqq"], []])

    assert np.linalg.norm(rows, axis=1).tolist() == pytest.approx([1, 0.5, 0], abs=1e-5)


def test_the_shipped_file_is_the_one_that_is_described() -> None:
    digest = hashlib.sha256(HERE.read_bytes()).hexdigest()

    assert digest in (HERE.parent / "README.md").read_text(encoding="utf-8")
    assert HERE.stat().st_size < 12_000_000


def test_a_message_takes_microseconds(table: WordTable) -> None:
    message = "hello i would like to know how to get a refund for my license".split()
    started = time.process_time()
    for _ in range(200):
        table.embed(message)

    assert (time.process_time() - started) / 200 < 0.0005
