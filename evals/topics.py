"""Digests of topics beside the lead of each article: key facts told, events, copies, sentences that do not stand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

from evals.invariants import violations
from evals.running import read_text
from evals.statistics import Figure, figure, mean
from service.bootstrap import Service
from service.domain.news import ArticleVersion
from service.presenting import summary_as_json
from service.summarizing.article import Summarizing
from service.summarizing.topic import Topic, summarize_topic

Json = dict[str, Any]
LEADS = 2  # sentences of each article, as many as a digest takes of an event


@dataclass(frozen=True, slots=True)
class Told:
    """A topic's digest and the leads of its articles: shares of 0 to 1; `together` is of pairs of articles."""

    topic: str
    digest: tuple[str, ...]
    leads: tuple[str, ...]
    told: float
    told_by_leads: float
    found: float
    together: float
    alone: float
    folded: float | None
    broken: tuple[str, ...]

    @property
    def row(self) -> Json:
        """Return what is written of it."""
        return {
            "id": self.topic,
            "score": round(self.told, 6),
            "leads": round(self.told_by_leads, 6),
            "output": "\n".join(self.digest),
            "broken": list(self.broken),
        }


def tell(
    case: Json,
    service: Service,
    *,
    tells: Callable[[str, Json], bool],
    bodies: Callable[[ArticleVersion], Sequence[str]],
) -> Told:
    """Return how a topic is told; `tells` says whether a text tells a fact, `bodies` gives an article's sentences."""
    body = digest(service, case["topic"])
    library = service.library()
    ids = {name: library.catalog.resolve(name) for event in case["events"] for name in event}
    versions = [library.catalog.article(i).current for i in ids.values()]
    newest = sorted(versions, key=lambda v: v.published_at or "", reverse=True)
    leads = tuple(sentence for version in newest for sentence in bodies(version)[:LEADS])
    sentences = tuple(s["text"] for s in body["sentences"])
    gold = {ids[name]: n for n, event in enumerate(case["events"]) for name in event}
    ours = _events(body)
    copies = [(ids[copy], ids[original]) for copy, original in case["copies"]]
    left_out = {(x["article_id"], x["reason"]) for x in body["coverage"]["left_out"]}
    return Told(
        topic=case["topic"],
        digest=sentences,
        leads=leads,
        told=mean([float(tells(" ".join(sentences), fact)) for fact in case["facts"]]),
        told_by_leads=mean([float(tells(" ".join(leads), fact)) for fact in case["facts"]]),
        found=mean([float(i in ours) for i in gold]),
        together=_pairs(gold, ours),
        alone=_pairs(gold, {i: n for n, i in enumerate(gold)}),
        folded=mean([float((a, f"copy of {b}") in left_out) for a, b in copies]) if copies else None,
        broken=tuple(violations(body, partial(read_text, service))),
    )


def digest(service: Service, topic: str) -> Json:
    """Return the Summary object of a topic over all articles."""
    using = Summarizing(lambda: "sum_eval", service.answering.model)
    return summary_as_json(asyncio.run(summarize_topic(Topic(topic), library=service.library(), using=using)))


def _events(body: Json) -> dict[str, int]:
    """Return in which event of a digest each article stands."""
    events = [section["articles"] for section in body["sections"] if section["name"] == "event"]
    return {article: n for n, articles in enumerate(events) for article in articles}


def _pairs(gold: Mapping[str, int], found: Mapping[str, int]) -> float:
    """Return the share of pairs of articles that are together, or apart, as they should be (Rand 1971)."""
    right = [
        float(a in found and b in found and (gold[a] == gold[b]) == (found[a] == found[b]))
        for a, b in combinations(gold, 2)
    ]
    return mean(right)


def figures(told: Sequence[Told]) -> Iterator[Figure]:
    """Yield the figures of the digests, those of the leads beside them."""
    yield figure("digests: key facts told, ours", [t.told for t in told], mean)
    yield figure("digests: key facts told, lead of each", [t.told_by_leads for t in told], mean)
    yield figure("digests: ahead of the leads", [t.told - t.told_by_leads for t in told], mean)
    yield figure("digests: sentences, ours", [float(len(t.digest)) for t in told], mean)
    yield figure("digests: sentences, lead of each", [float(len(t.leads)) for t in told], mean)
    yield figure("digests: articles of the topic in it", [t.found for t in told], mean)
    yield figure("digests: pairs of articles grouped right", [t.together for t in told], mean)
    yield figure("digests: the same, each article alone", [t.alone for t in told], mean)
    yield figure("digests: copies folded", [t.folded for t in told if t.folded is not None], mean)
    yield figure("digests: that break an invariant", [float(bool(t.broken)) for t in told], mean)
