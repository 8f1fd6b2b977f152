"""The editors' pages: browse the FAQ, try a question, change an entry, see what that changes, go back, see the gaps."""

from __future__ import annotations

from flask import Blueprint, request

from bot.ask import Asker
from bot.editing.replay import Replays
from bot.messenger.render import render
from bot.services import Services
from bot.staff import desk, editing_changes, editing_entry, editing_gaps, editing_history
from bot.staff.editing_page import editors, show
from faq.load import read_faq
from faq.match import Match
from faq.model import Entry
from faq.text import clean, folded_words
from intents.courtesy import without_courtesy
from intents.load import read_intents
from intents.model import Intent

_MOST_TURNS = 10
_LONGEST = 2000


def blueprint(services: Services) -> Blueprint:
    """/staff/faq and /staff/gaps. `faq.page` is what the bar on top leads to."""
    faq = Blueprint("faq", __name__, url_prefix="/staff", template_folder="templates")

    @faq.get("/faq")
    @editors
    def page() -> str:
        wanted = request.args.get("q", "").strip()[:100]
        items = _items(services)
        found = [item for item in items if _mentions(item, wanted)] if wanted else items
        return show(services, "faq", wanted=wanted, found=found, total=len(items))

    @faq.get("/faq/try")
    @editors
    def try_() -> str:
        turns = [line.strip()[:_LONGEST] for line in request.args.get("q", "").splitlines() if line.strip()]
        return show(services, "faq_try", turns=turns, **_tried(services, turns[-_MOST_TURNS:]))

    replays = Replays(services.library, services.store, page=services.settings.page_id, clock=services.clock)
    editing_entry.add_views(faq, services, replays)
    editing_changes.add_views(faq, services, replays)
    editing_history.add_views(faq, services)
    editing_gaps.add_views(faq, services)
    return faq


def _items(services: Services) -> list[Entry | Intent]:
    """As they stand in the files now, whether or not they are published yet."""
    faq, _ = read_faq(services.library.folders[0])
    intents, _ = read_intents(services.library.folders[1])
    return [*faq.entries.values(), *intents.values()]


def _mentions(item: Entry | Intent, wanted: str) -> bool:
    """Whether every word occurs in the entry, however it is typed."""
    texts = [item.id, *item.title.values(), *(text for texts in item.questions.values() for text in texts)]
    texts += item.answer.values() if isinstance(item, Entry) else item.reply.values()
    known = " ".join(folded_words(" ".join(texts).replace("-", " ")))
    return all(word in known for word in folded_words(wanted))


def _tried(services: Services, turns: list[str]) -> dict[str, object]:
    """What the bot would reply to the last of these messages, and why."""
    known = desk.known(services)
    if known is None or not turns:
        return {"decision": None}
    decision = Asker(known.knowledge, known.hours).converse(turns, at=services.clock())
    ranked: list[Match] = known.knowledge.matcher.rank(without_courtesy(clean(turns[-1])))
    return {
        "decision": decision,
        "shared": {match.id: match.shared for match in ranked},
        "item": known.knowledge.find(decision.entry or ""),
        "titles": lambda name: known.knowledge.title(name),
        "messages": [message for reply in decision.replies for message in render(reply)],
        "version": known.knowledge.version,
    }
