"""What Meta says about app, token, page and subscriptions. Pure: it judges what was read."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.doctor.findings import Finding, bad, ok, warn
from bot.messenger.errors import Kind, SendFailed
from bot.messenger.inspect import FIELDS, AboutPage, Hook, Token
from bot.settings import Settings

NEEDED = ("pages_messaging", "pages_manage_metadata")
USEFUL = ("pages_read_engagement", "pages_show_list")
DYING = timedelta(days=7)
_SKEW_WORTH_A_LOOK, _SKEW_BAD = timedelta(seconds=30), timedelta(minutes=5)
_NOT_THE_APP = {1, 100, 101, 190}  # refusals of the app's own token

_RENEW = (
    "Make a new one in the app under Messenger -> API settings (better: for a system user), write it to "
    "PAGE_ACCESS_TOKEN, restart, then piotnet-bot queue resume."
)
# Of code 190. https://developers.facebook.com/docs/graph-api/guides/error-handling
_WHY_INVALID = {
    458: "The app was removed from the account that made it.",
    459: "Meta holds the account that made it; its owner has to log in at facebook.com.",
    460: "The account that made it has a new password.",
    463: "It has expired.",
    464: "Meta has not confirmed the account that made it.",
    467: "It was withdrawn.",
    492: "The account that made it has lost its role on the page.",
}


def said(failed: SendFailed) -> str:
    """What came back, in a few words."""
    return f"no answer, {failed.reason}" if failed.code is None else f"code {_number(failed)}"


def unreachable(failed: SendFailed) -> Finding:
    """No call could be made, or not in a way that says anything about us."""
    if failed.kind is Kind.SLOW_DOWN:
        return warn("meta", f"Meta lets us call no more just now ({_number(failed)}).", "Try again in some minutes.")
    if failed.code is None:
        return bad(
            "meta",
            f"No answer from Meta's API: {failed.reason}.",
            "Can this machine reach https://graph.facebook.com (network, proxy, firewall)? Is GRAPH_URL right? "
            "If all that is well, look at https://metastatus.com.",
        )
    return bad("meta", f"Meta refuses the call ({_number(failed)}).", "Is GRAPH_VERSION one that Meta still offers?")


def refused_app(failed: SendFailed) -> Finding | None:
    """Meta does not accept the app's number and secret, or not for this token; None when it is something else."""
    if failed.code not in _NOT_THE_APP:
        return None
    if failed.code == 100:
        cause = "The page's token was made with another app than APP_ID, or APP_SECRET is another app's."
        return bad("app", cause, f"Compare both with App settings -> Basic. If they are right: {_RENEW}")
    return bad(
        "app",
        f"Meta does not know this pair of APP_ID and APP_SECRET ({_number(failed)}).",
        "Copy both from the same app: App settings -> Basic. Then restart.",
    )


def clock(theirs: datetime | None, ours: datetime) -> Finding:
    if theirs is None:
        return ok("clock", "Meta did not say its time")
    skew = abs(ours - theirs)
    seconds = round(skew.total_seconds())
    if skew >= _SKEW_WORTH_A_LOOK:
        judge = bad if skew >= _SKEW_BAD else warn
        cause = f"This machine's clock is {seconds} seconds {'ahead of' if ours > theirs else 'behind'} Meta's."
        return judge("clock", cause, "Let the system set it: timedatectl set-ntp true")
    return ok("clock", f"{seconds} s from Meta's")


def app(token: Token, settings: Settings) -> Finding:
    if token.app_id and token.app_id != settings.app_id:
        return bad("app", f"The page's token was made with another app ({token.app_id}) than APP_ID.", _RENEW)
    return ok("app", settings.app_id)


def token(token: Token, now: datetime) -> Finding:
    if not token.valid:
        why = _WHY_INVALID.get(token.subcode or 0, "")
        return bad("token", " ".join(filter(None, ["Meta says that it is not valid.", why])), _RENEW)
    if token.expires and token.expires <= now:
        return bad("token", f"It ended on {token.expires:%Y-%m-%d}.", _RENEW)
    ends = token.next_end(now)
    if ends and ends - now < DYING:
        return warn("token", f"It ends on {ends:%Y-%m-%d %H:%M} UTC.", _RENEW)
    return ok("token", f"valid until {ends:%Y-%m-%d}" if ends else "valid, without an end")


def page(token: Token, about: AboutPage | None, settings: Settings) -> Finding:
    """`about` is None where the token is not for a page, so that "me" is a person."""
    if token.kind != "PAGE":
        cause = f"PAGE_ACCESS_TOKEN is no page's token, but of the kind {token.kind or 'unknown'}."
        return bad("page", cause, _RENEW)
    seen = about.id if about else token.page_id
    if seen != settings.page_id:
        name = f' "{about.name}"' if about and about.name else ""
        cause = f"The token is for the page{name} {seen}, but PAGE_ID is {settings.page_id}."
        return bad("page", cause, f"Set PAGE_ID={seen}, or make a token for the page that you mean.")
    return ok("page", f"{about.name} ({seen})" if about and about.name else seen)


def permissions(token: Token) -> Finding:
    where = "Generate the token again and grant them all; customers without a role in the app need Advanced Access too."
    if missing := [each for each in NEEDED if each not in token.scopes]:
        return bad("permissions", f"Missing: {', '.join(missing)}.", where)
    if missing := [each for each in USEFUL if each not in token.scopes]:
        return warn("permissions", f"Missing, though the bot works: {', '.join(missing)}.", where)
    return ok("permissions", ", ".join(NEEDED))


def page_fields(fields: frozenset[str]) -> Finding:
    missing = [each for each in FIELDS if each not in fields]
    fix = "piotnet-bot doctor --fix subscribes the page. Meta ends a subscription after an hour of failing deliveries."
    if not fields:
        return bad("page_fields", "The page is not subscribed to the app: nothing arrives.", fix)
    if missing:
        return bad("page_fields", f"The page does not send: {', '.join(missing)}.", fix)
    return ok("page_fields", f"all {len(FIELDS)} fields")


def app_fields(hook: Hook | None, *, url: str) -> Finding:
    """`url`: where our webhook is seen from outside; empty when that is not known."""
    fix = "piotnet-bot doctor --fix enters it; or by hand: Messenger -> API settings -> Webhooks."
    if hook is None:
        return bad("app_fields", "The app has no webhook for pages: nothing arrives.", fix)
    if url and hook.url.rstrip("/") != url:
        return bad("app_fields", f"Meta delivers to {hook.url}, not to {url}.", fix)
    if not hook.active:
        return bad("app_fields", "Meta has switched the webhook off, after deliveries that failed.", fix)
    if missing := [each for each in FIELDS if each not in hook.fields]:
        return bad("app_fields", f"The webhook does not take: {', '.join(missing)}.", fix)
    return ok("app_fields", f"all {len(FIELDS)} fields to {hook.url}")


def routing(about: AboutPage, settings: Settings) -> Finding:
    """Whether Meta routes chats is all that can be seen; which app is the default cannot."""
    told = settings.handover_setup
    where = "Meta Business Suite -> Inbox settings -> Conversation routing; docs/handover.md explains the choices."
    if about.routed and told == "none":
        cause = "Meta routes this page's chats among several apps, but HANDOVER_SETUP is none."
        return warn("routing", cause, f"If an app is the default, say bot or inbox in HANDOVER_SETUP. {where}")
    if about.routed is False and told != "none":
        cause = f"HANDOVER_SETUP is {told}, but Meta routes no chats of this page."
        return warn("routing", cause, f"Choose the default app, or set HANDOVER_SETUP=none. {where}")
    return ok("routing", f"HANDOVER_SETUP={told}" + (", as Meta has it" if about.routed is not None else ""))


def refused_page(failed: SendFailed) -> Finding:
    """A call with the page's own token was refused, though Meta had called it valid."""
    if failed.kind is Kind.SLOW_DOWN or failed.code is None:
        return unreachable(failed)
    if failed.code == 190:
        return bad("token", f"Meta no longer takes it ({_number(failed)}).", _RENEW)
    if failed.code in (10, 200, 230):
        return bad(
            "permissions", f"Meta forbids the call ({_number(failed)}).", "Grant the permissions, and make a new token."
        )
    if failed.code == 368 or failed.code == 2022:
        return bad(
            "page", f"Meta has restricted the page ({_number(failed)}).", "Read Meta's notice: Page -> Support inbox."
        )
    return bad(
        "page", f"Meta refuses calls for this page ({_number(failed)}).", "Is PAGE_ID right, and the page published?"
    )


def _number(failed: SendFailed) -> str:
    return f"{failed.code}/{failed.subcode}" if failed.subcode else f"{failed.code}"
