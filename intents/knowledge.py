"""Everything the assistant knows, as one version: FAQ, intents, and the matcher that learnt both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from faq.fit import fit
from faq.load import load_faq, version_of
from faq.match import Example, Matcher
from faq.model import ByLanguage, Entry, Faq
from faq.terms import ProductNames
from faq.wordtable import WordTable
from intents.load import load_intents, load_strangers
from intents.model import Intent, Intents


@dataclass(frozen=True, kw_only=True, slots=True)
class Knowledge:
    """One version of what staff wrote, ready for questions. Read-only; replaced as a whole."""

    faq: Faq
    intents: Intents
    matcher: Matcher
    names: ProductNames
    version: str

    def find(self, name: str) -> Entry | Intent | None:
        """The entry or intent with this id."""
        return self.faq.entries.get(name) or self.intents.get(name)

    def items(self) -> list[Entry | Intent]:
        """All entries and intents."""
        return [*self.faq.entries.values(), *self.intents.values()]

    def title(self, name: str) -> ByLanguage:
        """What "did you mean" shows for it."""
        found = self.find(name)
        return found.title if found else {}

    def route(self, name: str) -> str:
        """Where a message that means it goes: an entry is answered, an intent says itself."""
        intent = self.intents.get(name)
        return intent.route if intent else "answer"


def learn(faq_folder: Path, intents_folder: Path, *, cache: Path | None = None) -> Knowledge:
    """Read both folders and fit the matcher. `cache` is a folder that makes the next time quick.

    Raises:
        FaqInvalid: an editor has to mend something; nothing is returned in part.
    """
    faq = load_faq(faq_folder)
    intents = load_intents(intents_folder)
    names = ProductNames(faq.products)
    return Knowledge(
        faq=faq,
        intents=intents,
        matcher=fit(
            examples(faq, intents),
            names,
            strangers=load_strangers(intents_folder),
            table=WordTable.load(),
            cache=cache,
        ),
        names=names,
        version=version_of(faq_folder, intents_folder),
    )


def examples(faq: Faq, intents: Intents) -> Iterator[Example]:
    """Every known question with the entry or intent it asks for. Titles count as questions too."""
    items: list[Entry | Intent] = [*faq.entries.values(), *intents.values()]
    for item in items:
        for language, questions in item.questions.items():
            title = [item.title[language]] if language in item.title else []
            for text in dict.fromkeys([*questions, *title]):
                yield Example(label=item.id, text=text, language=language)
