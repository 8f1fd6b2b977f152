"""What the doctor can mend by itself: the two subscriptions at Meta's."""

from __future__ import annotations

from collections.abc import Iterator

from bot.doctor.findings import Finding, bad, ok, warn
from bot.doctor.meta import said
from bot.messenger.errors import SendFailed
from bot.messenger.inspect import FIELDS, Account, account_of
from bot.settings import Settings


def subscribe(settings: Settings) -> Iterator[Finding]:
    """Enter the webhook, and subscribe the page to it. What was subscribed beyond our fields stays."""
    account = account_of(settings)
    yield _webhook(account, settings)
    try:
        account.subscribe_page({*FIELDS, *account.page_fields()})
    except SendFailed as failed:
        yield bad(
            "page_fields", f"Meta did not subscribe the page ({said(failed)}).", "Mend what the list below names first."
        )
    else:
        yield ok("page_fields", "subscribed")


def _webhook(account: Account, settings: Settings) -> Finding:
    if not settings.public_url:
        return warn("app_fields", "The webhook was not entered, because PUBLIC_URL is not set.", "Set it in .env.")
    url = f"{settings.public_url}/webhook"
    try:
        hook = account.hook()
        account.subscribe_app({*FIELDS, *(hook.fields if hook else ())}, url=url, verify_token=settings.verify_token)
    except SendFailed as failed:
        fix = "Meta calls the address at once: it has to be up, with the same VERIFY_TOKEN."
        return bad("app_fields", f"Meta did not take {url} ({said(failed)}).", fix)
    return ok("app_fields", f"Meta delivers to {url}")
