"""Very many questions are ranked by the few that are likest the message."""

from __future__ import annotations

from pathlib import Path

import pytest

from faq import index
from faq.fit import fit
from faq.match import Example, Matcher
from faq.terms import ProductNames

THINGS = ("stripe", "paypal", "sheets", "mailchimp", "zapier", "captcha", "calendar", "signature", "upload", "coupon")
QUESTIONS = ("do you support {}", "how do i set up {}", "{} does not work", "where is {}", "price of {}", "{} in forms")
MANY = [
    Example(label=f"{thing}-{number}", text=question.format(thing), language="en")
    for thing in THINGS
    for number, question in enumerate(QUESTIONS)
]


@pytest.fixture
def matcher(monkeypatch: pytest.MonkeyPatch) -> Matcher:
    monkeypatch.setattr(index, "MOST", 10)
    return fit(MANY, ProductNames({}))


@pytest.mark.parametrize(
    ("message", "label"),
    [
        ("paypal support?", "paypal-0"),
        ("zapier stopped to work", "zapier-2"),
        ("what is the price for uplod", "upload-4"),
    ],
)
def test_likeliest_entry_is_first(matcher: Matcher, message: str, label: str) -> None:
    assert matcher.rank(message)[0].id == label


def test_match_has_its_reasons(matcher: Matcher) -> None:
    best = matcher.rank("how can i set up the calendar")[0]

    assert best.example == "how do i set up calendar"
    assert "calendar" in best.shared


@pytest.mark.parametrize("message", ["qwop asdf", "?!", "\0"])
def test_message_without_a_known_word_matches_nothing(matcher: Matcher, message: str) -> None:
    assert matcher.rank(message) == []


def test_kept_it_answers_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "MOST", 10)
    once, again = (fit(MANY, ProductNames({}), cache=tmp_path) for _ in range(2))

    assert once.rank("paypal support?") == again.rank("paypal support?")
