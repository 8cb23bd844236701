"""A topic or a person over any number of articles: a digest by event, what outlets agree on, who changed position."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from service.answering.standing import Candidate, find_candidates, report
from service.answering.wording import spelled_day
from service.domain.answers import Claim, Verdict
from service.domain.news import ArticleVersion, Polarity, Statement
from service.domain.questions import Filters, ScoredStatement, Searched
from service.domain.summaries import Coverage, DraftedSection, Length, Summary, Usage
from service.ports import LanguageModel
from service.retrieval import ranking
from service.retrieval.people import find_speakers
from service.retrieval.searching import fold_statements, score_statements
from service.store.library import Library
from service.store.speakers import StatementFilter
from service.summarizing.article import Summarizing
from service.summarizing.assembling import keep_verified, refuse, verify_sections
from service.summarizing.choosing import choose
from service.summarizing.comparing import find_agreement, find_changes, find_conflicts
from service.summarizing.dating import dated
from service.summarizing.events import Event, find_events, fold_copies
from service.summarizing.figures import counting_figures, withdrawn_figures
from service.summarizing.writing import PIECE_TOKENS, PIECES, estimate_tokens, write_event
from service.text.words import terms

PAGE = 200  # articles read from the catalog at once
ON_TOPIC = 0.6  # of the weight of a topic's terms, for an article that is about it
NEAR_TOPIC = 0.3  # for one that is if it tells of the same event as another that is sure
OFF_TOPIC = "not about the topic"
_EVENTS = {Length.BRIEF: 5, Length.SHORT: 12, Length.LONG: 60}
_SENTENCES = {Length.BRIEF: 1, Length.SHORT: 2, Length.LONG: 4}
_POSITIONS = {Length.BRIEF: 3, Length.SHORT: 10, Length.LONG: 40}
_OPEN = {Length.BRIEF: 0, Length.SHORT: 5, Length.LONG: 15}


@dataclass(frozen=True, slots=True)
class Topic:
    """What a digest is about: words, a speaker (in `filters`), a period; `budget` is in tokens of a model."""

    about: str | None = None
    filters: Filters = field(default=Filters())
    length: Length = Length.SHORT
    budget: int = 60_000


@dataclass(slots=True)
class _Material:
    """What was read for a digest: by event the candidates of each article, and why articles were left out."""

    read: int
    events: list[tuple[Event, dict[str, list[Candidate]]]]
    statements: list[Statement]
    left_out: dict[str, str]

    @property
    def versions(self) -> dict[str, ArticleVersion]:
        return {v.article_id: v for event, _ in self.events for v in event.versions}


async def summarize_topic(topic: Topic, *, library: Library, using: Summarizing) -> Summary:
    """Return a digest of every article that matches, or a refusal that says what was searched. Stores nothing."""
    material = await asyncio.to_thread(_gather, topic, library)
    events = [await asyncio.to_thread(_event_section, *event, topic.length) for event in material.events]
    usage, dropped = Usage(), tuple[Verdict, ...]()
    if using.model is not None:
        events, usage, dropped = await _write_events(topic, material, events, using.model, using.max_tokens)
    summary = await asyncio.to_thread(_assemble, topic, material, events, library, id=using.new_id())
    return replace(summary, usage=usage, verdicts=(*dropped, *summary.verdicts))


def _gather(topic: Topic, library: Library) -> _Material:
    left_out: dict[str, str] = {}
    found, near, read = [], [], 0
    speakers = _speaker_ids(topic, library)
    for version in read_articles(topic.filters, library):
        read += 1
        if speakers is not None and not _heard(version, speakers, library):
            left_out[version.article_id] = "the speaker says nothing in it"
        elif (share := _share_of(topic, version, library)) >= ON_TOPIC:
            found.append(version)
        elif share >= NEAR_TOPIC:
            near.append(version)
        else:
            left_out[version.article_id] = OFF_TOPIC
    kept, copies = fold_copies([*found, *near])
    left_out |= {copy.article_id: f"copy of {original.article_id}" for copy, original in copies}
    sure = {v.article_id for v in found} | {o.article_id for copy, o in copies if copy in found}
    told = find_events(kept, library=library)
    events = [e for e in told if any(v.article_id in sure for v in e.versions)]
    left_out |= {v.article_id: OFF_TOPIC for e in told if e not in events for v in e.versions}
    for event in events[_EVENTS[topic.length] :]:
        left_out |= {v.article_id: "beyond the events that this length takes" for v in event.versions}
    events = events[: _EVENTS[topic.length]]
    for event in events:
        event.copies = [pair for pair in copies if pair[1] in event.versions]
    statements = _statements_in([v.article_id for e in events for v in e.versions], library)
    return _Material(read, [(e, _candidates(e, statements)) for e in events], statements, left_out)


def read_articles(filters: Filters, library: Library) -> Iterator[ArticleVersion]:
    """Yield the current version of every article that matches, a page in memory at a time."""
    offset = 0
    while page := library.catalog.articles(replace(filters, speaker=None), limit=PAGE, offset=offset):
        yield from (article.current for article in page if article.is_public)
        offset += len(page)


def articles_on(topic: Topic, library: Library) -> list[str]:
    """Return the ids of the articles that are about a topic, newest first."""
    speakers = _speaker_ids(topic, library)
    return [
        version.article_id
        for version in read_articles(topic.filters, library)
        if (speakers is None or _heard(version, speakers, library)) and _share_of(topic, version, library) >= ON_TOPIC
    ]


def _speaker_ids(topic: Topic, library: Library) -> tuple[str, ...] | None:
    if topic.filters.speaker is None:
        return None
    return tuple(s.id for s in find_speakers(topic.filters.speaker, records=library.speakers) if s.id)


def _heard(version: ArticleVersion, speakers: tuple[str, ...], library: Library) -> bool:
    conditions = library.catalog.matching(Filters(article_id=version.article_id))
    return bool(speakers) and bool(
        library.speakers.statements(StatementFilter(speaker_ids=speakers), conditions=conditions, limit=1)
    )


def _share_of(topic: Topic, version: ArticleVersion, library: Library) -> float:
    """Return the share of the topic's words that an article has, by their rarity; 1 without a topic."""
    asked = list(dict.fromkeys(terms(topic.about or "")))
    if not asked:
        return 1.0
    weights = ranking.weigh(library.index.document_frequencies(asked), library.index.count())
    return ranking.coverage(asked, terms(f"{version.title or ''} {version.text}"), weights)


def _statements_in(article_ids: Sequence[str], library: Library) -> list[Statement]:
    found: list[Statement] = []
    for start in range(0, len(article_ids), PAGE):
        conditions = [*library.catalog.matching_all(), library.catalog.among(article_ids[start : start + PAGE])]
        found += library.speakers.statements(StatementFilter(), conditions=conditions, limit=PAGE * 500)
    return found


def _candidates(event: Event, statements: Sequence[Statement]) -> dict[str, list[Candidate]]:
    mine: dict[str, list[Statement]] = {v.article_id: [] for v in event.versions}
    for statement in statements:
        if statement.article_id in mine:
            mine[statement.article_id].append(statement)
    return {v.article_id: find_candidates(v, mine[v.article_id]) for v in event.versions}


def _event_section(event: Event, candidates: dict[str, list[Candidate]], length: Length) -> DraftedSection:
    limit = _SENTENCES[length] + (1 if len(event.versions) > 2 and length is not Length.BRIEF else 0)
    told = [c for found in candidates.values() for c in found]
    lasting = [c for c in told if not counting_figures(c.claim.text) & withdrawn_figures(event.versions)]
    claims = choose(event.leading_last(), lasting or told, limit=limit)
    return DraftedSection("event", tuple(map(dated, claims)), event.heading, _members(event))


def _members(event: Event) -> tuple[str, ...]:
    return (*(v.article_id for v in event.versions), *(copy.article_id for copy, _ in event.copies))


async def _write_events(
    topic: Topic, material: _Material, sections: Sequence[DraftedSection], model: LanguageModel, max_tokens: int
) -> tuple[list[DraftedSection], Usage, tuple[Verdict, ...]]:
    """Let the model write the events, newest first, until the budget is spent; what it cannot write stays as it is."""
    written, usages, dropped = [], [], list[Verdict]()
    left, unpaid = topic.budget, 0
    for section, (_, candidates) in zip(sections, material.events, strict=True):
        evidence = list(_in_turns(candidates.values()))
        cost = sum(estimate_tokens(c.text) + PIECE_TOKENS for c in evidence) + max_tokens
        if cost > left:
            unpaid += 1
            written.append(section)
            continue
        claims, usage = await write_event(section.heading or "", evidence, model=model, max_tokens=max_tokens)
        held, faults = keep_verified(claims)
        usages.append(usage)
        dropped += faults
        left -= (usage.input_tokens + usage.output_tokens) or cost
        written.append(replace(section, claims=held or section.claims))
    return written, _together(usages, unpaid, topic.budget), tuple(dropped)


def _in_turns(found: Iterable[Sequence[Candidate]]) -> Iterator[Candidate]:
    """Yield what the model reads of an event: the first sentence of each article, then the second, …"""
    turns = [list(candidates) for candidates in found]
    in_turn = (turn[n] for n in range(max(map(len, turns), default=0)) for turn in turns if n < len(turn))
    return islice(in_turn, PIECES)


def _together(usages: Sequence[Usage], unpaid: int, budget: int) -> Usage:
    notes = tuple(dict.fromkeys(note for usage in usages for note in usage.notes))
    if unpaid:
        notes += (f"{unpaid} events stand without the model: the budget of {budget:,} tokens was spent",)
    first = next((u for u in usages if u.model), Usage())
    spent = sum(u.input_tokens for u in usages), sum(u.output_tokens for u in usages)
    return Usage(first.mode, first.model, first.prompt, *spent, notes)


def _assemble(
    topic: Topic,
    material: _Material,
    events: Sequence[DraftedSection],
    library: Library,
    *,
    id: str,
) -> Summary:
    drafted = [*events, *_comparisons(topic, material, library), *_positions(topic, material, library)]
    sections, citations, verdicts = verify_sections(drafted)
    used = {c.version.article_id for c in citations}
    left_out = material.left_out | {i: "nothing of it was needed" for i in material.versions if i not in used}
    nothing = None if sections else refuse(_searched(topic, library), why="No article is about this")
    return Summary(
        id=id,
        length=topic.length,
        sections=sections,
        citations=citations,
        coverage=Coverage(material.read, len(used), tuple(sorted(left_out.items()))),
        about=topic.about or topic.filters.speaker,
        refusal=nothing,
        verdicts=verdicts,
    )


def _searched(topic: Topic, library: Library) -> Searched:
    return library.catalog.searched(topic.filters)


def _comparisons(topic: Topic, material: _Material, library: Library) -> Iterator[DraftedSection]:
    if topic.length is Length.BRIEF:
        return
    several = [candidates for event, candidates in material.events if len(event.versions) > 1]
    agreed = [claim for candidates in several if (claim := find_agreement(candidates))]
    embedder = library.index.embedder
    differing = [claim for candidates in several for claim in find_conflicts(candidates, embedder=embedder)]
    yield DraftedSection("agreement", tuple(agreed), "Outlets agree")
    yield DraftedSection("conflict", tuple(differing), "Outlets differ")


def _positions(topic: Topic, material: _Material, library: Library) -> Iterator[DraftedSection]:
    """Yield the timeline of the speaker asked for, whose words changed, and what nobody answered."""
    versions = material.versions
    scored = score_statements(material.statements, None, library=library)
    speakers = _speaker_ids(topic, library)
    if speakers is not None:
        scored = [s for s in scored if s.statement.speaker and s.statement.speaker.id in speakers]
        yield DraftedSection("positions", tuple(_timeline(scored, versions))[: _POSITIONS[topic.length]], "Positions")
    said = [s.statement for s in scored]
    yield DraftedSection("changes", tuple(find_changes(said, versions)), "Positions that may have changed")
    unsaid = (s for s in said if _is_question_left_open(s))
    open_claims = (report(s, versions[s.article_id]) for s in unsaid if s.article_id in versions)
    yield DraftedSection("open", tuple(islice(filter(None, open_claims), _OPEN[topic.length])), "Open questions")


def _is_question_left_open(statement: Statement) -> bool:
    unsaid = statement.attribution.polarity in (Polarity.DID_NOT_SAY, Polarity.DECLINED)
    return unsaid and bool(_MATTER.search(statement.content))


_MATTER = re.compile(r"^(?:to )?(?:\w+ )?(?:whether|how|what|when|where|why|who|which|if|on|about)\b", re.IGNORECASE)


def _timeline(scored: Sequence[ScoredStatement], versions: dict[str, ArticleVersion]) -> Iterator[Claim]:
    """Yield what the speaker said, oldest first, each with its day; copies of a statement once."""
    folded = sorted(fold_statements(scored), key=lambda s: _said_on(s.statement))
    for item in folded:
        claim = report(item.statement, versions[item.statement.article_id])
        if claim:
            day = _said_on(item.statement)
            yield Claim(f"{spelled_day(day)}: {claim.text}" if day else claim.text, claim.supports)


def _said_on(statement: Statement) -> str:
    return (statement.attribution.said_at or statement.published_at or "")[:10]


def count_reasons(coverage: Coverage) -> dict[str, int]:
    """Return how many articles were left out for each reason, copies counted together."""
    return dict(Counter("copy of another" if why.startswith("copy of") else why for _, why in coverage.left_out))
