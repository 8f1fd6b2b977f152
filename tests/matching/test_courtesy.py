"""What is left of a message without its kindness."""

from __future__ import annotations

import pytest

from intents.courtesy import without_courtesy


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("hi team, is there a trial? thanks in advance", "is there a trial?"),
        ("hello sir hope you are doing well. is there a trial", "is there a trial"),
        ("5 sites in place of 1, kindly do the needful", "5 sites in place of 1"),
        ("cho mình hỏi có stripe không ạ", "có stripe không"),
    ],
)
def test_a_greeting_and_a_plea_are_no_content(text: str, content: str) -> None:
    assert without_courtesy(text).strip(". ") == content


@pytest.mark.parametrize("text", ["kindly do the needful", "thank you", "hope you are well", "dạ alo shop ơi"])
def test_kindness_that_is_all_there_is_stays(text: str) -> None:
    assert without_courtesy(text) == text
