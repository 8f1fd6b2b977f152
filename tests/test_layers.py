"""Who may import whom: pure functions decide, thin shells do, and nothing points back.

The files are read, not run. A new file has to be given its place in LAYERS, which is the moment to
think about where it belongs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatchcase
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("faq", "intents", "bot")

# Everything may import its own layer and those above it in this list, never one below.
LAYERS: dict[str, tuple[str, ...]] = {
    "what staff wrote": ("faq", "faq.*"),
    "what a message means": ("intents", "intents.*"),
    # `bot` sets how numpy runs, before anything imports it; the others say only what they hold.
    "the packages": ("bot", "bot.commands", "bot.editing", "bot.engine", "bot.notices"),
    "what to do about it": (
        "bot.answering",
        "bot.burst",
        "bot.choices",
        "bot.colleagues",
        "bot.decide",
        "bot.durations",
        "bot.editing.gaps",
        "bot.feedback",
        "bot.forgetting",
        "bot.handover",
        "bot.hours",
        "bot.inbox_commands",
        "bot.model",
        "bot.notices.cards",
        "bot.notices.quiet",
        "bot.numbers",
        "bot.payloads",
        "bot.policy",
        "bot.redact",
        "bot.redaction",
        "bot.redaction.alone",
        "bot.redaction.announced",
        "bot.redaction.cards",
        "bot.redaction.codes",
        "bot.redaction.fold",
        "bot.redaction.keys",
        "bot.redaction.labels",
        "bot.redaction.look",
        "bot.redaction.marks",
        "bot.redaction.pairs",
        "bot.redaction.passwords",
        "bot.redaction.reading",
        "bot.redaction.shapes",
        "bot.redaction.words",
        "bot.replies",
        "bot.respond",
        "bot.retry",
        "bot.timing",
        "bot.wording",
    ),
    "the outside: Meta's JSON, SQL, the environment": (
        "bot.editing.checkout",
        "bot.editing.history",
        "bot.editing.links",
        "bot.editing.reports",
        "bot.logs",
        "bot.messenger",
        "bot.messenger.*",
        "bot.profile_file",
        "bot.regular",
        "bot.settings",
        "bot.store",
        "bot.store.*",
    ),
    "what everybody needs, made in one place": (
        "bot.ask",
        "bot.editing.calibrate",
        "bot.editing.compare",
        "bot.editing.lookback",
        "bot.editing.proposals",
        "bot.editing.replay",
        "bot.editing.rivals",
        "bot.editing.rollback",
        "bot.metrics",
        "bot.notices.channels",
        "bot.services",
    ),
    "the work on one event, and the worker": (
        "bot.doctor",
        "bot.doctor.*",
        "bot.engine.agenda",
        "bot.engine.courtesy",
        "bot.engine.deliver",
        "bot.engine.forget",
        "bot.engine.gate",
        "bot.engine.handle",
        "bot.engine.house",
        "bot.engine.intake",
        "bot.engine.lines",
        "bot.engine.pool",
        "bot.engine.record",
        "bot.engine.settle",
        "bot.engine.wake",
        "bot.engine.worker",
        "bot.notices.alerts",
        "bot.notices.digest",
        "bot.notices.notify",
        "bot.notices.patrol",
        "bot.recent",
        "bot.arrivals",
        "bot.engine.timers",
    ),
    "the web": ("bot.headers", "bot.privacy", "bot.privacy.*", "bot.webhook", "bot.health", "bot.staff", "bot.staff.*"),
    "the application": ("bot.app", "bot.web", "bot.run"),
    "the playground": ("bot.playground", "bot.playground.*"),
    "what commands share": (
        "bot.console",
        "bot.cores",
    ),
    "the commands": ("bot.commands.*",),
    "the command line": ("bot.cli",),
    "the start": ("bot.__main__",),
}

# These reckon with what they are given. They read no clock, file, database, network or environment.
PURE = (
    "faq",
    "faq.ageing",
    "faq.calibration",
    "faq.features",
    "faq.folded",
    "faq.gram",
    "faq.kernel",
    "faq.learnt",
    "faq.local",
    "faq.match",
    "faq.meaning",
    "faq.model",
    "faq.report",
    "faq.sheet",
    "faq.questions",
    "faq.rivalry",
    "faq.second_look",
    "faq.small_words",
    "faq.solve",
    "faq.sparse",
    "faq.spelling",
    "faq.strangers",
    "faq.style",
    "faq.terms",
    "faq.text",
    "faq.thinning",
    "intents",
    "intents.courtesy",
    "intents.cues",
    "intents.follow_up",
    "intents.language",
    "intents.model",
    "intents.router",
    *LAYERS["what to do about it"],
    "bot.doctor.findings",
    "bot.doctor.meta",
    "bot.doctor.own",
    "bot.messenger",
    "bot.messenger.errors",
    "bot.messenger.graph",
    "bot.messenger.kinds",
    "bot.messenger.marker",
    "bot.messenger.parse",
    "bot.messenger.profile",
    "bot.messenger.render",
    "bot.messenger.signature",
    "bot.messenger.usage",
    "bot.messenger.values",
)
PURE_MAY_IMPORT = {
    "abc",
    "__future__",
    "base64",
    "bisect",
    "collections",
    "dataclasses",
    "datetime",
    "enum",
    "functools",
    "hashlib",
    "heapq",
    "hmac",
    "itertools",
    "json",
    "math",
    "re",
    "statistics",
    "typing",
    "types",
    "unicodedata",
    "zoneinfo",
    "numpy",  # similarity of texts
    "rapidfuzz",  # likewise
    "holidays",  # in bot.hours: tables of dates
}
OPENS_SOMETHING = {"open", "input", "print", "exec", "eval", "__import__"}

# One workshop for each tool; elsewhere nobody needs to know it.
WORKSHOPS: dict[str, tuple[str, ...]] = {
    "flask": (
        "bot.headers",
        "bot.privacy.*",
        "bot.webhook",
        "bot.health",
        "bot.app",
        "bot.web",
        "bot.run",
        "bot.playground.*",
        "bot.staff.*",
    ),
    "requests": ("bot.messenger.client", "bot.doctor.visits", "bot.playground.courier", "bot.playground.account"),
    "pymessenger": ("bot.messenger.client",),
    "yaml": ("faq.*", "intents.load"),
    "ruamel": ("faq.edit",),
    "openpyxl": ("faq.sheet_files",),
    "environs": ("bot.settings",),
    "click": ("bot.commands.*", "bot.cli", "bot.console"),
    "apprise": ("bot.notices.channels",),
    "pygal": ("bot.staff.charts",),
    "alembic": ("bot.store.migrate", "bot.store.migrations.*"),
}

# `now` is passed on from here. Whoever reads a clock of their own cannot be tried on a Sunday night.
CLOCKS = ("bot.services", "bot.playground.clock", "bot.commands.*")
CLOCK_READINGS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
}


class Import(NamedTuple):
    """One name taken from one module; `name` is empty when the module itself is imported."""

    module: str
    name: str
    line: int


def _modules() -> dict[str, ast.Module]:
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return found


MODULES = _modules()


def _imports(name: str) -> Iterator[Import]:
    """Every import of a module, wherever in the file it stands."""
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, "", node.lineno)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}, line {node.lineno}: write the whole name, not a relative import."
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (
                    Import(inner, "", node.lineno)
                    if inner in MODULES
                    else Import(node.module or "", alias.name, node.lineno)
                )


def _is_one_of(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _layer(name: str) -> int:
    for number, patterns in enumerate(LAYERS.values()):
        if _is_one_of(name, patterns):
            return number
    pytest.fail(f"{name} has no place yet: add it to LAYERS in {Path(__file__).name}.")


def _calls(name: str) -> Iterator[tuple[ast.expr, int]]:
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.Call):
            yield node.func, node.lineno


def _clock_readings(name: str) -> list[str]:
    return [
        f"{name}, line {line}: reads the clock; take `now` as an argument."
        for called, line in _calls(name)
        if isinstance(called, ast.Attribute)
        and (ast.unparse(called.value).split(".")[-1], called.attr) in CLOCK_READINGS
    ]


def test_every_file_has_one_place() -> None:
    for name in MODULES:
        places = [layer for layer, patterns in LAYERS.items() if _is_one_of(name, patterns)]

        assert len(places) == 1, f"{name} stands in {places or 'no layer'}: name it once in LAYERS."


def test_no_place_is_kept_for_a_pure_file_that_is_gone() -> None:
    assert [name for name in PURE if name not in MODULES] == []


@pytest.mark.parametrize("name", MODULES)
def test_a_file_imports_only_what_stands_before_it(name: str) -> None:
    mine = _layer(name)
    wrong = [
        f"{name}, line {found.line}: imports {found.module}, which stands after it."
        for found in _imports(name)
        if found.module in MODULES and _layer(found.module) > mine
    ]

    assert wrong == []


def test_nothing_imports_in_a_circle() -> None:
    graph = {name: {found.module for found in _imports(name)} & set(MODULES) for name in MODULES}

    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        pytest.fail(f"These import each other: {' -> '.join(cycle.args[1])}")


@pytest.mark.parametrize("name", PURE)
def test_a_pure_file_imports_only_what_is_pure(name: str) -> None:
    """A record may come from a file that also reads something; its functions may not."""
    wrong = []
    for found in _imports(name):
        if found.module in MODULES:
            fine = found.module in PURE or found.name[:1].isupper()
        else:
            fine = found.module.split(".")[0] in PURE_MAY_IMPORT
        if not fine:
            wrong.append(f"{name}, line {found.line}: {found.module} {found.name}".rstrip())

    assert wrong == []


@pytest.mark.parametrize("name", PURE)
def test_a_pure_file_opens_nothing_and_prints_nothing(name: str) -> None:
    wrong = [
        f"{name}, line {line}: {called.id}"
        for called, line in _calls(name)
        if isinstance(called, ast.Name) and called.id in OPENS_SOMETHING
    ]

    assert wrong == []


@pytest.mark.parametrize("name", [name for name in MODULES if not _is_one_of(name, CLOCKS)])
def test_the_time_is_an_argument(name: str) -> None:
    assert _clock_readings(name) == []


@pytest.mark.parametrize("tool", WORKSHOPS)
def test_a_tool_stays_in_its_workshop(tool: str) -> None:
    wrong = [
        f"{name}, line {found.line}"
        for name in MODULES
        if not _is_one_of(name, WORKSHOPS[tool])
        for found in _imports(name)
        if found.module.split(".")[0] == tool
    ]

    assert wrong == [], f"{tool} belongs in {', '.join(WORKSHOPS[tool])}."


def test_queries_are_written_in_the_store() -> None:
    """Others may read its exceptions, and settings may parse a database's address."""
    wrong = [
        f"{name}, line {found.line}: {found.module} {found.name}"
        for name in MODULES
        if not name.startswith("bot.store")
        for found in _imports(name)
        if found.module.split(".")[0] == "sqlalchemy"
        and found.module != "sqlalchemy.exc"
        and (name, found.name) != ("bot.settings", "make_url")
    ]

    assert wrong == []


def test_meta_and_the_database_do_not_know_each_other() -> None:
    wrong = [
        f"{name}, line {found.line}: {found.module}"
        for name in MODULES
        for one, other in (("bot.messenger", "bot.store"), ("bot.store", "bot.messenger"))
        if name.startswith(one)
        for found in _imports(name)
        if found.module.startswith(other)
    ]

    assert wrong == []
