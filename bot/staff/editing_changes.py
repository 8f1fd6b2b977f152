"""What an edit changes for customers: two versions, asked what customers asked lately and all test sentences.

The work goes on beside the web; the page looks after it until it is done. Where several processes serve the web, each
works for itself.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot.editing.compare import Kind, reworded
from bot.editing.replay import Replay, Replays
from bot.services import Services
from bot.staff import desk
from bot.staff.editing_page import editors, show
from faq.versions import NoSuchVersion, Shelf, Snapshot, snapshot

NOW = "now"  # in addresses: the files as they are
_LISTED = (Kind.REFUSED, Kind.DOUBTFUL, Kind.OTHER)
_MOST = 100  # of each kind; nobody reads more


def add_views(faq: Blueprint, services: Services, replays: Replays) -> None:
    """/staff/faq/changes?old=…&new=…; without them from the version before to the files as they are."""

    @faq.get("/faq/changes")
    @editors
    def changes() -> str | AnyResponse:
        new = request.args.get("new") or NOW
        old = request.args.get("old") or _before(services)
        if not old:
            return show(services, "faq_changes", replay=None, old="", new=new, versions=_versions(services))
        replay = replays.begun((old, new)) or replays.begin(_snapshot(services, old), _snapshot(services, new))
        return _page(services, replay, old, new)

    @faq.post("/faq/changes")
    @editors
    def compare_again() -> AnyResponse:
        old, new = request.form.get("old", ""), request.form.get("new", "")
        known = replays.begun((old, new))
        if known:
            replays.begin(known.old, known.new, again=True)
        else:
            replays.begin(_snapshot(services, old), _snapshot(services, new), again=True)
        return redirect(url_for("faq.changes", old=old, new=new), 303)


def _page(services: Services, replay: Replay, old: str, new: str) -> str:
    known = desk.known(services)
    waits = not replay.is_done  # asked first: it may be done a moment later, and the page has to be of one piece
    found = replay.found
    differences = found.differences if found else ()
    kinds = [(kind, [each for each in differences if each.kind == kind]) for kind in _LISTED]
    return show(
        services,
        "faq_changes",
        replay=replay,
        waits=waits,
        old=old,
        new=new,
        versions=_versions(services),
        kinds=[(kind.name, of_kind[:_MOST], len(of_kind)) for kind, of_kind in kinds if of_kind],
        reworded=reworded(differences).most_common(),
        titles=known.knowledge.title if known else lambda _name: {},
    )


def _versions(services: Services) -> list[Any]:
    return services.library.shelf.published() if services.library.shelf else []


def _before(services: Services) -> str:
    """The version that customers had before the files as they are; empty where none is kept."""
    try:
        return (services.library.shelf or Shelf()).before(services.library.folders)
    except NoSuchVersion:
        return ""


def _snapshot(services: Services, version: str) -> Snapshot:
    """The files of a version; only what is kept, and what stands in the folders."""
    if version == NOW:
        return snapshot(services.library.folders)
    try:
        return snapshot(services.library.shelf.folders(version)) if services.library.shelf else abort(404)
    except NoSuchVersion:
        abort(404)
