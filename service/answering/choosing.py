"""Which sentences answer a question: by its words, by its meaning, and by the kind of answer that it expects."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from service.answering.wording import without_dateline
from service.domain.news import Span, Statement
from service.domain.questions import ScoredPassage
from service.ports import AnswerJudge, Excerpt
from service.retrieval import ranking
from service.retrieval.searching import statements_near
from service.store.library import Library
from service.text.orders import orders_a_machine
from service.text.sentences import split_sentences
from service.text.words import terms

CANDIDATES = 24  # sentences compared by meaning: about 2 ms each on one thread
JUDGED = 12  # sentences shown to the judge
JUDGE, RULES, NEITHER = 1.0, 0.0, 0.0
WORDS, CONTEXT, MEANING, RANK = 0.40, 0.15, 0.40, 0.05  # weights, fitted on our newsroom and SQuAD 2.0's dev sample
OFF_FOCUS, OFF_ACT = 0.2, 0.15  # what a sentence loses that has the right names and says nothing of what is asked
NO_VOICE, OWN_VOICE = 0.85, 1.15  # where words are asked for: nobody speaks; one whom the question names does
SAME_UNIT, SAME_THING = 0.55, 0.65  # of the best score, for another figure of the same thing
LOW, HIGH = 0.15, 0.75  # cosines of sentences that have nothing to do with a question, and that answer it


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of an article that may answer; `score` from 0 to 1; `spoken` is what people say in it."""

    hit: ScoredPassage
    span: Span
    score: float
    spoken: tuple[Statement, ...] = ()

    @property
    def text(self) -> str:
        return self.span.of(self.hit.version.text)

    @property
    def with_speakers(self) -> str:
        """The sentence with the names and roles of those who speak in it, whom it may call "he"."""
        people = (p for s in self.spoken for p in (s.attribution.speaker, s.attribution.via) if p)
        names = dict.fromkeys(f"{p.role or ''} {p.name}".strip() for p in people)
        return f"{', '.join(names)}: {self.text}" if names else self.text


def score_sentences(
    question: str, passages: Sequence[ScoredPassage], *, library: Library, judge: AnswerJudge | None = None
) -> list[Candidate]:
    """Return the sentences of the passages with how well they answer, best first; without a judge by rules alone."""
    asked = list(dict.fromkeys(terms(question)))
    weights = ranking.weigh(library.index.document_frequencies(asked), library.index.count())
    said = statements_near(passages, library=library)
    lexical = [_by_words(c, asked, weights, rank) for rank, hit in enumerate(passages) for c in _sentences(hit, said)]
    best = sorted(lexical, key=lambda c: -c.score)[:CANDIDATES]
    fitting = sorted(_by_meaning(question, best, library), key=lambda c: -c.score)
    return _judged(question, fitting, said, judge) if judge else fitting


def _judged(
    question: str, candidates: Sequence[Candidate], said: Sequence[Statement], judge: AnswerJudge
) -> list[Candidate]:
    """Return the candidates that come first with what the judge makes of them; the others are none any more."""
    best = candidates[:JUDGED]
    likely = judge.judge(question, [_excerpt(c, said) for c in best])
    judged = (replace(c, score=weigh(c.score, p)) for c, p in zip(best, likely, strict=True))
    return sorted(judged, key=lambda c: -c.score)


def weigh(score: float, likely: float) -> float:
    """Return the chance that a sentence answers, of its score by rules and what the judge says."""
    odds = JUDGE * math.log(max(likely, 1e-6) / max(1 - likely, 1e-6)) + RULES * score + NEITHER
    return 1 / (1 + math.exp(-odds))


def _excerpt(candidate: Candidate, said: Sequence[Statement]) -> Excerpt:
    version = candidate.hit.version
    before = [s for s in _spans(candidate.hit) if s.end <= candidate.span.start][-1:]
    last = [_voiced_by(candidate.hit, span, said).with_speakers for span in before]
    return Excerpt(candidate.with_speakers, "".join(last), version.title or "")


def next_sentence(candidate: Candidate) -> Candidate | None:
    """Return the sentence after this one in its passage, with the same score; None if it is the last."""
    following = (s for s in _spans(candidate.hit) if s.start >= candidate.span.end)
    return next((replace(candidate, span=span, spoken=()) for span in following), None)


def _spans(hit: ScoredPassage) -> list[Span]:
    start = hit.passage.span.start
    return [Span(s.start + start, s.end + start) for s in split_sentences(hit.passage.text)]


def _sentences(hit: ScoredPassage, said: Sequence[Statement]) -> list[Candidate]:
    found = (_voiced_by(hit, span, said) for span in _spans(hit))
    return [c for c in found if len(terms(c.text)) >= 3 and not orders_a_machine(c.text)]


def _voiced_by(hit: ScoredPassage, span: Span, said: Sequence[Statement]) -> Candidate:
    """Return a sentence with what people say in it."""
    mine = (s for s in said if s.article_id == hit.version.article_id and s.version == hit.version.number)
    return Candidate(hit, span, 0.0, tuple(s for s in mine if any(c.overlaps(span) for c in s.attribution.content_spans)))


def _by_words(candidate: Candidate, asked: Sequence[str], weights: dict[str, float], rank: int) -> Candidate:
    around = terms(f"{candidate.hit.version.title or ''} {candidate.hit.passage.text}")
    own = ranking.coverage(asked, terms(candidate.with_speakers), weights)
    score = WORDS * own + CONTEXT * ranking.coverage(asked, around, weights) + RANK / (1 + rank)
    return replace(candidate, score=score)


def _by_meaning(question: str, candidates: Sequence[Candidate], library: Library) -> list[Candidate]:
    if not candidates:
        return []
    embedder = library.index.embedder
    cosines = embedder.embed_passages([c.with_speakers for c in candidates]) @ embedder.embed_query(question)
    near = np.clip((cosines - LOW) / (HIGH - LOW), 0, 1)
    expected = expected_in(question)
    return [
        replace(
            c,
            score=(c.score + MEANING * float(n))
            * fitness(c.with_speakers, expected)
            * _focused(c.with_speakers, question)
            * _voiced(c, question),
        )
        for c, n in zip(candidates, near, strict=True)
    ]


def focus_of(question: str) -> frozenset[str]:
    """Return the terms of a question that are no names: what it wants to know about whom it names."""
    named = {t for name in _NAME_IN_QUESTION.findall(question) for t in terms(name)}
    return frozenset(terms(question)) - named


def act_of(question: str) -> str | None:
    """Return the term of what was done: the verb of "When does the bridge open?" and of "Who opened it?"."""
    doer = _WHO_DID.match(question)
    if doer:
        return next(iter(terms(doer[1])), None)
    found = terms(question) if _AUXILIARY.search(question) else []
    return found[-1] if found and found[-1] in focus_of(question) else None


def _focused(sentence: str, question: str) -> float:
    """Return 1 if the sentence holds all that the question wants to know, less the more it lacks."""
    focus, act, own = focus_of(question), act_of(question), set(terms(sentence))
    lacking = 1 - len(focus & own) / len(focus) if focus else 0.0
    return 1 - OFF_FOCUS * lacking - (OFF_ACT if act and act not in own else 0.0)


def _voiced(candidate: Candidate, question: str) -> float:
    """Return what a sentence is worth for a question that asks for somebody's words: less where nobody speaks."""
    if not _ASKS_FOR_WORDS.search(question):
        return 1.0
    if not candidate.spoken:
        return NO_VOICE
    speakers = {t for s in candidate.spoken if s.speaker for t in terms(f"{s.speaker.name} {s.speaker.role or ''}")}
    return OWN_VOICE if speakers & set(terms(question)) else 1.0


_ASKS_FOR_WORDS = re.compile(
    r"\b(?:says?|said|saying|tells?|told|asks?|asked|answer(?:s|ed)?|repl(?:y|ies|ied)|wants?|wanted|believes?|thinks?|thought"
    r"|feels?|complain(?:s|ed)?|explain(?:s|ed)?|explanations?|agrees?|admits?|accepts?|expects?|fears?|hopes?|hopeful|warns?"
    r"|promis(?:es?|ed)|den(?:y|ies|ied)|critici[sz](?:es?|ed|ing|m)|advice|advis(?:es?|ed)|opinions?|views?|reasons?|remarks?"
    r"|words|quotes?|quoted|comment(?:s|ed)?|reactions?|responses?|accounts?|complaints?|demands?|describes?|calls?|blames?"
    r"|against|support(?:s|ed)?|oppos(?:es?|ed))\b",
    re.IGNORECASE,
)
_WHO_DID = re.compile(r"who (?!(?:is|was|are|were|has|have|had|will)\b)(\w+)", re.IGNORECASE)
_AUXILIARY = re.compile(r"\b(?:do|does|did|will|would|can|could)\b", re.IGNORECASE)
_NAME_IN_QUESTION = re.compile(r"(?<=[\w,’'\"“(] )[A-Z][\w’'-]+")


_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty"
    r"|seventy|eighty|ninety|\w+ty-\w+|dozens?|hundreds?|thousands?|millions?|half|twice|none|no)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\d|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday"
    r"|wednesday|thursday|friday|saturday|sunday|yesterday|today|tomorrow|tonight|morning|noon|evening|night|week"
    r"|month|year|spring|summer|autumn|winter)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<!^)\b[A-Z][a-z]")
_BECAUSE = re.compile(
    r"\b(?:because|since|due to|after|so that|in order to|owing to|as a result|caused)\b", re.IGNORECASE
)
_EXPECTED = (
    (re.compile(r"\bhow (?:many|much|long|old|far|large|big|high|often)\b", re.IGNORECASE), _NUMBER, 0.6),
    (re.compile(r"\bwhen\b|\b(?:what|which) (?:day|date|year|month|time)\b", re.IGNORECASE), _TIME, 0.6),
    (re.compile(r"\bwho(?:m|se)?\b|\bwhere\b|\bwhich (?:city|country|person|town)\b", re.IGNORECASE), _NAME, 0.7),
    (re.compile(r"\bwhy\b", re.IGNORECASE), _BECAUSE, 0.9),
)

Expected = tuple[re.Pattern[str], float] | None


def expected_in(question: str) -> Expected:
    """Return what a sentence must hold to be an answer of the kind asked for, and what it is worth without; or None."""
    return next(((sought, worth) for asking, sought, worth in _EXPECTED if asking.search(question)), None)


def fitness(sentence: str, expected: Expected) -> float:
    """Return 1 if the sentence holds what is expected, else how much it is still worth."""
    return 1.0 if expected is None or expected[0].search(sentence) else expected[1]


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
    unit = set(_unit(question)) & set(terms(candidate.text))
    return candidate.score >= (SAME_UNIT if unit else SAME_THING) * best.score


def asks_for_number(question: str) -> bool:
    return bool(_EXPECTED[0][0].search(question))


def _unit(question: str) -> list[str]:
    """Return the term of what is counted: "people" in "How many people …"."""
    found = re.search(r"\bhow many\s+((?:[\w-]+\s+){0,2}?)(\w+)", question, re.IGNORECASE)
    return terms(found[2]) if found else []


def _names_another_year(candidate: Candidate) -> bool:
    years = {y for y in figures_in(candidate.text) if re.fullmatch(r"(?:19|20)\d\d", y)}
    return bool(years - {(candidate.hit.version.published_at or "")[:4]})


def figures_in(sentence: str) -> frozenset[str]:
    """Return the numbers of a sentence in digits, spelled ones up to ninety-nine too ("sixty-four" → "64")."""
    written = {n.replace(",", "") for n in re.findall(r"\d[\d,.]*\d|\d", sentence)}
    spelled = (spelled_number(w) for w in re.findall(r"[a-z]+(?:-[a-z]+)?", sentence.lower()))
    return frozenset(written | {str(n) for n in spelled if n is not None})


_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
_UNITS += ["seventeen", "eighteen", "nineteen"]
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def spelled_number(word: str) -> int | None:
    """Return the number that a word spells, up to ninety-nine; None if it spells none."""
    tens, _, unit = word.rpartition("-")
    if not tens:
        return _UNITS.index(word) if word in _UNITS else 10 * _TENS.index(word) + 20 if word in _TENS else None
    return 10 * _TENS.index(tens) + 20 + _UNITS.index(unit) if tens in _TENS and unit in _UNITS[1:10] else None
