"""Questions that another entry wins, with a matcher that says what the test wants."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from faq.match import Match
from faq.model import Entry, Faq, Place
from faq.terms import ProductNames
from intents.knowledge import Knowledge
from intents.model import Intent
from intents.rivals import lost_questions


@dataclass
class Oracle:
    """Answers what it was told to."""

    answers: dict[str, Match] = field(default_factory=dict)

    def rank(self, text: str, *, language: str | None = None, limit: int = 5) -> list[Match]:
        del language, limit
        return [self.answers[text]] if text in self.answers else []

    def unrivalled(self) -> set[tuple[str, str]]:
        return set()


def entry(name: str, *questions: str) -> Entry:
    return Entry(
        id=name,
        title={"en": name},
        questions={"en": questions},
        answer={"en": "Yes."},
        place=Place(file=f"faq/content/{name}.yaml", line=2, column=5),
        spots={"questions.en.0": (5, 11), "questions.en.1": (6, 11)},
    )


def told(answers: dict[str, str], *entries: Entry, intents: tuple[Intent, ...] = ()) -> str:
    matches = {text: Match(id=name, score=0.9, example="close words") for text, name in answers.items()}
    faq = Faq(entries={each.id: each for each in entries}, products={}, company={})
    knowledge = Knowledge(
        faq=faq,
        intents={each.id: each for each in intents},
        matcher=Oracle(matches),
        names=ProductNames({}),
        version="1",
    )
    return "\n".join(map(str, lost_questions(knowledge)))


def test_questions_that_lead_home_are_fine() -> None:
    assert (
        told({"card payments": "stripe", "stripe fees": "stripe"}, entry("stripe", "card payments", "stripe fees"))
        == ""
    )


def test_a_question_that_another_entry_wins_is_told_with_the_winner() -> None:
    entries = (entry("stripe", "card payments", "stripe fees"), entry("paypal", "paypal fees", "paypal"))

    assert told(
        {"card payments": "paypal", "stripe fees": "stripe", "paypal fees": "paypal", "paypal": "paypal"}, *entries
    ) == (
        'faq/content/stripe.yaml, line 5, column 11: "card payments" leads to "paypal" '
        '(faq/content/paypal.yaml, line 2), because of "close words" there.\n'
        "  Keep it where it is answered best, or reword one of the two."
    )


def test_an_entry_that_no_message_reaches_is_told_once() -> None:
    entries = (entry("stripe", "card payments", "stripe fees"), entry("paypal", "paypal"))

    assert told({"card payments": "paypal", "stripe fees": "paypal", "paypal": "paypal"}, *entries) == (
        'faq/content/stripe.yaml, line 2, column 5: no message can reach "stripe": every one of its questions leads '
        'elsewhere; customers get "paypal".\n'
        "  Give it questions of its own, or delete one of the entries."
    )


def test_a_question_of_signs_leads_nowhere() -> None:
    assert told({"card payments": "stripe"}, entry("stripe", "card payments", "?!")) == (
        'faq/content/stripe.yaml, line 6, column 11: "?!" leads nowhere: the bot knows none of its words.\n'
        "  Write it with more words."
    )


def test_small_talk_is_left_out_because_courtesy_is_taken_out_first() -> None:
    greeting = Intent(id="hi", route="smalltalk", title={}, questions={"en": ("hi there",)}, reply={})

    assert told({}, intents=(greeting,)) == ""


def test_two_entries_with_the_same_words_are_found_with_the_real_matcher(tmp_path: Path) -> None:
    from intents.knowledge import learn

    text = """\
entries:
  - id: {name}
    title: {{en: {name}, vi: {name}}}
    questions: {{en: [{en}], vi: [{vi}]}}
    answer: {{en: Yes., vi: Có.}}
"""
    faq, intents = tmp_path / "faq", tmp_path / "intents"
    faq.mkdir()
    intents.mkdir()
    first = text.format(name="hosting", en="where is my site hosted, which servers, hosting plans", vi="hosting ở đâu")
    second = text.format(name="twin", en="which servers", vi="nuôi mèo")
    (faq / "a.yaml").write_text(first, encoding="utf-8")
    (faq / "b.yaml").write_text(second, encoding="utf-8")
    intent = first.replace("entries:", "intents:").replace("hosting\n", "greet\n    route: smalltalk\n", 1)
    intent = intent.replace("answer:", "reply:").replace(
        "where is my site hosted, which servers, hosting plans", "hello"
    )
    (intents / "a.yaml").write_text(intent.replace("hosting ở đâu", "chào"), encoding="utf-8")

    lost = "\n".join(map(str, lost_questions(learn(faq, intents))))

    assert '"which servers" leads to' in lost
