"""What editors do in the browser, by the requests that it makes."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from bot.services import Library
from tests.conftest import Bot
from tests.editing.conftest import NOTED, REFUND, fields, refund, send
from tests.staff.conftest import Colleague, Made


@pytest.mark.parametrize("path", ["faq", "faq/try", "faq/entries/refund", "faq/changes", "faq/versions", "gaps"])
def test_the_pages_are_for_editors(make: Made, path: str) -> None:
    assert make("agent").get(f"/staff/{path}").status_code == 403
    assert make("editor", role="editor").get(f"/staff/{path}").status_code == 200


def test_entries_are_found_without_tone_marks(mai: Colleague) -> None:
    page = mai.read("/staff/faq?q=hoan+tien")

    assert "1 of 3" in page
    assert REFUND in page


def test_a_question_is_tried_and_explained(mai: Colleague) -> None:
    page = mai.read("/staff/faq/try?q=how+can+i+get+my+money+back")

    assert "You can ask for a refund within 30 days." in page
    assert "“can I get my money back?”" in unescape(page)
    assert "<mark>money</mark>" in page


def test_an_edit_is_saved_and_notes_and_order_stay(mai: Colleague, content: Path, library: Library) -> None:
    before = refund(content)
    answer = send(mai, REFUND, {"answer.en": "You can ask for a refund within 14 days."})

    assert answer.status_code == 303
    assert refund(content) == before.replace("30 days", "14 days")
    assert NOTED in refund(content)
    library.refresh()
    assert library.current().knowledge.faq.entries["refund"].answer["en"].endswith("14 days.")


def test_saving_nothing_leaves_the_file_as_it_is(mai: Colleague, content: Path) -> None:
    before = refund(content)

    assert send(mai, REFUND, {}).status_code == 303
    assert refund(content) == before


def test_a_mistake_is_shown_and_not_saved(mai: Colleague, content: Path) -> None:
    before = refund(content)
    answer = send(mai, REFUND, {"title.en": "Refunds and returned money", "answer.vi": "Xem {pafe.sight}"})

    assert answer.status_code == 422
    page = unescape(answer.text)
    assert 'The title in "en" has 26 characters; Messenger shows 20.' in page
    assert 'data-field="answer.vi"' in page
    assert "Refunds and returned money" in page
    assert refund(content) == before


def test_the_draft_is_checked_and_shown_as_customers_read_it(mai: Colleague, content: Path) -> None:
    answer = send(mai, f"{REFUND}/check", {"answer.en": "Within 14 days."}, like=mai.read(REFUND))

    assert "Nothing is wrong." in answer.text
    assert '<p class="words">Within 14 days.</p>' in answer.text
    assert "30 days" in refund(content)


def test_a_save_on_top_of_somebody_elses_is_refused_with_both_texts(mai: Colleague, make: Made, content: Path) -> None:
    tom = make("tom", role="editor")
    opened = mai.read(REFUND)
    send(tom, REFUND, {"answer.en": "Within 60 days."})

    answer = send(mai, REFUND, {"answer.en": "Within 14 days."}, like=opened)

    assert answer.status_code == 409
    conflict = answer.text.split('id="conflict"')[1].split("</section>")[0]
    assert "Within 60 days." in conflict
    assert "Within 14 days." in conflict
    assert "60 days" in refund(content)
    assert send(mai, REFUND, {}, like=answer.text).status_code == 303
    assert "14 days" in refund(content)


def test_a_new_entry_goes_to_the_end_of_its_file(mai: Colleague, content: Path, library: Library) -> None:
    new = {
        "id": "gift", "file": "refund.yaml", "title.en": "Gifts", "title.vi": "Quà", "answer.en": "Yes.",
        "answer.vi": "Có ạ.", "questions.en": "can i gift it\nis a gift possible", "questions.vi": "tặng được không",
        "buttons.0.title.en": "Read", "buttons.0.title.vi": "Đọc", "buttons.0.url": "https://example.com/gift",
    }  # fmt: skip
    assert send(mai, "/staff/faq/entries/new", new).status_code == 303
    library.refresh()
    entry = library.current().knowledge.faq.entries["gift"]
    assert entry.questions["en"] == ("can i gift it", "is a gift possible")
    assert entry.buttons[0].url == "https://example.com/gift"
    assert refund(content).index("id: stripe") < refund(content).index("id: gift")


def test_no_button_gets_lost_for_want_of_a_row(mai: Colleague, content: Path) -> None:
    buttons = "".join(f"      - {{title: {{en: B{n}, vi: N{n}}}, url: https://example.com/{n}}}\n" for n in range(6))
    text = refund(content).replace("  - id: stripe\n", f"  - id: stripe\n    buttons:\n{buttons}")
    (content / "faq" / "refund.yaml").write_text(text, encoding="utf-8")

    assert send(mai, "/staff/faq/entries/stripe", {"answer.en": "Yes."}).status_code == 303
    assert refund(content) == text.replace("Yes, Stripe is supported.", "Yes.")


def test_a_file_that_cannot_be_read_takes_no_new_entry(mai: Colleague, content: Path) -> None:
    (content / "faq" / "gift.yaml").write_text("entries:\n\t- id: gift\n", encoding="utf-8")
    opened = mai.read("/staff/faq/entries/new?file=gift.yaml")
    answer = send(mai, "/staff/faq/entries/new", {"id": "x", "file": "gift.yaml"}, like=opened)

    assert "This file cannot be read just now." in answer.text
    assert (content / "faq" / "gift.yaml").read_text(encoding="utf-8") == "entries:\n\t- id: gift\n"


def test_an_id_that_is_taken_is_refused(mai: Colleague) -> None:
    opened = mai.read("/staff/faq/entries/new?file=more.yaml")
    answer = send(mai, "/staff/faq/entries/new", {"id": "stripe", "title.en": "S"}, like=opened)

    assert answer.status_code == 422
    assert "is already used in" in answer.text


def test_a_file_name_from_outside_stays_in_the_folder(mai: Colleague, content: Path) -> None:
    opened = mai.read("/staff/faq/entries/new?file=../../evil.yaml")
    send(mai, "/staff/faq/entries/new", {"id": "x", "file": "../../evil.yaml"}, like=opened)

    assert not list(content.parent.glob("**/evil.yaml"))


def test_an_intent_is_edited_in_its_own_folder(mai: Colleague, content: Path) -> None:
    assert send(mai, "/staff/faq/entries/greeting", {"reply.en": "Hi!"}).status_code == 303

    assert "en: Hi!" in (content / "intents" / "smalltalk.yaml").read_text(encoding="utf-8")


def test_a_form_without_its_token_is_refused(mai: Colleague, content: Path) -> None:
    before = refund(content)

    assert mai.client.post(REFUND, data=fields(mai.read(REFUND)) | {"csrf_token": ""}).status_code == 400
    assert refund(content) == before


def test_who_changed_what_is_in_the_log(mai: Colleague, make: Made) -> None:
    send(mai, REFUND, {"answer.en": "Within 14 days."})

    page = make("boss", role="admin").read("/staff/log")
    assert "changed the FAQ" in page
    assert "Within 14 days" not in page


def test_one_click_goes_back_to_the_version_before(mai: Colleague, content: Path, library: Library) -> None:
    first, before = library.current().knowledge.version, refund(content)
    send(mai, REFUND, {"answer.en": "Within 14 days."})
    library.refresh()
    page = mai.read(f"/staff/faq/versions/{first}")
    assert "+      en: You can ask for a refund within 30 days." in page
    assert first in mai.read("/staff/faq/versions")

    assert mai.post(f"/staff/faq/versions/{first}").status_code == 303

    assert refund(content) == before
    assert mai.get("/staff/faq/versions/zzz").status_code == 404


def test_why_an_edit_by_hand_is_not_published_is_said_on_every_page(
    mai: Colleague, content: Path, library: Library
) -> None:
    (content / "faq" / "gift.yaml").write_text("entries:\n\t- id: gift\n", encoding="utf-8")
    library.refresh()

    assert "gift.yaml, line 2" in mai.read("/staff/faq")


def test_a_gap_becomes_an_entry_with_the_agents_answer(mai: Colleague, bot: Bot) -> None:
    bot.say("is there a zoo in hanoi")
    bot.deliver(bot.echo("Sorry, we only make plugins here."))
    bot.work()

    page = mai.read("/staff/gaps")
    assert "is there a zoo in hanoi" in page
    assert "Sorry, we only make plugins here." in page
    (link,) = set(re.findall(r'href="(/staff/faq/entries/new\?gap=[^"]+)"', page))
    form = fields(mai.read(link))
    assert form["questions.en"] == "is there a zoo in hanoi"
    assert form["answer.en"] == "Sorry, we only make plugins here."
    assert form["id"]


def mark(mai: Colleague, name: str, page: str) -> None:
    form = next(each for each in page.split("<form")[1:] if f'name="{name}"' in each)
    found = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form.split("</form>")[0]))
    assert mai.client.post(re.findall(r'action="([^"]+)"', form)[0], data=found).status_code == 303


def test_a_question_that_needs_no_answer_is_set_aside_and_put_back(mai: Colleague, make: Made, bot: Bot) -> None:
    bot.say("is there a zoo in hanoi")
    mark(mai, "aside", mai.read("/staff/gaps"))
    page = mai.read("/staff/gaps")
    assert 'id="gaps"' not in page
    assert "is there a zoo in hanoi" in page.split('id="aside"')[1]
    assert "set a question aside" in make("boss", role="admin").read("/staff/log")

    mark(mai, "back", page)

    assert "is there a zoo in hanoi" in mai.read("/staff/gaps").split('id="gaps"')[1]


def test_a_question_comes_back_when_somebody_new_asks_it(mai: Colleague, bot: Bot) -> None:
    bot.say("is there a zoo in hanoi")
    mark(mai, "aside", mai.read("/staff/gaps"))
    bot.time.passes(minutes=5)
    bot.say("is there a zoo in Hanoi?", customer="7100000000000002")

    assert "2 people" in mai.read("/staff/gaps").split('id="gaps"')[1]


def test_who_asks_while_the_page_is_open_is_new(mai: Colleague, bot: Bot) -> None:
    bot.say("is there a zoo in hanoi")
    page = mai.read("/staff/gaps")
    bot.time.passes(minutes=5)
    bot.say("is there a zoo in hanoi", customer="7100000000000002")
    mark(mai, "aside", page)

    assert 'id="gaps"' in mai.read("/staff/gaps")
