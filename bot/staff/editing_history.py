"""The versions that customers were answered with, what differs, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

from flask import Blueprint, abort, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot.editing.rollback import go_back
from bot.services import Services
from bot.staff.editing_page import editors, say, show
from bot.staff.login import me
from bot.store import staff
from bot.store.times import to_ms
from faq.load import contents, version_of
from faq.versions import Folders, NoSuchVersion, Published, Shelf


def add_views(faq: Blueprint, services: Services) -> None:
    """/staff/faq/versions."""

    @faq.get("/faq/versions")
    @editors
    def versions() -> str:
        shelf = services.library.shelf
        kept = shelf.published() if shelf else []
        rows = list(_rows(shelf, kept)) if shelf else []
        return show(services, "faq_versions", rows=rows, now=version_of(*services.library.folders))

    @faq.get("/faq/versions/<version>")
    @editors
    def version(version: str) -> str:
        older = _folders(services, version)
        differences = list(_differences(services.library.folders, older))
        return show(services, "faq_version", version=version, differences=differences)

    @faq.post("/faq/versions/<version>")
    @editors
    def roll_back(version: str) -> AnyResponse:
        _folders(services, version)
        done = go_back(services.library.shelf or Shelf(), services.library.folders, version, by=me().name)
        with services.store.engine.begin() as connection:
            staff.note_action(connection, me().name, "faq rollback", now=to_ms(services.wall()), detail=done.version)
        flash(
            say(
                f"Back at version {done.version}. Customers get it in a few seconds.",
                f"Đã quay lại bản {done.version}. Vài giây nữa khách sẽ nhận bản này.",
            ),
            "done",
        )
        if done.not_committed:
            flash(say("Git did not take it: ", "Git không nhận: ") + done.not_committed, "warn")
        return redirect(url_for("faq.versions"), 303)


def _folders(services: Services, version: str) -> Folders:
    try:
        return services.library.shelf.folders(version) if services.library.shelf else abort(404)
    except NoSuchVersion:
        abort(404)


def _rows(shelf: Shelf, kept: list[Published]) -> Iterator[tuple[Published, list[str]]]:
    """Each version, with the files that it changed."""
    for each, before in zip(kept, [*kept[1:], None], strict=True):
        yield each, _changed(shelf.folders(before.version), shelf.folders(each.version)) if before else []


def _changed(older: Folders, newer: Folders) -> list[str]:
    names = []
    for one, other in zip(older, newer, strict=True):
        before, after = contents(one), contents(other)
        names += [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
    return names


def _differences(now: Folders, older: Folders) -> Iterator[tuple[str, list[str]]]:
    """What going back would change, file by file."""
    for one, other in zip(now, older, strict=True):
        before, after = contents(one), contents(other)
        for name in sorted({*before, *after}):
            if before.get(name) != after.get(name):
                yield name, list(_diff(before.get(name, b""), after.get(name, b"")))


def _diff(before: bytes, after: bytes) -> Iterator[str]:
    old, new = (each.decode(errors="replace").splitlines() for each in (before, after))
    yield from (line for line in unified_diff(old, new, lineterm="", n=2) if line[:3] not in ("---", "+++"))
