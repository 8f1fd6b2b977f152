"""The matcher on a FAQ small enough to see through."""

from __future__ import annotations

from pathlib import Path

import pytest

from faq.fit import fit
from faq.match import Example, Matcher
from faq.model import Product
from faq.terms import ProductNames

QUESTIONS = {
    "stripe": ["do you support stripe", "stripe payments", "can i take card payments with stripe", "connect stripe"],
    "refund": ["what is your refund policy", "can i get my money back", "money back guarantee", "how do refunds work"],
    "price": ["how much is it", "what does pafe cost", "price of the pro version", "how much do you charge"],
    "hours": ["when are you open", "opening hours", "are you there on sunday", "what time does support start"],
    "sheets": ["google sheets", "send entries to a google sheet", "save the form data in sheets", "sheets integration"],
}
NAMES = ProductNames({"pafe": Product(id="pafe", name="PAFE", short="PAFE", names=("pafe", "piotnet addons"))})


def examples() -> list[Example]:
    return [Example(label=label, text=text, language="en") for label, texts in QUESTIONS.items() for text in texts]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return fit(examples(), NAMES)


@pytest.mark.parametrize(
    ("message", "label"),
    [
        ("is stripe supported", "stripe"),
        ("mony bak?", "refund"),
        ("how mutch does Piotnet Addons cost", "price"),
        ("openning hours pls", "hours"),
        ("push entries to google sheets", "sheets"),
    ],
)
def test_other_words_and_typing_slips_find_the_entry(matcher: Matcher, message: str, label: str) -> None:
    assert matcher.rank(message)[0].id == label


def test_known_question_is_likelier_than_a_stranger(matcher: Matcher) -> None:
    known, stranger = matcher.rank("what is your refund policy"), matcher.rank("what is the best pizza in town")

    assert known[0].score > 2 * stranger[0].score


def test_message_without_a_known_word_matches_nothing(matcher: Matcher) -> None:
    assert matcher.rank("qwop asdf lkj") == []
    assert matcher.rank("?!") == []


def test_match_names_the_question_and_the_words_that_carried_it(matcher: Matcher) -> None:
    best = matcher.rank("do you have a refund policy")[0]

    assert best.example == "what is your refund policy"
    assert best.shared == ("refund", "policy")


def test_scores_are_probabilities(matcher: Matcher) -> None:
    matches = matcher.rank("stripe or google sheets")

    assert all(0 <= match.score <= 1 for match in matches)
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)


def test_kept_solution_answers_like_a_fresh_one(tmp_path: Path, matcher: Matcher) -> None:
    fit(examples(), NAMES, cache=tmp_path)
    again = fit(examples(), NAMES, cache=tmp_path)

    assert len(list(tmp_path.glob("*.arrays"))) == 1
    assert again.rank("is stripe supported") == matcher.rank("is stripe supported")


def test_half_written_cache_is_learnt_anew(tmp_path: Path) -> None:
    fit(examples(), NAMES, cache=tmp_path)
    kept = next(tmp_path.glob("*.arrays"))
    kept.write_bytes(kept.read_bytes()[:5_000])

    assert fit(examples(), NAMES, cache=tmp_path).rank("stripe")[0].id == "stripe"


@pytest.mark.parametrize(
    "message", ["a" * 20_000, "z\u0351\u0300" * 5_000, " ".join(f"w{i}" for i in range(4_000)), "\0"]
)
def test_any_message_is_ranked_without_an_error(matcher: Matcher, message: str) -> None:
    assert len(matcher.rank(message)) <= 5
