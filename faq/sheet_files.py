"""Tables as files: CSV and XLSX, in both directions without formulas.

A text that a spreadsheet would take for a formula ("=HYPERLINK(...)") goes out marked as text. A formula that
comes in is refused: what it shows today is not what it says.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from faq.model import FaqInvalid, Place, Problem
from faq.source import shown

Row = list[str]
MAX_BYTES = 20_000_000
MAX_UNPACKED = 100_000_000
MAX_ROWS = 20_000
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def write_table(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write the rows; the name's ending says how."""
    (_write_xlsx if _is_xlsx(path) else _write_csv)(path, rows)


def read_table(path: Path) -> list[Row]:
    """The rows, as text.

    Raises:
        FaqInvalid: it is no table that can be taken over.
    """
    if path.stat().st_size > MAX_BYTES:
        raise _refused(path, "the file is larger than 20 MB.", "Split it.")
    rows = list(_read_xlsx(path) if _is_xlsx(path) else _read_csv(path))
    if len(rows) > MAX_ROWS:
        raise _refused(path, f"the table has more than {MAX_ROWS:,} rows.", "Split it.")
    return rows


def _is_xlsx(path: Path) -> bool:
    return path.suffix.lower() == ".xlsx"


def _refused(path: Path, what: str, todo: str, row: int = 1, column: int = 1) -> FaqInvalid:
    place = Place(file=shown(path), line=row, column=column)
    return FaqInvalid([Problem(place=place, what=what, todo=todo)])


def _write_csv(path: Path, rows: Iterable[Sequence[str]]) -> None:
    # With a mark at the beginning, without which Excel shows Vietnamese as signs.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([guarded(cell) for cell in row] for row in rows)


def guarded(cell: str) -> str:
    """The text so that no program runs it. `unguarded` takes the sign away again."""
    return f"'{cell}" if cell.startswith((*_RISKY, "'")) else cell


def unguarded(cell: str) -> str:
    """The text as it was before it was guarded."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_RISKY, "'")) else cell


def _read_csv(path: Path) -> Iterator[Row]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(path, "this file is not saved as UTF-8.", 'Save it again as "CSV UTF-8".') from None
    if "\0" in text:
        raise _refused(path, "this is no CSV file.", "Save the table as CSV or XLSX.")
    sign = max(",;\t", key=text.partition("\n")[0].count)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True), start=1):
            for column, cell in enumerate(row, start=1):
                if cell.startswith("="):
                    raise _refused(path, f'there is a formula ("{cell[:30]}").', _NO_FORMULA, number, column)
            yield [unguarded(cell).replace("\r\n", "\n").strip() for cell in row]
    except csv.Error as error:
        raise _refused(path, f"this is no CSV file ({error}).", "Save the table again as CSV or XLSX.") from None


_NO_FORMULA = "Write the text in its place, or put ' before it."


def _write_xlsx(path: Path, rows: Iterable[Sequence[str]]) -> None:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.create_sheet("FAQ", 0)
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            if not text:
                continue
            cell = sheet.cell(number, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
            cell.data_type = "s"  # never a formula, whatever it begins with
            cell.quotePrefix = cell.value.startswith(_RISKY)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
    sheet.freeze_panes = "C2"
    book.save(path)


def _read_xlsx(path: Path) -> Iterator[Row]:
    from openpyxl import load_workbook

    try:
        _look_inside(path)
        book = load_workbook(path, data_only=False)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise _refused(path, "this is no XLSX file.", "Save the table again as CSV or XLSX.") from None
    sheet = book.worksheets[0]
    for number, cells in enumerate(sheet.iter_rows(max_row=min(sheet.max_row, MAX_ROWS + 1)), start=1):
        for column, cell in enumerate(cells, start=1):
            if cell.data_type in ("f", "e"):
                what = f'there is a formula or an error in {cell.coordinate} ("{str(cell.value)[:30]}").'
                raise _refused(path, what, _NO_FORMULA, number, column)
        yield [_as_text(cell.value) for cell in cells]


def _as_text(value: object) -> str:
    """Dates come as dates, whole numbers as 5.0, true as TRUE."""
    if isinstance(value, bool):
        return str(value).lower()
    if hasattr(value, "date") and callable(value.date):
        return str(value.date())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).replace("\r\n", "\n").replace("_x000D_", "").strip()


def _look_inside(path: Path) -> None:
    """A small file may unpack to gigabytes, and its XML may define what it likes."""
    with zipfile.ZipFile(path) as packed:
        if sum(each.file_size for each in packed.infolist()) > MAX_UNPACKED:
            raise ValueError("too large")
        for each in packed.infolist():
            if each.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in packed.read(each):
                raise ValueError("defines entities")
