"""Words that no question has are brought to one that some question has."""

from __future__ import annotations

from collections import Counter

import pytest

from faq.spelling import MAX_REPAIRS, Spelling

USED = Counter({"webhook": 3, "install": 5, "installed": 1, "refund": 9, "multisite": 2, "form": 20})


@pytest.mark.parametrize(
    ("word", "mended"),
    [
        ("webhooks", "webhook"),
        ("installing", "install"),
        ("refnud", "refund"),
        ("multisites", "multisite"),
        ("fro", "fro"),
        ("2026", "2026"),
        ("gardening", "gardening"),
    ],
)
def test_a_form_or_a_slip_of_a_known_word_becomes_that_word(word: str, mended: str) -> None:
    assert Spelling(USED).mend([word]) == [mended]


def test_a_word_that_is_right_in_another_language_is_no_slip() -> None:
    assert Spelling(USED).mend(["multistep"]) == ["multisite"]
    assert Spelling(USED, right={"multistep"}).mend(["multistep"]) == ["multistep"]


def test_only_so_many_slips_are_looked_for() -> None:
    assert Spelling(USED).mend(["refnud"] * (MAX_REPAIRS + 2)).count("refund") == MAX_REPAIRS
