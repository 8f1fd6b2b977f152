"""Changing an entry in the browser: checked while it is typed, shown as customers would read it, saved to its file.

Nobody's work is overwritten unseen: a form knows the file that it was made from, and a save on top of
another one is refused, with both texts shown.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import structlog
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot.editing.checkout import NotCommitted, commit
from bot.editing.history import Change, Deed, history
from bot.editing.proposals import draft as draft_of
from bot.editing.proposals import fields_of
from bot.editing.replay import Replays, changed
from bot.editing.rivals import Rivals, near_doubles
from bot.services import Services
from bot.staff import desk
from bot.staff.drafts import Draft, Found, draft, preview, told
from bot.staff.editing_gaps import gap_of
from bot.staff.editing_page import editors, say, show
from bot.staff.fields import Values, button_rows, changes, empty, fresh, texts_of, values_from, values_of
from bot.staff.login import me
from bot.store import staff
from bot.store.times import from_ms, to_ms
from faq.edit import NoSuchEntry
from faq.files import write_whole
from faq.load import HOURS_FILE, PRODUCTS_FILE, files_in, read_faq
from faq.model import Entry
from faq.reader import Reader
from faq.source import shown
from faq.thresholds import THRESHOLDS_FILE
from faq.versions import snapshot
from intents.load import read_intents
from intents.model import Intent

log = structlog.get_logger()

Answer = str | AnyResponse | tuple[str, int]
_NEW = "new"  # in addresses, where the id of an entry would stand
_SPECIAL = (PRODUCTS_FILE, HOURS_FILE, THRESHOLDS_FILE)
_FILE_NAME = re.compile(r"[\w][\w .-]{0,79}")
_saving = threading.Lock()  # two saves in this process; those of others are seen by the file's digest


class Opened(NamedTuple):
    """An entry as it stands in its file now, or the empty form of a new one."""

    name: str
    item: Entry | Intent | None
    path: Path
    values: Values
    products: Mapping[str, Any]
    base: str  # the digest of the file


def add_views(faq: Blueprint, services: Services, replays: Replays) -> None:
    """/staff/faq/entries/<name>; `new` is a new one."""
    saved = Rivals(services.library)

    @faq.get("/faq/entries/<name>")
    @editors
    def entry(name: str) -> str:
        opened = _opened(services, name)
        return _page(services, opened, _prefilled(services, opened))

    @faq.post("/faq/entries/<name>/check")
    @editors
    def check(name: str) -> str:
        """What the page asks for by itself while somebody types."""
        opened = _opened(services, name)
        found = _draft(services, opened, _typed(opened))
        return render_template("staff/faq_check.html", say=say, **_checked(services, found))

    @faq.post("/faq/entries/<name>/rivals")
    @editors
    def rivals(name: str) -> str:
        """Likewise: which questions lead elsewhere. Of what is saved it is asked for again until that is known."""
        opened = _opened(services, name)
        waits, shown_ = _rivals(services, saved, opened, _draft(services, opened, _typed(opened)))
        return render_template("staff/faq_rivals.html", say=say, waits=waits, found=shown_)

    @faq.post("/faq/entries/<name>/changes")
    @editors
    def draft_changes(name: str) -> Answer:
        """What customers would get with the form as it stands; nothing is saved."""
        opened = _opened(services, name)
        typed = _typed(opened)
        found = _draft(services, opened, typed)
        if found is None or not found.may_be_saved:
            return _page(services, opened, typed, found, refused=True), 422
        folders = services.library.folders
        old = snapshot(folders)
        new = changed(old, folders, found.path, found.text)
        replays.begin(old, new)
        return redirect(url_for("faq.changes", old=old.version, new=new.version), 303)

    @faq.post("/faq/entries/<name>")
    @editors
    def save(name: str) -> Answer:
        opened = _opened(services, name)
        typed = _typed(opened)
        found = _draft(services, opened, typed)
        if "look" in request.form or found is None:
            return _page(services, opened, typed, found)
        with _saving:
            now = _opened(services, name)
            if now.item and request.form.get("base", "") != now.base:  # a new one overwrites nothing
                return _page(services, now, typed, found, theirs=_differences(now.values, typed)), 409
            if not found.may_be_saved:
                return _page(services, opened, typed, found, refused=True), 422
            return _save(services, opened, found)


def _save(services: Services, opened: Opened, found: Draft) -> AnyResponse:
    name = opened.name or _new_id()
    before = found.path.read_bytes().decode("utf-8") if found.path.is_file() else ""
    if found.text == before:
        flash(say("Nothing was changed.", "Không có gì thay đổi."), "warn")
        return redirect(url_for("faq.entry", name=name), 303)
    write_whole(found.path, found.text)
    flash(say("Saved. Customers get it in a few seconds.", "Đã lưu. Vài giây nữa khách sẽ nhận bản này."), "done")
    try:
        commit([found.path], f"{'Change' if opened.item else 'Add'} {name}", by=me().name)
    except NotCommitted as refused:
        log.warning("edit_not_committed", error=str(refused))
        text = say("It is saved, but git did not take it: ", "Đã lưu, nhưng git không nhận: ")
        flash(f"{text}{refused}", "warn")
    with services.store.engine.begin() as connection:
        staff.note_action(connection, me().name, "faq edit", now=to_ms(services.wall()), detail=name)
    return redirect(url_for("faq.entry", name=name), 303)


def _opened(services: Services, name: str) -> Opened:
    folders = services.library.folders
    faq, _ = read_faq(folders[0])
    if name == _NEW:
        path = folders[0] / _file_name()
        return Opened("", None, path, empty(faq.products), faq.products, _digest(path))
    item = faq.entries.get(name) or read_intents(folders[1])[0].get(name) or abort(404)
    path = folders[isinstance(item, Intent)] / Path(item.place.file).name
    return Opened(name, item, path, values_of(item, faq.products), faq.products, _digest(path))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes() if path.is_file() else b"").hexdigest()[:16]


def _file_name() -> str:
    """Where a new entry goes: a file of the folder, by its name and nothing else."""
    name = Path(request.values.get("file", "") or "more.yaml").name.lstrip(".")
    name = name if _FILE_NAME.fullmatch(name) else "more.yaml"
    name = name if name.endswith((".yaml", ".yml")) else f"{name}.yaml"
    return name if name not in _SPECIAL else "more.yaml"


def _new_id() -> str:
    return request.form.get("id", "").strip().lower().replace(" ", "-")[:60]


def _typed(opened: Opened) -> Values:
    return values_from(request.form, opened.values)


def _draft(services: Services, opened: Opened, typed: Values) -> Draft | None:
    is_new = opened.item is None
    name = _new_id() if is_new else opened.name
    fields = fresh(typed, name) if is_new else changes(opened.values, typed)
    today = desk.clock(services).now.date()
    if is_new and opened.path.is_file() and (faults := Reader(opened.path).problems):
        flash(say("This file cannot be read just now. ", "Hiện không đọc được tệp này. ") + str(faults[0]), "problem")
        return None
    try:
        return draft(services.library.folders, opened.path, name, fields, is_new=is_new, today=today)
    except NoSuchEntry:
        abort(404)


def _checked(services: Services, found: Draft | None) -> dict[str, Any]:
    """What is wrong, and the preview."""
    known = desk.known(services)
    shown_ = preview(found, known.knowledge, known.hours, services.clock()) if found and known else []
    return {"draft": found, "bubbles": shown_}


def _rivals(services: Services, saved: Rivals, opened: Opened, found: Draft | None) -> tuple[bool, list[Found]]:
    """Whether it is still being worked out, and what leads elsewhere as far as that is known."""
    known = desk.known(services)
    if found is None or found.item is None or known is None or not found.may_be_saved:
        return False, []
    if found.path.is_file() and found.path.read_bytes().decode("utf-8") == found.text:
        files = snapshot(services.library.folders)
        if not saved.is_done(files):
            return True, []
        lost = saved.found(files)
        item, problems = lost.of(opened.name) if lost else (None, [])
        return False, [told(each, item) for each in problems if item]
    return False, [told(each, found.item) for each in near_doubles(found.item, known.knowledge)]


def _prefilled(services: Services, opened: Opened) -> Values:
    """With what customers asked in vain, where the editor comes from the gaps."""
    gap = gap_of(services, request.args.get("gap", ""))
    if gap is None:
        return opened.values
    values = dict(opened.values)
    for language, texts in gap.texts().items():
        key = f"questions.{language}"
        values[key] = [*values[key], *(text for text in texts if text not in values[key])]
    if opened.item is None:
        values |= {f"answer.{language}": draft_of(gap, language) for language in ("en", "vi")}
    return values


def _differences(theirs: Values, mine: Values) -> list[tuple[str, str, str]]:
    """Where the file says something else than the form."""
    return [
        (path, _as_text(theirs.get(path)), _as_text(value)) for path, value in mine.items() if value != theirs.get(path)
    ]


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(each if isinstance(each, str) else f"{each['title']} {each['url']}" for each in value)
    return str(value or "")


def _page(services: Services, opened: Opened, values: Values, found: Draft | None = None, **more: Any) -> str:
    files = [path.name for path in files_in(services.library.folders[0]) if path.name not in _SPECIAL]
    return show(
        services,
        "faq_entry",
        opened=opened,
        values=values,
        texts_of=texts_of,
        form_id=request.values.get("id", "") or _suggested_id(services),
        files=files,
        file=shown(opened.path),
        rows=button_rows(values),
        is_draft=values != opened.values,
        history=_history(services, opened),
        **(_checked(services, found or _draft(services, opened, values)) | more),
    )


def _history(services: Services, opened: Opened) -> list[Change]:
    if not opened.item:
        return []
    with services.store.reading.connect() as connection:
        done = staff.edits_of(connection, opened.name)
    deeds = [Deed(from_ms(each.at), each.who, each.detail if each.action == "faq rollback" else "") for each in done]
    return history(opened.name, opened.path, services.library.folders, services.library.shelf, deeds)


def _suggested_id(services: Services) -> str:
    gap = gap_of(services, request.args.get("gap", ""))
    return str(fields_of(gap)["id"]) if gap else ""
