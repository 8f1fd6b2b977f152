"""A spreadsheet goes out and comes back: nothing changes by itself, nothing runs as a formula."""

from __future__ import annotations

import csv
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from faq.importing import changed_files, write_files
from faq.load import HERE, load_faq
from faq.model import FaqInvalid
from faq.sheet import changes, fields_of, preview, table
from faq.sheet_files import guarded, read_table, unguarded, write_table

FAQ = load_faq()


def rows_with(**cells: str) -> list[list[str]]:
    return [list(cells), list(cells.values())]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_goes_out_comes_back_without_a_change(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"faq.{ending}"
    write_table(file, table(FAQ.entries.values(), FAQ.products))

    found, problems = changes(read_table(file), FAQ.entries, FAQ.products, file="faq")

    assert (found, problems) == ([], [])


@given(st.text(max_size=30))
def test_a_guarded_text_is_no_formula_and_comes_back(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(text)) == text


def test_a_text_like_a_formula_goes_out_as_text(tmp_path: Path) -> None:
    entry = replace(FAQ.entries["stripe"], source='=HYPERLINK("http://x")')
    for ending in ("csv", "xlsx"):
        write_table(tmp_path / f"faq.{ending}", table([entry], FAQ.products))

    with (tmp_path / "faq.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1][-1] == '\'=HYPERLINK("http://x")'
    cells = list(load_workbook(tmp_path / "faq.xlsx").worksheets[0].iter_rows())[1]
    assert [cell.data_type for cell in cells if cell.value] == ["s"] * sum(1 for cell in cells if cell.value)
    assert cells[-1].value == '=HYPERLINK("http://x")'


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_formula_that_comes_in_is_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"faq.{ending}"
    if ending == "csv":
        path.write_text("id,source\nstripe,=1+1\n", encoding="utf-8")
    else:
        book = Workbook()
        book.worksheets[0].append(["id", "source"])
        book.worksheets[0].append(["stripe", "=1+1"])
        book.save(path)

    with pytest.raises(FaqInvalid, match="there is a formula"):
        read_table(path)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"PK\x03\x04 broken", "this is no XLSX file"),
        (b"", "this is no XLSX file"),
    ],
)
def test_a_broken_workbook_is_told(tmp_path: Path, raw: bytes, told: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(raw)

    with pytest.raises(FaqInvalid, match=told):
        read_table(tmp_path / "a.xlsx")


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 110_000_000)

    with pytest.raises(FaqInvalid, match="this is no XLSX file"):
        read_table(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("id;source\nstripe;Giá\n", "utf-8"),
        ("id\tsource\nstripe\tGiá\n", "utf-16"),
        ("id,source\r\nstripe,Giá\r\n", "utf-8-sig"),
    ],
)
def test_a_table_is_read_as_spreadsheets_save_it(tmp_path: Path, text: str, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))

    assert read_table(tmp_path / "a.csv") == [["id", "source"], ["stripe", "Giá"]]


def test_a_preview_shows_what_would_change() -> None:
    rows = [
        ["id", "questions.en", "source", "product"],
        ["stripe", "\n".join(["new question", *FAQ.entries["stripe"].questions["en"][1:]]), "", ""],
    ]

    found, problems = changes(rows, FAQ.entries, FAQ.products, file="a.csv")

    assert problems == []
    assert preview(found, len(FAQ.entries)).splitlines() == [
        '"stripe" changes:',
        "  questions.en",
        f"    - {FAQ.entries['stripe'].questions['en'][0]}",
        "    + new question",
        "  source",
        f"    - {FAQ.entries['stripe'].source}",
        f"1 would change, 0 would be new, {len(FAQ.entries) - 1} stay as they are.",
    ]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["name"], ["x"]], 'there is no column "id".'),
        ([["id", "answr.en"], ["stripe", "x"]], '"answr.en" is not a column we know.'),
        ([["id", "id"], ["a", "b"]], 'the column "id" stands there twice.'),
        ([["id", "source"], ["", "x"]], "this row has no id."),
        ([["id", "source"], ["stripe", "x"], ["stripe", "y"]], 'the id "stripe" already stands in row 2.'),
        (rows_with(id="new", source="x"), '"new" is new, but has no title.en'),
    ],
)
def test_a_table_that_cannot_be_taken_over_is_told(rows: list[list[str]], told: str) -> None:
    _, problems = changes(rows, FAQ.entries, FAQ.products, file="a.csv")

    assert told in "\n".join(map(str, problems))


def test_changes_are_written_with_notes_and_other_entries_kept(tmp_path: Path) -> None:
    for path in HERE.glob("p*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    known = load_faq(tmp_path)
    new = {"title.en": "Gift", "title.vi": "Quà", "questions.en": "a gift?", "questions.vi": "có quà không"}
    rows = rows_with(id="gift", **new, **{"answer.en": "=No.", "answer.vi": "Không ạ.", "file": "../evil.yaml"})

    found, _ = changes(rows, known.entries, known.products, file="a.csv")
    more, _ = changes(rows_with(id="stripe", source="the site"), known.entries, known.products, file="a.csv")
    write_files(tmp_path, changed_files(tmp_path, [*found, *more]))

    after = load_faq(tmp_path)
    assert after.entries["gift"].answer == {"en": "=No.", "vi": "Không ạ."}
    assert after.entries["gift"].place.file == str(tmp_path / "evil.yaml")
    assert after.entries["stripe"] == replace(known.entries["stripe"], source="the site")
    assert {n: e for n, e in after.entries.items() if n not in ("gift", "stripe")} == {
        n: e for n, e in known.entries.items() if n != "stripe"
    }
    assert (tmp_path / "payments.yaml").read_text(encoding="utf-8").startswith("#")


def test_buttons_come_back_as_they_went() -> None:
    entry = next(entry for entry in FAQ.entries.values() if entry.buttons)

    assert yaml.safe_dump(fields_of(entry)["buttons"][0])
