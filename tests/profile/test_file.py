"""profile.yaml: the one that ships fits Meta's limits, and every mistake is shown with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot import payloads
from bot.messenger.profile import PROPERTIES, changed, gone, rendered
from bot.playground.profile_rules import check_profile
from bot.profile_file import HERE, load_profile, read_profile
from faq.load import read_faq
from faq.model import FaqInvalid
from intents.load import read_intents
from tests.conftest import Bot

GREETING = 'greeting:\n  en: "Hello"\n  vi: "Chào"\n'
START = "get_started: GET_STARTED\n"
PERSON = 'menu:\n  - title:\n      en: "Talk to a person"\n      vi: "Gặp nhân viên"\n    payload: person\n'
COMMANDS = 'commands:\n  - name: person\n    description:\n      en: "Talk to a person"\n      vi: "Gặp nhân viên"\n'


def ids() -> set[str]:
    faq, _ = read_faq(HERE.parents[1] / "faq" / "content")
    intents, _ = read_intents(HERE.parents[1] / "intents" / "content")
    return {*faq.entries, *faq.products, *intents}


def problems(folder: Path, text: str) -> list[str]:
    path = folder / "profile.yaml"
    path.write_text(text, encoding="utf-8")
    _, found = read_profile(path, known={"docs"}.__contains__)
    return [f"line {each.place.line}: {each.what}" for each in found]


def item(payload: str, title: str = "Docs") -> str:
    return f'{PERSON}  - title:\n      en: "{title}"\n      vi: "Tài liệu"\n    payload: {payload}\n'


def wanted(folder: Path, text: str) -> dict[str, Any]:
    path = folder / "profile.yaml"
    path.write_text(text, encoding="utf-8")
    return rendered(load_profile(path, known=lambda _: True)[0])


def test_the_one_that_ships_is_right() -> None:
    found, worth_a_look = load_profile(HERE, known=ids().__contains__)

    assert worth_a_look == []
    check_profile("POST", rendered(found))


def test_the_one_that_ships_leads_to_a_person_from_menu_and_first_questions() -> None:
    found, _ = load_profile(HERE, known=ids().__contains__)

    assert payloads.PERSON in [each.payload for each in found.menu]
    assert payloads.PERSON in [each.payload for each in found.ice_breakers]


def test_the_one_that_ships_sends_the_menu_and_with_one_word_the_commands(tmp_path: Path) -> None:
    text = HERE.read_text(encoding="utf-8")
    menu = wanted(tmp_path, text)
    commands = wanted(tmp_path, text.replace("composer: menu", "composer: commands"))

    assert (set(PROPERTIES) - set(menu), set(PROPERTIES) - set(commands)) == ({"commands"}, {"persistent_menu"})
    check_profile("POST", commands)
    assert [each["locale"] for each in commands["commands"]] == ["default", "vi_VN"]
    assert gone(commands, menu) == ["persistent_menu"]
    assert list(changed(commands, menu)) == ["commands"]


def test_the_bot_understands_the_commands_that_ship(bot: Bot) -> None:
    found, _ = load_profile(HERE, known=ids().__contains__)
    replies = {each.name: " ".join(bot.say(f"/{each.name}", customer=f"71{each.name}")) for each in found.commands}

    assert {name: part in replies[name] for name, part in (
        ("person", "A person from our team"), ("ticket", "e-mail"), ("docs", "docs"), ("hours", "08:00"),
    )} == dict.fromkeys(replies, True)  # fmt: skip


def test_everything_is_written_as_meta_wants_it(tmp_path: Path) -> None:
    found = wanted(tmp_path, GREETING + START + item("entry:docs"))

    assert found == {
        "greeting": [{"locale": "default", "text": "Hello"}, {"locale": "vi_VN", "text": "Chào"}],
        "get_started": {"payload": "GET_STARTED"},
        "persistent_menu": [
            {
                "locale": locale,
                "composer_input_disabled": False,
                "call_to_actions": [
                    {"type": "postback", "title": person, "payload": "person"},
                    {"type": "postback", "title": docs, "payload": "entry:docs"},
                ],
            }
            for locale, person, docs in (
                ("default", "Talk to a person", "Docs"),
                ("vi_VN", "Gặp nhân viên", "Tài liệu"),
            )
        ],
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (START + PERSON, "line 1: there is no greeting."),
        ('greeting:\n  en: "Hi"\n' + START + PERSON, 'line 2: the greeting has no text in "vi".'),
        (f'greeting:\n  en: "{"a" * 161}"\n  vi: "Chào"\n' + START + PERSON,
         'line 2: the greeting in "en" has 161 characters; Messenger shows 160.'),
        (GREETING + PERSON, "line 1: the first button has to begin the chat."),
        (GREETING + "get_started: hello\n" + PERSON, "line 4: the first button has to begin the chat."),
        (GREETING + START, "line 1: there is no way to a person."),
        (GREETING + START + item("entry:nothing"), 'line 13: there is no entry, intent or product "nothing".'),
        (GREETING + START + item("refund"), 'line 13: the bot does not understand "refund".'),
        (GREETING + START + item("entry:docs", "a" * 31),
         'line 11: the title in "en" has 31 characters; Messenger shows 30.'),
        (GREETING + START + item("entry:docs\n    url: https://a.example"), "line 10: it leads nowhere, or to two"),
        (GREETING + START + PERSON.replace("title", "titel"), 'line 6: "titel" is not a key we know.'),
        (GREETING + START + PERSON + COMMANDS.replace("name: person", "name: /Person"),
         'line 11: "/Person" is no name of a command.'),
        (GREETING + START + PERSON + COMMANDS, "line 11: where there are commands, Messenger hides the menu."),
        (GREETING + START + PERSON + COMMANDS + "composer: both\n", 'line 15: there is no "both" to show'),
        (GREETING + START + PERSON + "composer: commands\n", 'line 10: there is no "commands" to show'),
        (GREETING + START + PERSON + COMMANDS + "composer: commands\n", "line 6: there is no way to a person."),
        (GREETING + START + PERSON + "menus: []\n", 'line 10: "menus" is not a key we know.'),
        ("greeting: [", "line 1: "),
    ],
)  # fmt: skip
def test_a_mistake_is_shown_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    found = problems(tmp_path, text)

    assert [each for each in found if each.startswith(problem)], found


@pytest.mark.parametrize(("key", "most"), [("ice_breakers", 4), ("menu", 20)])
def test_more_than_meta_takes_is_a_mistake(tmp_path: Path, key: str, most: int) -> None:
    what = "title" if key == "menu" else "question"
    items = f'  - {what}: {{en: "Ask", vi: "Hỏi"}}\n    payload: person\n' * (most + 1)

    assert problems(tmp_path, f"{GREETING}{START}{key}:\n{items}") == [
        f"line 6: {most + 1} are too many: Meta takes {most}."
    ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name: person": "name: " + "a" * 33}, "is no name of a command."),
        ({'en: "Talk': f'en: "{"a" * 65}'}, "Messenger shows 64."),
    ],
    ids=["name", "description"],
)
def test_a_command_that_is_too_long_is_a_mistake(tmp_path: Path, change: dict[str, str], problem: str) -> None:
    ((before, after),) = change.items()
    found = problems(tmp_path, GREETING + START + PERSON + COMMANDS.replace(before, after) + "composer: menu\n")

    assert [each for each in found if each.endswith(problem)], found


def test_more_than_a_hundred_commands_are_a_mistake(tmp_path: Path) -> None:
    commands = "commands:\n" + COMMANDS.removeprefix("commands:\n") * 101

    assert problems(tmp_path, GREETING + START + PERSON + commands + "composer: menu\n") == [
        "line 11: 101 are too many: Meta takes 100."
    ]


def test_a_file_with_a_mistake_is_not_used(tmp_path: Path) -> None:
    with pytest.raises(FaqInvalid, match="no greeting"):
        wanted(tmp_path, START + PERSON)


def test_an_address_has_to_be_safe(tmp_path: Path) -> None:
    text = GREETING + START + PERSON + '  - title: {en: "Docs", vi: "Tài liệu"}\n    url: http://a.example\n'

    assert problems(tmp_path, text) == ["line 11: Messenger opens only addresses with https."]


def test_what_meta_adds_and_how_it_orders_is_no_difference(tmp_path: Path) -> None:
    found = wanted(tmp_path, GREETING + START + PERSON)
    there = {
        **found,
        "greeting": list(reversed(found["greeting"])),
        "persistent_menu": [{**each, "disabled_surfaces": []} for each in found["persistent_menu"]],
    }

    assert (changed(found, there), gone(found, there)) == ({}, [])


def test_an_item_that_was_moved_is_a_difference(tmp_path: Path) -> None:
    found = wanted(tmp_path, GREETING + START + item("entry:docs"))
    there = wanted(tmp_path, GREETING + START + item("entry:docs"))
    there["persistent_menu"][0]["call_to_actions"].reverse()

    assert list(changed(found, there)) == ["persistent_menu"]


def test_what_is_not_in_the_file_is_removed(tmp_path: Path) -> None:
    found = wanted(tmp_path, GREETING + START + PERSON)
    there = {**found, "commands": [{"locale": "default", "commands": []}], "whitelisted_domains": ["https://a.example"]}

    assert gone(found, there) == ["commands"]
    assert "whitelisted_domains" not in PROPERTIES
