"""The formats as editors of all kinds read them: the same as what is checked, and printed as committed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from bot.commands.faq import schema
from faq.entries import BUTTON_KEYS, ENTRY_KEYS
from faq.hours_file import HoursRules
from faq.load import HERE, HOURS_FILE, PRODUCTS_FILE, files_in
from faq.products import PRODUCT_KEYS
from faq.thresholds import THRESHOLDS_FILE
from intents.load import HERE as INTENTS
from intents.load import INTENT_KEYS, STRANGERS_FILE
from intents.schema import COMMITTED, schema_text

BAD = Path(__file__).parents[1] / "bad_faq"
ROOT = Path(__file__).parents[2]


class PlainDates(yaml.SafeLoader):
    """Reads dates as text, as the newer YAML of editors does."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        sign: [each for each in found if each[0] != "tag:yaml.org,2002:timestamp"]
        for sign, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def schemas(kind: str) -> Any:
    return json.loads(schema_text(kind))


def kind_of(path: Path) -> str:
    special = {
        PRODUCTS_FILE: "products",
        HOURS_FILE: "hours",
        STRANGERS_FILE: "strangers",
        THRESHOLDS_FILE: "thresholds",
    }
    return special.get(path.name) or ("intents" if path.parent == INTENTS else "entries")


def complaints(kind: str, path: Path) -> list[str]:
    written = yaml.load(path.read_text(encoding="utf-8"), PlainDates)  # noqa: S506  # a SafeLoader
    return [each.message for each in jsonschema.Draft7Validator(schemas(kind)).iter_errors(written)]


@pytest.mark.parametrize("kind", COMMITTED)
def test_the_committed_schema_is_the_printed_one(kind: str) -> None:
    printed = CliRunner().invoke(schema, [kind]).output

    assert COMMITTED[kind].read_text(encoding="utf-8") == printed


@pytest.mark.parametrize("kind", COMMITTED)
def test_a_schema_is_one(kind: str) -> None:
    jsonschema.Draft7Validator.check_schema(schemas(kind))


@pytest.mark.parametrize("path", [*files_in(HERE), *files_in(INTENTS)], ids=lambda path: path.name)
def test_the_files_as_they_ship_fit_their_schema(path: Path) -> None:
    assert complaints(kind_of(path), path) == []


def test_a_schema_knows_the_keys_that_are_read() -> None:
    entry = schemas("entries")["properties"]["entries"]["items"]["properties"]
    intent = schemas("intents")["properties"]["intents"]["items"]["properties"]
    product = schemas("products")["properties"]["products"]["items"]["properties"]

    assert set(entry) == set(ENTRY_KEYS)
    assert set(entry["buttons"]["items"]["properties"]) == set(BUTTON_KEYS)
    assert set(intent) == set(INTENT_KEYS)
    assert set(PRODUCT_KEYS) < set(product)
    assert set(schemas("hours")["properties"]) == set(HoursRules.__slots__)


@pytest.mark.parametrize(
    "name",
    [
        "entries/misspelt-key", "entries/no-answer", "entries/answer-not-in-vietnamese", "entries/title-too-long",
        "entries/unknown-language", "entries/no-date", "entries/threshold-too-high", "entries/button-without-address",
        "entries/question-without-text", "intents/unknown-route", "intents/ticket-without-include",
        "hours/day-misspelt", "hours/hours-in-words", "products/product-without-short-name",
        "strangers/strangers-without-a-list",
    ],
)  # fmt: skip
def test_an_editor_underlines_the_mistake(name: str) -> None:
    assert complaints(name.split("/")[0], BAD / f"{name}.yaml")


def test_the_settings_for_vs_code_name_schemas_that_exist() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))

    assert {(ROOT / name).resolve() for name in settings["yaml.schemas"]} == set(COMMITTED.values())
