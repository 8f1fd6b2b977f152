"""The labelled messages measure something only while none of them is a question of the files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process

from faq.load import load_faq
from faq.text import words
from intents.load import load_intents

SHORT = 3  # words; so few are said alike by many
NEAR = 92  # percent, whatever the order of the words
LABELLED = Path(__file__).parents[2] / "bench" / "labelled"


def bare(text: str) -> str:
    return " ".join(words(text))


@pytest.mark.parametrize("name", ["dev.jsonl", "heldout.jsonl"])
def test_no_labelled_message_is_a_question_of_the_files(name: str) -> None:
    known = {
        bare(question)
        for item in [*load_faq().entries.values(), *load_intents().values()]
        for questions in item.questions.values()
        for question in questions
    }
    labels = [json.loads(line) for line in (LABELLED / name).read_text(encoding="utf-8").splitlines()]
    alone = [bare(label["turns"][0]) for label in labels if len(label["turns"]) == 1]

    assert [text for text in alone if text and text in known] == []
    # Not nearly one either. Which message it is is not told: nobody is to read those held out.
    long = [text for text in alone if len(text.split()) > SHORT]
    near = [process.extractOne(text, known, scorer=fuzz.token_sort_ratio, score_cutoff=NEAR) for text in long]
    assert sum(found is not None for found in near) == 0
    assert len({label["id"] for label in labels}) == len(labels)
