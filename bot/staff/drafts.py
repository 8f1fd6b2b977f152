"""An edit before it is saved: what is wrong with it, and how customers would read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot import replies
from bot.hours import Hours
from bot.messenger.render import render
from bot.model import Conversation, Reply, ReplyLanguage
from bot.replies import Scene
from faq.edit import NoSuchEntry, add_entry, change_entry
from faq.model import LANGUAGES, Entry, Problem
from intents.check import Checked, check_files, check_with
from intents.knowledge import Knowledge
from intents.model import Intent

Folders = tuple[Path, Path]


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One thing that is wrong. `field` is where in the form, if it stands in this entry; `place` where in the files."""

    what: str
    todo: str
    blocks: bool
    field: str = ""
    place: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bubbles:
    """What customers would read in one case, as Messenger shows it."""

    language: ReplyLanguage
    product: str
    messages: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """The file as it would be, what is wrong, and the entry as it would be read (None: not at all)."""

    path: Path
    text: str
    found: Sequence[Found]
    item: Entry | Intent | None
    checked: Checked

    @property
    def may_be_saved(self) -> bool:
        return not any(each.blocks for each in self.found)


def draft(folders: Folders, path: Path, name: str, fields: Mapping[str, Any], *, is_new: bool, today: date) -> Draft:
    """The edit, checked as `faq check` does. Nothing is written.

    Raises:
        NoSuchEntry: somebody took the entry out of its file.
    """
    before = path.read_bytes().decode("utf-8") if path.is_file() else ""
    text = add_entry(before, fields) if is_new else change_entry(before, name, fields)
    checked = check_with(*folders, {path: text}, today=today)
    item = checked.faq.entries.get(name) or checked.intents.get(name)
    return Draft(
        path=path, text=text, found=list(_found(checked, item, path, folders, today)), item=item, checked=checked
    )


def _found(checked: Checked, item: Entry | Intent | None, path: Path, folders: Folders, today: date) -> Iterator[Found]:
    """What is wrong with this entry, and what else the edit breaks. Of other entries the warnings are left out."""
    old: set[tuple[str, str]] | None = None
    for problem in checked.problems:
        mine = _field(problem, item)
        if problem.severity == "warning" and mine is None:
            continue
        is_new = mine is not None
        if not is_new:
            if old is None:
                old = {(each.place.file, each.what) for each in check_files(*folders, today=today).errors}
            is_new = (problem.place.file, problem.what) not in old
        blocks = problem.severity == "error" and (is_new or Path(problem.place.file).name == path.name)
        yield told(problem, item, blocks=blocks)


def told(problem: Problem, item: Entry | Intent | None, *, blocks: bool = False) -> Found:
    """A problem at its place in the form; what does not block is worth a look."""
    mine = _field(problem, item)
    place = "" if mine is not None else str(problem.place)
    return Found(what=_capital(problem.what), todo=problem.todo, blocks=blocks, field=mine or "", place=place)


def _field(problem: Problem, item: Entry | Intent | None) -> str | None:
    """The part of the entry in which it stands; None when it stands elsewhere."""
    if item is None or problem.place.file.rpartition("/")[2] != item.place.file.rpartition("/")[2]:
        return None
    spot = (problem.place.line, problem.place.column)
    if spot == (item.place.line, item.place.column):
        return ""
    return next((path for path, place in item.spots.items() if place == spot), None)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def preview(draft: Draft, knowledge: Knowledge, hours: Hours, now: datetime) -> list[Bubbles]:
    """The answer in both languages, and for each product that has one of its own. Nothing where texts are missing."""
    if draft.item is None:
        return []
    item = draft.item
    known = replace(knowledge, faq=draft.checked.faq, intents=draft.checked.intents)
    products = ["", *(item.by_product if isinstance(item, Entry) else ())]
    products += sorted({b.product for b in item.buttons if b.product} - {*products}) if isinstance(item, Entry) else []
    cases = [(product, language) for product in products for language in LANGUAGES]
    return [
        Bubbles(language=language, product=product, messages=[m for reply in said for m in render(reply)])  # type: ignore[arg-type]
        for product, language in cases
        if (said := _said(item, known, hours, now, product, language))
    ]


def _said(
    item: Entry | Intent, known: Knowledge, hours: Hours, now: datetime, product: str, language: str
) -> tuple[Reply, ...]:
    scene = Scene(
        knowledge=known,
        hours=hours,
        now=now,
        conversation=Conversation(customer_id="preview"),
        language="vi" if language == "vi" else "en",
        product=product or None,
    )
    if isinstance(item, Entry):
        is_whole = language in item.answer_for(product) and all(language in button.title for button in item.buttons)
        return replies.answer(scene, [item.id]) if is_whole and item.id in known.faq.entries else ()
    if language not in item.reply or (item.route == "ticket" and language not in item.include):
        return ()
    return replies.ticket(scene, item) if item.route == "ticket" else replies.said(scene, item)


__all__ = ["Bubbles", "Draft", "Found", "NoSuchEntry", "draft", "preview", "told"]
