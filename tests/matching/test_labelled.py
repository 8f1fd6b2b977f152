"""The labelled messages measure something only while none of them is a question of the files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from faq.load import load_faq
from faq.text import words
from intents.load import load_intents

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
    assert len({label["id"] for label in labels}) == len(labels)
