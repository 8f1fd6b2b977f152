"""Reads the folder of intent files, or raises `FaqInvalid` with everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import yaml
from rapidfuzz import process

from faq.entries import read_questions, read_title
from faq.limits import MAX_REPLY, too_long
from faq.load import add_unique, files_in, nothing_there
from faq.model import LANGUAGES, OTHER_LANGUAGES, Faq, FaqInvalid, Problem
from faq.reader import Reader
from faq.texts import broken_links, in_both, unknown_placeholders
from intents.model import ROUTES, Intent, IntentRoute, Intents

HERE = Path(__file__).parent / "content"
STRANGERS_FILE = "strangers.yaml"

INTENT_KEYS = (
    "id", "route", "title", "questions", "reply", "include", "must_match", "must_not_match", "threshold", "review_by",
    "source",
)  # fmt: skip


def load_intents(folder: Path = HERE, faq: Faq | None = None) -> Intents:
    """All intents of the folder by id. With the FAQ, whatever must fit together is checked too.

    Raises:
        FaqInvalid: something in the files is wrong; it lists all of it, with file and line.
    """
    intents, problems = read_intents(folder, faq)
    if problems:
        raise FaqInvalid(problems)
    return intents


def read_intents(folder: Path, faq: Faq | None = None) -> tuple[dict[str, Intent], list[Problem]]:
    """The same, as far as it can be read, and what is wrong."""
    problems: list[Problem] = []
    intents: dict[str, Intent] = {}
    for path in files_in(folder):
        if path.name == STRANGERS_FILE:
            continue
        reader = Reader(path)
        for node in reader.items(reader.root, "intents"):
            intent = _read_intent(reader, node)
            add_unique(reader, intent.id, intent, intents)
        problems += reader.problems
    for intent in intents.values():
        problems += _misfits(intent, faq) if faq else ()
    return intents, problems or nothing_there(folder, intents, "intent")


def load_strangers(folder: Path = HERE) -> dict[str, tuple[str, ...]]:
    """Messages that are not for us, by language; none where the file is missing.

    Raises:
        FaqInvalid: as above.
    """
    found, problems = read_strangers(folder)
    if problems:
        raise FaqInvalid(problems)
    return found


def read_strangers(folder: Path) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    """The same, as far as it can be read, and what is wrong."""
    path = folder / STRANGERS_FILE
    if not path.is_file():
        return {}, []
    reader = Reader(path)
    if reader.problems:
        return {}, reader.problems
    top = reader.mapping(reader.root, {"strangers"}, 'the file starts with "strangers:"')
    lists = (
        reader.mapping(top["strangers"], (*LANGUAGES, *OTHER_LANGUAGES), 'it has "en:" and "vi:" with a list each')
        if top
        else {}
    )
    return {language: reader.texts(node) for language, node in lists.items()}, reader.problems


def _read_intent(reader: Reader, node: yaml.Node) -> Intent:
    keys = reader.mapping(node, INTENT_KEYS, 'it starts with "id:"')
    reply = reader.by_language(keys.get("reply"), "reply", node)
    too_long(reader, keys.get("reply"), reply, MAX_REPLY, "reply")
    route = _route(reader, keys.get("route"), node)
    return Intent(
        id=reader.text(keys.get("id")),
        route=route,
        title=read_title(reader, keys.get("title"), node, "title"),
        questions=read_questions(reader, keys.get("questions"), node),
        reply=reply,
        include=reader.by_language(keys.get("include"), "include", node) if route == "ticket" else {},
        must_match=reader.texts(keys.get("must_match")),
        must_not_match=reader.texts(keys.get("must_not_match")),
        threshold=reader.share(keys.get("threshold")),
        review_by=reader.day(keys.get("review_by")),
        source=reader.text(keys.get("source")),
        place=reader.place(node),
        spots=reader.spots(node),
    )


def _route(reader: Reader, node: yaml.Node | None, within: yaml.Node) -> IntentRoute:
    name = reader.text(node)
    for route in get_args(IntentRoute):
        if name == route:
            return route  # type: ignore[no-any-return]  # get_args is untyped
    if not name:
        reader.say(node or within, "there is no route.", f'Write after "route:" one of {", ".join(ROUTES)}.')
        return "smalltalk"
    near = process.extractOne(name, ROUTES, score_cutoff=60)
    hint = f'Did you mean "{near[0]}"? ' if near else ""
    reader.say(node or within, f'"{name}" is not a route.', f"{hint}Choose one of {', '.join(ROUTES)}.")
    return "smalltalk"


def _misfits(intent: Intent, faq: Faq) -> Iterator[Problem]:
    """What does not go with the FAQ: an id that an entry has, a placeholder that nobody defined."""
    taken = faq.entries.get(intent.id)
    if taken:
        said = f'the id "{intent.id}" is already used in {taken.place}.'
        yield Problem(place=intent.at("id"), what=said, todo="Choose another id; every id may be used once.")
    for path, _, text in in_both("reply", intent.reply):
        yield from unknown_placeholders(intent, path, text, faq.placeholders())
        yield from broken_links(intent, path, text)
    for path, language, text in in_both("include", intent.include):
        if "{" in text:
            said = f'the text in "{language}" has a placeholder, which is not filled in here.'
            yield Problem(place=intent.at(path), what=said, todo="Write it out, or move it to the reply.")
