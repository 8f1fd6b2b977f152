"""What colleagues read for what the program names by a word of its own: owners, reasons, routes, marks."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

Texts = dict[str, Any]  # lazy: each page has its own language

OWNERS: Texts = {
    "bot": _("Bot"),
    "asked": _("Waits for a person"),
    "person": _("Person"),
}
# As bot.handover names what moves a chat from one to another.
CHANGES: Texts = {
    "customer_asked": _("the customer asked for a person"),
    "person_wrote": _("a person wrote"),
    "taken": _("taken over in the console"),
    "muted": _("bot muted"),
    "thread_taken": _("the inbox took the thread"),
    "standby": _("Meta gave the thread to the inbox"),
    "refused": _("Meta refused the bot: another app has the thread"),
    "thread_given": _("the inbox gave the thread back"),
    "given_back": _("given back to the bot"),
    "idle": _("the person had not written for long"),
    "left_waiting": _("the person left, and the customer still waits"),
    "window_over": _("nobody may write any more"),
}
ROUTES: Texts = {
    "answer": _("Answer"),
    "clarify": _("Asked back"),
    "ticket": _("E-mail ticket"),
    "out_of_scope": _("Out of scope"),
    "not_eligible": _("Not eligible"),
    "human": _("Person"),
    "credentials": _("Secret removed"),
    "smalltalk": _("Small talk"),
    "fallback": _("Did not know"),
    "": _("Silent"),
}
MARKS: Texts = {
    "waiting": _("waiting to be sent"),
    "sent": _("sent"),
    "delivered": _("delivered"),
    "read": _("read"),
    "failed": _("not sent"),
    "skipped": _("not sent on purpose"),
}
# Why a message was not sent; what is not listed is shown as Meta said it.
ERRORS: Texts = {
    "a person has the chat": _("a person has the chat"),
    "the 24 hours are over": _("the 24 hours are over"),
    "the 7 days are over": _("the 7 days are over"),
}
SPANS: Texts = {
    "30m": _("30 minutes"),
    "1h": _("1 hour"),
    "2h": _("2 hours"),
    "4h": _("4 hours"),
    "1d": _("1 day"),
    "7d": _("7 days"),
    "opening": _("until we open next"),
}
DONE: Texts = {
    "take": _("You have this chat now. The bot is silent in it."),
    "give_back": _("The bot has this chat again."),
    "mute": _("The bot is silent here for that time, whoever has the chat."),
    "unmute": _("The bot may speak here again."),
    "later": _("The chat stays with you until then."),
    "reply": _("Your reply is on its way."),
    "learn": _("The editors of the FAQ will find your answer marked."),
}
# The audit log.
ACTIONS: Texts = {
    "login": _("logged in"),
    "logout": _("logged out"),
    "take": _("took the chat"),
    "give_back": _("gave the chat back"),
    "mute": _("muted the bot"),
    "unmute": _("let the bot speak again"),
    "later": _("kept the chat for later"),
    "reply": _("replied"),
    "learn": _("marked an answer as worth learning"),
    "note": _("wrote a note"),
    "tag": _("added a tag"),
    "untag": _("removed a tag"),
    "faq edit": _("changed the FAQ"),
    "faq rollback": _("went back to an older FAQ"),
    "gap aside": _("set a question aside that needs no answer"),
    "gap back": _("put a question back on the list"),
    "staff add": _("made an account"),
    "staff password": _("set a password"),
    "staff disable": _("disabled an account"),
    "staff enable": _("enabled an account"),
}
