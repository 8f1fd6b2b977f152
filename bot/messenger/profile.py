"""What Messenger shows around a chat: greeting, first questions, menu, commands; as Meta wants it written. Pure.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/reference/messenger-profile-api
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ByLanguage = Mapping[str, str]

PROPERTIES = ("greeting", "get_started", "ice_breakers", "persistent_menu", "commands")
MAX_GREETING = 160
MAX_QUESTIONS = 4
MAX_QUESTION = 80  # Meta names no limit here; longer ones are cut on phones
MAX_ITEMS = 20  # Meta advises five
MAX_TITLE = 30
MAX_COMMANDS = 100
MAX_NAME = 32
MAX_DESCRIPTION = 64
MAX_PAYLOAD = 1000

_LOCALES = {"default": "en", "vi_VN": "vi"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A first question or a menu item: it leads to a payload, or to an address."""

    title: ByLanguage
    payload: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """What a customer may type after a slash."""

    name: str
    description: ByLanguage


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """All of it. What is empty is not shown.

    `composer`: which of menu and commands goes to Meta, where there are both. Messenger hides the menu of a page
    that has commands.
    """

    greeting: ByLanguage
    get_started: str
    ice_breakers: tuple[Item, ...] = ()
    menu: tuple[Item, ...] = ()
    commands: tuple[Command, ...] = ()
    composer: str = ""  # menu, commands


def rendered(profile: Profile) -> dict[str, Any]:
    """By Meta's names; English for everybody whose language has no text of its own."""
    found: dict[str, Any] = {}
    if profile.greeting:
        found["greeting"] = [{"locale": name, "text": profile.greeting[each]} for name, each in _LOCALES.items()]
    if profile.get_started:
        found["get_started"] = {"payload": profile.get_started}
    if profile.ice_breakers:
        found["ice_breakers"] = _by_locale(
            lambda language: {"call_to_actions": [_question(each, language) for each in profile.ice_breakers]}
        )
    if profile.menu and profile.composer != "commands":
        found["persistent_menu"] = _by_locale(
            lambda language: {
                "composer_input_disabled": False,
                "call_to_actions": [_menu_item(each, language) for each in profile.menu],
            }
        )
    if profile.commands and profile.composer != "menu":
        found["commands"] = _by_locale(
            lambda language: {
                "commands": [
                    {"name": each.name, "description": each.description[language]} for each in profile.commands
                ]
            }
        )
    return found


def changed(wanted: Mapping[str, Any], there: Mapping[str, Any]) -> dict[str, Any]:
    """What has to be set."""
    return {name: value for name, value in wanted.items() if not _same(value, there.get(name))}


def gone(wanted: Mapping[str, Any], there: Mapping[str, Any]) -> list[str]:
    """What has to be removed."""
    return [name for name in PROPERTIES if there.get(name) and name not in wanted]


def lines(name: str, value: Any) -> list[str]:
    """A property as people read it: one line for each thing that is shown."""
    if not value:
        return []
    if isinstance(value, dict):
        return [f"{name}: {value.get('payload', '')}"]
    return [f"{name} {each.get('locale')}: {shown}" for each in value for shown in _shown(each)]


def _shown(each: Mapping[str, Any]) -> list[str]:
    actions = each.get("call_to_actions", [])
    return [
        *([str(each["text"])] if "text" in each else []),
        *(f"{a.get('question') or a.get('title')} -> {a.get('payload') or a.get('url')}" for a in actions),
        *(f"/{command.get('name')} {command.get('description')}" for command in each.get("commands", [])),
    ]


def _by_locale(make: Any) -> list[dict[str, Any]]:
    return [{"locale": name, **make(language)} for name, language in _LOCALES.items()]


def _question(item: Item, language: str) -> dict[str, str]:
    return {"question": item.title[language], "payload": item.payload}


def _menu_item(item: Item, language: str) -> dict[str, str]:
    if item.url:
        return {"type": "web_url", "title": item.title[language], "url": item.url}
    return {"type": "postback", "title": item.title[language], "payload": item.payload}


def _same(wanted: Any, there: Any) -> bool:
    """Meta adds members of its own, and returns locales in an order of its own."""
    if isinstance(wanted, dict) and isinstance(there, dict):
        return all(_same(value, there.get(name)) for name, value in wanted.items())
    if isinstance(wanted, list) and isinstance(there, list):
        wanted, there = _sorted(wanted), _sorted(there)
        return len(wanted) == len(there) and all(_same(*pair) for pair in zip(wanted, there, strict=True))
    return bool(wanted == there)


def _sorted(items: list[Any]) -> list[Any]:
    if all(isinstance(each, dict) and "locale" in each for each in items):
        return sorted(items, key=lambda each: str(each["locale"]))
    return items
