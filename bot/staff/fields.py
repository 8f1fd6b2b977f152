"""An entry or intent as the fields of a form, and the fields back as changes for its file.

A field's name is its path in the file ("answer.en"), so that a mistake found there can be shown beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import count, takewhile
from typing import Any

from faq.model import LANGUAGES, OTHER_LANGUAGES, Entry
from intents.model import Intent

Values = dict[str, Any]  # path to text, texts, or (buttons) mappings
_BUTTON_ROWS = 4
EVERY_LANGUAGE = (*LANGUAGES, *OTHER_LANGUAGES)
_LISTS = (*(f"questions.{language}" for language in EVERY_LANGUAGE), "must_match", "must_not_match")
_ENDING = ("threshold", "review_by", "source")


def texts_of(item: Entry | Intent, products: Mapping[str, Any]) -> list[str]:
    """The paths of its texts, in the order of the form."""
    if isinstance(item, Intent):
        names = ["title", "reply", *(["include"] if item.route == "ticket" else [])]
    else:
        names = ["title", "answer", *(f"by_product.{product}" for product in products)]
    return [f"{name}.{language}" for name in names for language in LANGUAGES]


def values_of(item: Entry | Intent, products: Mapping[str, Any]) -> Values:
    """What stands in the file now."""
    values: Values = {path: _text(item, path) for path in texts_of(item, products)}
    values |= {f"questions.{language}": list(item.questions.get(language, ())) for language in EVERY_LANGUAGE}
    values |= {"must_match": list(item.must_match), "must_not_match": list(item.must_not_match)}
    values |= {"threshold": _number(item.threshold), "source": item.source}
    values["review_by"] = item.review_by.isoformat() if item.review_by else ""
    if isinstance(item, Entry):
        values |= {"product": item.product or "", "ask_product": item.ask_product}
        values["buttons"] = [
            {"title": dict(button.title), "url": button.url} | ({"product": button.product} if button.product else {})
            for button in item.buttons
        ]
    return values


def values_from(form: Mapping[str, str], like: Values) -> Values:
    """What somebody typed, in the same shape."""
    typed: Values = {}
    for path, before in like.items():
        if path == "buttons":
            rows = takewhile(lambda n: f"buttons.{n}.url" in form, count())
            typed[path] = [each for n in rows if (each := _button(form, n))]
        elif path == "ask_product":
            typed[path] = path in form
        elif isinstance(before, list):
            typed[path] = [line.strip() for line in form.get(path, "").splitlines() if line.strip()]
        else:
            typed[path] = _tidy(form.get(path, ""))
    return typed


def button_rows(values: Values) -> int:
    """Always one more than there are: none may get lost for want of a row."""
    return max(_BUTTON_ROWS, len(values.get("buttons", ())) + 1)


def changes(before: Values, after: Values) -> dict[str, Any]:
    """What faq.edit has to do; nothing for what is as it was, so that the file keeps it letter by letter."""
    changed = {path: _written(path, after[path]) for path in after if after[path] != before[path]}
    return _without_empty_products(changed, after)


def fresh(after: Values, name: str) -> dict[str, Any]:
    """A new entry: everything that is filled in."""
    given = {path: written for path, value in after.items() if (written := _written(path, value)) is not None}
    return {"id": name} | given


def empty(products: Mapping[str, Any], title: Mapping[str, str] | None = None) -> Values:
    """The form for an entry that does not exist yet."""
    return values_of(Entry(id="", title=title or {}, questions={}, answer={}), products)


def _without_empty_products(changed: dict[str, Any], after: Values) -> dict[str, Any]:
    """A product without any text of its own goes away as a whole, and with the last one their list."""
    products = {path.split(".")[1] for path in after if path.startswith("by_product.")}
    gone = {name for name in products if not any(after[f"by_product.{name}.{language}"] for language in LANGUAGES)}
    touched = {path.split(".")[1] for path in changed if path.startswith("by_product.")}
    kept = {path: value for path, value in changed.items() if path.split(".")[1:2] not in [[name] for name in gone]}
    if touched & gone and gone == products:
        return kept | {"by_product": None}
    return kept | {f"by_product.{name}": None for name in sorted(touched & gone)}


def _written(path: str, value: Any) -> Any:
    """A value as it goes into the file; None takes the key away."""
    if path == "threshold" and value:
        return float(value) if value.replace(".", "", 1).isdigit() else value
    if path == "review_by" and value:
        return date.fromisoformat(value) if _is_day(value) else value
    return value or None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _text(item: Entry | Intent, path: str) -> str:
    name, *inner, language = path.split(".")
    found = getattr(item, name)
    for key in inner:
        found = found.get(key, {})
    return str(found.get(language, ""))


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _button(form: Mapping[str, str], number: int) -> dict[str, Any]:
    """A row of the buttons; nothing where nothing is typed."""
    given = {key: form.get(f"buttons.{number}.{key}", "").strip() for key in ("title.en", "title.vi", "url", "product")}
    if not any(given[key] for key in ("title.en", "title.vi", "url")):
        return {}
    title = {language: given[f"title.{language}"] for language in LANGUAGES if given[f"title.{language}"]}
    return {"title": title, "url": given["url"]} | ({"product": given["product"]} if given["product"] else {})
