"""Some articles one after the other, each under its title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.domain.news import ArticleVersion
from service.domain.summaries import Coverage, Length, Section, Summary, Usage
from service.store.library import Library
from service.summarizing.article import Summarizing, summarize_article


async def summarize_articles(versions: Sequence[ArticleVersion], *, library: Library, using: Summarizing) -> Summary:
    """Return a summary of one article in three sentences, of several in one each; a refusal if none has one."""
    length = Length.SHORT if len(versions) == 1 else Length.BRIEF
    made = [await summarize_article(v, length=length, library=library, using=using) for v in versions]
    held = [summary for summary in made if summary.refusal is None]
    return _together(made, held) if len(made) > 1 and held else made[0]


def _together(made: Sequence[Summary], held: Sequence[Summary]) -> Summary:
    sections: list[Section] = []
    before = 0  # citations of the articles before
    for summary in held:
        sections += [_renumbered(section, before, summary.version) for section in summary.sections]
        before += len(summary.citations)
    cited = [citation for summary in held for citation in summary.citations]
    return Summary(
        id=made[0].id,
        length=made[0].length,
        sections=tuple(sections),
        citations=tuple(replace(citation, number=n) for n, citation in enumerate(cited, start=1)),
        coverage=Coverage(len(made), len(held), tuple(out for s in made for out in s.coverage.left_out)),
        usage=_spent([summary.usage for summary in made]),
        verdicts=tuple(verdict for summary in made for verdict in summary.verdicts),
    )


def _renumbered(section: Section, before: int, version: ArticleVersion | None) -> Section:
    sentences = tuple(replace(s, citations=tuple(n + before for n in s.citations)) for s in section.sentences)
    return replace(section, sentences=sentences, heading=version.title if version else None)


def _spent(usages: Sequence[Usage]) -> Usage:
    first = next((usage for usage in usages if usage.model), usages[0])
    return replace(
        first,
        input_tokens=sum(usage.input_tokens for usage in usages),
        output_tokens=sum(usage.output_tokens for usage in usages),
        notes=tuple(dict.fromkeys(note for usage in usages for note in usage.notes)),
    )
