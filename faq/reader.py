"""Reads YAML and remembers where everything stood, so that a mistake can be shown in its line.

A `Reader` collects problems instead of stopping at the first one. It knows YAML; what the keys
mean is the business of those who use it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import yaml
from rapidfuzz import process

from faq.model import LANGUAGES, Place, Problem, Severity
from faq.source import Unreadable, read_nodes, shown

_OTHER_WORDS = {"reply": "answer", "answer": "reply", "text": "answer", "vn": "vi", "eng": "en", "link": "url"}


class Reader:
    """One file's YAML as nodes, and the problems found in it so far."""

    def __init__(self, path: Path) -> None:
        self.name = shown(path)
        self.problems: list[Problem] = []
        self.root: yaml.Node | None = None
        try:
            self.root = read_nodes(path, self.name)
        except Unreadable as fault:
            self.problems.append(fault.problem)

    def place(self, node: yaml.Node | None) -> Place:
        """Where a node starts."""
        if node is None:
            return Place(file=self.name, line=1)
        return Place(file=self.name, line=node.start_mark.line + 1, column=node.start_mark.column + 1)

    def say(self, node: yaml.Node | None, what: str, todo: str, *, severity: Severity = "error") -> None:
        """Note a problem at this node."""
        self.problems.append(Problem(place=self.place(node), what=what, todo=todo, severity=severity))

    def items(self, node: yaml.Node | None, key: str) -> Iterator[yaml.MappingNode]:
        """The mappings in the list under `key` of the top level."""
        if node is None:
            if not self.problems:
                self.say(None, "the file is empty.", f'Write "{key}:" and the entries below it, or delete the file.')
            return
        top = self.mapping(node, {key}, f'the file starts with "{key}:"')
        for item in self.sequence(top.get(key)):
            if isinstance(item, yaml.MappingNode):
                yield item
            else:
                self.say(item, "this list item has no keys.", 'Start it with "- id: ..." and indent the rest.')

    def mapping(self, node: yaml.Node | None, known: Iterable[str], shape: str) -> dict[str, yaml.Node]:
        """Key to node. Unknown and repeated keys are problems; one that is only misspelt is read all the same."""
        if not isinstance(node, yaml.MappingNode):
            self.say(node, "something is missing here, or stands in the wrong place.", f"Write it so that {shape}.")
            return {}
        known = set(known)
        given = {str(key.value) for key, _ in node.value}
        found: dict[str, yaml.Node] = {}
        for key_node, value in node.value:
            key = str(key_node.value)
            if not isinstance(key_node, yaml.ScalarNode):
                self.say(key_node, "a key has to be a word.", "If this is a text with brackets, put it in quotes.")
            elif key in found:
                first = self.place(found[key]).line
                self.say(key_node, f'"{key}" stands here twice (first in line {first}).', "Keep one of the two.")
            elif not known or key in known:
                found[key] = value
            else:
                near = _meant(key, known)
                hint = f'Did you mean "{near}"?' if near else f"Known here: {', '.join(sorted(known))}."
                self.say(key_node, f'"{key}" is not a key we know.', hint)
                found |= {near: value} if near and near not in given else {}
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
        if node is None or self._empty(node):
            return ""
        if isinstance(node, yaml.ScalarNode):
            return str(node.value).strip()
        if isinstance(node, yaml.MappingNode) and len(node.value) == 1 and self._is_placeholder(node):
            name = node.value[0][0].value
            self.say(node, f"{{{name}}} at the beginning of a text needs quotes.", f'Write "{{{name}}}" with quotes.')
        else:
            self.say(node, "a text was expected here.", 'If the text contains ": " or brackets, put it in quotes.')
        return ""

    def texts(self, node: yaml.Node | None) -> tuple[str, ...]:
        """A list of texts; an empty one among them is a problem."""
        if isinstance(node, yaml.ScalarNode) and re.match("-[^ ]", node.value):
            self.say(node, 'there is no space after the "-".', 'Write "- " before each item, with a space.')
            return ()
        found = []
        for item in self.sequence(node):
            before = len(self.problems)
            found.append(self.text(item))
            if not found[-1] and len(self.problems) == before:
                self.say(item, 'there is nothing after the "-".', "Write a text there, or delete the line.")
        return tuple(filter(None, found))

    def by_language(self, node: yaml.Node | None, what: str, within: yaml.Node) -> dict[str, str]:
        """A text in every language we write in; a missing language is a problem."""
        languages = " and ".join(LANGUAGES)
        if node is None:
            self.say(within, f"there is no {what}.", f'Write it after "{what}:", in {languages}.')
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.say(node, f"the {what} is not divided into languages.", 'Write "en:" and "vi:", each with its text.')
            return {}
        nodes = self.mapping(node, LANGUAGES, 'it has "en:" and "vi:"')
        found = {}
        for language in LANGUAGES:
            before = len(self.problems)
            found[language] = self.text(nodes.get(language))
            if not found[language] and len(self.problems) == before:
                self.say(node, f'the {what} has no text in "{language}".', f'Write it after "{language}:".')
        return {language: text for language, text in found.items() if text}

    def day(self, node: yaml.Node | None) -> date | None:
        """A date such as 2027-05-31."""
        text = self.text(node)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.say(node, f'"{text}" is not a date.', "Write year-month-day, for example 2027-05-31.")
            return None

    def flag(self, node: yaml.Node | None) -> bool:
        """True or false; false where nothing is said."""
        text = self.text(node).lower()
        if text not in ("", "true", "false"):
            self.say(node, f'"{text}" is neither true nor false.', "Write true or false.")
        return text == "true"

    def share(self, node: yaml.Node | None) -> float | None:
        """A number between 0 and 1."""
        text = self.text(node)
        if not text:
            return None
        if re.fullmatch(r"[01]?\.\d{1,4}", text) and 0 < float(text) < 1:
            return float(text)
        self.say(node, f'"{text}" is not a number between 0 and 1.', "Write for example 0.5.")
        return None

    def spots(self, node: yaml.Node, path: str = "") -> dict[str, tuple[int, int]]:
        """Where everything below this node stands, by its path: "questions.vi.3"."""
        found: dict[str, tuple[int, int]] = {}
        inner = (
            [(str(key.value), value) for key, value in node.value]
            if isinstance(node, yaml.MappingNode)
            else [(str(number), value) for number, value in enumerate(node.value)]
            if isinstance(node, yaml.SequenceNode)
            else []
        )
        for name, value in inner:
            below = sys.intern(f"{path}{name}")  # most entries have the same paths
            found[below] = (value.start_mark.line + 1, value.start_mark.column + 1)
            found |= self.spots(value, f"{below}.")
        return found

    @staticmethod
    def _empty(node: yaml.Node) -> bool:
        return isinstance(node, yaml.ScalarNode) and not node.style and node.value in ("", "null", "~")

    @staticmethod
    def _is_placeholder(node: yaml.MappingNode) -> bool:
        key, value = node.value[0]
        return isinstance(key, yaml.ScalarNode) and "." in key.value and not getattr(value, "value", "")


def _meant(key: str, known: set[str]) -> str | None:
    """The key that was meant by another word."""
    other = _OTHER_WORDS.get(key.lower())
    if other in known:
        return other
    near = process.extractOne(key, sorted(known), score_cutoff=60)
    return str(near[0]) if near else None
