"""Reads YAML and remembers where everything stood, so that a mistake can be shown in its line.

A `Reader` collects problems instead of stopping at the first one. It knows YAML; what the keys
mean is the business of those who use it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

import yaml
from rapidfuzz import process

from faq.model import LANGUAGES, Place, Problem

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is eight times as fast


class Reader:
    """One file's YAML as nodes, and the problems found in it so far."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.root = self._compose(path)

    def _compose(self, path: Path) -> yaml.Node | None:
        try:
            node: yaml.Node | None = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
        except UnicodeDecodeError:
            self.say(None, "this file is not saved as UTF-8.", "Save it again with the encoding UTF-8.")
        except yaml.MarkedYAMLError as fault:
            mark = fault.problem_mark or fault.context_mark
            place = Place(file=self.name, line=mark.line + 1 if mark else 1, column=mark.column + 1 if mark else 1)
            self.problems.append(
                Problem(
                    place=place,
                    what=f"the file cannot be read from here on ({fault.problem}).",
                    todo="Compare the line, and the one above it, with its neighbours: the spaces at its "
                    'beginning, a ":" after the key, quotes around text that contains ": " or starts with a sign.',
                )
            )
        except yaml.YAMLError:
            self.say(
                None,
                "the file holds a character that YAML does not allow.",
                "Delete the invisible character.",
            )
        else:
            return node
        return None

    def place(self, node: yaml.Node | None) -> Place:
        """Where a node starts."""
        if node is None:
            return Place(file=self.name, line=1)
        return Place(file=self.name, line=node.start_mark.line + 1, column=node.start_mark.column + 1)

    def say(self, node: yaml.Node | None, what: str, todo: str) -> None:
        """Note a problem at this node."""
        self.problems.append(Problem(place=self.place(node), what=what, todo=todo))

    def items(self, node: yaml.Node | None, key: str) -> Iterator[yaml.MappingNode]:
        """The mappings in the list under `key` of the top level."""
        top = self.mapping(node, {key}, f'the file starts with "{key}:"')
        for item in self.sequence(top.get(key)):
            if isinstance(item, yaml.MappingNode):
                yield item
            else:
                self.say(item, "this list item has no keys.", 'Start it with "- id: ..." and indent the rest.')

    def mapping(self, node: yaml.Node | None, known: Iterable[str], shape: str) -> dict[str, yaml.Node]:
        """Key to node. Unknown and repeated keys are problems."""
        if not isinstance(node, yaml.MappingNode):
            self.say(node, "keys were expected here.", f"Write it so that {shape}.")
            return {}
        known = set(known)
        found: dict[str, yaml.Node] = {}
        for key_node, value in node.value:
            key = str(key_node.value)
            if key in found:
                self.say(key_node, f'"{key}" stands here twice.', "Keep one of the two.")
            elif known and key not in known:
                near = process.extractOne(key, known, score_cutoff=60)
                hint = f'Did you mean "{near[0]}"?' if near else f"Known here: {', '.join(sorted(known))}."
                self.say(key_node, f'"{key}" is not a key we know.', hint)
            else:
                found[key] = value
        return found

    def sequence(self, node: yaml.Node | None) -> list[yaml.Node]:
        """The items of a list; nothing where there is none."""
        if node is None or self._empty(node):
            return []
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        self.say(node, "a list was expected here.", 'Put each item on a line of its own, starting with "- ".')
        return []

    def text(self, node: yaml.Node | None) -> str:
        """A text, stripped; empty where there is none."""
        if node is None:
            return ""
        if isinstance(node, yaml.ScalarNode):
            return str(node.value).strip()
        self.say(node, "a text was expected here.", 'If the text contains ": ", put it in quotes.')
        return ""

    def texts(self, node: yaml.Node | None) -> tuple[str, ...]:
        """A list of texts, the empty ones left out."""
        return tuple(filter(None, (self.text(item) for item in self.sequence(node))))

    def by_language(self, node: yaml.Node | None, what: str, within: yaml.Node) -> dict[str, str]:
        """A text in every language we write in; a missing language is a problem."""
        if node is None:
            self.say(within, f"there is no {what}.", f'Write it after "{what}:", in {" and ".join(LANGUAGES)}.')
            return {}
        found = {k: self.text(v) for k, v in self.mapping(node, LANGUAGES, 'it has "en:" and "vi:"').items()}
        for language in LANGUAGES:
            if not found.get(language):
                self.say(node, f'the {what} has no text in "{language}".', f'Write it after "{language}:".')
        return found

    def day(self, node: yaml.Node | None) -> date | None:
        """A date such as 2027-05-31."""
        text = self.text(node)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.say(node, f'"{text}" is not a date.', "Write year-month-day, for example 2027-05-31.")
            return None

    @staticmethod
    def _empty(node: yaml.Node) -> bool:
        return isinstance(node, yaml.ScalarNode) and node.value in ("", "null", "~")


def too_long(reader: Reader, node: yaml.Node | None, texts: Mapping[str, str], limit: int, what: str) -> None:
    """Note every language whose text is over the platform's limit."""
    for language, text in texts.items():
        if len(text) > limit:
            reader.say(
                node,
                f'the {what} in "{language}" has {len(text)} characters; Messenger shows {limit}.',
                "Shorten it.",
            )
