"""Which sentences answer a question: by its words, by its meaning, and by the kind of answer that it expects."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import islice

import numpy as np

from service.answering.wording import without_dateline
from service.domain.news import ArticleVersion, Span, Statement
from service.domain.questions import ScoredPassage
from service.ports import AnswerJudge, Excerpt, Vector
from service.retrieval import ranking
from service.retrieval.searching import statements_near
from service.retrieval.weighing import weigh
from service.store.library import Library
from service.text.orders import orders_a_machine
from service.text.sentences import split_sentences
from service.text.words import WORD, stem, terms

CANDIDATES = 24  # sentences that may be compared by meaning: about 3 ms each on one thread, four of them as a rule
AT_ONCE = 2  # sentences embedded together, before it is known whether the second is needed
COMPARED = 8  # sentences compared by meaning before a judge is asked
JUDGED, WORTH_A_LOOK = 5, 0.25  # sentences shown to a judge at most; the least score by rules of one
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
    """

    hit: ScoredPassage
    span: Span
    score: float
    spoken: tuple[Statement, ...] = ()
    likely: float | None = None

    @property
    def worth(self) -> float:
        return self.score if self.likely is None else self.likely

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


def score_sentences(
    question: str,
    passages: Sequence[ScoredPassage],
    *,
    library: Library,
    least: Least = lambda best: 0.0,
    most: int = CANDIDATES,
) -> Iterator[Candidate]:
    """Yield the sentences of the passages with how well they answer, best first, none below `least`.

    Each comes as soon as no other can be better, and what cannot reach `least` is never compared by meaning.
    """
    asked = list(dict.fromkeys(terms(question)))
    weights = ranking.weigh(library.index.document_frequencies(asked), library.index.count())
    said = statements_near(passages, library=library)
    lexical = (c for rank, hit in enumerate(passages) for c in _by_words(hit, said, asked, weights, rank))
    best = sorted(lexical, key=lambda c: -c.score)[:most]
    return _by_meaning(question, best, library, least)


def judge_sentences(
    question: str, passages: Sequence[ScoredPassage], *, library: Library, judge: AnswerJudge
) -> list[Candidate]:
    """Return the sentences that come first by the rules with what the judge makes of them, the likeliest first."""
    scored = score_sentences(question, passages, library=library, least=lambda best: WORTH_A_LOOK, most=COMPARED)
    looked_at = list(islice(scored, JUDGED))
    said = judge.judge(question, [_excerpt(c) for c in looked_at]) if looked_at else []
    counted = expected_in(question) if asks_for_number(question) else None
    judged = (replace(c, likely=_likely(c, p, counted)) for c, p in zip(looked_at, said, strict=True))
    return sorted(judged, key=lambda c: -c.worth)


def _likely(candidate: Candidate, said: float, counted: Expected) -> float:
    """Return the chance that a sentence answers; any number looks right to the judge, so the rules check it."""
    likely = weigh(candidate.score, said)
    return likely if fitness(candidate.text, counted) == 1 else min(likely, candidate.score)


def _excerpt(candidate: Candidate) -> Excerpt:
    before = [s for s in _spans(candidate.hit) if s.end <= candidate.span.start][-1:]
    version = candidate.hit.version
    return Excerpt(candidate.with_speakers, "".join(s.of(version.text) for s in before), version.title or "")


def next_sentence(candidate: Candidate) -> Candidate | None:
    """Return the sentence after this one in its passage, with the same score; None if it is the last."""
    following = (s for s in _spans(candidate.hit) if s.start >= candidate.span.end)
    return next((replace(candidate, span=span, spoken=()) for span in following), None)


def _spans(hit: ScoredPassage) -> list[Span]:
    start = hit.passage.span.start
    return [Span(s.start + start, s.end + start) for s in split_sentences(hit.passage.text)]


def _sentences(hit: ScoredPassage, said: Sequence[Statement]) -> list[Candidate]:
    mine = [s for s in said if s.article_id == hit.version.article_id and s.version == hit.version.number]
    found = (
        Candidate(hit, span, 0.0, tuple(s for s in mine if any(c.overlaps(span) for c in s.attribution.content_spans)))
        for span in _spans(hit)
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
    worth = _worth_of(question, outlets={c.hit.version.source or "" for c in candidates})
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
    cosines = library.index.embed_sentences([one.candidate.with_speakers for one in group]) @ asked
    near = np.clip((cosines - LOW) / (HIGH - LOW), 0, 1)
    for one, n in zip(group, near, strict=True):
        score = (one.candidate.score + MEANING * float(n)) * one.factor
        yield -score, one.place, replace(one.candidate, score=score)


def _worth_of(question: str, *, outlets: Collection[str]) -> Callable[[Candidate], float]:
    """Return what tells how much of its score a sentence keeps: by the kind of answer, the focus, and who speaks."""
    expected, focus, act = expected_in(question), focus_of(question), act_of(question)
    asks_for_words, asked = bool(_ASKS_FOR_WORDS.search(question)), set(terms(question))
    asks_for_question, told_there = bool(_ASKS_FOR_QUESTION.search(question)), _tells_of(question, outlets)

    def worth(candidate: Candidate) -> float:
        sentence = candidate.with_speakers
        voice = _voiced(candidate, asked) if asks_for_words else 1.0
        back = 1.0 if asks_for_question or not _QUESTION.search(candidate.text) else ASKS_BACK
        there = 1.0 if told_there(candidate.hit.version) else ELSEWHERE
        return fitness(sentence, expected) * _focused(sentence, focus, act) * voice * back * there

    return worth


def _tells_of(question: str, outlets: Collection[str]) -> Callable[[ArticleVersion], bool]:
    """Return what tells whether an article has every name (outlets aside) and every number of the question."""
    found = (name for name in _NAME_IN_QUESTION.findall(question) if not _OF_A_COUNTRY.search(name))
    named = {t for name in found for t in terms(name)}
    names = frozenset(named - {t for outlet in outlets for t in terms(outlet)})
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
    held = set(terms(f"{version.title or ''} {version.source or ''} {version.text}"))
    beginnings = {term[:LIKE] for term in held}
    return all(name in held or (len(name) >= LIKE and name[:LIKE] in beginnings) for name in names)


def _holds_number(version: ArticleVersion, number: str) -> bool:
    near = number.isdigit() and abs(int(number) - int((version.published_at or "0")[:4])) <= 1
    return near or number in version.text or number in figures_in(version.text)


def focus_of(question: str) -> frozenset[str]:
    """Return the terms of a question that are no names: what it wants to know about whom it names."""
    found = (name for name in _NAME_IN_QUESTION.findall(question) if not _OF_A_COUNTRY.search(name))
    named = {t for name in found for t in terms(name)}
    return frozenset(terms(question)) - named


def act_of(question: str) -> str | None:
    """Return the term of what was done: the verb of "When does the bridge open?" and of "Who opened it?"."""
    doer = _WHO_DID.match(question)
    if doer:
        return next(iter(terms(doer[1])), None)
    found = terms(question) if _AUXILIARY.search(question) else []
    return found[-1] if found and found[-1] in focus_of(question) else None


def _focused(sentence: str, focus: frozenset[str], act: str | None) -> float:
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


_ASKS_FOR_WORDS = re.compile(
    r"\b(?:says?|said|saying|tells?|told|asks?|asked|answer(?:s|ed)?|repl(?:y|ies|ied)|wants?|wanted|believes?|thinks?|thought"
    r"|feels?|complain(?:s|ed)?|explain(?:s|ed)?|explanations?|agrees?|admits?|accepts?|expects?|fears?|hopes?|hopeful|warns?"
    r"|promis(?:es?|ed)|den(?:y|ies|ied)|critici[sz](?:es?|ed|ing|m)|advice|advis(?:es?|ed)|opinions?|views?|reasons?|remarks?"
    r"|words|quotes?|quoted|comment(?:s|ed)?|reactions?|responses?|accounts?|complaints?|demands?|describes?|calls?|blames?"
    r"|against|support(?:s|ed)?|oppos(?:es?|ed))\b",
    re.IGNORECASE,
)
_ASKS_FOR_QUESTION = re.compile(r"\b(?:ask(?:s|ed|ing)?|questions?)\b", re.IGNORECASE)
_QUESTION = re.compile(r"\?[”\"’'\s]*$")
_WHO_DID = re.compile(r"who (?!(?:is|was|are|were|has|have|had|will)\b)(\w+)", re.IGNORECASE)
_AUXILIARY = re.compile(r"\b(?:do|does|did|will|would|can|could)\b", re.IGNORECASE)
_OF_A_COUNTRY = re.compile(r"(?:ish|ese|[aei]ans?|erman|ench|utch|wiss)$")  # an article that names the country may do
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
_COLOUR = re.compile(
    r"\b(?:red|orange|yellow|green|blue|purple|violet|pink|brown|black|white|gr[ae]y|beige|gold(?:en)?|silver|scarlet|crimson"
    r"|turquoise|navy|cream|tan|maroon|teal|\w+[- ]colou?red|painted)\b",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\b(?:\d{1,3}|\w+)[- ]years?[- ](?:old|of age)\b|\b(?:aged?|turn(?:s|ed|ing)) \w+|,\s\d{1,3}(?:,|\.|;|$)"
    r"|\bborn\b|\bbirthday\b",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"\b(?:second|minute|hour|day|night|week|month|season|year|decade|centur)(?:s|y|ies)?\b|\b(?:until|since)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"[$€£]\s?\d|\bper ?cent\b|%|\d[\d,.]*(?:bn|m)?\s(?:(?:hundred|thousand|million|billion)\s)?"
    r"(?:dollars?|crowns?|euros?|pounds?|cents?|francs?|yen|kronor|kroner|rupees?|pesos?)\b"
    r"|\b(?:million|billion|thousand|hundred)\b|\bfree of charge\b|\bfor free\b",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(r"\bhow (?:many|much|long|old|far|large|big|high|often)\b", re.IGNORECASE)
_EXPECTED = (
    (re.compile(r"\b(?:what|which) colou?rs?\b", re.IGNORECASE), _COLOUR, 0.5),
    (re.compile(r"\bhow old\b|\bwhat age\b|\bwhat (?:is|was) .+['’]s age\b", re.IGNORECASE), _AGE, 0.5),
    (re.compile(r"\bhow long (?:will|did|does|do|has|have|had|before|until)\b", re.IGNORECASE), _DURATION, 0.6),
    (re.compile(r"\bhow much (?:money|does|do|did|will|would|has|have|is|was)\b", re.IGNORECASE), _AMOUNT, 0.6),
    (re.compile(r"\b(?:cost|price|worth)\b", re.IGNORECASE), _AMOUNT, 0.7),
    (_HOW_MANY, _NUMBER, 0.6),
    (re.compile(r"\bwhen\b|\b(?:what|which) (?:day|date|year|month|time)\b", re.IGNORECASE), _TIME, 0.6),
    (re.compile(r"\bwho(?:m|se)?\b|\bwhere\b|\bwhich (?:city|country|person|town)\b", re.IGNORECASE), _NAME, 0.7),
    (re.compile(r"\bwhy\b", re.IGNORECASE), _BECAUSE, 0.9),
)

Expected = tuple[re.Pattern[str], float] | None


def expected_in(question: str) -> Expected:
    """Return what a sentence must hold to be an answer of the kind asked for, and what it is worth without; or None."""
    named = _name_asked(question) or _holder_asked(question) or _attribute_asked(question) or _count_asked(question)
    return named or next(((sought, worth) for asking, sought, worth in _EXPECTED if asking.search(question)), None)


def _count_asked(question: str) -> Expected:
    """Return a number close to what is counted, where the question asks how many there are: "3,114 pipes"."""
    unit = _unit(question)
    if not unit:
        return None
    counted = rf"\b{re.escape(unit[0].removesuffix('y'))}"
    pattern = (
        rf"(?:{_NUMBER.pattern})\b(?:\W+[\w’'-]+){{0,3}}?\W+{counted}|{counted}[^.;:]{{0,40}}?(?:{_NUMBER.pattern})"
    )
    return re.compile(pattern, re.IGNORECASE), 0.75


def _name_asked(question: str) -> Expected:
    """Return a name that the question itself does not hold, where it asks for one: "What is the name of the barge?"."""
    if not _ASKS_FOR_NAME.search(question):
        return None
    known = "|".join(re.escape(w) for w in WORD.findall(question) if w[0].isupper()) or "(?!)"
    return re.compile(rf"(?<!^)\b(?!(?:{known}|{_CALENDAR})\b)[A-Z][a-z]|[“\"‘'][A-Z]"), 0.5


def _holder_asked(question: str) -> Expected:
    """Return the office itself, where the question asks who holds it: "Who is the referee of the final?"."""
    asked = _WHO_IS.search(question)
    return (re.compile(rf"\b{re.escape(stem(asked[1].lower()))}", re.IGNORECASE), 0.5) if asked else None


def _attribute_asked(question: str) -> Expected:
    """Return the attribute itself, where the question asks for one: "What is the population of the town?"."""
    asked = _WHAT_IS.search(question)
    return (re.compile(rf"\b{re.escape(stem(asked[1].lower()))}", re.IGNORECASE), 0.5) if asked else None


_VAGUE = (
    r"reason|cause|result|outcome|purpose|point|aim|plan|latest|difference|matter|status|problem|issue|news|idea|answer"
    r"|name|colou?r|number|amount"
)
_WHAT_IS = re.compile(
    rf"^[Ww]hat(?: is|['’]s| was| are| were) the (?:[\w’'-]+ ){{0,2}}?(?!(?:{_VAGUE})s?\b)([a-z][\w-]+) of\b"
)
_ASKS_FOR_NAME = re.compile(
    r"\bname of\b|['’]s (?:first |last |full )?name\b|\bwhat (?:is|was|are|were) .+ called\b", re.IGNORECASE
)
_WHO_IS = re.compile(
    r"^[Ww]ho (?:is|was|are|were|will be|would be) the (?:[\w’'-]+ ){0,2}?([a-z][\w-]+)"
    r"(?= (?:of|at|in|for|on|from|behind)\b|[\s?.!]*$)"
)
_CALENDAR = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
)


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
    return bool(_HOW_MANY.search(question))


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
