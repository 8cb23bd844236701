"""Passages by words and by meaning; statements by speaker, then by what they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher

from service.domain.news import ArticleVersion, Passage, Span, Speaker, Statement
from service.domain.questions import Filters, QueryPlan, ScoredPassage, ScoredStatement
from service.retrieval import ranking
from service.retrieval.parts import clauses, days_named, outlets_named
from service.retrieval.ranking import Terms
from service.retrieval.reranking import rerank
from service.store.catalog import Heading
from service.store.library import Library
from service.store.rows import Place
from service.store.speakers import StatementFilter
from service.text.words import is_proper_name, stem, terms, words

MOST = 300  # statements looked at for one question
NEAR = 1500  # the same in the articles that were found: twenty of them, none of them left out for being old
CANDIDATES, OF_CLAUSE = 60, 30  # from each order, before fusing
NEWEST = 50  # articles looked at for "what is new?": some may be withdrawn or held
CLAUSE = 0.6  # what the best of its clauses adds to the fit of a passage to the whole question
SAYING = frozenset(("say", "said", "tell", "told"))  # "what his supervisor told him about the pump": not the topic
NAMED_OUTLET, NAMED_DAY = 0.6, 1.0  # what a passage gains by the outlet or the day that the question names
ON_TOPIC = 0.6  # the share of the topic's rarity that a statement and its sentence must hold
SAME_STORY = 0.5  # passages of near copies are cut at other places, and edited
FOUND = 0.25  # what a statement on the topic gains by standing in the best passage found; less in one that fits less
NEAR_TOPIC = 0.3  # enough for a namesake to be meant
SAME_DAYS = 3  # between two reports of one statement; who says the same a week later says it again
WORDED_ALIKE = 0.75  # of the words of two short statements in the same order
SHORTEST = 4  # words; shorter ones ("the mine closes") are alike by chance


def find_passages(query: str, filters: Filters, *, library: Library, limit: int) -> list[ScoredPassage]:
    """Return passages of matching articles, best first and re-ranked, copies folded."""
    hits = rank_passages(query, filters, library=library, limit=2 * limit)
    found = fold_copies(hits)
    if len(found) < limit <= len(hits) // 2:  # most of them are copies
        found = fold_copies(rank_passages(query, filters, library=library, limit=10 * limit))
    return rerank(query, found[:limit], reranker=library.reranker)[0]


def rank_passages(
    query: str, filters: Filters, *, library: Library, limit: int, of_one_outlet: int | None = None
) -> list[ScoredPassage]:
    """Return passages of matching articles, best first, by BM25 and cosine, of the query and of its best clause.

    `of_one_outlet` bounds how many of them one outlet may have, for questions that compare several.
    """
    allowed = library.catalog.passage_ids(filters) if filters.narrow else None
    if allowed is not None and not allowed:
        return []
    fits = _fits(query, library, allowed)
    headings = library.catalog.headings(list(fits))
    outlets = outlets_named(query, {heading.source for heading in headings.values()})
    days = days_named(query)
    scores = {key: fits[key] * _named(heading, outlets, days) for key, heading in headings.items()}
    best = sorted(scores, key=lambda key: (-scores[key], key))
    if of_one_outlet:
        best = _spread(best, headings, of_one_outlet)
    best = best[:limit]
    found = library.catalog.passages(best)  # the texts of these alone are read
    return [ScoredPassage(*found[key], score=scores[key]) for key in best if key in found]


def _spread(keys: Sequence[int], headings: Mapping[int, Heading], most: int) -> list[int]:
    """Return `keys` in their order, at most so many of each outlet."""
    taken: Counter[str | None] = Counter()
    kept = []
    for key in keys:
        taken[headings[key].source] += 1
        if taken[headings[key].source] <= most:
            kept.append(key)
    return kept


def newest_passages(filters: Filters, *, library: Library, limit: int) -> list[ScoredPassage]:
    """Return the first passages of the newest matching articles, the newest first."""
    newest = [a for a in library.catalog.articles(filters, limit=NEWEST) if a.is_public][:limit]
    first = [found[0] for a in newest if (found := library.catalog.passages_of(a.id))]
    return [ScoredPassage(passage, version, 1 / (1 + rank)) for rank, (passage, version) in enumerate(first)]


def _fits(query: str, library: Library, allowed: Sequence[int] | None) -> dict[int, float]:
    """Return how well each candidate fits, by passage id: the whole query, and what its best clause adds."""
    index = library.index
    asked = [query, *clauses(query)]
    limits = [CANDIDATES, *[OF_CLAUSE] * (len(asked) - 1)]
    begun = [index.begin_lexical(part, limit=n, allowed=allowed) for part, n in zip(asked, limits, strict=True)]
    vectors = [index.embedder.embed_query(part) for part in asked]
    dense = [
        dict(index.search_vectors(vector, limit=n, allowed=allowed)) for vector, n in zip(vectors, limits, strict=True)
    ]
    lexical = [dict(words.result()) for words in begun]
    pool = sorted({key for scores in (*lexical, *dense) for key in scores})
    cosines = [dict(index.compare(vector, pool)) for vector in vectors]
    whole, *parts = [ranking.blend(words, near) for words, near in zip(lexical, cosines, strict=True)]
    return {key: whole.get(key, 0.0) + CLAUSE * max((p.get(key, 0.0) for p in parts), default=0.0) for key in pool}


def _named(heading: Heading, outlets: frozenset[str], days: frozenset[str]) -> float:
    outlet = NAMED_OUTLET if heading.source in outlets else 0.0
    day = NAMED_DAY if (heading.published_at or "")[:10] in days else 0.0
    return (1 + outlet) * (1 + day)


def fold_copies(hits: Sequence[ScoredPassage]) -> list[ScoredPassage]:
    """Return `hits` without passages that repeat an earlier one nearly word for word.

    Among near copies of one story (`ArticleVersion.story`) the passage of the earliest article stands for all.
    """
    kept: list[tuple[ScoredPassage, Terms]] = []
    for hit in hits:
        own = Terms.of(hit.passage.text)
        twin = next((i for i, (k, other) in enumerate(kept) if _repeats(hit, own, k, other)), None)
        if twin is None:
            kept.append((hit, own))
        elif hit.version.story == hit.version.article_id:
            kept[twin] = replace(hit, score=kept[twin][0].score), own
    return [hit for hit, _ in kept]


def _repeats(a: ScoredPassage, own: Terms, b: ScoredPassage, other: Terms) -> bool:
    related = a.version.story is not None and a.version.story == b.version.story
    apart = a.version.article_id != b.version.article_id
    return ranking.likeness(own, other) > (SAME_STORY if related and apart else 0.9)


def find_statements(
    speakers: Sequence[Speaker] | None,
    plan: QueryPlan,
    *,
    library: Library,
    addressees: Sequence[Speaker] = (),
    near: Sequence[ScoredPassage] | None = None,
) -> list[Statement]:
    """Return what these speakers said (to these addressees) in matching articles: the newest MOST, oldest first.

    With `near`, only in the articles of these passages, and up to NEAR of them.
    """
    which = StatementFilter(
        speaker_ids=_ids(speakers) if speakers is not None else None,
        addressee_ids=_ids(addressees) if addressees else None,
        article_ids=_articles_of(near) if near is not None else None,
    )
    limit = MOST if near is None else NEAR
    return library.speakers.statements(which, conditions=library.catalog.matching(plan.filters), limit=limit)


def count_statements(speakers: Sequence[Speaker], plan: QueryPlan, *, library: Library) -> int:
    """Return how many statements `find_statements` finds of these speakers, without reading them."""
    which = StatementFilter(speaker_ids=_ids(speakers))
    return library.speakers.count(which, conditions=library.catalog.matching(plan.filters), limit=MOST)


def statements_near(hits: Sequence[ScoredPassage], *, library: Library) -> list[Statement]:
    """Return what is said within these passages."""
    spans: dict[tuple[str, int], list[Span]] = {}
    for hit in hits:
        spans.setdefault((hit.passage.article_id, hit.passage.version), []).append(hit.passage.span)

    def within(place: Place) -> bool:
        return any(map(place.overlaps, spans.get((place.article_id, place.version), ())))

    return library.speakers.statements_of(_articles_of(hits), fitting=within, limit=NEAR)


def _articles_of(hits: Sequence[ScoredPassage]) -> tuple[str, ...]:
    return tuple(sorted({hit.passage.article_id for hit in hits}))


def _ids(speakers: Sequence[Speaker]) -> tuple[str, ...]:
    return tuple(s.id for s in speakers if s.id)


def score_statements(
    statements: Sequence[Statement],
    topic: str | None,
    *,
    library: Library,
    near: Sequence[ScoredPassage] = (),
    least: float = NEAR_TOPIC,
) -> list[ScoredStatement]:
    """Return statements with how well they fit the topic (1.0 each without one), those below `least` left out.

    A statement fits by the rarity of the topic's terms that it, its sentence and its title hold; standing in a
    passage that was found for the question adds to it.
    """
    versions = library.catalog.current_versions(sorted({s.article_id for s in statements}))
    scored = [ScoredStatement(s, versions[s.article_id], 1.0) for s in statements if s.article_id in versions]
    asked = [t for t in terms(topic or "") if t not in SAYING]
    if not asked:
        return scored
    weights = ranking.weigh(library.index.document_frequencies(asked), library.index.count())
    headings = {v.article_id: ranking.coverage(asked, terms(v.title or ""), weights) for v in versions.values()}
    fitting = [replace(s, score=_fit(s, asked, weights, near, headings[s.version.article_id])) for s in scored]
    return [s for s in fitting if s.score >= least]


def on_topic(scored: Sequence[ScoredStatement]) -> list[ScoredStatement]:
    """Return those of the scored statements that are about the topic, not only near it."""
    return [s for s in scored if s.score >= ON_TOPIC]


def under(circumstance: str, statements: Sequence[Statement], *, library: Library) -> list[ScoredStatement]:
    """Return the statements of articles that tell of a circumstance ("after the match"), each as just on the topic."""
    asked = set(terms(circumstance))
    versions = library.catalog.current_versions(sorted({s.article_id for s in statements}))
    telling = {key for key, version in versions.items() if asked and asked <= set(terms(version.text))}
    return [ScoredStatement(s, versions[s.article_id], ON_TOPIC) for s in statements if s.article_id in telling]


def _fit(
    scored: ScoredStatement,
    asked: Sequence[str],
    weights: dict[str, float],
    near: Sequence[ScoredPassage],
    heading: float,
) -> float:
    statement, version = scored.statement, scored.version
    own = ranking.coverage(asked, with_deeds(terms(statement.content)), weights)
    around = ranking.coverage(asked, with_deeds(terms(_around(statement, version))), weights)
    found = next((hit.score / near[0].score for hit in near if _holds(hit.passage, statement)), 0.0)
    return max(own, 0.85 * around, 0.6 * heading + 0.3 * around) + FOUND * around * found**2


def with_deeds(found: Sequence[str]) -> list[str]:
    """Return terms with what their doers do: a "winner" speaks of winning, a "reviewer" of the review."""
    return [*found, *(stem(f"{term[:-2]}ing") for term in found if term.endswith(("er", "or")) and len(term) > 5)]


def _around(statement: Statement, version: ArticleVersion) -> str:
    """Return the statement with its cue and the words next to it."""
    extent = statement.attribution.extent
    cue = statement.attribution.cue_span
    start = min(extent.start, cue.start) if cue else extent.start
    end = max(extent.end, cue.end) if cue else extent.end
    return version.text[max(0, start - 150) : end + 150]


def _holds(passage: Passage, statement: Statement) -> bool:
    same = passage.article_id == statement.article_id and passage.version == statement.version
    return same and passage.span.overlaps(statement.attribution.extent)


def told_to(described: str, statements: Sequence[Statement], *, topic: str | None, library: Library) -> list[Statement]:
    """Return what was told to `described` ("the astronauts") in articles that name them: "He told them …".

    With a topic it must be met, and the hearer may be called something else ("members" for "the committee"); without
    one they must not be. Who has a name, asked for or told, is nobody else.
    """
    if is_proper_name(described):
        return []
    asked = set(terms(described))
    telling = [s for s in statements if set(words(s.attribution.cue or "")) & _TELLING]
    scored = on_topic(score_statements(telling, topic, library=library))
    return [s.statement for s in scored if _may_hear(s.statement, topic) and asked <= set(terms(s.version.text))]


def _may_hear(statement: Statement, topic: str | None) -> bool:
    hearer = statement.attribution.addressee
    return hearer is None or (topic is not None and not is_proper_name(hearer.name))


_TELLING = frozenset("tell tells told inform informs informed remind reminds reminded assure assures assured".split())


def prefer_act(scored: Sequence[ScoredStatement], act: str | None) -> list[ScoredStatement]:
    """Return the statements that do what `act` says ("deny": those denied); all of them if none on the topic does."""
    wanted = stem(words(act)[0]) if act else None
    doing = [s for s in scored if wanted and wanted in _acts(s.statement)]
    return doing if on_topic(doing) else list(scored)


def _acts(statement: Statement) -> set[str]:
    polarity = {"denied": "deny", "declined": "declin", "asked": "ask"}.get(statement.attribution.polarity.value, "")
    return {polarity} | {stem(w) for w in words(statement.attribution.cue or "")}


def fold_statements(scored: Sequence[ScoredStatement]) -> list[ScoredStatement]:
    """Return `scored` with the reports of one statement folded into the first: same speaker, nearly the same words.

    They are of the same days. What differs in a number or a negation is not the same statement.
    """
    kept: list[ScoredStatement] = []
    told: dict[str | None, list[tuple[int, _Told]]] = {}  # by speaker: nobody repeats another's words
    for item in scored:
        mine = told.setdefault(item.statement.speaker.id if item.statement.speaker else None, [])
        new = _Told.of(item.statement)
        twin = next((i for i, other in mine if new.speaker and _same_words(other, new)), None)
        if twin is None:
            mine.append((len(kept), new))
            kept.append(item)
        elif _holds_all(item.statement, kept[twin].statement):
            kept[twin] = replace(item, folded=kept[twin].folded)
            mine[:] = [(i, new if i == twin else other) for i, other in mine]
        elif kept[twin].statement.article_id != item.statement.article_id:
            kept[twin] = replace(kept[twin], folded=(*kept[twin].folded, item))
    return kept


def nearest_words(
    scored: Sequence[ScoredStatement], topic: str | None, *, verbatim: bool = False
) -> list[ScoredStatement]:
    """Return the statements that hold `topic` word for word, else (not `verbatim`) whose words come nearest to it."""
    scored = [s for s in scored if s.statement.speaker or s.statement.attribution.candidates]
    exact = [s for s in scored if topic and " ".join(words(topic)) in " ".join(words(s.statement.content))]
    if exact or verbatim:
        return exact
    asked = terms(topic or "")
    shares = [len(set(asked) & set(terms(s.statement.content))) / max(1, len(set(asked))) for s in scored]
    best = max(shares, default=0.0)
    return [s for s, share in zip(scored, shares, strict=True) if share >= max(ON_TOPIC, 0.9 * best)]


def _holds_all(a: Statement, b: Statement) -> bool:
    return a.article_id == b.article_id and a.attribution.extent.contains(b.attribution.extent)


@dataclass(frozen=True, slots=True)
class _Told:
    """What is compared of two statements, made once of each: words, terms, and what two reports of one must share."""

    statement: Statement
    speaker: Speaker | None
    words: list[str]
    terms: list[str]
    decisive: tuple[frozenset[str], bool]

    @classmethod
    def of(cls, statement: Statement) -> _Told:
        found = words(statement.content)
        return cls(statement, statement.speaker, found, terms(statement.content), _decisive(found))


def _same_words(a: _Told, b: _Told) -> bool:
    if _holds_all(a.statement, b.statement) or _holds_all(b.statement, a.statement):
        return True
    same_sense = a.statement.attribution.polarity == b.statement.attribution.polarity and a.decisive == b.decisive
    return same_sense and _same_days(a.statement, b.statement) and _alike(a, b)


def _alike(a: _Told, b: _Told) -> bool:
    """Tell whether two contents are nearly the same words: by their terms, or word for word where they are short."""
    if ranking.similarity(a.terms, b.terms) > 0.8:
        return True
    if min(len(a.words), len(b.words)) < SHORTEST:
        return False
    matcher = SequenceMatcher(None, a.words, b.words, autojunk=False)
    return matcher.real_quick_ratio() >= WORDED_ALIKE <= matcher.quick_ratio() and matcher.ratio() >= WORDED_ALIKE


def _decisive(found: Sequence[str]) -> tuple[frozenset[str], bool]:
    """Return the numbers among the words of a statement, and whether one denies."""
    return frozenset(w for w in found if any(c.isdigit() for c in w)), any(
        w in ("not", "no", "never", "nothing", "nobody", "none") or w.endswith("n't") for w in found
    )


def _same_days(a: Statement, b: Statement) -> bool:
    days = [s.attribution.said_at or s.published_at for s in (a, b)]
    first, second = (date.fromisoformat(day[:10]) if day else None for day in days)
    return first is None or second is None or abs((first - second).days) <= SAME_DAYS
