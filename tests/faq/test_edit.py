"""One entry changes; every note, gap and other entry stays as it stood."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pytest
import yaml

from faq.edit import NoSuchEntry, add_entry, change_entry
from faq.files import write_whole
from faq.load import HERE, files_in
from intents.load import HERE as INTENTS

FILES = [*files_in(HERE), *files_in(INTENTS)]

TEXT = """\
# Payments, and what goes with them.
entries:
  # The one most people ask for.
  - id: stripe  # checked by Linh
    title: {en: Stripe, vi: Stripe}  # short!
    questions:
      en:
        # from the chat
        - do you take stripe  # often
        - is stripe there  # seldom
      vi: [có stripe không]
    answer:
      # keep it short
      en: >-
        Yes, with Stripe.
        It is quick.
      # said the same way
      vi: |-
        Có.
        Nhanh lắm.
    # ask Tom first
    review_by: 2027-05-31  # after the holidays
    source: product page

  # Not often.
  - id: paypal
    title: {en: PayPal, vi: PayPal}
    answer: {en: Yes., vi: Có.}
# The end.
"""


def changed(before: str, after: str) -> list[str]:
    """The lines that went and came."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[0] in "+-"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_edit_of_nothing_leaves_every_byte(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lists = [each for each in yaml.safe_load(text).values() if isinstance(each, list)]
    names = [item["id"] for items in lists for item in items if isinstance(item, dict)]

    for name in names[:1]:
        assert change_entry(text, name, {}) == text


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        (
            {"answer.en": "Yes, we do."},
            ["+         Yes, we do.", "-         Yes, with Stripe.", "-         It is quick."],
        ),
        (
            {"answer.vi": "Có.\nChậm lắm: hai ngày"},
            ["-         Nhanh lắm.", "+         Chậm lắm: hai ngày"],
        ),
        (
            {"title.vi": "Thẻ: Stripe"},
            [
                "-     title: {en: Stripe, vi: Stripe}  # short!",
                "+     title: {en: Stripe, vi: 'Thẻ: Stripe'} # short!",
            ],
        ),
        (
            {"questions.en": ["do you take stripe", "card?"]},
            ["-         - is stripe there  # seldom", "+         - card?"],
        ),
        ({"questions.en": ["is stripe there"]}, ["-         - do you take stripe  # often"]),
        (
            {"review_by": "2028-01-31"},
            ["-     review_by: 2027-05-31  # after the holidays", "+     review_by: 2028-01-31  # after the holidays"],
        ),
        ({"review_by": None}, ["-     review_by: 2027-05-31  # after the holidays"]),
        ({"source": None}, ["-     source: product page"]),
        ({"product": "pafe"}, ["+     product: pafe"]),
        ({"threshold": 0.5}, ["+     threshold: 0.5"]),
        (
            {"must_match": ["card with stripe?", "no"]},
            ["+     must_match:", "+       - card with stripe?", '+       - "no"'],
        ),
        ({"answer.vi": None}, ["-       vi: |-", "-         Có.", "-         Nhanh lắm."]),
    ],
)
def test_an_edit_changes_its_own_lines_only(fields: dict[str, Any], lines: list[str]) -> None:
    after = change_entry(TEXT, "stripe", fields)

    assert [line for line in changed(TEXT, after) if not line.startswith("? ")] == lines


def test_a_long_answer_goes_below_its_key_in_lines_that_fit_a_screen() -> None:
    answer = "This is a long answer that goes on. " * 6

    after = change_entry(TEXT, "paypal", {"answer.en": answer})

    assert max(map(len, after.splitlines())) < 130
    assert yaml.safe_load(after)["entries"][1]["answer"]["en"] == answer.strip()


@pytest.mark.parametrize(
    "answer",
    ["{pafe.site} is it", "- a", "a: b", "no", "12", "a #b", '"quoted"', "it's", "*", "@me", "x\n\ny", "a:\n b"],
)
def test_what_is_written_is_read_back(answer: str) -> None:
    for fields in ({"answer.en": answer}, {"questions.en": [answer]}, {"title.en": answer}):
        after = yaml.safe_load(change_entry(TEXT, "stripe", fields))["entries"][0]
        key = next(iter(fields)).split(".")[0]

        assert after[key]["en"] == next(iter(fields.values()))


@pytest.mark.parametrize("path", FILES[::5], ids=lambda path: path.name)
def test_no_edit_touches_another_entry_or_loses_a_note(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lists = [each for each in yaml.safe_load(text).values() if isinstance(each, list)]
    items = [item for each in lists for item in each if isinstance(item, dict)]
    if not items or "questions" not in items[0]:
        return
    for item in items[-1:]:
        key = "answer" if "answer" in item else "reply"
        fields = {f"{key}.en": "New.", "questions.vi": item["questions"]["vi"][1:], "source": None, "threshold": 0.4}
        after = change_entry(text, item["id"], fields)
        others = [each for each in yaml.safe_load(after)[next(iter(yaml.safe_load(text)))] if each["id"] != item["id"]]

        assert [each for each in items if each["id"] != item["id"]] == others
        assert after.count("#") == text.count("#")
        assert after.count("\n\n") == text.count("\n\n")


def test_a_file_from_windows_keeps_its_line_ends() -> None:
    after = change_entry(TEXT.replace("\n", "\r\n"), "stripe", {"answer.en": "New."})

    assert after.count("\r\n") == after.count("\n") > 10


def test_an_entry_that_is_gone_is_told() -> None:
    with pytest.raises(NoSuchEntry):
        change_entry(TEXT, "gone", {"answer.en": "x"})


def test_a_new_entry_goes_to_the_end_of_its_file() -> None:
    fields = {"id": "new", "title.en": "A", "title.vi": "B", "answer.en": "{pafe.site}"}

    after = add_entry(TEXT, fields)

    assert [each["id"] for each in yaml.safe_load(after)["entries"]] == ["stripe", "paypal", "new"]
    assert after.startswith(TEXT[: TEXT.index("# The end.")])
    assert "# The end." in after
    assert yaml.safe_load(add_entry("", fields))["entries"] == [
        {"id": "new", "title": {"en": "A", "vi": "B"}, "answer": {"en": "{pafe.site}"}}
    ]


def test_a_file_is_replaced_as_a_whole_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)

    write_whole(path, "new: Giá\n")

    assert path.read_text(encoding="utf-8") == "new: Giá\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]
