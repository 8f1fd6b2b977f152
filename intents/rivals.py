"""Questions that another entry would win, found with the matcher that customers meet.

An editor's question must lead to the entry it stands in. When it does not, two entries hold nearly the same
words; customers who ask this get the other answer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from faq.match import Match
from faq.model import Entry, Problem
from faq.text import clean
from intents.courtesy import without_courtesy
from intents.knowledge import Knowledge
from intents.language import detect
from intents.model import Intent


def lost_questions(knowledge: Knowledge, step: Callable[[], None] = lambda: None) -> Iterator[Problem]:
    """Each question that may be lost, put to the matcher. `step` is called after each entry, for a bar of progress."""
    safe = knowledge.matcher.unrivalled()
    for item in knowledge.items():
        # Courtesy is taken out of a message before the matcher is asked, so "hi there" proves nothing.
        lost = [] if knowledge.route(item.id) == "smalltalk" else list(_lost(item, knowledge, safe))
        total = sum(map(len, item.questions.values()))
        if lost and len(lost) == total:
            yield _unreachable(item, lost)
        else:
            yield from (_stolen(item, path, text, winner, knowledge) for path, text, winner in lost)
        step()


_Lost = tuple[str, str, Match | None]


def _lost(item: Entry | Intent, knowledge: Knowledge, safe: Collection[tuple[str, str]]) -> Iterator[_Lost]:
    for language, questions in item.questions.items():
        for number, text in enumerate(questions):
            if (item.id, text) in safe:
                continue
            winner = _winner(text, language, knowledge)
            if winner is None or winner.id != item.id:
                yield f"questions.{language}.{number}", text, winner


def _winner(text: str, language: str, knowledge: Knowledge) -> Match | None:
    """As `intents.router.understand` asks, in the language of the list or in none, when nothing in it tells.

    A language that is guessed wrong is not what the editor can mend, so it is left out here.
    """
    text = clean(text)
    asked = language if detect(text) else None
    found = knowledge.matcher.rank(without_courtesy(text), language=asked, limit=1)
    return found[0] if found else None


def _stolen(item: Entry | Intent, path: str, text: str, winner: Match | None, knowledge: Knowledge) -> Problem:
    if winner is None:
        what = f'"{text}" leads nowhere: the bot knows none of its words.'
        return Problem(place=item.at(path), what=what, todo="Write it with more words.", severity="warning")
    other = knowledge.find(winner.id)
    where = f" ({other.place})" if other else ""
    return Problem(
        place=item.at(path),
        what=f'"{text}" leads to "{winner.id}"{where}, because of "{winner.example}" there.',
        todo="Keep it where it is answered best, or reword one of the two.",
        severity="warning",
    )


def _unreachable(item: Entry | Intent, lost: list[_Lost]) -> Problem:
    winners = dict.fromkeys(f'"{match.id}"' for _, _, match in lost if match)
    instead = f"; customers get {', '.join(winners)}" if winners else ""
    return Problem(
        place=item.place,
        what=f'no message can reach "{item.id}": every one of its questions leads elsewhere{instead}.',
        todo="Give it questions of its own, or delete one of the entries.",
        severity="warning",
    )
