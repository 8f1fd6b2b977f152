"""Every mistake in tests/bad_faq, with everything an editor is told about it.

Each file is named for its mistake; beside it stands what is said. After a change of wording look at all of it:
`python -m tests.faq.test_bad_faq` writes the texts anew.
"""

from __future__ import annotations

import re
import tempfile
from datetime import date
from pathlib import Path

import pytest

from faq.report import as_text
from intents.check import check_files

BAD = Path(__file__).parents[1] / "bad_faq"
CASES = sorted(BAD.glob("*/*.yaml"))
TODAY = date(2026, 10, 1)

GOOD = {
    "faq/content/products.yaml": """\
company: {name: Piotnet, site: "https://example.com/"}
products:
  - id: pafe
    name: PAFE
    short: PAFE
    names: [pafe]
    site: https://pafe.example.com/
    docs: https://pafe.example.com/docs/
    email: support@example.com
""",
    "faq/content/base.yaml": """\
entries:
  - id: base
    title: {en: Languages, vi: Ngôn ngữ}
    questions: {en: [which languages are there], vi: [có những ngôn ngữ nào]}
    answer: {en: Two., vi: Hai ạ.}
""",
    "intents/content/base.yaml": """\
intents:
  - id: greeting
    route: smalltalk
    title: {en: Hello, vi: Chào}
    questions: {en: [hello], vi: [chào shop]}
    reply: {en: "Hello!", vi: Chào bạn!}
""",
}
# Where a file of each kind belongs; the kinds without a name of their own keep the name of their mistake.
PLACES = {
    "entries": "faq/content/{name}",
    "intents": "intents/content/{name}",
    "products": "faq/content/products.yaml",
    "hours": "faq/content/hours.yaml",
    "strangers": "intents/content/strangers.yaml",
}


def told(case: Path, folder: Path) -> str:
    """What `faq check` says about the file, among files without mistakes."""
    for name, text in GOOD.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    raw = case.read_bytes()
    (folder / PLACES[case.parent.name].format(name=case.name)).write_bytes(raw)
    day = re.match(rb"# today: (\S+)", raw)
    today = date.fromisoformat(day[1].decode()) if day else TODAY
    problems = check_files(folder / "faq/content", folder / "intents/content", today=today).problems
    return as_text(problems, "no problems.").replace(f"{folder}/", "") + "\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_the_mistake_is_told_with_its_place_and_what_to_do(case: Path, tmp_path: Path) -> None:
    assert told(case, tmp_path) == case.with_suffix(".expected").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_no_message_speaks_the_language_of_programmers(case: Path) -> None:
    said = case.with_suffix(".expected").read_text(encoding="utf-8").lower()

    assert re.findall(r"\b(?:token|scalar|mapping|sequence|pars\w+|traceback|null|nonetype|exception)\b", said) == []
    assert "no problems.\n" not in said


def test_there_are_enough_mistakes_to_learn_from() -> None:
    assert len(CASES) >= 100


if __name__ == "__main__":
    for each in CASES:
        with tempfile.TemporaryDirectory() as place:
            each.with_suffix(".expected").write_text(told(each, Path(place)), encoding="utf-8")
