"""Reads the folder of intent files, or raises `FaqInvalid` with everything that is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import yaml

from faq.load import MAX_TITLE, files_in, read_questions
from faq.model import LANGUAGES, FaqInvalid, Place, Problem
from faq.reader import Reader, too_long
from intents.model import ROUTES, Intent, IntentRoute, Intents

HERE = Path(__file__).parent / "content"
STRANGERS_FILE = "strangers.yaml"
MAX_REPLY = 640  # a text with buttons; see bot.messenger.render

_KEYS = {
    "id", "route", "title", "questions", "reply", "include", "must_match", "must_not_match", "review_by", "source",
}  # fmt: skip


def load_intents(folder: Path = HERE) -> Intents:
    """All intents of the folder by id.

    Raises:
        FaqInvalid: something in the files is wrong; it lists all of it, with file and line.
    """
    problems: list[Problem] = []
    intents: dict[str, Intent] = {}
    for path in files_in(folder):
        if path.name == STRANGERS_FILE:
            continue
        reader = Reader(path, f"{folder.parent.name}/{path.name}")
        for node in reader.items(reader.root, "intents") if reader.root else ():
            intent = _read_intent(reader, node)
            if not intent.id:
                reader.say(node, "this intent has no id.", 'Write "id: some-name" as its first line.')
            elif intent.id in intents:
                reader.say(
                    node,
                    f'the id "{intent.id}" is already used in {intents[intent.id].place}.',
                    "Choose another id; every id may be used once.",
                )
            intents[intent.id] = intent
        problems += reader.problems
    if not intents and not problems:
        problems.append(
            Problem(
                place=Place(file=folder.name, line=1),
                what="there is no intent in this folder.",
                todo="Put the files back.",
            )
        )
    if problems:
        raise FaqInvalid(problems)
    return intents


def load_strangers(folder: Path = HERE) -> dict[str, tuple[str, ...]]:
    """Messages that are not for us, by language; none where the file is missing.

    Raises:
        FaqInvalid: as above.
    """
    path = folder / STRANGERS_FILE
    if not path.is_file():
        return {}
    reader = Reader(path, f"{folder.parent.name}/{path.name}")
    top = reader.mapping(reader.root, {"strangers"}, 'the file starts with "strangers:"')
    lists = reader.mapping(top.get("strangers"), LANGUAGES, 'it has "en:" and "vi:" with a list each')
    found = {language: reader.texts(node) for language, node in lists.items()}
    if reader.problems:
        raise FaqInvalid(reader.problems)
    return found


def _read_intent(reader: Reader, node: yaml.Node) -> Intent:
    keys = reader.mapping(node, _KEYS, 'it starts with "id:"')
    title = reader.by_language(keys.get("title"), "title", node)
    too_long(reader, keys.get("title"), title, MAX_TITLE, "title")
    reply = reader.by_language(keys.get("reply"), "reply", node)
    too_long(reader, keys.get("reply"), reply, MAX_REPLY, "reply")
    route = _route(reader, keys.get("route"), node)
    return Intent(
        id=reader.text(keys.get("id")),
        route=route,
        title=title,
        questions=read_questions(reader, keys.get("questions"), node),
        reply=reply,
        include=reader.by_language(keys.get("include"), "include", node) if route == "ticket" else {},
        must_match=reader.texts(keys.get("must_match")),
        must_not_match=reader.texts(keys.get("must_not_match")),
        review_by=reader.day(keys.get("review_by")),
        source=reader.text(keys.get("source")),
        place=reader.place(node),
    )


def _route(reader: Reader, node: yaml.Node | None, within: yaml.Node) -> IntentRoute:
    name = reader.text(node)
    for route in get_args(IntentRoute):
        if name == route:
            return route  # type: ignore[no-any-return]  # get_args is untyped
    reader.say(node or within, f'"{name}" is not a route.', f"Choose one of {', '.join(ROUTES)}.")
    return "ticket"
