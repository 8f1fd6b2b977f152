"""The real playground, started as its user starts it, in a real browser.

Chromium comes from the system (Debian: chromium); without it these tests fail in CI, since nothing else
shows that the page works.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from faq.load import HERE as FAQ_CONTENT
from intents.load import HERE as INTENTS_CONTENT

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LEARNT = ROOT / "data" / "index"  # what the bot keeps of its learning: shared, so that it learns once
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
START = 240.0  # seconds; the first start learns the FAQ
PATIENCE = 30_000  # milliseconds
LEARNING = 240_000  # milliseconds


class Started:
    """The playground as a process of its own, with its own copy of what staff wrote."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.faq = folder / "faq"
        shutil.copytree(FAQ_CONTENT, self.faq)
        shutil.copytree(INTENTS_CONTENT, folder / "intents")
        LEARNT.mkdir(parents=True, exist_ok=True)
        (folder / "data").mkdir()
        (folder / "data" / "index").symlink_to(LEARNT)
        environ = os.environ | {
            "PYTHONPATH": str(ROOT),
            "FAQ_DIR": str(self.faq),
            "INTENTS_DIR": str(folder / "intents"),
            "BURST_SECONDS": "0.1",
            **environment,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "playground", "--port", "0", "--no-browser"],
            cwd=folder,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._told = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        assert self._told.wait(START), "the playground did not say that it is ready"
        found = re.search(r"http://127\.0\.0\.1:\d+", "".join(self.lines))
        assert found, f"the playground did not start:\n{''.join(self.lines)}"
        self.url = found[0]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        try:
            code = self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        self._reader.join(timeout=5)
        if self.process.stdout:
            self.process.stdout.close()
        return code

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line)
            if "http://" in line:
                self._told.set()
        self._told.set()


@pytest.fixture(scope="module")
def playground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    started = Started(tmp_path_factory.mktemp("playground"))
    yield started
    code = started.stop()
    printed = "".join(started.lines)
    assert code == 0, printed[:2000]
    assert "Traceback" not in printed, printed[:2000]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        missing = f"NO BROWSER at {CHROMIUM}: install it (Debian: apt-get install chromium), or set CHROMIUM."
        # A machine with only Python and make passes without; the project's own check never does.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


class Customer:
    """A new customer in front of the page."""

    def __init__(self, page: Page, *, phone: bool = False) -> None:
        self.page = page
        page.set_default_timeout(PATIENCE)
        expect(page.locator("#customer-name")).not_to_have_text("…", timeout=PATIENCE)
        before = page.locator("#customer-name").inner_text()
        if phone:
            self.click("Controls")
        self.click("New customer")
        expect(page.locator("#customer-name")).not_to_have_text(before, timeout=PATIENCE)
        expect(self.bubbles()).to_have_count(0, timeout=PATIENCE)

    def click(self, name: str) -> None:
        button = self.page.get_by_role("button", name=name, exact=True)
        is_time = button.get_attribute("data-preset")  # asked before: a click may put it out of sight
        button.click()
        if is_time:
            # A time to choose: what is written before the clock is set would belong to another day.
            expect(button).to_have_attribute("aria-pressed", "true")

    def says(self, text: str) -> None:
        self.page.get_by_label("Message", exact=True).fill(text)
        self.page.keyboard.press("Enter")
        expect(self.bubbles("customer").last).to_contain_text(text, timeout=PATIENCE)

    def asks(self, text: str) -> Locator:
        """Say it and wait for the last bubble of the reply."""
        self.says(text)
        return self.reply()

    def reply(self) -> Locator:
        """The last bubble of the newest reply, once it is complete: then it carries the reason."""
        chip = self.page.locator(".message:last-child.bot .why-chip")
        expect(chip).to_be_visible(timeout=PATIENCE)
        expect(self.page.locator("#typing")).to_be_hidden(timeout=PATIENCE)
        return self.bubbles("bot").last

    def bubbles(self, author: str = "") -> Locator:
        return self.page.locator(f"#log .message{'.' + author if author else ''}")

    def agent_says(self, text: str) -> None:
        self.page.get_by_label("Message as the agent").fill(text)
        self.click("Send as agent")
        expect(self.bubbles("agent").last).to_contain_text(text, timeout=PATIENCE)

    def is_left_alone(self) -> None:
        """The last thing the customer said has been handled, and the bot has said nothing."""
        expect(self.page.locator(".message:last-child.customer .why-chip")).to_have_text("silent", timeout=PATIENCE)

    def why(self) -> Locator:
        return self.page.get_by_role("region", name="Why this reply")


def opened(browser: Browser, playground: Started, size: dict[str, int]) -> Iterator[Customer]:
    """A page; whatever goes wrong in its script, or is forbidden by its policy, fails the test."""
    context = browser.new_context(viewport={"width": size["width"], "height": size["height"]}, locale="en-GB")
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
    page.goto(playground.url)
    yield Customer(page, phone=size is PHONE)
    requests.post(f"{playground.url}/playground/clock", json={"preset": "now"}, timeout=10)
    requests.post(f"{playground.url}/playground/setup", json={"setup": "none"}, timeout=10)
    context.close()
    assert problems == []


@pytest.fixture
def customer(browser: Browser, playground: Started) -> Iterator[Customer]:
    yield from opened(browser, playground, DESKTOP)


@pytest.fixture
def phone(browser: Browser, playground: Started) -> Iterator[Customer]:
    yield from opened(browser, playground, PHONE)


def test_a_typed_message_is_answered_and_the_answer_explained(customer: Customer) -> None:
    reply = customer.asks("Does Piotnet Forms work with Stripe?")

    expect(reply).to_contain_text("Stripe")
    expect(customer.why()).to_contain_text("Does Piotnet Forms work with Stripe?")
    expect(customer.why().locator(".route")).to_have_text("Answer")
    expect(customer.why().locator(".bars li").first).to_contain_text("%")
    expect(customer.why()).to_contain_text("Piotnet Forms")
    expect(customer.why().locator("summary").first).to_contain_text("200")


def test_a_quick_reply_vanishes_when_it_is_tapped(customer: Customer) -> None:
    customer.asks("my licence key does not activate")
    choices = customer.page.get_by_role("group", name="Quick replies")
    expect(choices).to_be_visible()
    choices.get_by_role("button", name="Piotnet Forms").click()

    expect(customer.bubbles("customer").last).to_contain_text("Piotnet Forms")
    expect(choices.get_by_role("button", name="Piotnet Bricks")).to_have_count(0)
    expect(customer.reply()).to_contain_text("piotnet.com")


def test_a_question_of_the_welcome_card_starts_the_chat(customer: Customer) -> None:
    card = customer.page.locator("#start")
    expect(card).to_be_visible()
    card.get_by_role("button", name="Can I get a refund?").click()

    expect(customer.bubbles("customer")).to_have_count(1)
    expect(card).to_be_hidden()
    expect(customer.reply()).to_contain_text("refund")


def test_get_started_and_a_like_are_answered(customer: Customer) -> None:
    customer.click("Get Started")
    customer.reply()
    customer.page.get_by_role("button", name="Send a like").click()
    expect(customer.bubbles("customer")).to_have_count(2)

    customer.reply()
    expect(customer.why().locator(".route")).to_have_text("Small talk")


def test_on_sunday_evening_the_reply_says_when_support_opens(customer: Customer) -> None:
    customer.click("Sunday 22:00")
    expect(customer.page.locator("#hours-chip")).to_contain_text("Closed · opens Monday")

    expect(customer.asks("I want my money back, order 1234")).to_be_visible()
    expect(customer.page.get_by_role("log")).to_contain_text("Monday")
    expect(customer.why()).to_contain_text("E-mail ticket")
    expect(customer.why()).to_contain_text("Closed · opens Monday")


def test_the_bot_stays_silent_when_an_agent_has_answered(customer: Customer) -> None:
    customer.asks("hello")
    said = customer.bubbles("bot").count()
    customer.agent_says("Tom from the team here.")
    customer.says("Can you refund me?")

    customer.is_left_alone()
    expect(customer.why()).to_contain_text("The bot said nothing")
    expect(customer.page.locator("#page-line")).to_contain_text("A person has this chat")
    assert customer.bubbles("bot").count() == said


def test_with_the_bot_as_default_app_an_agent_takes_and_gives_back(customer: Customer) -> None:
    customer.page.get_by_label("Page set-up").select_option("bot")
    customer.asks("hello")
    customer.agent_says("Tom from the team here.")
    expect(customer.page.locator("#owner")).to_have_text("the inbox (a person)")
    customer.says("Can you refund me?")
    customer.is_left_alone()
    expect(customer.why()).to_contain_text("message (standby)")
    customer.click("Give to bot")
    expect(customer.page.locator("#owner")).to_have_text("the bot")

    customer.asks("what is piotnet forms?")


def test_with_the_inbox_as_default_app_the_bot_only_listens(customer: Customer) -> None:
    customer.page.get_by_label("Page set-up").select_option("inbox")
    expect(customer.page.locator("#owner")).to_have_text("the inbox (a person)")
    customer.says("hello")

    customer.is_left_alone()
    expect(customer.bubbles("bot")).to_have_count(0)


def test_an_agent_steers_the_bot_with_commands(customer: Customer) -> None:
    customer.asks("hello")
    customer.click("#later 2h")
    customer.click("Send as agent")
    expect(customer.page.locator("#seen-by-bot")).to_have_text("a person's: it is silent")
    customer.agent_says("#bot")
    expect(customer.page.locator("#seen-by-bot")).to_have_text("its own: it answers")

    expect(customer.asks("what is piotnet forms?")).to_contain_text("The automated assistant is back")


@pytest.mark.parametrize("setup", ["none", "bot", "inbox"])
def test_a_customer_who_waits_is_told_at_closing_time_in_every_setup(customer: Customer, setup: str) -> None:
    customer.click("Monday 10:00")
    customer.page.get_by_label("Page set-up").select_option(setup)
    if setup == "inbox":
        customer.click("Give to bot")
    expect(customer.asks("I want to talk to a person")).to_contain_text("A person from our team will answer")
    owner = {"none": "nobody, all may write"}.get(setup, "the inbox (a person)")
    expect(customer.page.locator("#owner")).to_have_text(owner)
    customer.click("Next closing")

    expect(customer.bubbles("bot").last).to_contain_text("Our team could not answer you today", timeout=PATIENCE)
    customer.asks("what is piotnet forms?")


def test_deliveries_that_come_twice_are_answered_once(customer: Customer) -> None:
    customer.page.get_by_label("each one twice").check()
    customer.asks("hello")
    customer.agent_says("Tom here.")
    customer.says("thanks")
    customer.is_left_alone()
    customer.page.get_by_label("each one twice").uncheck()

    expect(customer.bubbles("bot")).to_have_count(1)


def test_what_was_typed_is_shown_as_text(customer: Customer) -> None:
    customer.asks("<img src=x onerror=alert(1)> & <b>bold</b>")

    expect(customer.bubbles("customer").last).to_contain_text("<img src=x onerror=alert(1)> & <b>bold</b>")
    expect(customer.page.locator("#log img, #why img")).to_have_count(0)


def test_a_mistake_in_the_files_is_shown_and_harms_nobody(customer: Customer, playground: Started) -> None:
    version = customer.page.locator("#knowledge-chip").inner_text()
    file = playground.faq / "pricing.yaml"
    right = file.read_text(encoding="utf-8")
    file.write_text(right.replace("answer:", "anser:", 1), encoding="utf-8")
    banner = customer.page.get_by_role("alert")
    expect(banner).to_contain_text("pricing.yaml, line", timeout=PATIENCE)
    customer.asks("hello")

    file.write_text(right + "\n# looked at today\n", encoding="utf-8")
    expect(banner).to_be_hidden(timeout=LEARNING)
    expect(customer.page.locator("#knowledge-chip")).not_to_have_text(version)


def test_a_phone_shows_the_chat_and_the_reason_on_request(phone: Customer) -> None:
    phone.click("Chat")
    expect(phone.page.get_by_role("region", name="Controls")).to_be_hidden()
    phone.asks("Does Piotnet Forms work with Stripe?")
    phone.bubbles("bot").last.get_by_role("button", name=re.compile("^Why")).click()

    expect(phone.why()).to_be_visible()
    expect(phone.page.locator("#chat")).to_be_hidden()
    wide = phone.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]


def test_everything_can_be_done_with_the_keyboard(customer: Customer) -> None:
    customer.asks("my licence key does not activate")
    press = customer.page.keyboard.press
    for _ in range(30):
        press("Shift+Tab")
        if customer.page.evaluate("document.activeElement.closest('#quick') !== null"):
            break
    press("Enter")
    expect(customer.bubbles("customer")).to_have_count(2)

    expect(customer.page.get_by_label("Message", exact=True)).to_be_focused()


def test_the_interface_speaks_vietnamese(customer: Customer) -> None:
    customer.page.get_by_role("button", name="Tiếng Việt").click()

    expect(customer.page.get_by_role("heading", name="Sân thử")).to_be_visible()
    expect(customer.page.locator("html")).to_have_attribute("lang", "vi")
    expect(customer.page.locator("#start")).to_contain_text("Gặp nhân viên")


def test_other_web_sites_can_neither_read_nor_write(playground: Started) -> None:
    state, customers = f"{playground.url}/playground/state", f"{playground.url}/playground/customers"
    page = requests.get(playground.url, timeout=10)

    assert requests.get(state, headers={"Host": "evil.example"}, timeout=10).status_code == 403
    assert requests.post(customers, data='{"a": 1}', timeout=10).status_code == 415
    assert requests.post(customers, json=[], timeout=10).status_code == 415
    assert "default-src 'none'; script-src 'self'" in page.headers["Content-Security-Policy"]
    assert not re.search(r"<script>|<style|style=|onclick=", page.text)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("clock", {"preset": "christmas"}),
        ("clock", {"moment": "yesterday"}),
        ("clock", {"moment": "1850-01-01T10:00"}),
        ("setup", {"setup": "other"}),
        ("customers/7199999999999999/messages", {"text": "hello"}),
        ("customers/7199999999999999/messages", {"text": " "}),
        ("customers/7199999999999999/attach", {"kind": "bomb"}),
    ],
)
def test_what_cannot_be_done_is_explained(playground: Started, path: str, body: dict[str, str]) -> None:
    answer = requests.post(f"{playground.url}/playground/{path}", json=body, timeout=10)

    assert answer.status_code == 400
    assert answer.json()["problem"]


def test_a_port_that_is_taken_is_named(playground: Started, tmp_path: Path) -> None:
    port = playground.url.rpartition(":")[2]
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "playground", "--no-browser", "--port", port],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 1
    assert f"Port {port} is in use by another program." in ended.stderr
    assert f"piotnet-bot playground --port {int(port) + 1}" in ended.stderr
