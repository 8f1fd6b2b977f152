"""The walk along the chain. Reads each link, has it judged, and leaves out what hangs on a broken one."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.doctor import door, life, meta, own, visits
from bot.doctor.door import Visit
from bot.doctor.findings import Finding, bad, skip
from bot.doctor.own import Form
from bot.messenger.client import INBOX_APP_IDS
from bot.messenger.errors import SendFailed
from bot.messenger.inspect import Account, Token, account_of
from bot.messenger.signature import sign
from bot.notices.cards import trial_card
from bot.notices.channels import NOT_UNDERSTOOD, Channel, channels
from bot.settings import Settings
from bot.store import queue, signs
from bot.store.engine import Store
from bot.store.migrate import forms
from bot.store.times import to_ms
from intents.check import Checked, check_files

_WEEK = timedelta(days=7)
_LIFE = ("sending", "arriving", "worker", "queue", "set_aside", "automations")
_META = ("clock", "app", "token", "page", "permissions", "page_fields", "routing", "app_fields")
# Empty deliveries. Meta writes letters and slashes escaped; whatever writes them anew breaks the signature.
_ESCAPED = b'{"object":"page","entry":[],"note":"\\u00e9 \\/"}'
_PLAIN = b'{"object":"page","entry":[]}'


@dataclass(frozen=True, kw_only=True)
class Patient:
    """What is looked at. Tests give it another network and other channels."""

    settings: Settings
    store: Store
    now: Callable[[], datetime]
    visit: Callable[..., Visit] = visits.visit
    deliver: Callable[[str, bytes, str], Visit] = visits.deliver
    certificate_ends: Callable[[str], datetime | None] = visits.certificate_ends
    open_channels: Callable[[Sequence[str]], list[Channel]] = channels
    check: Callable[..., Checked] = check_files
    send_test: bool = False

    @property
    def account(self) -> Account:
        return account_of(self.settings)

    @property
    def base(self) -> str:
        """Where our web part is: as the world sees it, or else on this machine."""
        return self.settings.public_url or f"http://127.0.0.1:{self.settings.port}"


def examine(patient: Patient) -> Iterator[Finding]:
    """Every link, in order, as soon as it is known."""
    yield own.settings(patient.settings)
    database = _database(patient)
    yield database
    yield _content(patient)
    yield from _at_meta(patient)
    yield from _at_the_door(patient)
    if database.state == "bad":
        yield from (skip(link, "database") for link in _LIFE)
    else:
        yield from _signs_of_life(patient)
    yield _channels(patient, database.state != "bad")


def _database(patient: Patient) -> Finding:
    if patient.store.is_sqlite and not patient.store.file.exists():
        return own.database(Form(None, "", known=True))  # to look would create it
    try:
        return own.database(Form(*forms(patient.store)))
    except SQLAlchemyError as error:
        fix = "Is DATABASE_URL right, the server running, the disk full?"
        return bad("database", f"It cannot be opened ({type(error).__name__}).", fix)


def _content(patient: Patient) -> Finding:
    found = patient.check(patient.settings.faq_dir, patient.settings.intents_dir, today=patient.now().date())
    return own.content(found.errors, entries=len(found.items()))


def _at_meta(patient: Patient) -> Iterator[Finding]:
    account, settings = patient.account, patient.settings
    try:
        token = account.token()
    except SendFailed as failed:
        yield from _without_meta(failed)
        return
    yield Finding(link="meta", state="ok", cause=settings.graph_url)
    yield meta.clock(account.time, patient.now())
    app, alive = meta.app(token, settings), meta.token(token, patient.now())
    yield app
    yield alive
    if broken := next((each.link for each in (app, alive) if each.state == "bad"), ""):
        yield from (skip(link, broken) for link in ("page", "permissions", "page_fields", "routing"))
    else:
        yield from _about_page(patient.settings, account, token)
    yield from _hook(patient, account)


def _without_meta(failed: SendFailed) -> Iterator[Finding]:
    """Nothing about us can be read, and this is why."""
    refused = meta.refused_app(failed)
    why = refused or meta.unreachable(failed)
    yield Finding(link="meta", state="ok", cause="it answers") if refused else why
    yield from (why if link == why.link else skip(link, why.link) for link in _META)


def _about_page(settings: Settings, account: Account, token: Token) -> Iterator[Finding]:
    about = None
    try:
        about = account.page() if token.kind == "PAGE" else None
        page = meta.page(token, about, settings)
    except SendFailed as failed:
        page = replace(meta.refused_page(failed), link="page")
    yield page
    yield meta.permissions(token)
    if page.state == "bad" or about is None:
        yield from (skip(link, "page") for link in ("page_fields", "routing"))
        return
    yield _page_fields(account, token)
    yield meta.routing(about, settings)


def _page_fields(account: Account, token: Token) -> Finding:
    if "pages_manage_metadata" not in token.scopes:
        return skip("page_fields", "permissions")
    try:
        return meta.page_fields(account.page_fields())
    except SendFailed as failed:
        return replace(meta.refused_page(failed), link="page_fields")


def _hook(patient: Patient, account: Account) -> Iterator[Finding]:
    public = patient.settings.public_url
    try:
        yield meta.app_fields(account.hook(), url=f"{public}/webhook" if public else "")
    except SendFailed as failed:
        yield replace(meta.refused_app(failed) or meta.unreachable(failed), link="app_fields")


def _at_the_door(patient: Patient) -> Iterator[Finding]:
    base, settings = patient.base, patient.settings
    first = patient.visit(f"{base}/healthz")
    address = door.address(base, bool(settings.public_url), first)
    yield address
    if address.state == "bad":
        yield from (skip(link, "address") for link in ("certificate", "verify", "signature"))
        return
    certificate = door.certificate(first, patient.certificate_ends(base), patient.now())
    yield certificate
    if certificate.state == "bad":
        yield from (skip(link, "certificate") for link in ("verify", "signature"))
        return
    challenge = secrets.token_urlsafe(12)
    query = {"hub.mode": "subscribe", "hub.verify_token": settings.verify_token, "hub.challenge": challenge}
    yield door.verify(patient.visit(f"{base}/webhook", query=query), challenge)
    yield door.signature(*(patient.deliver(f"{base}/webhook", body, sign(body, app_secret=secret)) for body, secret in (
        (_ESCAPED, settings.app_secret), (_PLAIN, settings.app_secret), (_PLAIN, secrets.token_hex(16)),
    )))  # fmt: skip


def _signs_of_life(patient: Patient) -> Iterator[Finding]:
    page, now = patient.settings.page_id, patient.now()
    known = {*INBOX_APP_IDS, patient.settings.app_id, *patient.settings.automation_app_ids}
    with patient.store.reading.connect() as connection:
        counts = queue.counts(connection, page)
        worked = signs.worked(connection)
        newest = next(iter(signs.arrivals(connection, page)), None)
        strangers = signs.strangers(connection, page, known=known)
        interrupted = signs.interrupted(connection, page, since=to_ms(now - _WEEK))
    yield life.sending(counts)
    yield life.arriving(newest, now)
    worker = life.worker(worked, now)
    yield worker
    yield skip("queue", "worker") if worker.state == "bad" else life.queue(counts, now)
    yield life.set_aside(counts)
    yield life.automations(strangers, interrupted)


def _channels(patient: Patient, readable: bool) -> Finding:
    opened = patient.open_channels(patient.settings.notify_urls)
    names = [each.name for each in opened]
    if patient.send_test:
        card = trial_card("vi" if patient.settings.notify_language == "vi" else "en")
        failed = {each.name: why for each in opened if (why := each.tell(card))}
    else:
        failed = {each.name: NOT_UNDERSTOOD for each in opened if not each.understood}
    return own.channels(names, failed, sent=patient.send_test, undelivered=_undelivered(patient) if readable else 0)


def _undelivered(patient: Patient) -> int:
    with patient.store.reading.connect() as connection:
        return signs.undelivered(connection, since=to_ms(patient.now() - _WEEK))
