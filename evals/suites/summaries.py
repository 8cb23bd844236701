"""Summaries of our newsroom against lead-3, TextRank and random: key facts told, sentences that do not stand."""

from __future__ import annotations

import asyncio
import importlib.util
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from evals import topics
from evals.invariants import violations
from evals.running import fresh_service, read_text
from evals.statistics import Figure, figure, mean
from evals.suites import Measure, Request, Result
from evals.suites.newsroom import load_lines
from service import assets
from service.answering.standing import dangles
from service.bootstrap import Service
from service.domain.news import ArticleVersion
from service.domain.summaries import Length
from service.presenting import summary_as_json
from service.retrieval import ranking
from service.summarizing.article import Summarizing, statements_of, summarize_article
from service.text.sentences import split_sentences
from service.text.words import terms, words

Json = dict[str, Any]
SENTENCES = 3
OURS = "ours"
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"")


@dataclass(frozen=True, slots=True)
class Scored:
    """One system's summary of one article."""

    article: str
    system: str
    sentences: tuple[str, ...]
    told: float
    dangling: float
    repeated: float
    unnamed: float
    broken: tuple[str, ...] = ()

    @property
    def length(self) -> float:
        return float(sum(len(words(s)) for s in self.sentences))


def run(request: Request) -> Result:
    """Summarize every article that has key facts, by each system, and score them alike; then the topics."""
    folder = assets.folder("newsroom")
    cases = load_lines(folder / "keyfacts.jsonl")
    subjects = load_lines(folder / "topics.jsonl")
    cases, subjects = (cases[::4], subjects[::4]) if request.quick else (cases, subjects)
    with fresh_service([str(folder / "articles")]) as service:
        scored = [s for case in cases for s in _score_case(case, service)]
        told = [topics.tell(case, service, tells=_tells, bodies=_bodies) for case in subjects]
    ours = tuple(_row(s) for s in scored if s.system == OURS)
    others = {system: [_row(s) for s in scored if s.system == system] for system in _systems(scored)[1:]}
    files = {f"summaries.{system}": rows for system, rows in others.items()}
    files["summaries.topics"] = [t.row for t in told]
    figures, main = (*_figures(scored), *topics.figures(told)), next(iter(MEASURES))
    cheats = {f"{main}, {OURS}": {s: mean([row["score"] for row in rows]) for s, rows in others.items()}}
    return Result("summaries", figures, ours, _notes(scored), files=files, cheats=cheats, measures=GUARDS)


def _systems(scored: Sequence[Scored]) -> list[str]:
    """Return the systems in order, ours first."""
    return list(dict.fromkeys(s.system for s in scored))


def _score_case(case: Json, service: Service) -> Iterator[Scored]:
    library = service.library()
    version = library.catalog.article(library.catalog.resolve(case["article"])).current
    body = summarize(service, version)
    ours = tuple(s["text"] for s in body["sections"][0]["sentences"])
    broken = tuple(violations(body, partial(read_text, service)))
    yield _score(OURS, ours, case, version, service, broken=broken)
    for name, baseline in _installed().items():
        yield _score(name, tuple(baseline(version)), case, version, service)


def summarize(service: Service, version: ArticleVersion, *, length: Length = Length.SHORT) -> Json:
    """Return the Summary object of an article."""
    using = Summarizing(lambda: "sum_eval", service.answering.model)
    summary = summarize_article(version, length=length, library=service.library(), using=using)
    return summary_as_json(asyncio.run(summary))


def _score(
    name: str, sentences: tuple[str, ...], case: Json, version: ArticleVersion, service: Service, *,
    broken: tuple[str, ...] = (),
) -> Scored:  # fmt: skip
    text = " ".join(sentences)
    number = max(1, len(sentences))
    return Scored(
        article=case["article"],
        system=name,
        sentences=sentences,
        told=mean([float(_tells(text, fact)) for fact in case["facts"]]),
        dangling=sum(map(dangles, sentences)) / number,
        repeated=sum(_repeats(s, sentences[:n]) for n, s in enumerate(sentences)) / number,
        unnamed=sum(_leaves_speaker_open(s, version, service) for s in sentences) / number,
        broken=broken,
    )


def _tells(text: str, fact: Json) -> bool:
    """Tell whether a text holds every word group that a fact needs, in one of its forms."""
    known = f" {_plain(text)} "
    return all(any(re.search(rf"(?<!\w){re.escape(_plain(form))}(?!\w)", known) for form in n) for n in fact["needs"])


def _plain(text: str) -> str:
    text = text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    return re.sub(r"\s+", " ", text).casefold()


def _repeats(sentence: str, earlier: Sequence[str]) -> bool:
    return any(ranking.similarity(terms(sentence), terms(other)) > 0.6 for other in earlier)


def _leaves_speaker_open(sentence: str, version: ArticleVersion, service: Service) -> bool:
    """Tell whether a sentence quotes somebody whose last name is not in it."""
    outside = set(words(_QUOTED.sub(" ", sentence)))
    for statement in statements_of(version, service.library()):
        content = _plain(statement.content.split(" … ")[0]).strip(' ",')
        if len(content.split()) >= 5 and content in _plain(sentence) and _QUOTED.search(sentence):
            return statement.speaker is None or words(statement.speaker.name)[-1] not in outside
    return False


def _bodies(version: ArticleVersion) -> list[str]:
    """Return the sentences of an article as every baseline gets them: no furniture, white space folded."""
    spans = (s for s in split_sentences(version.text) if not any(s.overlaps(f) for f in version.furniture))
    return [" ".join(s.of(version.text).split()) for s in spans]


def lead(version: ArticleVersion) -> list[str]:
    return _bodies(version)[:SENTENCES]


def random_sentences(version: ArticleVersion) -> list[str]:
    found = _bodies(version)
    chosen = random.Random(version.article_id).sample(range(len(found)), min(SENTENCES, len(found)))
    return [found[n] for n in sorted(chosen)]


def textrank(version: ArticleVersion) -> list[str]:
    """Return what sumy's TextRank (Mihalcea and Tarau 2004) takes, from our sentences, with its own stemmer."""
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
    from sumy.nlp.stemmers import Stemmer
    from sumy.summarizers.text_rank import TextRankSummarizer
    from sumy.utils import get_stop_words

    document = ObjectDocumentModel([Paragraph([Sentence(text, _Words()) for text in _bodies(version)])])
    summarizer = TextRankSummarizer(Stemmer("english"))
    summarizer.stop_words = get_stop_words("english")
    return [str(sentence) for sentence in summarizer(document, SENTENCES)]


class _Words:
    """sumy's own tokenizer wants a download; ours needs none."""

    def to_words(self, sentence: str) -> list[str]:
        return words(sentence)


BASELINES: dict[str, Callable[[ArticleVersion], list[str]]] = {
    "lead-3": lead,
    "TextRank": textrank,
    "random": random_sentences,
}


def _installed() -> dict[str, Callable[[ArticleVersion], list[str]]]:
    """Return the baselines that are here: TextRank is sumy's, of the group `baseline` of pyproject.toml."""
    return {n: b for n, b in BASELINES.items() if n != "TextRank" or importlib.util.find_spec("sumy")}


MEASURES: dict[str, Callable[[Scored], float]] = {
    "key facts told": lambda s: s.told,
    "sentences that point back": lambda s: s.dangling,
    "sentences that repeat": lambda s: s.repeated,
    "quotes without their speaker": lambda s: s.unnamed,
    "words": lambda s: s.length,
}

BROKEN = "summaries that violate an invariant"
GUARDS = tuple(  # one short sentence passes them all
    Measure(name, higher_is_better=False, guard=True)
    for name in (*(f"{m}, {OURS}" for m in MEASURES if m not in ("key facts told", "words")), BROKEN)
)


def _figures(scored: Sequence[Scored]) -> Iterator[Figure]:
    systems = _systems(scored)
    for measure, value in MEASURES.items():
        for system in systems:
            yield figure(f"{measure}, {system}", [value(s) for s in scored if s.system == system], mean)
    ours = [s.told for s in scored if s.system == "ours"]
    for system in systems[1:]:
        theirs = [s.told for s in scored if s.system == system]
        yield figure(f"ahead of {system}, key facts", [a - b for a, b in zip(ours, theirs, strict=True)], mean)
    yield figure(BROKEN, [float(bool(s.broken)) for s in scored if s.system == "ours"], mean)


def _row(scored: Scored) -> Json:
    return {
        "id": scored.article,
        "score": round(scored.told, 6),
        "output": " ".join(scored.sentences),
        "broken": list(scored.broken),
        "article": scored.article,
        "system": scored.system,
        "sentences": list(scored.sentences),
    }


def _notes(scored: Sequence[Scored]) -> tuple[str, ...]:
    """Say how the articles fare whose summaries nobody looked at while the weights were chosen."""
    unseen = [s for s in scored if s.article >= "nw-033"]
    absent = () if "TextRank" in _installed() else ("TextRank: not installed (sumy): pip install --group baseline",)
    if not unseen:
        return absent
    parts = [
        f"{system} {mean([s.told for s in unseen if s.system == system]):.3f}"
        for system in dict.fromkeys(s.system for s in unseen)
    ]
    return (f"key facts told, articles from nw-033 on alone: {', '.join(parts)}", *absent)
