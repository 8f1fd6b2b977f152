"""One chat: what is shown, what can be done, and what is refused."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from bot.store.tables import SendStatus, outbox
from tests.conftest import CUSTOMER, PAGE, Bot
from tests.staff.conftest import CHAT, Colleague, Made


def test_the_transcript_says_what_the_bot_decided_and_why(bot: Bot, tom: Colleague) -> None:
    said = bot.say("Does Piotnet Forms work with Stripe?")
    page = tom.read(CHAT)

    assert "Does Piotnet Forms work with Stripe?" in page
    assert said[-1].splitlines()[0][:40] in page.replace("&#39;", "'")
    for name in ("Answer", "Why", "Considered", "Knowledge"):
        assert name in page
    assert bot.services.library.current().knowledge.version in page


def test_a_message_that_was_not_sent_says_why(bot: Bot, tom: Colleague) -> None:
    bot.say("hello")
    with bot.services.store.engine.begin() as connection:
        connection.execute(
            outbox.update().values(status=SendStatus.DEAD.value, error="551: this person isn't available")
        )

    assert "not sent: 551: this person isn&#39;t available" in tom.read(CHAT)


def test_delivered_and_read_are_marked(bot: Bot, tom: Colleague) -> None:
    bot.say("hello")
    assert ">sent<" in tom.read(CHAT)
    watermark = int(bot.time.now.timestamp() * 1000) + 1000
    bot.deliver(bot.item(delivery={"watermark": watermark}))
    assert ">delivered<" in tom.read(CHAT)
    bot.deliver(bot.item(read={"watermark": watermark}))

    assert ">read<" in tom.read(CHAT)


@pytest.mark.parametrize(
    ("action", "more"),
    [
        ("take", {}),
        ("give_back", {}),
        ("unmute", {}),
        ("learn", {}),
        ("mute", {"span": "1d"}),
        ("later", {"span": "2h"}),
    ],
)
def test_each_action_becomes_one_event_in_the_inbox(
    bot: Bot, tom: Colleague, action: str, more: dict[str, str]
) -> None:
    bot.say("hello")
    answer = tom.do(action, **more)
    event = tom.done()[-1]

    assert answer.status_code == 303
    assert (event.action, event.by, event.customer_id, event.page_id) == (action, "tom", CUSTOMER, PAGE)
    assert event.key == "staff:" + "a" * 32
    assert (event.until is None) == (not more)


def test_a_reply_becomes_an_event_with_its_words(bot: Bot, tom: Colleague) -> None:
    bot.say("hello")
    tom.write("Hi, Tom here.\r\nHow can I help?")
    event = tom.done()[-1]

    assert (event.action, event.text, event.entry) == ("reply", "Hi, Tom here.\nHow can I help?", None)


def test_an_entry_is_sent_by_its_name(bot: Bot, tom: Colleague) -> None:
    bot.say("hello")
    entry = next(iter(bot.services.library.current().knowledge.faq.entries))
    tom.write(entry=entry)

    assert (tom.done()[-1].text, tom.done()[-1].entry) == ("", entry)


def test_a_double_click_is_one_event(bot: Bot, tom: Colleague) -> None:
    bot.say("hello")
    tom.write("Hi")
    tom.write("Hi")

    assert len(tom.done()) == 1


def test_a_secret_in_a_reply_is_not_stored(bot: Bot, tom: Colleague) -> None:
    bot.say("hello")
    tom.write("the password is Sunshine_77!x")

    assert "Sunshine" not in str(bot.query("SELECT body FROM inbox"))


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "explode"},
        {"action": "reply"},
        {"action": "mute"},
        {"action": "mute", "span": "3y"},
        {"action": "take", "span": "1d"},
        {"action": "take", "id": "short"},
    ],
)
def test_what_no_form_offers_is_refused(bot: Bot, tom: Colleague, fields: dict[str, str]) -> None:
    bot.say("hello")

    assert tom.post(f"{CHAT}/act", **{"id": "a" * 32, **fields}).status_code == 400
    assert tom.done() == []


@pytest.mark.parametrize("path", ["", "/act", "/write", "/note", "/tag", "/here"])
def test_a_chat_that_does_not_exist_cannot_be_worked_in(tom: Colleague, path: str) -> None:
    fields = {"id": "a" * 32, "action": "take", "text": "Hi", "tag": "x"}
    answer = tom.post(f"{CHAT}{path}", **fields) if path else tom.get(CHAT)

    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_nothing_to_send_is_said_so(bot: Bot, tom: Colleague) -> None:
    bot.say("hello")
    answer = tom.write("   ")

    assert answer.status_code == 409
    assert "There is nothing to send yet." in answer.text


def test_a_reply_that_is_too_long_is_not_lost(bot: Bot, tom: Colleague) -> None:
    bot.say("hello")
    answer = tom.write("long " * 900)

    assert answer.status_code == 409
    assert "long long" in answer.text
    assert tom.done() == []


def test_after_24_hours_only_own_words_may_go_out(bot: Bot, tom: Colleague) -> None:
    bot.say("hello")
    bot.time.passes(hours=25)
    tom.log_in()
    entry = next(iter(bot.services.library.current().knowledge.faq.entries))

    assert "marked as written by a person (HUMAN_AGENT)" in tom.read(CHAT)
    assert "Send as it is" not in tom.read(CHAT)
    assert tom.write(entry=entry).status_code == 409
    assert tom.write("Hi, sorry for the wait.").status_code == 303


def test_after_seven_days_nothing_may(bot: Bot, tom: Colleague) -> None:
    bot.say("hello")
    bot.time.passes(days=7, minutes=1)
    tom.log_in()
    answer = tom.write("Hi, sorry for the wait.")

    assert answer.status_code == 409
    assert "more than 7 days old" in answer.text
    assert "Hi, sorry for the wait." in answer.text
    assert tom.done() == []


def test_the_matcher_suggests_entries_with_everything_filled_in(bot: Bot, tom: Colleague) -> None:
    bot.say("Does Piotnet Forms work with Stripe?")
    suggested = tom.read(CHAT).split('id="suggestions"')[1].split("</section>")[0]

    assert "Stripe" in suggested
    assert "{" not in suggested


def test_the_faq_can_be_searched_and_an_entry_put_into_the_reply(bot: Bot, tom: Colleague) -> None:
    bot.say("hello")
    page = tom.get(CHAT, query_string={"faq": "opening hours"}).text
    entry = page.split('id="entry-')[1].split('"')[0]
    used = tom.get(CHAT, query_string={"use": entry}).text
    box = used.split("<textarea")[1].split("</textarea>")[0]

    assert "08:00" in box or "open" in box.lower()


def test_notes_are_for_colleagues_and_hold_no_secrets(bot: Bot, tom: Colleague, make: Made) -> None:
    bot.say("hello")
    tom.post(f"{CHAT}/note", text="Wants an invoice. password: Sunshine_77!x")
    page = make("mai").read(CHAT)

    assert "Wants an invoice." in page
    assert "Sunshine" not in page
    assert bot.work() == []


def test_a_tag_is_there_once_and_can_be_removed(bot: Bot, tom: Colleague) -> None:
    bot.say("hello")
    tom.post(f"{CHAT}/tag", tag="VIP")
    tom.post(f"{CHAT}/tag", tag="vip ")
    assert tom.read(CHAT).count('name="tag" value="vip"') == 1
    tom.post(f"{CHAT}/untag", tag="vip")

    assert 'name="tag" value="vip"' not in tom.read(CHAT)


def test_a_colleague_in_the_same_chat_is_announced(bot: Bot, tom: Colleague, make: Made) -> None:
    bot.say("hello")
    mai = make("mai")
    mai.read(CHAT)
    assert "mai has this chat open too." in tom.read(CHAT)
    mai.post(f"{CHAT}/here", writing="1")
    assert "mai is writing here just now." in tom.read(CHAT)
    mai.post(f"{CHAT}/gone")

    assert 'class="flash warn"' not in tom.read(CHAT)


def test_who_was_not_heard_of_for_a_minute_is_gone(bot: Bot, tom: Colleague, make: Made) -> None:
    bot.say("hello")
    make("mai").read(CHAT)
    bot.time.passes(minutes=1)

    assert "mai" not in tom.read(CHAT).split('id="others"')[1].split('class="columns"')[0]


def test_every_action_is_in_the_log_without_its_words(bot: Bot, tom: Colleague, make: Made) -> None:
    bot.say("hello")
    tom.do("take")
    tom.write("a word nobody else needs")
    tom.post(f"{CHAT}/note", text="a secret note")
    tom.post(f"{CHAT}/tag", tag="vip")
    page = make("boss", role="admin").read("/staff/log")

    for done in ("took the chat", "replied", "wrote a note", "added a tag", "logged in"):
        assert done in page
    assert "nobody else" not in page
    assert "secret note" not in page


def test_with_the_database_away_the_page_says_what_to_do_and_keeps_the_words(
    bot: Bot, tom: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.say("hello")
    token = tom.token()

    def away(*_: object, **__: object) -> None:
        raise OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr(type(bot.services.store.engine.pool), "connect", away)
    answer = tom.client.post(f"{CHAT}/write", data={"csrf_token": token, "id": "a" * 32, "text": "Hi, Tom here."})

    assert answer.status_code == 503
    assert "The database cannot be reached" in answer.text
    assert "Hi, Tom here." in answer.text
    assert "gone" not in answer.text


def test_the_link_to_metas_inbox_names_page_and_customer(bot: Bot, tom: Colleague) -> None:
    bot.say("hello")

    assert f"asset_id={PAGE}" in tom.read(CHAT)
    assert f"selected_item_id={CUSTOMER}" in tom.read(CHAT)
