"""Which sentences answer a question: by its words, by its meaning, and by the kind of answer that it expects."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import heappop, heappush

import numpy as np

from service.answering.asking import act_of, asks_for_question, asks_for_words, focus_of, names_in
from service.answering.expecting import asks_for_number, expected_in, figures_in, fitness, unit_of
from service.answering.pages import page
from service.answering.wording import without_dateline
from service.domain.news import ArticleVersion, Span, Statement
from service.domain.questions import ScoredPassage
from service.ports import Vector
from service.retrieval import ranking
from service.retrieval.searching import statements_near
from service.retrieval.weighing import ENOUGH, LIKELY
from service.store.library import Library
from service.text.orders import orders_a_machine
from service.text.sentences import split_sentences
from service.text.words import terms

CANDIDATES = 24  # sentences that may be compared by meaning: about 3 ms each on one thread, four of them as a rule
SPLIT = 64  # passages of which the sentences are remembered: those of one question are asked for several times
AT_ONCE = 2  # sentences embedded together, before it is known whether the second is needed
WORDS, CONTEXT, MEANING, RANK = 0.40, 0.15, 0.40, 0.05  # weights, fitted on our newsroom and SQuAD 2.0's dev sample
OFF_FOCUS, OFF_ACT = 0.2, 0.15  # what a sentence loses that has the right names and says nothing of what is asked
ELSEWHERE, LIKE = 0.65, 5  # of the score, in an article without a name of the question; letters that begin one name
ASKS_BACK = 0.7  # of the score of a sentence that is itself a question
NO_VOICE, OWN_VOICE = 0.85, 1.15  # where words are asked for: nobody speaks; one whom the question names does
SAME_UNIT, SAME_THING = 0.55, 0.65  # of the best score, for another figure of the same thing
LOW, HIGH = 0.15, 0.75  # cosines of sentences that have nothing to do with a question, and that answer it


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of an article that may answer; `spoken` is what people say in it.

    `score` is by rules, `likely` the chance that it answers by a judge, both from 0 to 1; None: no judge was asked.
    `meaning` is its cosine with the question.
    """

    hit: ScoredPassage
    span: Span
    score: float
    spoken: tuple[Statement, ...] = ()
    likely: float | None = None
    meaning: float = math.nan

    @property
    def worth(self) -> float:
        return self.score if self.likely is None else self.likely

    @property
    def enough(self) -> float:
        """The least worth of a sentence that answers, by what its worth is."""
        return ENOUGH if self.likely is None else LIKELY

    @property
    def text(self) -> str:
        return self.span.of(self.hit.version.text)

    @property
    def with_speakers(self) -> str:
        """The sentence with the names and roles of those who speak in it, whom it may call "he"."""
        people = (p for s in self.spoken for p in (s.attribution.speaker, s.attribution.via) if p)
        names = dict.fromkeys(f"{p.role or ''} {p.name}".strip() for p in people)
        return f"{', '.join(names)}: {self.text}" if names else self.text


Least = Callable[[float], float]  # of the best score so far: the least that a further sentence must have
Fitting = Callable[[Candidate], bool]  # whether a sentence may be used at all, if it answers


def score_sentences(
    question: str,
    passages: Sequence[ScoredPassage],
    *,
    library: Library,
    least: Least = lambda best: 0.0,
    most: int = CANDIDATES,
    fitting: Fitting = lambda candidate: True,
) -> Iterator[Candidate]:
    """Yield the sentences of the passages with how well they answer, best first, none below `least`.

    Each comes as soon as no other can be better, and what cannot reach `least` is never compared by meaning. Where
    none of the `most` likeliest is `fitting`, nothing is compared at all.
    """
    lexical, _ = sentences_by_words(question, passages, library=library)
    best = sorted(lexical, key=lambda c: -c.score)[:most]
    return _by_meaning(question, best, library, least) if any(map(fitting, best)) else iter(())


def sentences_by_words(
    question: str, passages: Sequence[ScoredPassage], *, library: Library
) -> tuple[list[Candidate], dict[str, float]]:
    """Return the sentences of the passages with what their words are worth, and how rare the question's terms are."""
    asked = list(dict.fromkeys(terms(question)))
    weights = ranking.weigh(library.index.document_frequencies(asked), library.index.count())
    said = statements_near(passages, library=library)
    return [c for rank, hit in enumerate(passages) for c in _by_words(hit, said, asked, weights, rank)], weights


def next_sentence(candidate: Candidate) -> Candidate | None:
    """Return the sentence after this one in its passage, with the same score; None if it is the last."""
    following = (s for s in sentence_spans(candidate.hit) if s.start >= candidate.span.end)
    return next((replace(candidate, span=span, spoken=()) for span in following), None)


def sentence_spans(hit: ScoredPassage) -> Sequence[Span]:
    return _spans_from(hit.passage.span.start, hit.passage.text)


@lru_cache(SPLIT)
def _spans_from(start: int, text: str) -> Sequence[Span]:
    return tuple(Span(s.start + start, s.end + start) for s in split_sentences(text))


def _sentences(hit: ScoredPassage, said: Sequence[Statement]) -> list[Candidate]:
    mine = [s for s in said if s.article_id == hit.version.article_id and s.version == hit.version.number]
    found = (
        Candidate(hit, span, 0.0, tuple(s for s in mine if any(c.overlaps(span) for c in s.attribution.content_spans)))
        for span in sentence_spans(hit)
    )
    return [c for c in found if len(terms(c.text)) >= 3 and not orders_a_machine(c.text)]


def _by_words(
    hit: ScoredPassage, said: Sequence[Statement], asked: Sequence[str], weights: dict[str, float], rank: int
) -> list[Candidate]:
    """Return the sentences of a passage with what the words of each, and those around it, are worth."""
    context = ranking.coverage(asked, terms(f"{hit.version.title or ''} {hit.passage.text}"), weights)
    shared = CONTEXT * context + RANK / (1 + rank)
    return [
        replace(c, score=WORDS * ranking.coverage(asked, terms(c.with_speakers), weights) + shared)
        for c in _sentences(hit, said)
    ]


def _by_meaning(question: str, candidates: Sequence[Candidate], library: Library, least: Least) -> Iterator[Candidate]:
    """Yield the candidates, best first, comparing the likeliest with the question before the others.

    A score has a bound, with a meaning of 1. Once it is below the best score, or below `least`, none that wait matter.
    """
    worth = worth_of(question, outlets={c.hit.version.source or "" for c in candidates})
    bounded = (
        _Bounded((c.score + MEANING) * factor, n, c, factor) for n, c in enumerate(candidates) for factor in [worth(c)]
    )
    waiting = sorted(bounded, key=lambda one: (one.bound, -one.place))  # the likeliest last
    scored: list[tuple[float, int, Candidate]] = []  # a heap of negative scores
    best, asked = 0.0, None
    while waiting or scored:
        bound, top = waiting[-1].bound if waiting else -1.0, -scored[0][0] if scored else -1.0
        if max(bound, top) < least(best):
            return
        if top > bound:
            yield heappop(scored)[2]
            continue
        asked = library.index.embedder.embed_query(question) if asked is None else asked
        for one in _compared([waiting.pop() for _ in range(min(AT_ONCE, len(waiting)))], asked, library):
            heappush(scored, one)
            best = max(best, -one[0])


@dataclass(frozen=True, slots=True)
class _Bounded:
    """A candidate that is not compared by meaning yet: the most it can score, and its place among all by words."""

    bound: float
    place: int
    candidate: Candidate
    factor: float


def _compared(group: Sequence[_Bounded], asked: Vector, library: Library) -> Iterator[tuple[float, int, Candidate]]:
    compared = compare([one.candidate for one in group], [one.factor for one in group], asked, library=library)
    for one, candidate in zip(group, compared, strict=True):
        yield -candidate.score, one.place, candidate


def compare(
    candidates: Sequence[Candidate], factors: Sequence[float], asked: Vector, *, library: Library
) -> list[Candidate]:
    """Return the candidates with their scores by rules: by words and by meaning, times a factor each."""
    cosines = library.index.embed_sentences([c.with_speakers for c in candidates]) @ asked
    near = np.clip((cosines - LOW) / (HIGH - LOW), 0, 1)
    return [
        replace(c, score=(c.score + MEANING * float(n)) * factor, meaning=float(cosine))
        for c, n, cosine, factor in zip(candidates, near, cosines, factors, strict=True)
    ]


def worth_of(question: str, *, outlets: Collection[str]) -> Callable[[Candidate], float]:
    """Return what tells how much of its score a sentence keeps: by the kind of answer, the focus, and who speaks."""
    expected, focus, act = expected_in(question), focus_of(question), act_of(question)
    heard, asked = asks_for_words(question), set(terms(question))
    may_ask, told_there = asks_for_question(question), _tells_of(question, outlets)

    def worth(candidate: Candidate) -> float:
        sentence = candidate.with_speakers
        voice = _voiced(candidate, asked) if heard else 1.0
        back = 1.0 if may_ask or not _QUESTION.search(candidate.text) else ASKS_BACK
        there = 1.0 if told_there(candidate.hit.version) else ELSEWHERE
        return fitness(sentence, expected) * focused(sentence, focus, act) * voice * back * there

    return worth


def _tells_of(question: str, outlets: Collection[str]) -> Callable[[ArticleVersion], bool]:
    """Return what tells whether an article has every name (outlets aside) and every number of the question."""
    names = names_in(question) - {t for outlet in outlets for t in terms(outlet)}
    numbers = frozenset(re.findall(r"\d[\d,.]*\d|\d", question))
    seen: dict[tuple[str, int], bool] = {}

    def tells(version: ArticleVersion) -> bool:
        key = version.article_id, version.number
        if key not in seen:
            seen[key] = _holds_names(version, names) and all(_holds_number(version, n) for n in numbers)
        return seen[key]

    return tells


def _holds_names(version: ArticleVersion, names: frozenset[str]) -> bool:
    if not names:
        return True
    told = page(version.text, version.title or "")
    missing = names - told.counts.keys() - told.title - set(terms(version.source or ""))
    if not missing:
        return True
    held = (*told.counts, *told.title, *terms(version.source or ""))
    return all(len(name) >= LIKE and any(term.startswith(name[:LIKE]) for term in held) for name in missing)


def _holds_number(version: ArticleVersion, number: str) -> bool:
    near = number.isdigit() and abs(int(number) - int((version.published_at or "0")[:4])) <= 1
    return near or number in version.text or number in figures_in(version.text)


def focused(sentence: str, focus: frozenset[str], act: str | None) -> float:
    """Return 1 if the sentence holds all that the question wants to know, less the more it lacks."""
    own = set(terms(sentence))
    lacking = 1 - len(focus & own) / len(focus) if focus else 0.0
    return 1 - OFF_FOCUS * lacking - (OFF_ACT if act and act not in own else 0.0)


def _voiced(candidate: Candidate, asked: set[str]) -> float:
    """Return what a sentence is worth for a question that asks for somebody's words: less where nobody speaks."""
    if not candidate.spoken:
        return NO_VOICE
    speakers = {t for s in candidate.spoken if s.speaker for t in terms(f"{s.speaker.name} {s.speaker.role or ''}")}
    return OWN_VOICE if speakers & asked else 1.0


_QUESTION = re.compile(r"\?[”\"’'\s]*$")


def gives_another_figure(
    candidate: Candidate, best: Candidate, question: str, *, aside: frozenset[str] = frozenset()
) -> bool:
    """Tell whether a sentence of another article answers "how many …" with another number than the best one does.

    It must count the same thing or come close to the best sentence; one that names another year tells of
    another event. Numbers `aside` count for nothing.
    """
    if not asks_for_number(question) or candidate.hit.version.article_id == best.hit.version.article_id:
        return False
    figures = figures_in(without_dateline(candidate.text)) - aside
    if not figures or figures & figures_in(best.text) or _names_another_year(candidate):
        return False
    unit = set(unit_of(question)) & set(terms(candidate.text))
    return candidate.score >= (SAME_UNIT if unit else SAME_THING) * best.score


def _names_another_year(candidate: Candidate) -> bool:
    years = {y for y in figures_in(candidate.text) if re.fullmatch(r"(?:19|20)\d\d", y)}
    return bool(years - {(candidate.hit.version.published_at or "")[:4]})
