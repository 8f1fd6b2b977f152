"""The format of the staff's files as JSON Schema: editors complete keys by it and underline mistakes in red.

It says what can be said about one file alone. What needs more (ids used twice, unknown placeholders) is
said by `piotnet-bot faq check`.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from faq.hours_file import MAX_ANNOUNCE_DAYS, WEEKDAYS
from faq.limits import MAX_ANSWER, MAX_TITLE
from faq.model import LANGUAGES, OTHER_LANGUAGES, Thresholds

Schema = dict[str, Any]
_DRAFT = "http://json-schema.org/draft-07/schema#"  # what the YAML language server understands best
_LANGUAGE_NAMES = dict(
    zip((*LANGUAGES, *OTHER_LANGUAGES), "English Vietnamese Spanish Portuguese French German".split(), strict=True)
)
_DATE = r"^\d{4}-\d{2}-\d{2}$"
_SPAN = r"^\d{1,2}:\d{2}\s*[-–]\s*\d{1,2}:\d{2}$"


def entries_schema() -> Schema:
    """Files with `entries:`."""
    keys = {
        "id": a_text("A short name, used once in all files. Do not change it later.", pattern="^[a-z0-9][a-z0-9_-]*$"),
        "product": a_text("The one product this is about. Leave it out if it is about several."),
        "title": both('What customers read in "did you mean ...?".', MAX_TITLE),
        "questions": questions(),
        "answer": both("What the bot says. Placeholders such as {pafe.docs} become addresses.", MAX_ANSWER),
        "by_product": {
            "type": "object",
            "description": "Another answer for customers who named that product.",
            "additionalProperties": both("The answer for this product.", MAX_ANSWER),
        },
        "ask_product": {"type": "boolean", "description": "true: ask first which product it is about."},
        "buttons": a_list(_button(), "Links under the answer. Three fit."),
        **examples_and_care(),
    }
    return a_file("entries", a_list(an_object(keys, ("id", "title", "questions", "answer"))), "FAQ entries")


def products_schema() -> Schema:
    """`products.yaml`."""
    product = an_object(
        {
            "id": a_text("A short name for placeholders: {pafe.site}.", pattern="^[a-z_]+$"),
            "name": a_text("The full name."),
            "short": a_text("The name on a button.", maxLength=MAX_TITLE),
            "names": a_list(a_text(), "What people call it. These always mean it."),
            "nicknames": a_list(a_text(), "Everyday words that count in a short message only."),
            "site": a_text("Its web site."),
            "docs": a_text("Its documentation."),
            "email": a_text("Where its tickets go. Without one, customers are sent to the form on its site."),
        },
        ("id", "name", "short"),
    )
    facts = {"type": "string", "description": "Something answers may name."}
    company = {"type": "object", "description": "Facts as {company.name}.", "additionalProperties": facts}
    schema = a_file("products", a_list(product | {"additionalProperties": facts}), "Company and products")
    schema["properties"]["company"] = company
    return schema


def hours_schema() -> Schema:
    """`hours.yaml`."""
    span = a_text("From when to when, with 24 hours.", pattern=_SPAN)
    name = both("What customers read.")
    week = {day: {"oneOf": [a_list(span), span, {"type": "null"}]} for day in WEEKDAYS}
    open_day = an_object({"date": _day("The day."), "hours": a_list(span)}, ("date",))
    keys = {
        "timezone": a_text("Area and city, such as Asia/Ho_Chi_Minh."),
        "week": an_object(week, ()) | {"description": "The ordinary week. A day that is not listed is a day off."},
        "public_holidays": {"enum": ["vietnam", "none"], "description": "Whose public holidays are days off."},
        "closures": a_list(
            an_object({"from": _day("The first day."), "to": _day("The last day."), "name": name}, ("from", "name")),
            "Days on which the company is closed in addition.",
        ),
        "half_days": a_list(
            an_object({"date": _day("The day."), "hours": a_list(span), "name": name}, ("date", "hours", "name")),
            "Days with other hours than usual.",
        ),
        "open_anyway": a_list({"oneOf": [_day(), open_day]}, "Public holidays on which we work."),
        "announce_days": {
            "type": "integer",
            "minimum": 0,
            "maximum": MAX_ANNOUNCE_DAYS,
            "description": "How many days before a closure the bot begins to announce it.",
        },
        "holidays_checked": {
            "type": "integer",
            "description": "The last year whose days off somebody has compared with the government's list.",
        },
    }
    return {"$schema": _DRAFT, "title": "Opening hours"} | an_object(keys, ())


def thresholds_schema() -> Schema:
    """`thresholds.yaml`."""
    point = {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}
    keys = {
        "chosen": _day("The day on which the points were chosen."),
        "examples": {"type": "integer", "minimum": 0, "description": "On how many labelled messages."},
        "points": an_object({field.name: point for field in fields(Thresholds)}, ()),
    }
    return {"$schema": _DRAFT, "title": "How sure the bot has to be"} | an_object(keys, ("points",))


def a_file(key: str, items: Schema, title: str) -> Schema:
    """A file with one list."""
    return {"$schema": _DRAFT, "title": title} | an_object({key: items}, (key,))


def an_object(keys: dict[str, Schema], needed: tuple[str, ...]) -> Schema:
    """These keys and no others."""
    found: Schema = {"type": "object", "properties": keys, "additionalProperties": False}
    return found | ({"required": list(needed)} if needed else {})


def a_text(description: str = "", **more: Any) -> Schema:
    """A text that says something."""
    return {"type": "string", "minLength": 1, **({"description": description} if description else {}), **more}


def a_list(items: Schema, description: str = "") -> Schema:
    """A list of such items."""
    return {"type": "array", "items": items, **({"description": description} if description else {})}


def both(description: str, longest: int | None = None) -> Schema:
    """A text in every language we write in."""
    limit = {"maxLength": longest} if longest else {}
    texts = {language: a_text(f"In {_LANGUAGE_NAMES[language]}.", **limit) for language in LANGUAGES}
    return an_object(texts, LANGUAGES) | {"description": description}


def questions() -> Schema:
    """How people ask, by language."""
    lists = {code: a_list(a_text(), f"In {name}.") | {"minItems": 1} for code, name in _LANGUAGE_NAMES.items()}
    return an_object(lists, LANGUAGES) | {"description": "How people ask this, in their own words."}


def examples_and_care() -> dict[str, Schema]:
    """The keys that entries and intents end with."""
    return {
        "must_match": a_list(
            a_text(), "Messages that must get this. Test sentences: the bot does not learn from them."
        ),
        "must_not_match": a_list(a_text(), "Messages that must not get this."),
        "threshold": {
            "type": "number",
            "exclusiveMinimum": 0,
            "exclusiveMaximum": 1,
            "description": "How sure the bot has to be before it answers with this, between 0 and 1.",
        },
        "review_by": _day("The date by which somebody should read this again."),
        "source": a_text("Where the fact comes from. Customers never see it."),
    }


def _button() -> Schema:
    keys = {
        "title": both("What stands on the button.", MAX_TITLE),
        "url": a_text("Where it leads.", pattern=r"^(https://|\{)"),
        "product": a_text("Show it only to customers who talk about this product."),
    }
    return an_object(keys, ("title", "url"))


def _day(description: str = "A day.") -> Schema:
    return a_text(f"{description} Year-month-day, for example 2027-05-31.", pattern=_DATE)
