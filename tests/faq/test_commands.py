"""The editors' commands, as they are typed."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands import faq as commands_faq
from faq.load import HERE, load_faq
from faq.model import FaqInvalid, Place, Problem
from faq.report import as_github, as_json, as_text
from intents.load import HERE as INTENTS
from intents.load import load_intents

FAQ_FILES = ("products.yaml", "hours.yaml", "payments.yaml", "spam.yaml")
INTENT_FILES = ("smalltalk.yaml", "strangers.yaml")
BROKEN = "entries:\n  - id: gift\n    titel: {en: Gifts, vi: Quà}\n"


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Some of the files as they ship, to be spoilt."""
    monkeypatch.chdir(tmp_path)
    for folder, names in ((HERE, FAQ_FILES), (INTENTS, INTENT_FILES)):
        kept = tmp_path / folder.parent.name / folder.name
        kept.mkdir(parents=True)
        for name in names:
            shutil.copy(folder / name, kept)
    monkeypatch.setenv("FAQ_DIR", "faq/content")
    monkeypatch.setenv("INTENTS_DIR", "intents/content")
    monkeypatch.setattr(commands_faq, "_lost", lambda _: [])
    monkeypatch.setattr(commands_faq, "_today", lambda: date(2026, 10, 1))
    return tmp_path / "faq" / "content"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands_faq.faq, list(arguments))


@pytest.mark.usefixtures("content")
def test_files_without_mistakes_are_counted() -> None:
    result = run("check")

    assert result.exit_code == 0
    faq, intents = load_faq(Path("faq/content")), load_intents(Path("intents/content"))
    assert result.output.startswith(f"{len(faq.entries)} entries and {len(intents)} intents, no problems. Version ")


def test_a_mistake_is_told_and_ends_with_1(content: Path) -> None:
    (content / "gift.yaml").write_text(BROKEN, encoding="utf-8")

    result = run("check")

    assert result.exit_code == 1
    assert result.output == (
        "faq/content/gift.yaml, line 2, column 5: there are no questions.\n"
        '  Write what customers type after "questions:", by language.\n'
        "faq/content/gift.yaml, line 2, column 5: there is no answer.\n"
        '  Write it after "answer:", in en and vi.\n'
        'faq/content/gift.yaml, line 3, column 5: "titel" is not a key we know.\n'
        '  Did you mean "title"?\n'
        "3 problems. Nothing has changed for customers: the bot keeps using the last good version.\n"
    )


def test_mistakes_are_told_to_github_and_to_programs(content: Path) -> None:
    (content / "gift.yaml").write_text(BROKEN, encoding="utf-8")

    assert run("check", "--format", "github").output.splitlines()[2] == (
        '::error file=faq/content/gift.yaml,line=3,col=5::"titel" is not a key we know. Did you mean "title"?'
    )
    found = json.loads(run("check", "--format", "json").output)
    assert not found["ok"]
    assert found["problems"][2]["todo"] == 'Did you mean "title"?'


@pytest.mark.usefixtures("content")
def test_dead_links_are_looked_for_only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def dead_links(urls: list[str], step: object) -> dict[str, str]:
        del step
        asked.extend(urls)
        return {"https://pafe.piotnet.com/docs/": "there is no such page (404)"}

    monkeypatch.setattr("bot.editing.links.dead_links", dead_links)

    assert run("check").output.count("is dead") == 0
    assert not asked
    result = run("check", "--online")
    assert result.exit_code == 0
    assert '"https://pafe.piotnet.com/docs/" is dead: there is no such page (404).' in result.output


def test_examples_are_asked_and_the_misses_told_with_the_reason(content: Path) -> None:
    (content / "payments.yaml").unlink()
    text = (content / "spam.yaml").read_text(encoding="utf-8")
    (content / "spam.yaml").write_text(
        text.replace("    must_match:", "    must_match:\n      - hello there", 1), encoding="utf-8"
    )

    result = run("test")

    line = 1 + text[: text.index("    must_match:")].count("\n") + 1
    assert result.exit_code == 1
    assert f'faq/content/spam.yaml, line {line}, column 9: "hello there" must get ' in result.output
    assert "but gets greeting (" in result.output
    assert result.output.splitlines()[-1].endswith(" examples as expected.")


@pytest.mark.usefixtures("content")
def test_a_table_goes_out_and_an_unchanged_one_changes_nothing() -> None:
    total = len(load_faq(Path("faq/content")).entries)

    assert run("export", "faq.csv").output == f"{total} entries written to faq.csv.\n"
    assert run("import", "faq.csv").output == (
        f"0 would change, 0 would be new, {total} stay as they are.\nNothing is written yet: repeat it with --write.\n"
    )


def test_an_import_shows_first_and_writes_when_told(content: Path) -> None:
    table = Path("new.csv")
    table.write_text("id,answer.en\nstripe,Only Stripe.\n", encoding="utf-8")
    before = (content / "payments.yaml").read_text(encoding="utf-8")

    assert "    + Only Stripe." in run("import", "new.csv").output
    assert (content / "payments.yaml").read_text(encoding="utf-8") == before
    assert run("import", "new.csv", "--write").output.endswith("Written.\n")
    assert "Only Stripe." in (content / "payments.yaml").read_text(encoding="utf-8")


def test_an_import_with_a_mistake_writes_nothing(content: Path) -> None:
    Path("new.csv").write_text("id,answer.en\nstripe,See {pafe.dosc}.\n", encoding="utf-8")
    before = (content / "payments.yaml").read_text(encoding="utf-8")

    result = run("import", "new.csv", "--write")

    assert isinstance(result.exception, FaqInvalid)
    assert "faq/content/payments.yaml, line " in str(result.exception)
    assert "Did you mean {pafe.docs}?" in str(result.exception)
    assert (content / "payments.yaml").read_text(encoding="utf-8") == before


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("name", ["faq.txt", "table"])
def test_a_table_of_another_kind_is_refused(name: str) -> None:
    Path(name).touch()

    assert "has to end in .csv or .xlsx" in run("export", name).output
    assert "has to end in .csv or .xlsx" in run("import", name).output


def test_github_reads_each_problem_as_one_line() -> None:
    place = Place(file="a,b:c.yaml", line=1, column=2)
    problem = Problem(place=place, what="50 %\nwrong.", todo="Mend it.", severity="warning")

    assert as_github([problem]) == "::warning file=a%2Cb%3Ac.yaml,line=1,col=2::50 %25%0Awrong. Mend it."
    assert json.loads(as_json([problem], version="v"))["ok"]
    assert as_text([problem], "no problems.").endswith("no problems, 1 warning.")
