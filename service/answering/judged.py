"""The sentences that a judge takes for answers: trees choose which it reads, and decide when it has read them.

Where its word is weighed with the rules alone, it reads on while a sentence can still be told: what it says counts for
so much and no more, so that each has a bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush

from service.answering.choosing import Candidate, Fitting, compare, sentence_spans, sentences_by_words, worth_of
from service.answering.expecting import asks_for_number, expected_in, fitness, lacks_count, lacks_sentence
from service.answering.phrasing import in_one_word
from service.domain.questions import ScoredPassage
from service.ports import Excerpt, Placed, Read, SentenceRanker
from service.retrieval.weighing import ENOUGH, MOST_LIKELY, WORTH_A_LOOK, Weights, weigh
from service.store.library import Library

COMPARED = 8  # sentences compared by meaning, about 3 ms each on one thread
READ = 3  # of them shown to the judge and decided on side by side; five, or eight, came out no better
COUNTING = 5  # of them looked at for a number where a count is asked for
MANY = 6  # shown to the judge at most, where nobody was found who said it
AT_ONCE = 2  # shown together, before it is known whether the second is needed

Bar = Callable[[Candidate], float]  # the least that a sentence must be worth to be told, as things are


def decide_sentences(question: str, passages: Sequence[ScoredPassage], *, library: Library) -> list[Candidate]:
    """Return the sentences that look most like an answer with the chance that they are one, the likeliest first.

    They are read and decided on together. None is returned where a count is asked for and none tells a number.
    """
    assert library.ranker
    question = in_one_word(question, [hit.passage.text for hit in passages])
    candidates, read, weights = read_sentences(question, passages, library=library)
    chances = library.ranker.decide(question, read, weights=weights) if read else []
    decided = (replace(c, likely=chance) for c, chance in zip(candidates, chances, strict=True))
    return sorted(decided, key=lambda c: -c.worth)


def read_sentences(
    question: str, passages: Sequence[ScoredPassage], *, library: Library
) -> tuple[list[Candidate], list[Read], dict[str, float]]:
    """Return the sentences that look most like an answer as candidates and as they were read.

    With them comes how rare the question's terms are.
    """
    assert library.judge
    looked_at, weights = _worth_reading(question, passages, library, fitting=lambda candidate: True)
    if asks_for_number(question) and not any(_counts(c, question) for c, _ in looked_at[:COUNTING]):
        return [], [], weights
    shown = looked_at[:READ]
    said = library.judge.judge(question, [_excerpt(c) for c, _ in shown]) if shown else []
    read = [Read(placed(c), odds, likely) for (c, odds), likely in zip(shown, said, strict=True)]
    return [c for c, _ in shown], read, weights


def judge_sentences(
    question: str,
    passages: Sequence[ScoredPassage],
    *,
    library: Library,
    weights: Weights,
    fitting: Fitting = lambda candidate: True,
    bar: Bar = lambda candidate: 0.0,
) -> Iterator[Candidate]:
    """Yield what judge and rules make of the sentences that look most like an answer, the likeliest first.

    Only those that are `fitting` are shown to it, and none that hardly can answer: a count has a number. Each comes as
    soon as none can be likelier; what cannot reach its `bar`, which is asked for anew after each that came, is not
    shown.
    """
    looked_at = [c for c, _ in _worth_reading(question, passages, library, fitting)[0][:MANY]]
    if asks_for_number(question) and not any(_counts(c, question) for c in looked_at):
        return
    waiting = [_Waiting(candidate, place, weights) for place, candidate in enumerate(looked_at)]
    yield from _in_turn(question, waiting, bar, library)


def _in_turn(question: str, waiting: Sequence[_Waiting], bar: Bar, library: Library) -> Iterator[Candidate]:
    """Yield those that wait, the likeliest first, each as soon as none that can reach its bar can be likelier."""
    judged: list[tuple[float, int, Candidate]] = []  # a heap of negative worths
    while True:
        able = sorted((w for w in waiting if w.bound >= bar(w.candidate)), key=lambda w: (-w.bound, w.place))
        if able and (not judged or -judged[0][0] < able[0].bound):
            shown = able[:AT_ONCE]
            waiting = [w for w in waiting if w not in shown]
            for one in _judged(question, shown, library):
                heappush(judged, one)
        elif judged:
            yield heappop(judged)[2]
        else:
            return


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    """A sentence that the judge has not seen, its place, and how its score is weighed with what the judge will say."""

    candidate: Candidate
    place: int
    weights: Weights

    @property
    def bound(self) -> float:
        """The most that it can be worth."""
        return self.worth(MOST_LIKELY)

    def worth(self, likely: float) -> float:
        return weigh(self.candidate.score, min(likely, MOST_LIKELY), self.weights)


def _judged(question: str, shown: Sequence[_Waiting], library: Library) -> Iterator[tuple[float, int, Candidate]]:
    assert library.judge
    said = library.judge.judge(question, [_excerpt(w.candidate) for w in shown])
    for one, likely in zip(shown, said, strict=True):
        worth = one.worth(likely)
        yield -worth, one.place, replace(one.candidate, likely=worth)


def _counts(candidate: Candidate, question: str) -> bool:
    """Tell whether a sentence tells how many of what is asked for, or comes close by the rules."""
    return candidate.score >= ENOUGH or fitness(candidate.text, expected_in(question)) == 1


def _worth_reading(
    question: str, passages: Sequence[ScoredPassage], library: Library, fitting: Fitting
) -> tuple[list[tuple[Candidate, float]], dict[str, float]]:
    """Return the likeliest sentences with the log-odds that they answer, and how rare the question's terms are.

    The trees say so twice: before the meaning of the sentences is known, and of the likeliest once it is.
    """
    assert library.ranker
    found, weights = sentences_by_words(question, passages, library=library)
    found = [c for c in found if not lacks_count(question, [c.text]) and not lacks_sentence(question, [c.text])]
    first = [c for c, _ in _ranked(question, found, weights, library.ranker)][:COMPARED]
    if not any(map(fitting, first)):
        return [], weights
    worth = worth_of(question, outlets={c.hit.version.source or "" for c in first})
    asked = library.index.embedder.embed_query(question)
    compared = compare(first, [worth(c) for c in first], asked, library=library)
    ranked = _ranked(question, compared, weights, library.ranker)
    return [(c, odds) for c, odds in ranked if odds >= WORTH_A_LOOK and fitting(c)], weights


def _ranked(
    question: str, candidates: Sequence[Candidate], weights: dict[str, float], ranker: SentenceRanker
) -> list[tuple[Candidate, float]]:
    odds = ranker.rank(question, [placed(c) for c in candidates], weights=weights)
    return sorted(zip(candidates, odds, strict=True), key=lambda pair: -pair[1])


def placed(candidate: Candidate) -> Placed:
    """Return a candidate as the ranker sees it; until it is compared by meaning it has no score."""
    version = candidate.hit.version
    speakers = candidate.with_speakers.removesuffix(candidate.text).rstrip(": ")
    known = candidate.meaning == candidate.meaning
    return Placed(
        version.text,
        version.title or "",
        candidate.span.start,
        speakers=speakers,
        spoken=len(candidate.spoken),
        meaning=candidate.meaning,
        rules=candidate.score if known else candidate.meaning,
    )


def _excerpt(candidate: Candidate) -> Excerpt:
    before = [s for s in sentence_spans(candidate.hit) if s.end <= candidate.span.start][-1:]
    version = candidate.hit.version
    return Excerpt(candidate.with_speakers, "".join(s.of(version.text) for s in before), version.title or "")
