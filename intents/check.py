"""Everything that is wrong or worth a look in what staff wrote: all files, all problems, at once.

`check_files` reads and needs a moment. What only the matcher can tell is in `intents.rivals`, and
what only the network can tell in `bot.editing.links`.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from faq.coming_year import coming_year
from faq.hours_file import read_hours
from faq.links import links_in, misspelt
from faq.load import HOURS_FILE, read_faq, version_of
from faq.model import Entry, Faq, FaqInvalid, Place, Problem, in_order
from faq.report import errors_in
from faq.source import shown
from faq.texts import answers, in_both
from intents.advice import Facts, advice, repeated_questions
from intents.knowledge import Contents
from intents.load import read_intents, read_strangers
from intents.model import Intent, Intents


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What was read, and what was found."""

    faq: Faq
    intents: Intents
    strangers: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...]
    version: str

    @property
    def contents(self) -> Contents:
        """What was read, to be learnt; only without errors."""
        return Contents(faq=self.faq, intents=self.intents, strangers=self.strangers, version=self.version)

    @property
    def errors(self) -> list[Problem]:
        """What keeps this version from customers."""
        return errors_in(self.problems)

    def links(self) -> Iterator[tuple[str, Place]]:
        """Every whole address that customers are given, and where it stands."""
        for item in self.items():
            for path, text in _shown_texts(item):
                for url in links_in(self.faq.fill(text)):
                    if misspelt(url) is None:
                        yield url, item.at(path)

    def items(self) -> list[Entry | Intent]:
        """All entries and intents."""
        return [*self.faq.entries.values(), *self.intents.values()]


def check_files(faq_folder: Path, intents_folder: Path, *, today: date) -> Checked:
    """Read both folders, and everything in them, whatever is wrong with some of it."""
    found = read_files(faq_folder, intents_folder, today=today)
    facts = Facts(found.faq)
    problems = [*found.problems, *repeated_questions(found.items())]
    for item in found.items():
        problems += advice(item, facts, today=today)
    return replace(found, problems=tuple(in_order(problems)))


def read_files(faq_folder: Path, intents_folder: Path, *, today: date) -> Checked:
    """Read both folders, and tell only what keeps the version from customers, or was found with it."""
    version = version_of(faq_folder, intents_folder)
    faq, problems = read_faq(faq_folder)
    intents, more = read_intents(intents_folder, faq)
    strangers, others = read_strangers(intents_folder)
    problems += [*more, *others, *_hours(faq_folder / HOURS_FILE, today)]
    return Checked(faq=faq, intents=intents, strangers=strangers, problems=tuple(in_order(problems)), version=version)


def check_with(faq_folder: Path, intents_folder: Path, changed: Mapping[Path, str], *, today: date) -> Checked:
    """What would be found if these files of the two folders had these texts. Nothing is written there."""
    with tempfile.TemporaryDirectory() as place:
        folders = {folder: Path(place) / str(n) for n, folder in enumerate((faq_folder, intents_folder))}
        for folder, copy in folders.items():
            shutil.copytree(folder, copy)
        for path, text in changed.items():
            (folders[path.parent] / path.name).write_text(text, encoding="utf-8", newline="")
        checked = check_files(*folders.values(), today=today)
        named = {shown(copy): shown(folder) for folder, copy in folders.items()}
        return replace(checked, problems=tuple(in_order(_moved(problem, named) for problem in checked.problems)))


def _moved(problem: Problem, named: Mapping[str, str]) -> Problem:
    """The problem with the real file's name in place of the copy's."""
    for copy, real in named.items():
        place = replace(problem.place, file=problem.place.file.replace(copy, real))
        problem = replace(problem, place=place, what=problem.what.replace(copy, real))
    return problem


def _shown_texts(item: Entry | Intent) -> Iterator[tuple[str, str]]:
    if isinstance(item, Entry):
        yield from ((path, text) for path, _, text in answers(item))
        yield from ((f"buttons.{number}.url", button.url) for number, button in enumerate(item.buttons))
    else:
        yield from ((path, text) for path, _, text in in_both("reply", item.reply))


def _hours(path: Path, today: date) -> list[Problem]:
    try:
        return list(coming_year(read_hours(path), path, today=today))
    except FaqInvalid as invalid:
        return invalid.problems
