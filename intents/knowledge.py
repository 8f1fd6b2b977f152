"""Everything the assistant knows, as one version: FAQ, intents, and the matcher that learnt both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from faq.fit import MEANING, MEANING_OF_SENTENCES, fit
from faq.load import read_faq, version_of
from faq.match import Example, Matcher
from faq.model import LANGUAGES, ByLanguage, Entry, Faq, FaqInvalid, Problem
from faq.sentences import meanings
from faq.terms import ProductNames
from intents.language import detect
from intents.load import read_intents, read_strangers
from intents.model import Intent, Intents

INDEX = Path("data/index")  # fitted matchers, so that the next start is quick


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """One version of what staff wrote, read and found right, but not learnt yet."""

    faq: Faq
    intents: Intents
    strangers: Mapping[str, tuple[str, ...]]
    version: str


def read(faq_folder: Path, intents_folder: Path, *, also: Sequence[Problem] = ()) -> Contents:
    """Both folders as they are at one moment. `also`: what is wrong with the files that are read elsewhere.

    Raises:
        FaqInvalid: an editor has to mend something; all of it is told at once, and nothing is returned in part.
    """
    while True:
        version = version_of(faq_folder, intents_folder)
        faq, problems = read_faq(faq_folder)
        intents, more = read_intents(intents_folder, faq)
        strangers, others = read_strangers(intents_folder)
        if version_of(faq_folder, intents_folder) != version:
            continue  # somebody saved a file while we read: half of it may be old and half new
        if problems := [*problems, *more, *others, *also]:
            raise FaqInvalid(problems)
        return Contents(faq=faq, intents=intents, strangers=strangers, version=version)


def fitted(contents: Contents, *, cache: Path | None = None, model: Path | None = None) -> Knowledge:
    """The contents, learnt. `cache` is a folder that makes the next time quick, `model` that of the semantic extra.

    Raises:
        SemanticMissing: there is no such model, or its library is not installed.
    """
    names = ProductNames(contents.faq.products)
    return Knowledge(
        faq=contents.faq,
        intents=contents.intents,
        matcher=fit(
            examples(contents.faq, contents.intents),
            names,
            strangers=contents.strangers,
            denied=denied(contents.faq, contents.intents),
            table=meanings(model),
            meaning=MEANING_OF_SENTENCES if model else MEANING,
            cache=cache,
        ),
        names=names,
        version=contents.version,
    )


def learn(faq_folder: Path, intents_folder: Path, *, cache: Path | None = None, model: Path | None = None) -> Knowledge:
    """Read both folders and fit the matcher.

    Raises:
        FaqInvalid: as above.
        SemanticMissing: likewise.
    """
    return fitted(read(faq_folder, intents_folder), cache=cache, model=model)


def examples(faq: Faq, intents: Intents) -> Iterator[Example]:
    """Every known question with the entry or intent it asks for. Titles count as questions too."""
    items: list[Entry | Intent] = [*faq.entries.values(), *intents.values()]
    for item in items:
        for language, questions in item.questions.items():
            title = [item.title[language]] if language in item.title else []
            for text in dict.fromkeys([*questions, *title]):
                yield Example(label=item.id, text=text, language=language)


def denied(faq: Faq, intents: Intents) -> Iterator[Example]:
    """Every message that must not get an entry or intent. One that tells no language counts in both."""
    items: list[Entry | Intent] = [*faq.entries.values(), *intents.values()]
    for item in items:
        for text in item.must_not_match:
            language = detect(text)
            for each in [language] if language else LANGUAGES:
                yield Example(label=item.id, text=text, language=each)
