"""Messages that must not get an entry count against this entry, and against no other."""

from __future__ import annotations

from faq.fit import fit
from faq.match import Example, Matcher
from faq.terms import ProductNames

ASKED = {
    "pdf": ["make a pdf of the form", "pdf from a form", "can the form create a pdf"],
    "mail": ["send the form by mail", "mail to the visitor", "does the form send mails"],
}
WRONG = "the pdf of the form is blank"


def matcher(*denied: Example) -> Matcher:
    examples = [Example(label=label, text=text, language="en") for label, texts in ASKED.items() for text in texts]
    return fit(examples, ProductNames({}), denied=denied)


def score(found: Matcher, text: str, label: str) -> float:
    return next(match.score for match in found.rank(text, language="en") if match.id == label)


def test_a_denied_message_and_its_like_get_the_entry_no_more() -> None:
    before, after = matcher(), matcher(Example(label="pdf", text=WRONG, language="en"))

    for text in (WRONG, "pdf of the form is blank!"):
        assert score(after, text, "pdf") < score(before, text, "pdf") / 2


def test_what_one_entry_is_denied_no_other_gains() -> None:
    before, after = matcher(), matcher(Example(label="pdf", text=WRONG, language="en"))

    assert score(after, WRONG, "mail") <= score(before, WRONG, "mail")


def test_the_entry_s_own_questions_are_as_sure_as_before() -> None:
    before, after = matcher(), matcher(Example(label="pdf", text=WRONG, language="en"))

    assert score(after, "make a pdf of the form", "pdf") == score(before, "make a pdf of the form", "pdf")


def test_a_message_of_signs_denies_nothing() -> None:
    assert matcher(Example(label="pdf", text="?!", language="en")).rank("pdf")[0].id == "pdf"
