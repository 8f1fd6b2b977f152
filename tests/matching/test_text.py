"""How a message is read: marks, abbreviations, languages, product names."""

from __future__ import annotations

import unicodedata

import pytest

from faq.load import load_faq
from faq.terms import ProductNames
from faq.text import LONGEST_WORD, MAX_CHARACTERS, MAX_WORDS, clean, folded_words, words
from intents.cues import demands, only_asks, speaks_of_own, tells_a_fault
from intents.language import detect


def test_marks_capitals_and_fancy_letters_are_levelled() -> None:
    assert folded_words("Giá BAO nhiêu 𝐬𝐡𝐨𝐩") == ["gia", "bao", "nhieu", "shop"]


def test_haste_is_written_out_in_vietnamese_only() -> None:
    assert folded_words("đc ko", vietnamese=True) == ["duoc", "khong"]
    assert folded_words("k", vietnamese=False) == ["k"]


def test_stretched_letters_are_shortened_and_long_texts_cut() -> None:
    assert words("heeelllooooo") == ["heelloo"]
    assert len(words("word " * 5_000)) <= MAX_WORDS


@pytest.mark.parametrize("text", ["".join(map(chr, range(0x4E00, 0x9C40))), "\ufdfa" * 20_000, "z\u0351" * 20_000])
def test_no_text_is_long_once_it_is_read(text: str) -> None:
    assert len(clean(text)) <= MAX_CHARACTERS
    assert max(map(len, words(text))) <= LONGEST_WORD


def test_letters_and_marks_typed_apart_are_one_word_wherever_they_stand() -> None:
    text = unicodedata.normalize("NFD", "giá bản quyền là bao nhiêu vậy " * 12)

    assert set(words(text)) == {"giá", "bản", "quyền", "là", "bao", "nhiêu", "vậy"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hlo is der life time lisence??", "en"),
        ("ho tro stripe ko shop", "vi"),
        ("có bản miễn phí không", "vi"),
        ("mua roi ma ko kich hoat dc", "vi"),
        ("¿cuánto cuesta la licencia?", "es"),
        ("quanto custa o plugin", "pt"),
        ("combien ça coûte", "fr"),
        ("was kostet das plugin", "de"),
        ("me pueden hacer la factura a nombre de mi empresa", "es"),
        ("integracion con mailchimp", "es"),
        ("ja paguei e nao chegou nada", "pt"),
        ("erreur lors de l enregistrement", "fr"),
        ("fehler beim speichern", "de"),
        ("con grid thi sao", "vi"),
        ("load more on the grid repeats the same products again", "en"),
        ("stripe", None),
        ("???", None),
    ],
)
def test_language_of_short_messages(text: str, language: str | None) -> None:
    assert detect(text) == language


@pytest.fixture(scope="module")
def names() -> ProductNames:
    return ProductNames(load_faq().products)


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("piotnet addons for elementor price", ("pafe",)),
        ("piotnetform vs pafe", ("forms", "pafe")),
        ("PAFEE?", ("pafe",)),
        ("pioetnet forms", ("forms",)),
        ("can i build forms in a grid", ()),
    ],
)
def test_products_are_found_by_their_names(names: ProductNames, text: str, products: tuple[str, ...]) -> None:
    assert names.read(text).products == products


def test_everyday_word_means_a_product_only_in_a_short_message(names: ProductNames) -> None:
    assert names.nickname("and for bricks?") == "bricks"
    assert names.nickname("can the customers of my shop fill in forms on their phone") is None
    assert names.nickname("do you have that for the grid too", however_long=True) == "grid"


def test_form_of_bricks_is_one_product_and_not_two(names: ProductNames) -> None:
    assert names.nickname("thế form của Bricks?") == "bricks"
    assert names.nickname("bricks or forms?") is None


def test_question_can_be_put_to_another_product(names: ProductNames) -> None:
    assert names.about("grid", "is Piotnet Forms free").split() == ["is", "free", "productgrid"]


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("refund me please", demands),
        ("hoàn tiền cho mình với", demands),
        ("i was charged twice", demands),
        ("where is my invoice", speaks_of_own),
        ("the form does not send emails", tells_a_fault),
        ("plugin bị lỗi rồi", tells_a_fault),
        ("có kết nối google sheet không", only_asks),
        ("does it support stripe", only_asks),
        ("curious whether it does monthly plans", only_asks),
    ],
)
def test_telltale_words_are_seen(text: str, cue: object) -> None:
    assert callable(cue)
    assert cue(text)


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("what is your refund policy", demands),
        ("how does a refund work", demands),
        ("do you give refunds if it does not work?", tells_a_fault),
        ("what if the plugin does not work with my theme", tells_a_fault),
        ("the calendar must not allow fridays", tells_a_fault),
        ("the year is up and i do nothing", tells_a_fault),
        ("i need the repeat password thing", tells_a_fault),
        ("can you fix it for me please", only_asks),
    ],
)
def test_lookalikes_are_not_taken_for_cues(text: str, cue: object) -> None:
    assert callable(cue)
    assert not cue(text)
