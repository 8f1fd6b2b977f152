"""What the README promises is there, and what is there is in the README."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from bot import cli
from bot.settings import Settings
from faq.load import HERE, PRODUCTS_FILE, load_faq
from faq.model import Entry

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTINGS = [field.name.upper() for field in fields(Settings)]


def _commands() -> dict[str, click.Command]:
    """Every command by what one types, groups left out. The console script adds those found in modules."""
    for command in cli._found():
        cli.cli.add_command(command)
    return dict(_leaves(cli.cli, "piotnet-bot"))


def _leaves(command: click.Command, typed: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _leaves(inner, f"{typed} {name}")
    else:
        yield typed, command


COMMANDS = _commands()


def _table(heading: str) -> list[list[str]]:
    """The rows of the first table below a heading, without its head."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def _required(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [*project["dependencies"], *(n for extra in extras for n in project["optional-dependencies"][extra])]
    return {re.split(r"[\[<>=!~ ;]", each, maxsplit=1)[0] for each in needed}


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_explained(name: str) -> None:
    explained = {row[0].strip("`"): row[2] for row in _table("Settings")}

    assert explained.get(name)


def test_no_setting_is_explained_that_is_gone() -> None:
    assert [row[0].strip("`") for row in _table("Settings") if row[0].strip("`") not in SETTINGS] == []


@pytest.mark.parametrize("name", SETTINGS)
def test_the_settings_example_names_every_setting(name: str) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert re.search(rf"^#?{name}=", example, re.MULTILINE)


def test_the_settings_example_shows_the_defaults() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    defaults = Settings()
    shown = dict(re.findall(r"^#([A-Z_]+)=(.+)$", example, re.MULTILINE))

    assert shown == {name: str(getattr(defaults, name.lower())) for name in shown}


@pytest.mark.parametrize("typed", COMMANDS)
def test_every_command_says_what_it_does(typed: str) -> None:
    assert (COMMANDS[typed].help or "").strip()


@pytest.mark.parametrize("typed", COMMANDS)
def test_every_command_has_an_example(typed: str) -> None:
    examples = [row[0].strip("`") for row in _table("Commands")]

    assert [each for each in examples if each == typed or each.startswith(f"{typed} ")]


def test_no_example_calls_a_command_that_is_gone() -> None:
    called = re.findall(r"(?:`|^)(piotnet-bot [a-z]+(?: [a-z]+)?)", README, re.MULTILINE)

    assert [each for each in called if not _is_command(each)] == []


def _is_command(typed: str) -> bool:
    return any(typed == name or typed.startswith(f"{name} ") or name.startswith(f"{typed} ") for name in COMMANDS)


def test_every_command_has_one_name() -> None:
    names = [command.callback for command in COMMANDS.values()]

    assert [typed for typed, command in COMMANDS.items() if names.count(command.callback) > 1] == []


@pytest.mark.parametrize("process", ["release", "web", "worker"])
def test_the_procfile_starts_commands_that_exist(process: str) -> None:
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    started = dict(line.split(": ", 1) for line in lines if line)

    assert started[process].replace("python -m bot", "piotnet-bot") in COMMANDS


def test_every_package_has_its_reason() -> None:
    explained = {row[0]: row[1] for row in _table("What it is built with")}

    assert set(explained) == _required("postgres", "semantic", "bench", "word-table", "sentry", "release", "dev")
    assert all(explained.values())


@pytest.mark.parametrize("page", ["README.md", "faq/README.md"])
def test_links_lead_to_files_that_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!https?://|#)([^)#]+)", text)

    assert [each for each in linked if not (ROOT / page).parent.joinpath(each).exists()] == []


def test_the_example_for_editors_is_a_valid_entry(tmp_path: Path) -> None:
    page = (ROOT / "faq" / "README.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    (tmp_path / PRODUCTS_FILE).write_bytes((HERE / PRODUCTS_FILE).read_bytes())
    (tmp_path / "example.yaml").write_text(example, encoding="utf-8")

    assert list(load_faq(tmp_path).entries) == ["stripe"]


def test_every_key_of_an_entry_is_explained_to_editors() -> None:
    page = (ROOT / "faq" / "README.md").read_text(encoding="utf-8")
    keys = [field.name for field in fields(Entry) if field.name not in ("place", "spots")]

    assert [key for key in keys if f"| `{key}` |" not in page] == []


def test_the_make_targets_that_are_named_exist() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    named = re.findall(r"(?:`|^)make ([a-z-]+)", README, re.MULTILINE)

    assert [each for each in named if each not in targets] == []
