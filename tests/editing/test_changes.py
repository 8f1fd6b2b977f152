"""What an edit changes for customers, in the console: worked out beside the web, and shown when it is there."""

from __future__ import annotations

import re
import threading
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from bench._meta import wait_for
from bot.services import Known, Library
from faq.versions import Snapshot
from tests.conftest import Bot
from tests.editing.conftest import REFUND, refund, send
from tests.staff.conftest import Colleague, Made

CHANGES = "/staff/faq/changes"
STRIPE = "  - id: stripe"


def done(mai: Colleague, path: str = CHANGES) -> str:
    """The page, once its work is finished."""
    pages = [mai.read(path)]

    def is_done() -> bool:
        pages.append(mai.read(path))
        return "data-waits" not in pages[-1]

    assert wait_for(is_done, seconds=30)
    return unescape(pages[-1])


def take_stripe_away(content: Path) -> None:
    text = refund(content)
    (content / "faq" / "refund.yaml").write_text(text[: text.index(STRIPE)], encoding="utf-8")


def test_refusals_come_before_everything_else(mai: Colleague, content: Path, bot: Bot) -> None:
    for customer in "12":
        bot.say("have you got stripe?", customer=customer)
    bot.say("what is your refund policy?")
    text = refund(content).replace("within 30 days", "within 14 days")
    (content / "faq" / "refund.yaml").write_text(text, encoding="utf-8")
    take_stripe_away(content)

    page = done(mai)

    assert "Asked: 3 real questions, 0 test sentences. With another result: 1." in page
    first, last = page.split('id="kind-REFUSED"')[1].split('id="reworded"')
    assert "“have you got stripe?”" in first
    assert "asked 2 times" in first
    assert "Did not know" in first
    assert "<code>refund</code>" in last


def test_an_edit_that_is_published_is_compared_with_the_version_before(
    mai: Colleague, bot: Bot, library: Library
) -> None:
    bot.say("what is your refund policy?")
    send(mai, REFUND, {"answer.en": "Within 14 days."})
    library.refresh()

    assert "<code>refund</code>" in done(mai).split('id="reworded"')[1]


def test_the_draft_in_the_form_is_compared_and_not_saved(mai: Colleague, content: Path, bot: Bot) -> None:
    bot.say("what is your refund policy?")
    before = refund(content)
    answer = send(mai, f"{REFUND}/changes", {"answer.en": "Within 14 days."}, like=mai.read(REFUND))

    assert answer.status_code == 303
    assert "<code>refund</code>" in done(mai, answer.location).split('id="reworded"')[1]
    assert refund(content) == before


def test_a_draft_with_a_mistake_is_refused_as_a_save_is(mai: Colleague) -> None:
    answer = send(mai, f"{REFUND}/changes", {"answer.vi": "Xem {pafe.sight}"}, like=mai.read(REFUND))

    assert answer.status_code == 422


def test_going_back_may_be_looked_at_first(mai: Colleague, bot: Bot, library: Library) -> None:
    first = library.current().knowledge.version
    send(mai, REFUND, {"questions.en": "zebra crossing"})
    library.refresh()
    bot.say("zebra crossing")
    (link,) = re.findall(rf'href="({CHANGES}[^"]+new={first})"', mai.read(f"/staff/faq/versions/{first}"))

    assert "“zebra crossing”" in done(mai, unescape(link)).split('id="kind-REFUSED"')[1]


def test_other_pages_are_answered_while_it_works(
    mai: Colleague, content: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, learn = threading.Event(), library.learnt

    def slowly(found: Snapshot) -> Known:
        assert held.wait(30)
        return learn(found)

    monkeypatch.setattr(library, "learnt", slowly)
    take_stripe_away(content)

    assert "Learning the two versions" in mai.read(CHANGES)
    assert "data-waits" in mai.read(CHANGES)
    assert mai.get("/staff/faq").status_code == 200
    held.set()
    assert "Asked: 0 real questions" in done(mai)


def test_two_requests_for_the_same_are_one_comparison(
    mai: Colleague, make: Made, content: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt: list[str] = []
    learn = library.learnt

    def counted(found: Snapshot) -> Known:
        learnt.append(found.version)
        return learn(found)

    monkeypatch.setattr(library, "learnt", counted)
    take_stripe_away(content)
    done(mai)
    done(make("tom", role="editor"))
    assert len(learnt) == 2

    mai.post(CHANGES, old=learnt[0], new="now")
    done(mai)
    assert len(learnt) == 4


def test_what_was_found_is_forgotten_after_some_minutes(mai: Colleague, content: Path, bot: Bot) -> None:
    bot.say("have you got stripe?")
    take_stripe_away(content)
    assert "stripe?" in done(mai)
    with bot.services.store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM transcript")
    bot.time.passes(minutes=11)

    assert "stripe?" not in done(mai)


def test_files_with_a_mistake_are_named(mai: Colleague, content: Path) -> None:
    (content / "faq" / "gift.yaml").write_text("entries:\n\t- id: gift\n", encoding="utf-8")

    assert "gift.yaml, line 2" in done(mai).split('role="alert"')[-1]


def test_the_same_version_twice_changes_nothing(mai: Colleague, library: Library) -> None:
    version = library.current().knowledge.version

    assert "The two are the same." in done(mai, f"{CHANGES}?old={version}&new=now")
    assert "There is no earlier version" in mai.read(CHANGES)


@pytest.mark.parametrize("query", ["old=zzz", "old=now&new=zzz", "old=..%2F.."])
def test_a_version_that_is_not_kept_is_not_found(mai: Colleague, query: str) -> None:
    assert mai.get(f"{CHANGES}?{query}").status_code == 404


def test_the_page_speaks_vietnamese(mai: Colleague, content: Path, bot: Bot) -> None:
    bot.say("have you got stripe?")
    take_stripe_away(content)
    mai.post("/staff/language", language="vi")

    assert "Trước trả lời được, nay không" in done(mai)


def test_an_error_of_ours_is_told(
    mai: Colleague, content: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_found: Snapshot) -> Any:
        raise OSError

    monkeypatch.setattr(library, "learnt", broken)
    take_stripe_away(content)

    assert "This did not work." in done(mai)
