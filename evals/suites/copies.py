"""Near copies: are the articles of one wire story grouped, under the original, and no others?"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

from evals.statistics import figure, mean
from evals.suites import Measure, Request, Result
from evals.wire import Dispatch, make_wire
from service import assets, settings
from service.bootstrap import open_owner
from service.domain.news import SourceArticle
from service.ingest.pipeline import ingest
from service.ingest.reading import read_sources
from service.store.library import Library

COPIES = ("nw-003-pentagon-call-dispatch",)  # a copy of nw-002 itself, as the newsroom's README says
LEAST_WORDS = 100  # of shorter articles too little is left when they are cut


def run(request: Request) -> Result:
    """Take the wire in and compare the groups with those that were made; one case is one original."""
    with tempfile.TemporaryDirectory() as folder:
        service = open_owner(settings.load().model_copy(update={"home": Path(folder)}))
        try:
            dispatches = make_wire(originals()[:: 4 if request.quick else 1])
            rows = compare(dispatches, stories(dispatches, library=service.library(), clock=service.clock))
        finally:
            service.close()
    figures = tuple(figure(name, rows, measure) for name, measure in FIGURES.items())
    notes = (f"{len(dispatches)} articles of {len(rows)} originals",)
    return Result("copies", figures, tuple(rows), notes, cheats=_cheats(dispatches), measures=MEASURES)


def _cheats(dispatches: Sequence[Dispatch]) -> dict[str, dict[str, float]]:
    """Return what is had by who groups nothing, and by who groups all articles under the first."""
    names = [str(d.article.external_id) for d in dispatches]
    grouped = {"all apart": {name: name for name in names}, "all together": dict.fromkeys(names, names[0])}
    rows = {cheat: compare(dispatches, found) for cheat, found in grouped.items()}
    return {name: {cheat: measure(rows[cheat]) for cheat in rows} for name, measure in FIGURES.items()}


def originals() -> list[SourceArticle]:
    """Return the sample newsroom's articles that are long enough to be copied."""
    read = read_sources([str(assets.folder("newsroom") / "articles")], max_bytes=10_000_000)
    found = [item for item in read if isinstance(item, SourceArticle)]
    named = [(a, a.external_id or Path(a.origin).stem) for a in found if len(a.text.split()) >= LEAST_WORDS]
    return [replace(article, external_id=name) for article, name in named if name not in COPIES]


def stories(dispatches: Sequence[Dispatch], *, library: Library, clock: Any) -> dict[str, str]:
    """Take the articles in and return the name of the article under which each is grouped (itself, if alone)."""
    articles = [d.article for d in dispatches]
    for outcome in ingest(articles, catalog=library.catalog, index=library.index, clock=clock):
        assert outcome.status == "added", outcome
    found = library.catalog.articles()
    names = {a.id: str(a.current.external_id) for a in found}
    return {names[a.id]: names[a.current.story or a.id] for a in found}


def compare(dispatches: Sequence[Dispatch], found: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return for each original its pairs of gold, those that were found from its articles, and the right of them."""
    gold = {str(d.article.external_id): d.original for d in dispatches}
    families: dict[str, list[str]] = defaultdict(list)
    groups: dict[str, list[str]] = defaultdict(list)
    for name in gold:
        families[gold[name]].append(name)
        groups[found[name]].append(name)
    pairs = {frozenset(p) for members in groups.values() for p in combinations(members, 2)}
    return [_row(original, members, pairs, gold, found) for original, members in families.items()]


def _row(
    original: str,
    members: Sequence[str],
    pairs: set[frozenset[str]],
    gold: Mapping[str, str],
    found: Mapping[str, str],
) -> dict[str, Any]:
    own = [p for p in pairs if any(gold[name] == original for name in p)]
    copies = [name for name in members if name != original]
    counts = {
        "gold": len(members) * (len(members) - 1) // 2,
        "found": len(own),
        "right": sum(len({gold[name] for name in p}) == 1 for p in own),
    }
    alone = [name for name in copies if found[name] != original]
    return counts | {
        "id": original,
        "score": round(_f1([counts]), 6),
        "output": ", ".join(f"{name} under {found[name]}" for name in alone) or "all under the original",
        "original": original,
        "under_original": mean([float(found[name] == original) for name in copies]),
        "alone": alone,
    }


def _share(rows: Sequence[dict[str, Any]], part: str, whole: str) -> float:
    total = sum(r[whole] for r in rows)
    return sum(r[part] for r in rows) / total if total else 1.0


def _f1(rows: Sequence[dict[str, Any]]) -> float:
    """Return F1 of pairs; 1 where there are none, neither in gold nor found."""
    total = sum(r["gold"] + r["found"] for r in rows)
    return 2 * sum(r["right"] for r in rows) / total if total else 1.0


FIGURES: Mapping[str, Callable[[Sequence[dict[str, Any]]], float]] = {
    "F1 of pairs": _f1,
    "precision of pairs": partial(_share, part="right", whole="found"),
    "recall of pairs": partial(_share, part="right", whole="gold"),
    "copies under their original": lambda rows: mean([r["under_original"] for r in rows]),
}
MEASURES = (Measure("precision of pairs", guard=True), Measure("recall of pairs", guard=True))
