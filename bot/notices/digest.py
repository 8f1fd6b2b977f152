"""Once a week, staff are told what customers asked in vain, and which entries need a look."""

from __future__ import annotations

from collections.abc import Iterator

from bot.ask import Asker
from bot.editing.lookback import Lookback, look_back
from bot.notices.cards import Card, Desk, digest_card
from bot.services import Services
from bot.store import notices
from bot.store.changes import Change
from bot.store.notices import DIGEST
from bot.store.times import to_ms

_HOUR = 8  # on Mondays, where support is
_DAYS = 7
_MOST = 10
_LONGEST = 120


def ask_for_digest(services: Services) -> bool:
    """On Monday, leave a notice that it is due. Every worker may try: the key lets one through."""
    now, page = services.clock(), services.settings.page_id
    local = now.astimezone(services.library.current().hours.zone)
    year, week, day = local.isocalendar()
    key = f"{DIGEST}:{page}:{year}-W{week:02d}"
    if day != 1 or local.hour < _HOUR:
        return False
    with services.store.reading.connect() as connection:
        if notices.is_known(connection, key):
            return False
    # Nothing of what customers wrote stands in it: the card is made when it is told.
    row = {"key": key, "page": page, "customer": "", "kind": DIGEST, "body": "{}"}
    services.store.writer.apply(Change(notices=(row | {"created_at": to_ms(services.wall()), "not_before": 0},)))
    return True


def digest_now(services: Services, desk: Desk) -> Card:
    """The last seven days as a card."""
    known, page = services.library.current(), services.settings.page_id
    asker = Asker(known.knowledge, known.hours)
    found = look_back(services.store, asker, page=page, now=services.clock(), days=_DAYS)
    return digest_card("\n\n".join(_paragraphs(found, desk)), desk)


def _paragraphs(found: Lookback, desk: Desk) -> Iterator[str]:
    if found.gaps:
        lines = [f"- “{gap.text[:_LONGEST]}” ({_people(gap.people, desk)})" for gap in found.gaps[:_MOST]]
        more = len(found.gaps) - _MOST
        lines += [desk.say(f"... and {more} more", f"... và {more} câu nữa")] if more > 0 else []
        yield "\n".join([desk.say("Nobody had an answer to:", "Chưa có câu trả lời cho:"), *lines])
    else:
        yield desk.say("Every question of this week had an answer.", "Tuần này câu hỏi nào cũng có câu trả lời.")
    if found.disliked:
        yield _names(desk.say("Rated badly: ", "Bị đánh giá thấp: "), [each.entry for each in found.disliked], desk)
    if found.overdue:
        yield _names(desk.say("To be read again: ", "Cần đọc lại: "), [each.id for each in found.overdue], desk)
    if desk.public_url:
        yield desk.say("All of it, with drafts: ", "Toàn bộ, kèm bản nháp: ") + f"{desk.public_url}/staff/gaps"


def _people(number: int, desk: Desk) -> str:
    return desk.say(f"{number} {'person' if number == 1 else 'people'}", f"{number} người")


def _names(title: str, ids: list[str], desk: Desk) -> str:
    shown = ", ".join(desk.name(each) for each in ids[:_MOST])
    return title + shown + (" …" if len(ids) > _MOST else "")
