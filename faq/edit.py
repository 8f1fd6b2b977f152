"""Changes one entry in its file, and leaves everything else as it stands: notes, order, quotes, line breaks.

What is written is put beside the file first and renamed, so that the running bot never reads half of it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString, LiteralScalarString, ScalarString

Fields = Mapping[str, Any]  # "answer.en": a text, "questions.vi": texts, "review_by": a day; None takes the key away
WIDE = 100  # a longer text goes below its key

# A new key takes the place it has in the guide.
_ORDER = (
    "id product route title questions reply include answer by_product ask_product buttons must_match must_not_match "
    "threshold review_by source en vi es pt fr de url"
).split()


class NoSuchEntry(Exception):
    """The file has no entry with this id (any more)."""


def change_entry(text: str, name: str, fields: Fields) -> str:
    """The file's text with these fields of one entry changed. A field is a path: "answer.en".

    Raises:
        NoSuchEntry: somebody took it out meanwhile.
    """
    if "\r\n" in text:
        return change_entry(text.replace("\r\n", "\n"), name, fields).replace("\n", "\r\n")
    yaml, document = _parsed(text)
    kept = _without(text, _entry(document, name), fields)
    if kept != text:
        yaml, document = _parsed(kept)
    entry = _entry(document, name)
    for path, value in fields.items():
        if value is not None:
            _put(entry, path.split("."), value)
    return _dumped(yaml, document)


def add_entry(text: str, fields: Fields, *, key: str = "entries") -> str:
    """The file's text with one more entry at its end. An empty text becomes a file."""
    yaml, document = _parsed(text or f"{key}: []\n")
    items = document.get(key)
    if not isinstance(items, CommentedSeq) or items.fa.flow_style():
        items = document[key] = CommentedSeq(items or [])
    entry = CommentedMap()
    for path, value in fields.items():
        _put(entry, path.split("."), value)
    items.append(entry)
    return _dumped(yaml, document)


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096  # no line is broken that was not broken before
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _parsed(text: str) -> tuple[YAML, Any]:
    yaml = _yaml()
    return yaml, yaml.load(text)


def _dumped(yaml: YAML, document: Any) -> str:
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def _entry(document: Any, name: str) -> CommentedMap:
    for key in ("entries", "intents", "products"):
        for each in document.get(key) or ():
            if str(each.get("id")) == name:
                return cast(CommentedMap, each)
    raise NoSuchEntry(name)


def _without(text: str, entry: CommentedMap, fields: Fields) -> str:
    """The text without the lines of what goes away. Cutting lines loses no note that stands beside them."""
    lines = text.split("\n")
    gone: set[int] = set()
    for path, value in fields.items():
        *outer, key = path.split(".")
        inside = _inside(entry, outer)
        if inside is None or key not in inside or inside.fa.flow_style():
            continue
        before = inside[key]
        if value is None:
            gone |= _extent(lines, *inside.lc.key(key), dashes=True)
        elif isinstance(before, CommentedSeq) and not before.fa.flow_style() and isinstance(value, list | tuple):
            dead = [n for n, item in enumerate(before) if item not in value]
            for number in dead if len(dead) < len(before) else ():
                gone |= _extent(lines, before.lc.item(number)[0], before.lc.col, dashes=False)
    return "\n".join(line for number, line in enumerate(lines) if number not in gone)


def _inside(entry: CommentedMap, path: list[str]) -> CommentedMap | None:
    inside: Any = entry
    for key in path:
        inside = inside.get(key) if isinstance(inside, CommentedMap) else None
    return inside if isinstance(inside, CommentedMap) else None


def _extent(lines: list[str], first: int, column: int, *, dashes: bool) -> set[int]:
    """The lines of what begins here: those below it that are indented further, but no notes or gaps after it.

    `dashes`: the items of a key's list may stand as far left as the key itself.
    """
    last = first
    for number in range(first + 1, len(lines)):
        line = lines[number].lstrip()
        indent = len(lines[number]) - len(line)
        if line and indent <= column and not (dashes and indent == column and line.startswith("- ")):
            break
        if line and not line.startswith("#"):
            last = number
    return set(range(first, last + 1))


def _put(inside: CommentedMap, path: list[str], value: Any) -> None:
    """Set or add what stands at a path."""
    key, rest = path[0], path[1:]
    if rest:
        if inside.get(key) is None:
            _insert(inside, key, CommentedMap())
        _put(inside[key], rest, value)
    elif inside.get(key) is not None:
        _replace(inside, key, value)
    else:
        _insert(inside, key, _shaped(value))


def _replace(inside: CommentedMap, key: str, value: Any) -> None:
    before = inside[key]
    if isinstance(value, list | tuple) and isinstance(before, CommentedSeq):
        _replace_items(before, list(value))
    elif before != value:
        inside[key] = _like(before, value)
        if isinstance(inside[key], FoldedScalarString | LiteralScalarString):
            inside.fa.set_block_style()


def _replace_items(items: CommentedSeq, wanted: list[Any]) -> None:
    """Items that stay keep their line, with the note beside it."""
    for number, value in enumerate(wanted):
        if number >= len(items):
            items.append(_shaped(value))
        elif items[number] != value:
            if len(items) < len(wanted):
                items.insert(number, _shaped(value))
            else:
                items[number] = _shaped(value)
    while len(items) > len(wanted):
        del items[len(items) - 1]


def _like(before: Any, value: Any) -> Any:
    """A text in the manner of the one it replaces; the note below a block of text belongs to the block."""
    shaped = _shaped(value)
    if not isinstance(shaped, str) or not isinstance(before, ScalarString):
        return shaped
    if not isinstance(before, FoldedScalarString | LiteralScalarString):
        return shaped if isinstance(shaped, FoldedScalarString | LiteralScalarString) else type(before)(value)
    folds = isinstance(before, FoldedScalarString) and "\n" not in value
    block = _folded(value) if folds else LiteralScalarString(shaped)
    if hasattr(before, "comment"):
        block.comment = before.comment  # type: ignore[union-attr]
    return block


def _shaped(value: Any) -> Any:
    """A value as a person would have typed it."""
    if isinstance(value, Mapping):
        return CommentedMap({key: _shaped(each) for key, each in value.items()})
    if isinstance(value, list | tuple):
        return CommentedSeq(map(_shaped, value))
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> Any:
    value = "\n".join(line.rstrip() for line in value.strip().splitlines())
    if "\n" in value:
        return LiteralScalarString(value)
    if len(value) > WIDE:
        return _folded(value)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return date.fromisoformat(value)
    return DoubleQuotedScalarString(value) if _needs_quotes(value) else value


def _folded(value: str) -> FoldedScalarString:
    """Below its key, in lines that fit a screen."""
    words = value.split(" ")
    folds, text, width = [], "", 0
    for word in words:
        if text and width + len(word) > WIDE and word:
            folds.append(len(text))
            width = 0
        text += (" " if text else "") + word
        width += len(word) + 1
    folded: FoldedScalarString = FoldedScalarString(text)
    folded.fold_pos = folds  # type: ignore[attr-defined]
    return folded


def _needs_quotes(value: str) -> bool:
    """Words that YAML would take for something else than text."""
    return value.lower() in ("true", "false", "yes", "no", "on", "off", "null", "~") or value[:1].isdigit()


def _insert(inside: Any, key: str, value: Any) -> None:
    """Put a new key where the guide has it, before the first key that comes later."""
    rank = _ORDER.index(key) if key in _ORDER else len(_ORDER)
    later = [n for n, known in enumerate(inside) if known in _ORDER and _ORDER.index(known) > rank]
    inside.insert(later[0] if later else len(inside), key, value)
