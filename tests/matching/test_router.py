"""A message taken apart: its sentences, and which of too many are looked at."""

from __future__ import annotations

from intents.router import MAX_PARTS, split


def test_two_questions_are_two_parts() -> None:
    assert split("do you take paypal? and is there a trial?") == [
        ("do you take paypal", True),
        ("and is there a trial", True),
    ]


def test_context_first_and_the_question_in_the_next_line() -> None:
    assert split("i have an elementor site with five clients\ncan i use one license for all")[-1] == (
        "can i use one license for all",
        True,
    )


def test_of_too_many_sentences_those_that_ask_are_kept() -> None:
    story = "we are a small shop. my nephew made the site. he used your plugin. he moved away. now i run it."
    parts = split(f"{story} is there a manual? can i get support?")

    assert len(parts) == MAX_PARTS
    assert parts[-2:] == [("is there a manual", True), ("can i get support", True)]
