"""An editor at work in a real browser, with a customer's page of the playground beside it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import TINY
from tests.playground.test_browser import DESKTOP, PATIENCE, PHONE, Customer, Started
from tests.staff.test_browser import Desk, add_account, browser, findings

__all__ = ["browser"]

SIZES = {"desktop": DESKTOP, "phone": PHONE}
CHANGES = "faq/changes"
NOTE = "# Tom has read this one."


@pytest.fixture(scope="module")
def playground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """Over a small FAQ with notes in it, kept in git."""
    folder = tmp_path_factory.mktemp("editing")
    kept = copytree(TINY, folder / "kept")
    refund = kept / "faq" / "refund.yaml"
    refund.write_text(refund.read_text(encoding="utf-8").replace("  - id: stripe", f"  {NOTE}\n  - id: stripe"))
    for command in (("init", "--quiet"), ("add", "."), ("commit", "--quiet", "-m", "First")):
        git(kept, *command)
    started = Started(folder, FAQ_DIR=str(kept / "faq"), INTENTS_DIR=str(kept / "intents"))
    started.faq = kept / "faq"
    add_account(folder, "mai")
    yield started
    assert started.stop() == 0


def git(folder: Path, *arguments: str) -> str:
    told = ("-c", "user.name=Setup", "-c", "user.email=setup@example.com")
    return subprocess.run(["git", *told, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def desk(browser: Browser, playground: Started) -> Iterator[Desk]:
    made = Desk(browser, playground.url, "mai")
    made.log_in()
    yield made
    made.close()


@pytest.fixture
def customer(browser: Browser, playground: Started) -> Iterator[Customer]:
    context = browser.new_context(viewport=DESKTOP, locale="en-GB")  # type: ignore[arg-type]  # a size is a size
    page = context.new_page()
    page.goto(playground.url)
    yield Customer(page)
    context.close()


def asks_until(customer: Customer, question: str, answer: str) -> None:
    """A new version goes out within seconds; a customer who asks then gets it."""
    for _ in range(10):
        said = customer.asks(question)
        if answer in (said.inner_text() or ""):
            return
        customer.page.wait_for_timeout(500)
    raise AssertionError(f"nobody was told {answer!r}")


def test_an_answer_is_changed_checked_previewed_published_and_taken_back(
    desk: Desk, customer: Customer, playground: Started
) -> None:
    asks_until(customer, "do you support Stripe?", "Stripe is supported")
    page = desk.page
    page.get_by_role("link", name="FAQ").click()
    page.get_by_label("Words in a title").fill("stripe")
    page.get_by_role("button", name="Search").click()
    page.locator("#found .row-link").click()

    page.locator("[id='f-title.en']").fill("Stripe and all other cards")
    problem = page.locator("#check .flash.problem")
    expect(problem).to_contain_text('The title in "en" has 26 characters; Messenger shows 20.', timeout=PATIENCE)
    problem.get_by_role("link", name="Go there").click()
    expect(page.locator("[id='f-title.en']")).to_be_focused()
    desk.click("Save")
    expect(page.locator("#check .flash.problem")).to_be_visible()
    assert "other cards" not in (playground.faq / "refund.yaml").read_text(encoding="utf-8")

    page.locator("[id='f-title.en']").fill("Stripe")
    page.locator("[id='f-answer.en']").fill("Yes, Stripe and Apple Pay work too.")
    expect(page.locator("#check .fb-bubble").first).to_have_text(re.compile("Apple Pay work too"), timeout=PATIENCE)
    expect(page.locator("#check")).to_contain_text("Nothing is wrong.")
    desk.click("Save")
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    expect(page.locator("#history details").first).to_contain_text("Apple Pay")
    expect(page.locator("#history summary").first).to_contain_text("mai")
    written = (playground.faq / "refund.yaml").read_text(encoding="utf-8")
    assert "Apple Pay" in written
    assert NOTE in written
    assert git(playground.faq, "log", "-1", "--format=%an: %s").strip() == "mai: Change stripe"
    asks_until(customer, "do you support Stripe?", "Apple Pay")

    page.get_by_role("link", name="Versions").click()
    page.get_by_role("link", name="Compare and go back").first.click()
    expect(page.locator(".diff .added")).to_contain_text("Stripe is supported")
    desk.click("Go back to this version")
    expect(page.get_by_role("status").filter(has_text="Back at version")).to_be_visible()
    asks_until(customer, "do you support Stripe?", "Stripe is supported")
    desk.problems = [each for each in desk.problems if "422" not in each]  # the save that was refused
    assert NOTE in (playground.faq / "refund.yaml").read_text(encoding="utf-8")


def test_a_question_is_tried_and_its_entry_opened(desk: Desk) -> None:
    desk.page.goto(f"{desk.url}faq/try")
    desk.page.get_by_label("What a customer writes").fill("can i have my money back")
    desk.click("Ask")

    expect(desk.page.locator(".fb-bubble")).to_contain_text("within 30 days")
    expect(desk.page.locator(".weighed mark").first).to_be_visible()
    desk.page.get_by_role("link", name="Change this entry").click()
    expect(desk.page.locator("[id='f-answer.en']")).to_have_value(re.compile("30 days"))


def test_what_a_draft_changes_is_shown_beside_the_form(desk: Desk, customer: Customer) -> None:
    customer.asks("do you support Stripe?")
    page = desk.page
    page.goto(f"{desk.url}faq/entries/stripe")
    page.locator("[id='f-answer.en']").fill("Stripe, and nothing else.")
    with desk.context.expect_page() as opened:
        desk.click("What changes for customers")
    beside = opened.value

    expect(beside.locator("#asked")).to_contain_text("real question", timeout=PATIENCE)
    expect(beside.locator(".names")).to_contain_text("stripe")
    assert findings(beside) == []
    expect(page.locator("[id='f-answer.en']")).to_have_value("Stripe, and nothing else.")
    page.on("dialog", lambda asked: asked.accept())  # the draft was not saved
    page.goto(f"{desk.url}faq")


def test_a_question_that_another_entry_has_is_told_while_it_is_typed(desk: Desk) -> None:
    page = desk.page
    page.goto(f"{desk.url}faq/entries/stripe")
    page.locator("[id='f-questions.en']").fill("do you support Stripe?\nwhats your refund policy")

    expect(page.locator("#rivals")).to_contain_text('may lead to "refund"', timeout=PATIENCE)
    assert findings(page) == []
    page.locator("#rivals").get_by_role("link", name="Go there").click()
    expect(page.locator("[id='f-questions.en']")).to_be_focused()
    page.locator("[id='f-questions.en']").fill("do you support Stripe?\ncan I take card payments?")
    expect(page.locator("#rivals")).to_be_empty()
    page.on("dialog", lambda asked: asked.accept())
    page.goto(f"{desk.url}faq")


def test_a_gap_becomes_an_entry(desk: Desk, customer: Customer) -> None:
    customer.asks("is there a zoo in hanoi")
    desk.page.goto(f"{desk.url}gaps")
    desk.page.get_by_role("link", name="Make an entry of it").first.click()
    page = desk.page
    for name, text in {
        "title.en": "Zoo",
        "title.vi": "Sở thú",
        "answer.en": "Yes, in Thu Le.",
        "answer.vi": "Có ạ.",
    }.items():
        page.locator(f"[id='f-{name}']").fill(text)
    page.locator("[id='f-questions.vi']").fill("hà nội có sở thú không")
    expect(page.locator("#check")).to_contain_text("Nothing is wrong.", timeout=PATIENCE)
    desk.click("Save")

    asks_until(customer, "is there a zoo in hanoi", "Thu Le")
    page.goto(f"{desk.url}gaps")
    expect(page.locator("#gaps")).to_have_count(0)


def with_stripe_taken_away(playground: Started) -> None:
    """An edit by hand, which one should have looked at first."""
    file = playground.faq / "refund.yaml"
    text = file.read_text(encoding="utf-8")
    if "  - id: stripe" in text:
        file.write_text(text[: text.index("  - id: stripe")], encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_axe_finds_nothing_serious(
    browser: Browser, customer: Customer, playground: Started, size: str, scheme: str
) -> None:
    customer.asks("my toaster burns bread")
    customer.asks("do you support Stripe?")
    with_stripe_taken_away(playground)
    made = Desk(browser, playground.url, "mai", viewport=SIZES[size], color_scheme=scheme)
    made.log_in()
    found = []
    for path in ("faq", "faq/try?q=how+can+i+get+my+money+back", "faq/entries/refund", "faq/versions", "gaps", CHANGES):
        made.page.goto(f"{made.url}{path}")
        if path == CHANGES:
            expect(made.page.locator("#kind-REFUSED")).to_be_visible(timeout=PATIENCE)
            made.page.locator(".changed summary").first.click()
        if path == "gaps":
            if made.page.locator("#aside").count() == 0:
                made.page.get_by_role("button", name="Needs no answer").first.click()
            made.page.locator("#aside summary").click()
        found += findings(made.page)
        shot(made.page, f"{path.split('?')[0].replace('/', '-')}-{size}-{scheme}")
    made.close()

    assert found == []


def shot(page: Page, name: str) -> None:
    """For people who want to see it: SHOTS=folder."""
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/{name}.png", full_page=True)
