"""What the pages under docs/ name exists, and what exists is named in one of them."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from bot.settings import IN_FILES
from bot.store.tables import metadata
from tests.conftest import Bot
from tests.test_docs import COMMANDS, SETTINGS, _is_command
from tools import audit

ROOT = Path(__file__).parent.parent
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "SECURITY.md"])
NOT_OURS = ("BEGIN_", "HUMAN_AGENT")
OURS = re.compile(r"\b[A-Z]+(?:_[A-Z]+)+\b")
by_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@by_page
def test_every_command_in_it_exists(page: Path) -> None:
    called = re.findall(r"(?:piotnet-bot|python -m bot) ([a-z]+(?: [a-z]+)?)", _text(page))
    typed = [f"piotnet-bot {each}" for each in called]

    assert [each for each in typed if not (_is_command(each) or _is_command(each.rsplit(" ", 1)[0]))] == []


@by_page
def test_every_setting_in_it_exists(page: Path) -> None:
    known = {*SETTINGS, *(f"{name}_FILE" for name in IN_FILES)}
    named = {each for each in OURS.findall(_text(page)) if not each.startswith(NOT_OURS)}

    assert named - known == set()


@by_page
def test_every_link_in_it_leads_somewhere(page: Path) -> None:
    linked = re.findall(r"\]\((?!https?://|#)([^)#]+)", _text(page))

    assert [each for each in linked if not page.parent.joinpath(each).exists()] == []


@by_page
def test_every_file_that_it_names_exists(page: Path) -> None:
    named = re.findall(r"`((?:bot|tests|faq|deploy)/[\w./-]+)`", _text(page))

    assert [each for each in named if not (ROOT / each).exists()] == []


@by_page
def test_the_index_leads_to_it(page: Path) -> None:
    index = _text(ROOT / "docs" / "README.md")
    path = page.relative_to(ROOT / "docs").as_posix() if page.is_relative_to(ROOT / "docs") else ""

    assert path in ("", "README.md") or f"]({path})" in index


@by_page
def test_the_make_targets_in_it_exist(page: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", _text(ROOT / "Makefile"), re.MULTILINE)

    assert [each for each in re.findall(r"`make ([a-z-]+)", _text(page)) if each not in targets] == []


def test_the_front_page_leads_to_the_others() -> None:
    assert "(docs/README.md)" in _text(ROOT / "README.md")


def test_every_address_is_described(bot: Bot) -> None:
    described = _text(ROOT / "docs" / "reference" / "addresses.md")
    rules = [rule for rule in bot.client.application.url_map.iter_rules() if "static" not in rule.endpoint]
    public = {
        f"`{method} {rule.rule}`"
        for rule in rules
        if not rule.rule.startswith("/staff")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert public
    assert {each for each in public if each not in described} == set()


def test_every_metric_is_described(bot: Bot) -> None:
    described = _text(ROOT / "docs" / "reference" / "metrics.md")
    counted = set(re.findall(r"^# HELP (piotnet_\w+)", bot.client.get("/metrics").text, re.MULTILINE))
    listed = set(re.findall(r"^\| `(piotnet_\w+)`", described, re.MULTILINE))

    assert listed == {each for each in counted if not each.endswith("_created")}


def test_every_table_is_described_with_its_time() -> None:
    described = _text(ROOT / "docs" / "reference" / "data.md")

    assert [table.name for table in metadata.sorted_tables if f"`{table.name}`" not in described] == []
    assert [name for name in SETTINGS if name.startswith("KEEP_") and f"`{name}`" not in described] == []


def test_every_command_for_operators_stands_in_a_how_to() -> None:
    guides = "\n".join(_text(page) for page in PAGES)
    wanted = [name for name in COMMANDS if name.split()[1] in ("privacy", "db")]

    assert [name for name in wanted if name not in guides and name != "piotnet-bot privacy purge"] == []


# ---- What deploys the bot


def test_herokus_description_sets_only_what_exists_and_all_that_is_needed() -> None:
    described = json.loads(_text(ROOT / "app.json"))
    needed = {"PAGE_ID", "PAGE_ACCESS_TOKEN", "APP_ID", "APP_SECRET", "VERIFY_TOKEN"}

    assert needed <= set(described["env"]) <= set(SETTINGS)
    assert set(described["formation"]) == {"web", "worker"}


@pytest.mark.parametrize("name", ["deploy/compose.yaml", "deploy/piotnet-bot.service", "Dockerfile"])
def test_what_starts_the_bot_sets_only_what_exists(name: str) -> None:
    known = {*SETTINGS, *(f"{each}_FILE" for each in IN_FILES)}
    text = "\n".join(line for line in _text(ROOT / name).splitlines() if not line.lstrip().startswith("#"))
    named = {each for each in OURS.findall(text) if not each.startswith(("POSTGRES_", "AF_"))}

    assert named - known <= {"PYTHONUNBUFFERED", "NET_BIND_SERVICE", "CMD_SHELL"}


def test_the_lock_has_every_package_in_a_version_that_fits() -> None:
    project = tomllib.loads(_text(ROOT / "pyproject.toml"))["project"]
    locked = dict(re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)", _text(ROOT / "requirements.lock"), re.MULTILINE))
    locked = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in locked.items()}
    wanted = [
        *project["dependencies"],
        *(n for e in ("postgres", "sentry") for n in project["optional-dependencies"][e]),
    ]
    needed = [Requirement(each) for each in wanted]

    assert [
        str(n) for n in needed if not n.specifier.contains(locked.get(re.sub(r"[-_.]+", "-", n.name).lower(), "0"))
    ] == []
    assert _text(ROOT / "requirements.lock").count("--hash=sha256:") >= len(locked)


def test_every_locked_package_is_in_the_list_of_licences() -> None:
    listed = {
        re.sub(r"[-_.]+", "-", each).lower()
        for each in re.findall(r"^\| ([\w.-]+) ", _text(ROOT / "docs/reference/licences.md"), re.M)
    }
    locked = re.findall(r"^([A-Za-z0-9_.-]+)==", _text(ROOT / "requirements.lock"), re.MULTILINE)

    assert {re.sub(r"[-_.]+", "-", each).lower() for each in locked} - listed == set()


def test_the_audit_tells_a_weakness_from_what_it_does_not_know() -> None:
    hole = {"id": "CVE-1", "fix_versions": ["2.0"]}
    weak = {"name": "flask", "version": "1.0", "vulns": [hole]}
    sound, unknown = {"name": "click", "version": "8", "vulns": []}, {"name": "ours", "skip_reason": "not found"}

    assert audit.verdict({"dependencies": [weak, sound]}) == (1, ["flask 1.0: CVE-1, mended in: 2.0"])
    assert audit.verdict({"dependencies": [sound]}) == (0, ["No known weakness."])
    assert audit.verdict({"dependencies": [unknown]})[1][0] == "Nothing was audited."
    assert "1 of 2" in audit.verdict({"dependencies": [sound, unknown]})[1][1]
