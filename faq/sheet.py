"""Entries as rows of a table, and what a table would change. Pure: the files are read and written elsewhere.

A column is a field ("answer.en"), a cell its text; lists have a line for each item. A column that is missing
changes nothing; an empty cell takes the field away; a row that is missing takes nothing away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import process

from faq.model import LANGUAGES, OTHER_LANGUAGES, Button, Entry, Place, Problem

Value = str | tuple[Any, ...]
NEW_FILE = "imported.yaml"
_LISTS = (*(f"questions.{language}" for language in (*LANGUAGES, *OTHER_LANGUAGES)), "must_match", "must_not_match")
_NEEDED = ("title.en", "title.vi", "questions.en", "questions.vi", "answer.en", "answer.vi")


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What a row does to one entry: each field with its old and its new value; None where there is none."""

    id: str
    file: str
    is_new: bool = False
    fields: Mapping[str, tuple[Value | None, Value | None]] = field(default_factory=dict)


def columns(products: Iterable[str]) -> list[str]:
    """Every column there may be, in the order of the guide."""
    answers = [f"answer.{language}" for language in LANGUAGES]
    special = [f"by_product.{product}.{language}" for product in products for language in LANGUAGES]
    return [
        "file", "id", "product", "title.en", "title.vi", *_LISTS[:-2], *answers, *special, "ask_product", "buttons",
        "must_match", "must_not_match", "threshold", "review_by", "source",
    ]  # fmt: skip


def table(entries: Iterable[Entry], products: Iterable[str]) -> Iterator[list[str]]:
    """The head and a row for each entry."""
    head = columns(products)
    yield head
    for entry in entries:
        cells = fields_of(entry)
        yield [entry.place.file.rpartition("/")[2] if name == "file" else _cell(cells.get(name)) for name in head]


def fields_of(entry: Entry) -> dict[str, Value]:
    """An entry's fields by their paths; what is not there is left out."""
    found: dict[str, Value] = {
        "id": entry.id,
        "product": entry.product or "",
        "ask_product": "true" if entry.ask_product else "",
        "buttons": tuple(map(_plain, entry.buttons)),
        "must_match": entry.must_match,
        "must_not_match": entry.must_not_match,
        "threshold": "" if entry.threshold is None else f"{entry.threshold:g}",
        "review_by": str(entry.review_by or ""),
        "source": entry.source,
    }
    found |= {f"title.{language}": text for language, text in entry.title.items()}
    found |= {f"questions.{language}": texts for language, texts in entry.questions.items()}
    found |= {f"answer.{language}": text for language, text in entry.answer.items()}
    for product, answer in entry.by_product.items():
        found |= {f"by_product.{product}.{language}": text for language, text in answer.items()}
    return {path: value for path, value in found.items() if value}


def changes(
    rows: Sequence[Sequence[str]], entries: Mapping[str, Entry], products: Iterable[str], *, file: str
) -> tuple[list[Change], list[Problem]]:
    """What the table (`file` is its name) would change, and why some of it cannot be taken over."""
    head = [name.strip() for name in rows[0]] if rows else []
    problems = list(_wrong_columns(head, columns(products), file))
    found: list[Change] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows[1:] if not problems else (), start=2):
        cells = dict(zip(head, (*row, *[""] * len(head)), strict=False))
        name = cells.get("id", "").strip()
        if not any(cells.values()):
            continue
        wrong = _wrong_row(name, seen)
        if wrong:
            problems.append(Problem(place=Place(file=file, line=number), what=wrong[0], todo=wrong[1]))
            continue
        seen[name] = number
        change = _change(cells, entries.get(name), name)
        missing = [path for path in _NEEDED if change.is_new and not cells.get(path)]
        if missing:
            what = f'"{name}" is new, but has no {", ".join(missing)}.'
            problems.append(Problem(place=Place(file=file, line=number), what=what, todo="Fill in these cells."))
        elif change.fields:
            found.append(change)
    return found, problems


def _wrong_columns(head: list[str], known: list[str], file: str) -> Iterator[Problem]:
    place = Place(file=file, line=1)
    if "id" not in head:
        todo = 'Begin with the file that "piotnet-bot faq export" makes.'
        yield Problem(place=place, what='there is no column "id".', todo=todo)
    for number, name in enumerate(head, start=1):
        where = Place(file=file, line=1, column=number)
        if name and name not in known:
            near = process.extractOne(name, known, score_cutoff=60)
            hint = f'Did you mean "{near[0]}"?' if near else f"Known: {', '.join(known)}."
            yield Problem(place=where, what=f'"{name}" is not a column we know.', todo=hint)
        elif name and name in head[: number - 1]:
            yield Problem(place=where, what=f'the column "{name}" stands there twice.', todo="Delete one of the two.")


def _wrong_row(name: str, seen: Mapping[str, int]) -> tuple[str, str] | None:
    if not name:
        return "this row has no id.", "Write the entry's id, or a new one."
    if name in seen:
        return f'the id "{name}" already stands in row {seen[name]}.', "Keep one of the two rows."
    return None


def _change(cells: Mapping[str, str], entry: Entry | None, name: str) -> Change:
    before = fields_of(entry) if entry else {}
    fields = {}
    for path, cell in cells.items():
        if path in ("file", "") or (path == "id" and entry):
            continue
        value = _value(path, cell)
        if value != before.get(path):
            fields[path] = (before.get(path), value)
    file = entry.place.file if entry else cells.get("file") or NEW_FILE
    return Change(id=name, file=file, is_new=entry is None, fields=fields)


def _value(path: str, cell: str) -> Value | None:
    lines = tuple(line.strip() for line in cell.splitlines() if line.strip())
    if path == "buttons":
        return tuple(map(_button, lines)) or None
    if path in _LISTS:
        return lines or None
    text = "\n".join(line.rstrip() for line in cell.strip().splitlines())
    if path == "ask_product":
        return "true" if text.lower() in ("true", "yes", "1") else None
    return text or None


def _cell(value: Value | None) -> str:
    if isinstance(value, tuple):
        return "\n".join(_button_line(item) if isinstance(item, dict) else str(item) for item in value)
    return value or ""


def _plain(button: Button) -> dict[str, Any]:
    plain: dict[str, Any] = {"title": dict(button.title), "url": button.url}
    return plain | ({"product": button.product} if button.product else {})


def _button_line(button: Mapping[str, Any]) -> str:
    titles = [button["title"].get(language, "") for language in LANGUAGES]
    return " | ".join([*titles, button["url"], *filter(None, [button.get("product")])])


def _button(line: str) -> dict[str, Any]:
    parts = [*(part.strip() for part in line.split("|")), "", "", "", ""]
    title = dict(zip(LANGUAGES, parts[:2], strict=True))
    return {"title": title, "url": parts[2]} | ({"product": parts[3]} if parts[3] else {})


def preview(found: Sequence[Change], total: int) -> str:
    """What would change, for the person who decides."""
    lines: list[str] = []
    for change in found:
        lines.append(f'"{change.id}" is new, in {change.file}:' if change.is_new else f'"{change.id}" changes:')
        for path, (before, after) in change.fields.items():
            lines.append(f"  {path}")
            lines += [f"    - {line}" for line in _lines_gone(before, after)]
            lines += [f"    + {line}" for line in _lines_gone(after, before)]
    new = sum(change.is_new for change in found)
    changed = len(found) - new
    return "\n".join([*lines, f"{changed} would change, {new} would be new, {total - changed} stay as they are."])


def _lines_gone(value: Value | None, other: Value | None) -> list[str]:
    gone = _cell(value).splitlines()
    kept = set(_cell(other).splitlines())
    return [line for line in gone if line not in kept]
