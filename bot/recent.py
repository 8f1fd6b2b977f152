"""Takes out a secret that stands alone in a message, after a look at what was said just before in that chat.

Only very short messages that are no ordinary word are looked into, so hardly any delivery costs a query.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from bot.model import CustomerMessage, Edit, Event
from bot.redact import redact
from bot.redaction.alone import may_stand_alone, without_secret_alone
from bot.services import Services
from bot.store.lines import last_lines, line_of
from bot.store.times import to_ms

LATELY = timedelta(minutes=30)

AnyEvent = TypeVar("AnyEvent", bound=Event)


def without_lone_secret(event: AnyEvent, earlier: Sequence[Event], services: Services) -> AnyEvent:
    """The event, redacted already, without a secret that is all it says. `earlier` came before it in the same delivery.

    Raises:
        SQLAlchemyError: what was said before cannot be read.
    """
    if not isinstance(event, CustomerMessage | Edit) or not may_stand_alone(event.text):
        return event
    with services.store.reading.connect() as connection:
        before = last_lines(
            connection, page=event.page_id, customer=event.customer_id, since=to_ms(services.clock() - LATELY)
        )
    same = [line_of(each) for each in earlier if each.customer_id == event.customer_id]
    # Those of this delivery are read as they came; the stored ones have their marks already.
    before += [each._replace(text=redact(each.text)) for each in same if each]
    return replace(event, text=without_secret_alone(event.text, before))
