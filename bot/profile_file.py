"""Reads profile.yaml: what Messenger shows around a chat. All that is wrong, with line and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot import payloads
from bot.messenger import profile as limits
from bot.messenger.profile import Command, Item, Profile
from faq.limits import too_long, units
from faq.model import LANGUAGES, FaqInvalid, Problem, in_order
from faq.reader import Reader

HERE = Path(__file__).parent / "profile.yaml"
_KEYS = ("greeting", "get_started", "ice_breakers", "menu", "commands", "composer")
_COMPOSER = ("menu", "commands")
_NAME = re.compile(r"[a-z0-9_-]+")

Known = Callable[[str], bool]  # whether there is an entry, intent or product with this id


def load_profile(path: Path, *, known: Known) -> tuple[Profile, list[Problem]]:
    """The profile, and what is worth a look.

    Raises:
        FaqInvalid: something is wrong; it lists all of it.
    """
    found, problems = read_profile(path, known=known)
    if any(each.severity == "error" for each in problems):
        raise FaqInvalid(problems)
    return found, problems


def read_profile(path: Path, *, known: Known) -> tuple[Profile, list[Problem]]:
    """The profile as far as it can be read, and what is wrong."""
    reader = Reader(path)
    if reader.problems:
        return Profile(greeting={}, get_started=""), reader.problems
    top = reader.mapping(reader.root, _KEYS, f"it has the keys {', '.join(_KEYS)}")
    found = Profile(
        greeting=_texts(reader, top.get("greeting"), "greeting", reader.root, limits.MAX_GREETING),
        get_started=_get_started(reader, top.get("get_started")),
        ice_breakers=_items(reader, top.get("ice_breakers"), "question", limits.MAX_QUESTION, known),
        menu=_items(reader, top.get("menu"), "title", limits.MAX_TITLE, known),
        commands=_commands(reader, top.get("commands")),
        composer=reader.text(top.get("composer")),
    )
    _check_whole(reader, top, found)
    return found, in_order(reader.problems)


def _texts(reader: Reader, node: Any, what: str, within: Any, limit: int) -> dict[str, str]:
    texts = reader.by_language(node, what, within)
    too_long(reader, node, texts, limit, what)
    return {language: texts.get(language, "") for language in LANGUAGES}


def _get_started(reader: Reader, node: Any) -> str:
    payload = reader.text(node)
    tap = payloads.read(payload)
    if tap is None or tap.verb != "start":
        reader.say(node or reader.root, "the first button has to begin the chat.", "Write: get_started: GET_STARTED")
    return payload


def _items(reader: Reader, node: Any, what: str, limit: int, known: Known) -> tuple[Item, ...]:
    shape = f'it has "{what}:" and "payload:"' + (' or "url:"' if what == "title" else "")
    keys = {what, "payload", "url"} if what == "title" else {what, "payload"}
    found = []
    for each in reader.sequence(node):
        inner = reader.mapping(each, keys, shape)
        item = Item(
            title=_texts(reader, inner.get(what), what, each, limit),
            payload=reader.text(inner.get("payload")),
            url=reader.text(inner.get("url")),
        )
        _check_target(reader, inner, each, item, known)
        found.append(item)
    return tuple(found)


def _check_target(reader: Reader, inner: dict[str, Any], each: Any, item: Item, known: Known) -> None:
    if bool(item.payload) == bool(item.url):
        reader.say(each, "it leads nowhere, or to two places.", 'Write "payload:" (such as entry:docs) or "url:".')
    elif item.url and not item.url.startswith("https://"):
        reader.say(inner["url"], "Messenger opens only addresses with https.", "Begin it with https://.")
    elif item.payload:
        _check_payload(reader, inner["payload"], item.payload, known)


def _check_payload(reader: Reader, node: Any, payload: str, known: Known) -> None:
    tap = payloads.read(payload)
    if tap is None or units(payload) > limits.MAX_PAYLOAD:
        todo = "Write person, GET_STARTED, entry:ID or product:ID."
        reader.say(node, f'the bot does not understand "{payload[:60]}".', todo)
        return
    for name in filter(None, (tap.about, tap.product)):
        if not known(name):
            reader.say(node, f'there is no entry, intent or product "{name}".', "Look its id up in faq/content.")


def _commands(reader: Reader, node: Any) -> tuple[Command, ...]:
    found = []
    for each in reader.sequence(node):
        inner = reader.mapping(each, {"name", "description"}, 'it has "name:" and "description:"')
        name = reader.text(inner.get("name"))
        if not _NAME.fullmatch(name) or len(name) > limits.MAX_NAME:
            todo = f"Up to {limits.MAX_NAME} small letters and digits, without the slash."
            reader.say(inner.get("name") or each, f'"{name}" is no name of a command.', todo)
        text = _texts(reader, inner.get("description"), "description", each, limits.MAX_DESCRIPTION)
        found.append(Command(name=name, description=text))
    return tuple(found)


def _check_whole(reader: Reader, top: dict[str, Any], found: Profile) -> None:
    for key, items, most in (
        ("ice_breakers", found.ice_breakers, limits.MAX_QUESTIONS),
        ("menu", found.menu, limits.MAX_ITEMS),
        ("commands", found.commands, limits.MAX_COMMANDS),
    ):
        if len(items) > most:
            reader.say(top[key], f"{len(items)} are too many: Meta takes {most}.", "Delete some.")
    menu = found.menu if found.composer != "commands" else ()
    if not any(each.payload == payloads.PERSON for each in (*menu, *found.ice_breakers)):
        todo = 'Add an item with "payload: person": customers and App Review look for it.'
        reader.say(top.get("menu"), "there is no way to a person.", todo)
    if "composer" in top and (found.composer not in _COMPOSER or not getattr(found, found.composer)):
        todo = 'Write "composer: menu" or "composer: commands", and have what you name in the file.'
        reader.say(top["composer"], f'there is no "{found.composer[:60]}" to show beside the text field.', todo)
    if found.menu and found.commands and not found.composer:
        todo = 'Decide for one of them with "composer: menu" or "composer: commands"; the other one stays in the file.'
        reader.say(top["commands"], "where there are commands, Messenger hides the menu.", todo, severity="warning")
