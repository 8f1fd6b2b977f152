"""Which route a message takes: the rules between what it may mean and what the bot does.

judge() compares the entries and intents the matcher found, with these rules in this order: an
account matter or a fault beats an ordinary answer when the two are close; two clear questions get
two answers; one clear match decides; two or three close ones are asked about; otherwise the bot
admits that it does not know.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import geometric_mean, harmonic_mean

from bot.model import Candidate, Conversation, Route
from faq.match import Match
from intents.knowledge import Knowledge
from intents.router import CLEAR, Meaning

# Scores are probabilities, learnt from the FAQ's own questions. How sure is sure enough stands in
# faq.model.Thresholds, or in the staff's thresholds.yaml, which `faq calibrate` writes. The points below
# were chosen on bench/labelled/dev.jsonl; `make bench-routes` prints what they cost and bring.
LEAD = 3.0  # one entry stands alone when it is this many times as likely as the next
NAMED_OURS = 0.7  # how far somebody else's matter is believed when our product is named
SUPPOSED = 0.35  # how far an account matter or a fault is believed that is only supposed ("what if")
QUESTIONED = 0.65  # ... or in a plain question that speaks of no own order and of nothing that fails
AMBIGUOUS = 0.40  # a bare word with a second meaning this close is asked about
HINTED = 0.03  # ... and one that is at least this likely to be for us
SHOWN = 0.35  # in "did you mean": those at least this close to the best
CLOSE = 0.90  # a ticket this close to the best answer wins
ASKED = 1.0  # ... but when the message plainly asks a question, the ticket must be the best itself
OWN = 0.40  # ... and this close when it speaks of "my order"
FAULT = 0.60  # ... and this close when a question speaks of a fault
SURELY = 0.85  # how likely an answer has to be to be given to what sounds like a fault ...
HARDLY = 0.1  # ... and how unlikely a ticket beside it
OURS = 0.6  # how close a fault of ours has to be to one of somebody else's to be taken for ours
CUED = 0.02  # the least for a ticket when the message's own words give it away
FAINT = 0.003  # the least for a fault to be one of ours, when nothing of ours is named
WISH_HEARD = 0.30  # a wish for a person this close to a ticket makes it a kinder one
WISHED = 0.30  # a ticket in a wish for a person that sends it there
WISHED_OWN = 0.05  # ... when the message speaks of an own account or a fault
BARE = 2  # words; so short a message may mean the policy as well as the request
SHORT = 4  # words; so short a message is asked about unless it is clear
UNHEARD = 0.01  # how likely an entry still is for a follow-up, if one of its two readings says nothing of it
PASSED_ON = 0.3  # how much less is needed to pass a message on than to answer it
MOST_CHOICES = 3

WISH = "talk-to-person"  # the intent of somebody who asks for a person and no more
PERSON_FOR_ACCOUNT = "a person is wished for an account matter"
GENERAL_FAULT = "plugin-not-working"  # the intent for a fault that fits no other


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The route, and the entries or intents it is about, best first."""

    route: Route
    about: tuple[str, ...] = ()
    score: float = 0.0
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()


def product_of(meaning: Meaning, conversation: Conversation) -> str | None:
    """The one product a message is about: named in it, meant by an everyday word, or remembered."""
    if len(meaning.products) == 1:
        return meaning.products[0]
    if meaning.products:
        return None  # two products are compared: neither one's answer fits
    expects_one = conversation.asked_product_for or conversation.entry
    return (meaning.nickname if expects_one else None) or conversation.product


def judge(meaning: Meaning, conversation: Conversation, knowledge: Knowledge) -> Verdict:
    """The verdict on a message that is no tap and holds no secret."""
    ranked = _rank([meaning.whole], meaning, conversation, knowledge)
    ranked = _with_before(ranked, meaning, conversation, knowledge)
    by_part = [_rank([part.matches], meaning, conversation, knowledge) for part in meaning.parts]
    if by_part:
        ranked = _with_parts(ranked, by_part, meaning, knowledge)
    asking = [matches for matches, part in zip(by_part, meaning.parts, strict=True) if part.asks and not part.bare]
    candidates = tuple(Candidate(id=m.id, score=m.score, because=m.example) for m in ranked[:5])
    verdict = (
        _gate(meaning, ranked, knowledge)
        or _two_answers(asking, knowledge)
        or _best(ranked, knowledge, bare=_is_bare(meaning), short=_is_short(meaning, conversation))
    )
    return Verdict(
        route=verdict.route,
        about=verdict.about,
        score=verdict.score,
        reason=verdict.reason,
        candidates=candidates,
    )


def _rank(
    lists: Iterable[tuple[Match, ...]], meaning: Meaning, conversation: Conversation, knowledge: Knowledge
) -> list[Match]:
    weighed = [_weigh(match, meaning, conversation, knowledge) for matches in lists for match in matches]
    return sorted(weighed, key=lambda match: -match.score)


def _weigh(match: Match, meaning: Meaning, conversation: Conversation, knowledge: Knowledge) -> Match:
    """An entry about one product gains when that product is meant, and loses when another one is."""
    entry = knowledge.faq.entries.get(match.id)
    named = meaning.products
    route = knowledge.route(match.id)
    if named and route == "out_of_scope":
        return _scored(match, match.score * NAMED_OURS)
    if meaning.supposed and route == "ticket":
        return _scored(match, match.score * SUPPOSED)
    if route == "ticket" and meaning.question and not (meaning.own or meaning.demand or meaning.fault):
        return _scored(match, match.score * QUESTIONED)
    if entry is None or entry.product is None:
        return match
    meant = named or tuple(filter(None, [conversation.product]))
    if not meant:
        return match
    if entry.product in meant:
        gain = 0.5 if named else 0.25
        return _scored(match, match.score + (1 - match.score) * gain * match.score)
    return _scored(match, match.score * (0.3 if named else 0.7))


def _with_before(
    ranked: list[Match], meaning: Meaning, conversation: Conversation, knowledge: Knowledge
) -> list[Match]:
    """The message and the one before it together, where it may need that.

    Both readings have to speak for an entry. Who goes on from the message before, or points back, means what both say
    together; there the readings make each other surer.
    """
    joined = _rank([meaning.joined], meaning, conversation, knowledge)
    enough = knowledge.faq.thresholds.sure
    if meaning.leans:
        enough = knowledge.faq.thresholds.clear if meaning.fault else CLEAR
    is_more = meaning.demand and bool(ranked) and knowledge.route(ranked[0].id) == "smalltalk"
    if not joined or (ranked and ranked[0].score >= enough and not is_more):
        return ranked
    alone, together = ({match.id: match.score for match in matches} for matches in (ranked, joined))
    if meaning.leans:
        known = {match.id: match for match in [*ranked, *joined]}
        shares = {name: _geometric_mean(alone.get(name, 0.0), together.get(name, 0.0)) for name in known}
        best = max(shares, key=lambda name: shares[name])
        sure = 1 - (1 - alone.get(best, 0.0)) * (1 - together.get(best, 0.0))
        both = [_scored(match, sure * shares[name] / shares[best]) for name, match in known.items()]
    else:
        both = [_scored(m, harmonic_mean((m.score, alone[m.id]))) for m in joined if m.id in alone]
        both += [match for match in ranked if match.id not in together]
    return sorted(both, key=lambda match: -match.score)


def _geometric_mean(*chances: float) -> float:
    """Of chances that may be next to nothing, which rules nothing out."""
    return geometric_mean(chance + UNHEARD for chance in chances)


def _with_parts(ranked: list[Match], by_part: list[list[Match]], meaning: Meaning, knowledge: Knowledge) -> list[Match]:
    """The whole message and its sentences together: context or a greeting first must not hide the question.

    A sentence that asks nothing counts only as a request or a report: the story before a question is no question. One
    that only names a product ("... pafe can do?") asks what the others say.
    """
    best = {match.id: match for match in ranked}
    for matches, part in zip(by_part, meaning.parts, strict=True):
        if part.bare:
            continue
        for match in matches:
            route = knowledge.route(match.id)
            counts = route != "smalltalk" and (part.asks or route in ("ticket", "human"))
            if counts and match.score > best.get(match.id, _NOTHING).score:
                best[match.id] = match
    maybe = knowledge.faq.thresholds.maybe
    meant = [m for m in best.values() if m.score >= maybe and knowledge.route(m.id) != "smalltalk"]
    if not meant:
        return ranked
    return sorted(best.values(), key=lambda match: (knowledge.route(match.id) == "smalltalk", -match.score))


def _gate(meaning: Meaning, ranked: list[Match], knowledge: Knowledge) -> Verdict | None:
    """The account gate: matters that must not be handled in chat, and faults, go to the ticket channel."""
    points = knowledge.faq.thresholds
    best = ranked[0] if ranked else _NOTHING
    ticket = next((m for m in ranked if knowledge.route(m.id) == "ticket"), _NOTHING)
    wish = next((m for m in ranked if m.id == WISH), _NOTHING)
    heard = WISH_HEARD if best.id == ticket.id else CLOSE
    if wish.score >= max(points.maybe, heard * best.score) and _is_account_matter(ticket, meaning):
        return _verdict("ticket", ticket, PERSON_FOR_ACCOUNT)
    decides = knowledge.route(best.id) in ("out_of_scope", "not_eligible", "human")
    if meaning.fault and knowledge.route(best.id) == "out_of_scope":
        decides = ticket.score < OURS * best.score
    if decides and best.score >= _enough(best, points.ticket, knowledge):
        return _verdict(knowledge.route(best.id), best, "one match is likely")  # type: ignore[arg-type]
    asks = meaning.question or meaning.supposed
    if meaning.demand and not meaning.supposed and ticket.score >= CUED:
        return _verdict("ticket", ticket, "demands something of an own account")
    if meaning.own and not asks and ticket.score >= max(CUED, OWN * best.score):
        return _verdict("ticket", ticket, "speaks of an own account")
    if (
        meaning.fault
        and not asks
        and GENERAL_FAULT in knowledge.intents
        and (meaning.products or best.score >= FAINT)
        and not _is_answer(best, ticket, meaning, knowledge)
    ):
        told = ticket if ticket.score >= CUED else _scored(_GENERAL, best.score)
        return _verdict("ticket", told, "reports a fault")
    if meaning.fault and ticket.score >= max(CUED, FAULT * best.score):
        return _verdict("ticket", ticket, "reports a fault")
    if _is_bare(meaning):
        return None  # "refund": a policy or a request? It is asked.
    close = ASKED if asks and not meaning.own else CLOSE
    if ticket.score >= _enough(ticket, points.ticket, knowledge) and ticket.score >= close * best.score:
        return _verdict("ticket", ticket, "an account matter or a fault, close to the best match")
    return None


def _is_account_matter(ticket: Match, meaning: Meaning) -> bool:
    """Whether a wish for a person is about something that nobody may settle in a chat."""
    own = meaning.own or meaning.demand or meaning.fault
    return ticket.score >= (WISHED_OWN if own else WISHED)


def _is_answer(best: Match, ticket: Match, meaning: Meaning, knowledge: Knowledge) -> bool:
    """Whether a message that sounds like a fault ("... must not load before ...") is surely a question all the same."""
    surely = knowledge.route(best.id) == "answer" and best.score >= SURELY
    return surely and not (meaning.own or meaning.demand) and ticket.score < HARDLY * best.score


def _is_bare(meaning: Meaning) -> bool:
    """A word or two, which may stand for a question as well as for a request."""
    return len(meaning.words) <= BARE


def _is_short(meaning: Meaning, conversation: Conversation) -> bool:
    """A few words, and nothing was said before that they could go on from."""
    return len(meaning.words) <= SHORT and conversation.entry is None


def _two_answers(asking: list[list[Match]], knowledge: Knowledge) -> Verdict | None:
    clear: list[Match] = []
    least = knowledge.faq.thresholds.clear
    for part in asking:
        is_answer = bool(part) and knowledge.route(part[0].id) == "answer"
        is_clear = is_answer and part[0].score >= _enough(part[0], least, knowledge)
        if is_clear and part[0].id not in [match.id for match in clear]:
            clear.append(part[0])
    if len(clear) < 2:
        return None
    return Verdict(
        route="answer",
        about=tuple(match.id for match in clear[:2]),
        score=min(match.score for match in clear[:2]),
        reason="two clear questions",
    )


def _best(ranked: list[Match], knowledge: Knowledge, *, bare: bool, short: bool) -> Verdict:
    points = knowledge.faq.thresholds
    maybe = HINTED if bare else points.maybe
    if not ranked or ranked[0].score < min(maybe, _enough(ranked[0], 1.0, knowledge)):
        return Verdict(route="fallback", score=ranked[0].score if ranked else 0.0, reason="nothing is likely enough")
    best = ranked[0]
    route = knowledge.route(best.id)
    rival = next((m for m in ranked[1:]), _NOTHING)
    is_kind = "smalltalk" in (route, knowledge.route(rival.id))
    if bare and rival.score >= AMBIGUOUS * best.score and not is_kind:
        return _clarify(ranked, knowledge)
    usual = points.sure if route == "answer" else min(points.sure, points.ticket)
    if short and route != "smalltalk":
        usual = max(usual, points.clear)
    if best.score >= _enough(best, usual, knowledge):
        return _verdict(route, best, "one match is likely")  # type: ignore[arg-type]
    has_own = _enough(best, 0.0, knowledge) > 0
    alone = points.alone if route == "answer" else points.alone * PASSED_ON
    stands_alone = best.score >= alone and best.score >= LEAD * rival.score
    if stands_alone and not has_own and (not short or route == "smalltalk"):
        return _verdict(route, best, "one match stands alone")  # type: ignore[arg-type]
    return _clarify(ranked, knowledge)


def _enough(match: Match, usual: float, knowledge: Knowledge) -> float:
    """How likely this one has to be: what its editor wrote beside it, or the usual."""
    found = knowledge.find(match.id)
    return usual if found is None or found.threshold is None else found.threshold


def _clarify(ranked: list[Match], knowledge: Knowledge) -> Verdict:
    best = ranked[0]
    close = [m for m in ranked[:MOST_CHOICES] if m.score >= SHOWN * best.score and knowledge.route(m.id) != "smalltalk"]
    if not close:
        return Verdict(route="fallback", score=best.score, reason="nothing is likely enough")
    return Verdict(
        route="clarify",
        about=tuple(m.id for m in close),
        score=best.score,
        reason="several are possible, none is sure",
    )


def _verdict(route: Route, match: Match, reason: str) -> Verdict:
    return Verdict(route=route, about=(match.id,), score=match.score, reason=reason)


def _scored(match: Match, score: float) -> Match:
    return Match(id=match.id, score=round(score, 4), example=match.example, shared=match.shared)


_NOTHING = Match(id="", score=0.0)
_GENERAL = Match(id=GENERAL_FAULT, score=0.0)
