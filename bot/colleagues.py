"""What the bot does when a colleague acts: in Meta's inbox, in the console, or through another app at Meta.

The same deeds from every side: what is typed as #bot in the inbox is the button "give back" in the
console. Nothing is ever answered here but what a colleague asked the bot to send.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot import replies
from bot.handover import INBOX, Us, answered, is_held, is_our_own_act, is_person, move
from bot.hours import Hours
from bot.inbox_commands import DEFAULT_LATER, DEFAULT_MUTE, Command, read_command
from bot.model import Conversation, Decision, Echo, Reply, StaffAction, ThreadControl
from bot.replies import Scene
from bot.timing import FREE_WINDOW, window_end
from intents.knowledge import Knowledge


def wrote_in_inbox(
    event: Echo, conversation: Conversation, *, knowledge: Knowledge, hours: Hours, us: Us, now: datetime
) -> Decision:
    """Somebody wrote on the page's behalf: words for the customer, or a command for the bot."""
    if not is_person(event, us):
        return Decision(conversation=conversation, reason="nothing to do")
    command = read_command(event.text)
    if command is None:
        return Decision(conversation=_wrote(conversation, now, INBOX), reason="a person wrote")
    if command.wrong:
        return _misunderstood(conversation, now, command.wrong)
    return _commanded(command, conversation, knowledge, hours, now)


def acted(
    event: StaffAction, conversation: Conversation, *, knowledge: Knowledge, hours: Hours, now: datetime
) -> Decision:
    """A colleague used the console."""
    by = event.by
    match event.action:
        case "take":
            return Decision(conversation=_here(move(conversation, "taken", at=now, by=by), now), reason="taken")
        case "give_back" | "unmute":
            return Decision(conversation=_gave_back(conversation, now, by), reason="given back")
        case "later":
            return Decision(conversation=_later(conversation, event.until, now, by), reason="later")
        case "mute":
            return Decision(conversation=_muted(conversation, event.until, now, by), reason="muted")
        case "learn":
            return Decision(conversation=conversation, reason="an answer worth learning")
        case "reply" if event.entry:
            return _sends_entry(event.entry, conversation, knowledge, hours, now, by)
        case "reply":
            said = (Reply(text=event.text),) if event.text.strip() else ()
            return Decision(conversation=_wrote(conversation, now, by), replies=said, by=by, reason="a person wrote")


def thread_moved(event: ThreadControl, conversation: Conversation, *, us: Us, now: datetime) -> Decision:
    """Meta says that an app took, got or wants the thread. Whose it is now decides, not the event's name."""
    ours = event.new_owner == us.app_id
    if event.action == "request" and ours:
        return Decision(conversation=conversation, reason="nothing to do")
    if ours:
        conversation = replace(conversation, thread_away=False)
        if is_our_own_act(event) or (conversation.owner == "person" and is_held(conversation, now)):
            return Decision(conversation=conversation, reason="the thread is ours")
        return Decision(conversation=move(conversation, "thread_given", at=now, by=INBOX), reason="the thread is ours")
    away = replace(conversation, thread_away=conversation.thread_away or event.action != "request")
    taken = _here(move(away, "thread_taken", at=now, by=INBOX), now)
    return Decision(conversation=taken, reason="another app has the thread")


def _commanded(
    command: Command, conversation: Conversation, knowledge: Knowledge, hours: Hours, now: datetime
) -> Decision:
    until = now + command.length if command.length else None
    match command.name:
        case "bot":
            return Decision(conversation=_gave_back(conversation, now, INBOX), reason="#bot")
        case "later":
            return Decision(conversation=_later(conversation, until, now, INBOX), reason="#later")
        case "mute":
            return Decision(conversation=_muted(conversation, until, now, INBOX), reason="#mute")
        case "faq":
            return _sends_entry(command.entry, conversation, knowledge, hours, now, INBOX)
        case _:  # learn
            taken = _here(move(conversation, "taken", at=now, by=INBOX), now)
            return Decision(conversation=taken, reason="an answer worth learning")


def _misunderstood(conversation: Conversation, now: datetime, why: str) -> Decision:
    """Somebody is there, so the bot is silent; the console shows what could not be done."""
    taken = _here(move(conversation, "taken", at=now, by=INBOX), now)
    return Decision(conversation=taken, reason=f"command not understood: {why}")


def _wrote(conversation: Conversation, now: datetime, by: str) -> Conversation:
    return answered(_here(move(conversation, "person_wrote", at=now, by=by), now))


def _here(conversation: Conversation, now: datetime) -> Conversation:
    return replace(conversation, person_at=now)


def _gave_back(conversation: Conversation, now: datetime, by: str) -> Conversation:
    free = replace(conversation, muted_until=None, later_until=None)
    return move(free, "given_back", at=now, by=by)


def _later(conversation: Conversation, until: datetime | None, now: datetime, by: str) -> Conversation:
    return replace(_here(move(conversation, "taken", at=now, by=by), now), later_until=until or now + DEFAULT_LATER)


def _muted(conversation: Conversation, until: datetime | None, now: datetime, by: str) -> Conversation:
    """Silence without anybody being there: it is no sign of life, so the end of the mute is the end of it."""
    return replace(move(conversation, "muted", at=now, by=by), muted_until=until or now + DEFAULT_MUTE)


def _sends_entry(
    name: str, conversation: Conversation, knowledge: Knowledge, hours: Hours, now: datetime, by: str
) -> Decision:
    if name not in knowledge.faq.entries:
        return _misunderstood(conversation, now, "there is no such entry in the FAQ")
    free_until = window_end(conversation, FREE_WINDOW)
    if free_until is None or now >= free_until:
        # Meta's tag for later is for what a person wrote, and this is not.
        return _misunderstood(conversation, now, "the 24 hours are over, only your own words may be sent")
    scene = Scene.without_message(conversation, knowledge=knowledge, hours=hours, now=now)
    said = replies.answer(scene, [name])
    kept = _wrote(conversation, now, by)
    return Decision(conversation=kept, entry=name, replies=said, by=by, reason="a person sent this entry")
