"""Making the table of word meanings: its texts, and the fit of words to sentences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tools.word_table.fitting import fit_rows
from tools.word_table.texts import REQUESTS, made_up, requests, wordnet

GLOSS = '00001 04 n 01 order 0 001 @ | a request (in a shop) for food; "I gave the waiter my order"'


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_every_request_is_said_in_several_ways_in_both_languages() -> None:
    assert len(requests()) == len(REQUESTS.read_text(encoding="utf-8").splitlines()) > 600
    assert all(len(each.english) >= 8 and len(each.vietnamese) >= 3 for each in requests())


def test_wordnet_gives_definitions_and_examples_without_brackets(tmp_path: Path) -> None:
    for part in ("adj", "adv", "noun", "verb"):
        (tmp_path / f"data.{part}").write_text(f"  1 This software and database\n{GLOSS}\n", encoding="latin-1")

    definitions, examples = wordnet(tmp_path)

    assert definitions == ["a request for food"]
    assert examples == ["I gave the waiter my order"]


def test_made_up_texts_are_many_and_the_same_every_time() -> None:
    asked = ["where does my parcel stay so long", "can you send the invoice once more"]
    examples = ["the parcel came back empty"]

    made = made_up(asked, examples, ["parcel", "invoice", "empty"], 20)

    assert len(set(made)) == 20
    assert made == made_up(asked, examples, ["parcel", "invoice", "empty"], 20)


def test_the_fit_brings_sums_of_words_to_where_the_texts_point() -> None:
    dice = np.random.default_rng(1)
    true = unit(dice.normal(size=(40, 8)))
    texts = [dice.integers(40, size=dice.integers(2, 6)).tolist() for _ in range(600)]
    wanted = unit(np.array([true[text].sum(axis=0) for text in texts]))

    rows = fit_rows(texts, wanted, unit(true + dice.normal(scale=0.5, size=true.shape)))

    reached = unit(np.array([rows[text].sum(axis=0) for text in texts]))
    assert float((reached * wanted).sum(axis=1).mean()) == pytest.approx(1, abs=0.03)


def test_a_word_that_no_text_has_stays_beside_its_like() -> None:
    beginning = np.eye(4, dtype=np.float32)[[0, 1, 2, 3, 3]]
    texts = [[0], [1], [2], [4]] * 20

    rows = fit_rows(texts, beginning[[text[0] for text in texts]], beginning)

    assert rows[3].argmax() == 3
