"""One article: a summary of one, three or eight sentences, who said what, and the key facts, all cited."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from service.answering.standing import find_candidates, report
from service.domain.answers import Verdict
from service.domain.news import ArticleVersion, Polarity, Statement
from service.domain.questions import Filters, Searched
from service.domain.summaries import Coverage, DraftedSection, Length, Summary, Usage
from service.errors import InputRejected
from service.ports import LanguageModel
from service.store.library import Library
from service.store.speakers import StatementFilter
from service.summarizing.assembling import keep_verified, refuse, verify_sections
from service.summarizing.choosing import choose
from service.summarizing.facts import find_facts
from service.summarizing.writing import write_article

TABLE = 20  # rows of "who said what": more than that is the article again


@dataclass(frozen=True, slots=True)
class Summarizing:
    """What summarizing needs: a model (None: extractive mode), ids, and the model's budget in tokens a call."""

    new_id: Callable[[], str]
    model: LanguageModel | None = None
    max_tokens: int = 1200


async def summarize_article(
    version: ArticleVersion, *, length: Length, library: Library, using: Summarizing
) -> Summary:
    """Return a summary of one version of an article; a refusal if no sentence of it can stand alone."""
    statements = await asyncio.to_thread(statements_of, version, library)
    candidates = await asyncio.to_thread(find_candidates, version, statements)
    lead = choose([version], candidates, limit=length.sentences)
    usage, dropped = Usage(), tuple[Verdict, ...]()
    if using.model is not None and candidates:
        written, usage = await write_article(
            version, candidates, length=length, model=using.model, max_tokens=using.max_tokens
        )
        held, dropped = keep_verified(written)
        lead = list(held[: length.sentences]) or lead
    drafted = [DraftedSection("summary", tuple(lead))]
    if length is not Length.BRIEF:
        drafted += [who_said_what(version, statements), *find_facts(version, candidates, statements)]
    summary = await asyncio.to_thread(_assemble, version, drafted, length=length, id=using.new_id())
    return replace(summary, usage=usage, verdicts=(*dropped, *summary.verdicts))


def read_current(reference: str, library: Library) -> ArticleVersion:
    """Return the current version of the article that `reference` names.

    UnknownRecord if there is none, InputRejected if its publisher withdrew it.
    """
    article = library.catalog.article(library.catalog.resolve(reference))
    if not article.is_public:
        raise InputRejected(origin=f"article {reference}", why="its publisher withdrew it")
    return article.current


def statements_of(version: ArticleVersion, library: Library) -> list[Statement]:
    """Return the statements of a version, in the order of the text."""
    conditions = library.catalog.matching(Filters(article_id=version.article_id))
    found = library.speakers.statements(StatementFilter(), conditions=conditions)
    return sorted((s for s in found if s.version == version.number), key=lambda s: s.attribution.extent.start)


def _assemble(version: ArticleVersion, drafted: Sequence[DraftedSection], *, length: Length, id: str) -> Summary:
    sections, citations, verdicts = verify_sections(drafted)
    if sections and sections[0].name == "summary":
        return Summary(id, length, sections, citations, Coverage(1, 1), version, verdicts=verdicts)
    searched = Searched(1, version.published_at, version.published_at)
    nothing = refuse(searched, why="No sentence of the article can stand alone")
    left_out = ((version.article_id, "no sentence can stand alone"),)
    return Summary(id, length, (), (), Coverage(1, 0, left_out), version, refusal=nothing, verdicts=verdicts)


def who_said_what(version: ArticleVersion, statements: Sequence[Statement]) -> DraftedSection:
    """Return a row for each statement of a known speaker.

    A statement inside another of the same speaker is left out, and so is what somebody denied or did not say:
    "He did not say whether Gantz had asked" reports nothing that Gantz asked.
    """
    rows = []
    for statement in statements:
        inside = any(_within(statement, other) or _unsaid(statement, other) for other in statements)
        claim = None if inside else report(statement, version)
        if claim:
            rows.append(claim)
    return DraftedSection("said", tuple(dict.fromkeys(rows))[:TABLE], "Who said what")


def _within(statement: Statement, other: Statement) -> bool:
    if statement == other or statement.speaker is None or other.speaker is None:
        return False
    outer, inner = other.attribution.extent, statement.attribution.extent
    return outer != inner and outer.contains(inner) and statement.speaker.name == other.speaker.name


def _unsaid(statement: Statement, other: Statement) -> bool:
    outer, inner = other.attribution.extent, statement.attribution.extent
    return outer != inner and outer.contains(inner) and other.attribution.polarity != Polarity.ASSERTED
