"""The console in a real browser, beside the customer's page of the playground."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bench._meta import wait_for
from tests.notify.conftest import Hook, listening
from tests.playground.test_browser import ARGUMENTS, CHROMIUM, DESKTOP, PATIENCE, PHONE, ROOT, Customer, Started
from tests.staff.conftest import PASSWORD

SIZES = {"desktop": DESKTOP, "phone": PHONE}
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="module")
def hook() -> Iterator[Hook]:
    with listening() as taken:
        yield taken


@pytest.fixture(scope="module")
def playground(tmp_path_factory: pytest.TempPathFactory, hook: Hook) -> Iterator[Started]:
    folder = tmp_path_factory.mktemp("console")
    started = Started(folder, NOTIFY_URLS=hook.url, NOTIFY_QUIET="never")
    for name in ("tom", "mai"):
        add_account(folder, name)
    yield started
    assert started.stop() == 0


def add_account(folder: Path, name: str) -> None:
    """As an operator does it: the password comes from the keyboard."""
    subprocess.run(
        [sys.executable, "-m", "bot", "staff", "add", name, "--role", "admin", "--playground"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        input=f"{PASSWORD}\n{PASSWORD}\n",
        text=True,
        check=True,
        timeout=120,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"NO BROWSER at {CHROMIUM}: install it (chromium).")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


class Desk:
    """A colleague in front of the console; whatever goes wrong in its script fails the test."""

    def __init__(self, browser: Browser, url: str, name: str = "tom", **options: Any) -> None:
        self.url = f"{url}/staff/"
        self.context: BrowserContext = browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB", **options})
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda said: self.problems.append(said.text) if said.type == "error" else None)
        self.page.goto(self.url)
        self.name = name

    def log_in(self) -> None:
        self.page.get_by_label("Name").fill(self.name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Log in").click()
        expect(self.page.get_by_role("heading", name="Waiting for a person")).to_be_visible()

    def click(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def writes(self, text: str) -> None:
        self.page.get_by_label("Reply to the customer").fill(text)

    def log(self) -> Any:
        return self.page.get_by_role("log")

    def close(self) -> None:
        self.context.close()
        assert self.problems == []


@pytest.fixture
def customer(browser: Browser, playground: Started) -> Iterator[Customer]:
    context = browser.new_context(viewport=DESKTOP, locale="en-GB")  # type: ignore[arg-type]  # a size is a size
    page = context.new_page()
    page.goto(playground.url)
    yield Customer(page)
    context.close()


@pytest.fixture
def desk(browser: Browser, playground: Started) -> Iterator[Desk]:
    made = Desk(browser, playground.url)
    made.log_in()
    yield made
    made.close()


def test_a_person_takes_a_chat_answers_it_and_gives_it_back(customer: Customer, desk: Desk, hook: Hook) -> None:
    customer.asks("Does Piotnet Forms work with Stripe?")
    expect(desk.page.get_by_text("Nobody is waiting.")).to_be_visible()
    customer.asks("I want to talk to a person")

    assert wait_for(lambda: bool(hook.cards), seconds=PATIENCE / 1000)
    assert "I want to talk to a person" in hook.cards[0].text
    assert desk.url in hook.cards[0].text
    row = desk.page.locator("#waiting .row").first
    expect(row).to_contain_text("waits", timeout=PATIENCE)  # by itself: nobody reloads the page
    expect(desk.page).to_have_title(re.compile(r"^\(1\)"))
    row.click()
    expect(desk.log()).to_contain_text("I want to talk to a person")
    desk.click("Take")
    expect(desk.page.locator("#chat-head")).to_contain_text("With you")

    desk.writes("Hi, Tom here. What would you like to know?")
    desk.click("Send")
    expect(customer.page.locator("#log")).to_contain_text("Hi, Tom here. What would you like to know?")
    customer.says("Is there a lifetime plan?")
    customer.is_left_alone()
    expect(desk.log()).to_contain_text("Is there a lifetime plan?")
    expect(desk.log()).to_contain_text(re.compile("Tom here.*(sent|delivered|read)", re.DOTALL))

    desk.click("Give back")
    expect(desk.page.locator("#chat-head")).not_to_contain_text("With you")
    expect(customer.asks("what is your refund policy?")).to_be_visible()
    expect(desk.page.locator("#history")).to_contain_text("given back to the bot")


def test_what_is_being_written_survives_news_from_the_customer(customer: Customer, desk: Desk) -> None:
    customer.asks("hello")
    desk.page.goto(f"{desk.url}chats")
    desk.page.locator("#found .row").first.click()
    desk.writes("One moment, I am")
    customer.says("are you there?")
    expect(desk.log()).to_contain_text("are you there?")

    expect(desk.page.get_by_label("Reply to the customer")).to_have_value("One moment, I am")


def test_an_entry_of_the_faq_is_put_into_the_reply(customer: Customer, desk: Desk) -> None:
    customer.asks("Does Piotnet Forms work with Stripe?")
    desk.page.goto(f"{desk.url}chats")
    desk.page.locator("#found .row").first.click()
    desk.page.locator("#suggestions summary").first.click()
    desk.page.get_by_role("link", name="Put into the reply").first.click()

    expect(desk.page.get_by_label("Reply to the customer")).to_have_value(re.compile("Stripe"))


def test_two_colleagues_in_one_chat_are_warned(
    customer: Customer, desk: Desk, browser: Browser, playground: Started
) -> None:
    customer.asks("hello")
    desk.page.goto(f"{desk.url}chats")
    desk.page.locator("#found .row").first.click()
    mai = Desk(browser, playground.url, "mai")
    mai.log_in()
    mai.page.goto(desk.page.url)
    expect(desk.page.get_by_role("status").first).to_contain_text("mai has this chat open too.")
    mai.page.get_by_label("Reply to the customer").press_sequentially("Hi")
    expect(desk.page.locator("#others")).to_contain_text("mai is writing here just now.")
    mai.page.goto(mai.url)

    expect(desk.page.locator("#others")).to_be_empty()
    mai.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_axe_finds_nothing_serious(
    customer: Customer, browser: Browser, playground: Started, size: str, scheme: str
) -> None:
    customer.asks("I want to talk to a person")
    made = Desk(browser, playground.url, viewport=SIZES[size], color_scheme=scheme)
    found = findings(made.page)
    made.log_in()
    found += findings(made.page)
    made.page.goto(f"{made.url}chats")
    found += findings(made.page)
    made.page.locator("#found .row").first.click()
    expect(made.log()).to_be_visible()
    made.page.locator(".why summary").first.click()
    made.page.locator("#menu-mute summary").click()
    found += findings(made.page)
    for path in ("log", "numbers", "doctor", "chats/7199999999999999"):
        made.page.goto(f"{made.url}{path}")
        found += findings(made.page)
    made.problems = [each for each in made.problems if "404" not in each]  # the chat that does not exist
    made.close()

    assert found == []


def findings(page: Page) -> list[str]:
    """What axe says, and whether a part of the page lies outside of the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    violations = Axe().run(page).response["violations"]
    serious = [
        f"{page.url}: {each['id']} {each['nodes'][0]['target']}" for each in violations if each["impact"] in SERIOUS
    ]
    return serious + ([f"{page.url}: {wide} px too wide"] if wide > 0 else [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_axe_finds_nothing_serious_in_the_playground(
    browser: Browser, playground: Started, size: str, scheme: str
) -> None:
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, locale="en-GB")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(playground.url)
    customer = Customer(page, phone=size == "phone")
    if size == "phone":
        customer.click("Chat")
    customer.asks("my licence key does not activate")
    found = findings(page)
    context.close()

    assert found == []


def test_buttons_are_large_enough_for_thumbs(customer: Customer, browser: Browser, playground: Started) -> None:
    customer.asks("hello")
    made = Desk(browser, playground.url, viewport=PHONE)
    made.log_in()
    made.page.goto(f"{made.url}chats")
    made.page.locator("#found .row").first.click()
    expect(made.log()).to_be_visible()
    made.page.wait_for_load_state()  # with its stylesheet
    heights = made.page.evaluate(
        "[...document.querySelectorAll('button, .button')].filter(e => e.offsetParent)"
        ".map(e => [e.textContent.trim(), e.getBoundingClientRect().height])"
    )
    made.close()

    assert [each for each in heights if each[1] < 40] == []
