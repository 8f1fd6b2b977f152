"""What every page of the console needs of the bot: this page's clock, what is known, and short names."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from bot.services import Known, Services
from bot.staff.times import Clock
from bot.store.times import to_ms
from faq.model import FaqInvalid

HERE = timedelta(seconds=45)  # a page tells every 15 s that it is open
WRITING = timedelta(seconds=20)
_INBOX = "https://business.facebook.com/latest/inbox/all"


def known(services: Services) -> Known | None:
    """What the bot knows; None while the staff's files hold mistakes and there is no good version."""
    try:
        return services.library.current()
    except FaqInvalid:
        return None


def clock(services: Services) -> Clock:
    """Now, for one page."""
    found = known(services)
    return Clock(services.clock(), found.hours if found else None)


def here_since(services: Services) -> int:
    """Who was seen after this is still there."""
    return to_ms(services.wall() - HERE)


def writing_since(services: Services) -> int:
    """Who typed after this is still writing."""
    return to_ms(services.wall() - WRITING)


def short(customer: str) -> str:
    """What a chat is called: nobody tells us the customer's name, and nobody can remember 16 digits."""
    return f"#{customer[-6:]}"


def inbox_link(page: str, customer: str) -> str:
    """This chat in Meta's own inbox. Where Meta does not know the number there, it opens the inbox."""
    wanted = {"asset_id": page, "mailbox_id": page, "selected_item_id": customer, "thread_type": "FB_MESSAGE"}
    return f"{_INBOX}?{urlencode(wanted)}"
