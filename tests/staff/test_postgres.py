"""Every statement of the console once on PostgreSQL: the other tests run on SQLite."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, insert

from bot.editing.gaps import Aside
from bot.model import Conversation
from bot.staff import accounts
from bot.store import chats, gaps, one_chat, staff
from bot.store.chats import Wanted
from bot.store.codec import encode
from bot.store.engine import Store, open_store
from bot.store.migrate import upgrade
from bot.store.tables import conversations, outbox, ownership, transcript
from tests import postgres
from tests.conftest import CUSTOMER, NOON, PAGE
from tests.staff.conftest import PASSWORD

CHAT = (PAGE, CUSTOMER)
NOW = 1_795_176_000_000


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    postgres.needed()
    with postgres.running() as server:
        url = server.url(server.create())
        upgrade(url)
        opened = open_store(url)
        with opened.engine.begin() as connection:
            fill(connection)
        yield opened
        opened.close()


def fill(connection: Connection) -> None:
    """One chat in which a customer waits, and of which a colleague has sent a message."""
    who = {"page": PAGE, "customer": CUSTOMER}
    state = {"owner": "person", "state": encode(Conversation(customer_id=CUSTOMER, owner="person")), "updated_at": NOW}
    connection.execute(insert(conversations).values(**who, **state, waiting_since=NOW))
    sent = {
        "inbox_id": 1,
        "seq": 0,
        "part": 1,
        "body": "{}",
        "created_at": NOW,
        "status": 3,
        "error": "551",
        "by": "tom",
    }
    connection.execute(insert(outbox).values(**who, **sent, id=1000))
    connection.execute(insert(transcript).values(**who, at=NOW, who="customer", text="Có Stripe không? 100%"))
    connection.execute(insert(transcript).values(**who, at=NOW, who="staff", kind="Reply", outbox_id=1000, text="Yes"))
    connection.execute(insert(ownership).values(**who, at=NOW, before="bot", after="person", change="taken", by="tom"))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), 1),
        (Wanted(text="stripe"), 1),
        (Wanted(text="CÓ STRIPE"), 1),
        (Wanted(text="100%"), 1),
        (Wanted(text="0%0"), 0),
        (Wanted(owner="person", owner_by="tom"), 1),
        (Wanted(owner_by="mai"), 0),
        (Wanted(tag="nothing"), 0),
    ],
)
def test_a_chat_is_found(store: Store, wanted: Wanted, found: int) -> None:
    with store.reading.connect() as connection:
        rows = chats.search(connection, wanted, page=PAGE, here_since=0, before=NOW + 1)

    assert len(rows) == found


def test_who_waits_and_what_was_said_is_read(store: Store) -> None:
    with store.reading.connect() as connection:
        (row,) = chats.waiting(connection, page=PAGE, here_since=0)
        lines = one_chat.said(connection, CHAT)

        assert row.last is not None
        assert row.last.text == "Yes"
        assert [(each.mark, each.error) for each in lines] == [("", None), ("failed", "551")]
        assert chats.count_waiting(connection, page=PAGE) == 1
        assert chats.with_persons(connection, page=PAGE, here_since=0) == []
        assert one_chat.changes(connection, CHAT)[0].by == "tom"
        assert one_chat.kept(connection, CHAT) is not None


def test_notes_tags_and_presence_are_kept(store: Store) -> None:
    with store.engine.begin() as connection:
        for _ in range(2):
            one_chat.be_here(connection, CHAT, "mai", now=NOW, writing=True)
            one_chat.add_tag(connection, CHAT, "vip", by="mai", now=NOW)
        one_chat.add_note(connection, CHAT, by="mai", text="hm", now=NOW)
        here = one_chat.here(connection, CHAT, since=NOW - 1)
        before = one_chat.pulse(connection, CHAT, me="tom", here_since=NOW - 1, writing_since=NOW - 1)
        in_lists = chats.pulse(connection, me="tom", here_since=NOW - 1)
        one_chat.be_gone(connection, CHAT, "mai")

        assert [(each.who, each.writing_at) for each in here] == [("mai", NOW)]
        assert chats.known_tags(connection, page=PAGE) == ["vip"]
        assert one_chat.pulse(connection, CHAT, me="tom", here_since=NOW - 1, writing_since=NOW - 1) != before
        assert chats.pulse(connection, me="tom", here_since=NOW - 1) != in_lists
        one_chat.remove_tag(connection, CHAT, "vip")
        assert one_chat.tags_of(connection, CHAT) == []


def test_an_account_is_made_once_and_locked_after_ten_tries(store: Store) -> None:
    accounts.add(store, "tom", PASSWORD, role="agent", now=NOON)
    with pytest.raises(accounts.Refused):
        accounts.add(store, "tom", PASSWORD, role="agent", now=NOON)
    assert accounts.check(store, "tom", PASSWORD, now=NOON)
    for _ in range(10):
        assert accounts.check(store, "tom", "not this one either", now=NOON) is None

    assert accounts.check(store, "tom", PASSWORD, now=NOON) is None


def test_what_was_done_is_listed_newest_first(store: Store) -> None:
    with store.engine.begin() as connection:
        staff.note_action(connection, "tom", "take", now=NOW, customer=CUSTOMER)
        staff.note_action(connection, "tom", "reply", now=NOW, customer=CUSTOMER)

        assert [each.action for each in staff.actions(connection, most=2)] == ["reply", "take"]


def test_questions_are_set_aside_and_put_back_and_edits_found(store: Store) -> None:
    marks = [Aside(customer=CUSTOMER, words=words, at=NOON) for words in ("hanoi zoo", "zoo")]
    with store.engine.begin() as connection:
        staff.note_action(connection, "mai", "faq edit", now=NOW, detail="refund")
        for _ in range(2):
            gaps.set_aside(connection, marks, page=PAGE, by="mai")
        gaps.put_back(connection, marks[1:], page=PAGE)
        gaps.put_back(connection, [], page=PAGE)

        assert gaps.asides(connection, page=PAGE) == marks[:1]
        assert [each.who for each in staff.edits_of(connection, "refund")] == ["mai"]
