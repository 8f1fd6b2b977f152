"""Problems as people, GitHub and other programs want to read them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from faq.model import Problem, counted

KEPT = "Nothing has changed for customers: the bot keeps using the last good version."
LOOK = "Worth a look (these keep nothing from being published):"


def errors_in(problems: Sequence[Problem]) -> list[Problem]:
    """Those that keep the version from customers."""
    return [problem for problem in problems if problem.severity == "error"]


def as_text(problems: Sequence[Problem], fine: str) -> str:
    """For the person who made the edit. `fine` says what was read, for the case that nothing is wrong."""
    errors = errors_in(problems)
    warnings = [problem for problem in problems if problem.severity == "warning"]
    lines = [str(problem) for problem in errors]
    if warnings:
        lines += ["", LOOK] if errors else [LOOK]
        lines += [str(problem) for problem in warnings]
    return "\n".join([*lines, _summary(len(errors), len(warnings), fine)])


def _summary(errors: int, warnings: int, fine: str) -> str:
    also = f", {counted(warnings, 'warning')}" if warnings else ""
    return (
        f"{counted(errors, 'problem')}{also}. {KEPT}" if errors else fine.replace("no problems", f"no problems{also}")
    )


def as_github(problems: Sequence[Problem]) -> str:
    """Annotations in a pull request: one line each.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    return "\n".join(
        f"::{p.severity} file={_escaped(p.place.file, ',:')},line={p.place.line},col={p.place.column}"
        f"::{_escaped(f'{p.what} {p.todo}')}"
        for p in problems
    )


def _escaped(text: str, also: str = "") -> str:
    for sign in ("%", "\r", "\n", *also):
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def as_json(problems: Sequence[Problem], *, version: str) -> str:
    """For editors and other programs."""
    found = [
        {
            "file": p.place.file,
            "line": p.place.line,
            "column": p.place.column,
            "severity": p.severity,
            "what": p.what,
            "todo": p.todo,
        }
        for p in problems
    ]
    return json.dumps({"version": version, "ok": not errors_in(problems), "problems": found}, ensure_ascii=False)
