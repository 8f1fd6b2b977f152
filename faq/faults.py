"""What a YAML parser complains about, in the words of somebody who answers customers.

The parser names a rule of the grammar; the editor sees a line. So each complaint is turned into what
is probably wrong in that line, and what to type.
"""

from __future__ import annotations

import re

import yaml

from faq.model import Place, Problem

_QUOTE_IT = 'Put the whole text in quotes: "...".'
_SIGNS = "@`%*&!|>"


def explain(text: str, fault: yaml.MarkedYAMLError, file: str) -> Problem:
    """The problem behind a parser's complaint about this text."""
    lines = text.splitlines()
    problem, context = str(fault.problem or ""), str(fault.context or "")
    here = fault.problem_mark or fault.context_mark
    start = fault.context_mark or here
    for complaint, explained in _EXPLAINED:
        if re.search(complaint, f"{context} | {problem}"):
            mark, what, todo = explained(lines, here, start)
            return _problem(file, mark, what, todo)
    return _problem(file, here, *_NOT_UNDERSTOOD)


def _problem(file: str, mark: yaml.Mark | None, what: str, todo: str) -> Problem:
    place = Place(file=file, line=mark.line + 1, column=mark.column + 1) if mark else Place(file=file, line=1)
    return Problem(place=place, what=what, todo=todo)


_Said = tuple[yaml.Mark | None, str, str]
_NOT_UNDERSTOOD = (
    "the file cannot be read from here on.",
    'Compare the line, and the one above it, with its neighbours: the spaces at its beginning, a ":" after the '
    "key, the quotes.",
)


def _line(lines: list[str], mark: yaml.Mark | None) -> str:
    return lines[mark.line] if mark and mark.line < len(lines) else ""


def _tab(lines: list[str], here: yaml.Mark | None, _: yaml.Mark | None) -> _Said:
    before = _line(lines, here)[: here.column if here else 0]
    where = "at the beginning of this line" if not before.strip() else "here"
    return here, f"there is a tab {where}.", "Replace it by spaces, as many as the lines around it have."


def _open_quote(lines: list[str], _: yaml.Mark | None, start: yaml.Mark | None) -> _Said:
    sign = _line(lines, start)[start.column : start.column + 1] if start else '"'
    return start, f"the quote {sign} that opens here is never closed.", f"Write another {sign} at the end of the text."


def _backslash(_lines: list[str], here: yaml.Mark | None, _: yaml.Mark | None) -> _Said:
    return here, "a \\ has a special meaning between double quotes.", "Write \\\\ , or use single quotes: '...'."


def _second_colon(lines: list[str], here: yaml.Mark | None, _: yaml.Mark | None) -> _Said:
    line = _line(lines, here)
    if here and line[: here.column].count(":") == 0:
        what = "this line is indented further than the line above it, which already has its text."
        return here, what, "Move it to the left, in line with its neighbours, or put the text above in quotes."
    return here, 'there is a second ": " in this line.', _QUOTE_IT


def _no_colon(lines: list[str], _: yaml.Mark | None, start: yaml.Mark | None) -> _Said:
    line = _line(lines, start).strip()
    word = re.match(r"([\w-]+):\S", line)
    if word:
        return start, f'there is no space after "{word[1]}:".', f'Write a space: "{word[1]}: ...".'
    if line.startswith("-") or (start and _line(lines, start)[: start.column].strip().startswith("-")):
        return start, "this list item does not fit the line below it.", "Look at the spaces before both lines."
    if re.fullmatch(r"[a-z_]+", line):
        return start, f'there is no ":" after "{line}".', f'Write "{line}:".'
    return (
        start,
        "this line is neither a key nor an item of a list.",
        'Start it with "- " if it is one more item, or indent it if it goes on from the line above.',
    )


def _indentation(lines: list[str], here: yaml.Mark | None, start: yaml.Mark | None) -> _Said:
    before = _line(lines, here)[: here.column if here else 0]
    if not before.strip():
        what = "the spaces at the beginning of this line fit nothing above it."
        return here, what, "Indent it exactly like the keys or items that it belongs to."
    if before.rstrip().endswith(("'", '"')):
        return here, "there is text after the closing quote.", "Put all of it between the quotes, or none of it."
    if before.rstrip().endswith("}"):
        return here, "there is text after the closing bracket.", _QUOTE_IT
    if _line(lines, here)[here.column : here.column + 1] in ("}", "]") if here else False:
        return here, "this bracket closes nothing.", "Delete it, or put the text in quotes."
    return start, *_NOT_UNDERSTOOD


def _bracket(lines: list[str], here: yaml.Mark | None, start: yaml.Mark | None) -> _Said:
    start = _opening(lines, start)
    sign = _line(lines, start)[start.column : start.column + 1] if start else "["
    close = {"{": "}", "[": "]"}.get(sign, "]")
    if here and start and here.line == start.line:
        what = f'between the brackets {sign} {close} a comma is missing, or a text contains a ",", ":" or bracket.'
        return here, what, 'Separate with ", " and put texts with signs in quotes: {en: "first, second", vi: "..."}.'
    return start, f'the bracket "{sign}" that opens here is never closed.', f'Write "{close}" at the end of the line.'


def _opening(lines: list[str], mark: yaml.Mark | None) -> yaml.Mark | None:
    """The bracket that opens at the mark, or the last one before it."""
    if mark is None or _line(lines, mark)[mark.column : mark.column + 1] in ("[", "{"):
        return mark
    for number in range(min(mark.line, len(lines) - 1), -1, -1):
        column = max(lines[number].rfind("["), lines[number].rfind("{"))
        if column >= 0:
            return yaml.Mark(mark.name, 0, number, column, None, 0)
    return mark


def _sign(lines: list[str], _: yaml.Mark | None, start: yaml.Mark | None) -> _Said:
    line = _line(lines, start)
    sign = line[start.column : start.column + 1] if start else ""
    return start, f'a text may not begin with "{sign}".', _QUOTE_IT


def _block(_lines: list[str], here: yaml.Mark | None, _: yaml.Mark | None) -> _Said:
    return here, 'there is text behind ">-" or "|-".', "Begin the text in the next line, indented."


def _documents(_lines: list[str], here: yaml.Mark | None, _: yaml.Mark | None) -> _Said:
    return here, 'there is a line "---" or "..." inside the file.', "Delete that line."


_EXPLAINED = (
    (r"'\\t'", _tab),
    (r"quoted scalar.*(end of stream|document separator)", _open_quote),
    (r"unknown escape|expected escape sequence", _backslash),
    (r"mapping values are not allowed", _second_colon),
    (r"could not find expected ':'", _no_colon),
    (r"flow (mapping|sequence|node)", _bracket),
    (r"scanning an (alias|anchor)|cannot start any token", _sign),
    (r"block scalar", _block),
    (r"document start|scanning a directive", _documents),
    (r"expected <block end>", _indentation),
)
