"""The format of the intent files, and all formats by their names."""

from __future__ import annotations

import json
from pathlib import Path

from faq.limits import MAX_REPLY, MAX_TITLE
from faq.model import LANGUAGES, OTHER_LANGUAGES
from faq.schema import (
    Schema,
    a_file,
    a_list,
    a_text,
    an_object,
    both,
    entries_schema,
    examples_and_care,
    hours_schema,
    products_schema,
    questions,
    thresholds_schema,
)
from intents.model import ROUTES

_PROJECT = Path(__file__).parent.parent
COMMITTED = {
    "entries": _PROJECT / "faq" / "schema.json",
    "products": _PROJECT / "faq" / "schema-products.json",
    "hours": _PROJECT / "faq" / "schema-hours.json",
    "thresholds": _PROJECT / "faq" / "schema-thresholds.json",
    "intents": _PROJECT / "intents" / "schema.json",
    "strangers": _PROJECT / "intents" / "schema-strangers.json",
}


def schema_text(kind: str) -> str:
    """The schema for one kind of file, as it is printed and committed."""
    made = {
        "entries": entries_schema,
        "products": products_schema,
        "hours": hours_schema,
        "thresholds": thresholds_schema,
        "intents": intents_schema,
        "strangers": strangers_schema,
    }[kind]()
    return json.dumps(made, indent=2, ensure_ascii=False)


def intents_schema() -> Schema:
    """Files with `intents:`."""
    keys = {
        "id": a_text("A short name, used once in all files. Do not change it later.", pattern="^[a-z0-9][a-z0-9_-]*$"),
        "route": {"enum": list(ROUTES), "description": "Where a message that means this goes."},
        "title": both('What customers read in "did you mean ...?".', MAX_TITLE),
        "questions": questions(),
        "reply": both("What the bot says. For a ticket: why this goes by e-mail.", MAX_REPLY),
        "include": both("For a ticket: what the customer should write into the e-mail."),
        **examples_and_care(),
    }
    intent = an_object(keys, ("id", "route", "title", "questions", "reply"))
    ticket = {"properties": {"route": {"const": "ticket"}}, "required": ["route"]}
    return a_file("intents", a_list(intent | {"if": ticket, "then": {"required": ["include"]}}), "Intents")


def strangers_schema() -> Schema:
    """`strangers.yaml`."""
    lists = {language: a_list(a_text()) for language in (*LANGUAGES, *OTHER_LANGUAGES)}
    return a_file("strangers", an_object(lists, ()), "Messages that are not for us")
