"""Who said what in our own newsroom, at the level of persons: speaker, relay, addressee, polarity against gold."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from itertools import groupby

from evals.attribution.persons import Gold, Json, Pair, Verdict, compare, read_gold
from evals.attribution.systems import FINDING_CHEATS, OURS, configured
from evals.statistics import Figure, figure
from evals.suites import Measure, Request, Result
from evals.suites.newsroom import HELD_OUT, article_folders, load_gold
from service import assets
from service.attribution.statements import find_attributions
from service.domain.news import Attribution, Polarity, SourceArticle
from service.ingest.cleaning import find_furniture
from service.ingest.reading import read_sources


@dataclass(frozen=True, slots=True)
class Case:
    """A pair with the article it is from; `part` is the part of the corpus."""

    article: SourceArticle
    part: str
    pair: Pair

    def agrees(self, part: str) -> bool:
        """Tell whether gold and found are both there and have the same speaker, via, addressee or polarity."""
        gold, found = self.pair.gold, self.pair.found
        return gold is not None and found is not None and TESTS[part](gold, found)

    @property
    def _id(self) -> str:
        """Return what names a gold statement in every run; what is in no gold has only its place."""
        if self.pair.gold:
            digest = sha256(json.dumps(self.pair.gold.line, sort_keys=True).encode()).hexdigest()
            return f"{self.article.external_id} {digest[:10]}"
        return f"{self.article.external_id} found {self.pair.found.extent.start if self.pair.found else 0}"

    @property
    def row(self) -> Json:
        gold = self.pair.gold
        wrong = [name for name in TESTS if not self.agrees(name)] if gold else []
        return {
            "id": self._id,
            "score": float(self.agrees("speaker")) if gold else None,
            "reason": f"wrong or missing: {', '.join(wrong)}" if wrong else "",
            "slices": {"quote type": gold.line["kind"], "part": self.part} if gold else {},
            **({} if self.part == HELD_OUT else self._words),
            "article": self.article.external_id,
            "part": self.part,
            "verdict": self.pair.verdict,
            **{name: self.agrees(name) for name in TESTS},
        }

    @property
    def _words(self) -> Json:
        """Return the words of the case, which a held-out part does not show."""
        gold, found = self.pair.gold, self.pair.found
        return {
            "input": " … ".join(gold.line["content"]) if gold else None,
            "expected": gold.line["speaker"] or gold.line["speaker_text"] if gold else None,
            "output": found.speaker.name if found and found.speaker else None,
            "gold": gold.line if gold else None,
            "found": _as_json(found, self.article.text) if found else None,
        }


WRONG, POLARITY = "wrong person", "polarity right"
TESTS: dict[str, Callable[[Gold, Attribution], bool]] = {
    "speaker": Gold.is_said_by,
    "via": lambda gold, found: gold.is_relayed_by(found.via),
    "addressee": lambda gold, found: gold.is_addressed_to(found.addressee),
    "polarity": Gold.has_polarity,
}


def run(request: Request) -> Result:
    """Let our systems attribute every article of the newsroom and compare with its gold, each part apart.

    The rows, and the figures that cheats stand beside, are those of the system that is configured.
    """
    chosen = configured()
    folder = assets.folder("newsroom")
    gold = load_gold(folder)
    articles = read_sources(article_folders(), max_bytes=10_000_000)
    sources = [article for article in articles if isinstance(article, SourceArticle)]
    systems = {chosen: OURS[chosen], **OURS}
    cases = {name: [c for a in sources for c in attribute(a, gold, find=find)] for name, find in systems.items()}
    own = [_named(f, name) for name, found in cases.items() for f in figures(found)]
    rows = {name: [case.row for case in found] for name, found in cases.items()}
    cheats: dict[str, dict[str, float]] = defaultdict(dict)
    for cheat, find in FINDING_CHEATS.items():
        for f in figures([c for a in sources for c in attribute(a, gold, find=find)]):
            if f.cases:
                cheats[_named(f, chosen).name][cheat] = f.value
    return Result(
        "statements",
        tuple(own),
        tuple(rows[chosen]),
        (f"compared, and beside cheats: {chosen}, as ONRECORD_ATTRIBUTION says",),
        files={f"statements.{name}": rows[name] for name in rows if name != chosen},
        cheats=cheats,
        measures=(
            *(Measure(f.name, higher_is_better=False) for f in own if f.name.endswith(WRONG)),
            # most of gold is asserted, and so is all that a cheat finds: what tells is the figure where gold is not
            *(Measure(f.name, guard=True) for f in own if f.name.endswith(POLARITY)),
        ),
    )


def _named(found: Figure, system: str) -> Figure:
    return replace(found, name=f"{system}, {found.name}")


def attribute(
    article: SourceArticle, gold: Sequence[Json], *, find: Callable[..., Sequence[Attribution]] = find_attributions
) -> Iterator[Case]:
    """Yield the pairs of one article as `find` attributes it; nothing if it has no gold."""
    lines = [g for g in gold if g["article"] == article.external_id]
    if not lines:
        return
    furniture = find_furniture(article.text)
    found = find(
        article.text,
        title=article.title,
        author=article.author,
        published_at=article.published_at,
        furniture=furniture,
    )
    for pair in compare(article.text, read_gold(article.text, lines), found):
        yield Case(article, lines[0]["part"], pair)


def figures(cases: Sequence[Case]) -> Iterator[Figure]:
    """Yield the figures of each part of the corpus."""
    for part, members in groupby(sorted(cases, key=lambda case: case.part), key=lambda case: case.part):
        yield from _figures(part, list(members))


def _as_json(found: Attribution, text: str) -> Json:
    return {
        "speaker": found.speaker.name if found.speaker else None,
        "via": found.via.name if found.via else None,
        "addressee": found.addressee.name if found.addressee else None,
        "cue": found.cue,
        "polarity": found.polarity.value,
        "content": found.content(text),
    }


def _figures(part: str, cases: Sequence[Case]) -> Iterator[Figure]:
    shown = [c for c in cases if c.pair.verdict not in (None, Verdict.OPEN)]
    known = [c for c in shown if c.pair.verdict is not Verdict.NOT_IN_GOLD]
    yield _share(f"{part}: precision of shown", shown, lambda c: c.pair.verdict is Verdict.RIGHT)
    yield _share(f"{part}: {WRONG}", known, lambda c: c.pair.verdict is Verdict.WRONG_PERSON)
    gold = [c for c in cases if c.pair.gold]
    for kind in ("direct", "mixed", "indirect"):
        of_kind = [c for c in gold if c.pair.gold and c.pair.gold.line["kind"] == kind]
        yield _share(f"{part}: recall, {kind}", of_kind, partial(Case.agrees, part="speaker"))
    matched = [c for c in gold if c.pair.found]
    for name in ("via", "addressee"):
        having = [c for c in matched if c.pair.gold and c.pair.gold.line[name]]
        given = [c for c in matched if c.pair.found and getattr(c.pair.found, name)]
        yield _share(f"{part}: {name} right, where due", having, partial(Case.agrees, part=name))
        yield _share(f"{part}: {name} right, where given", given, partial(Case.agrees, part=name))
    yield _share(f"{part}: {POLARITY}", matched, partial(Case.agrees, part="polarity"))
    odd = [c for c in matched if c.pair.gold and c.pair.gold.line["polarity"] != Polarity.ASSERTED]
    yield _share(f"{part}: {POLARITY}, where not asserted", odd, partial(Case.agrees, part="polarity"))


def _share(name: str, cases: Sequence[Case], test: Callable[[Case], bool]) -> Figure:
    """Return the share of cases that pass, with an interval over resampled articles."""
    by_article: dict[str, list[float]] = {}
    for case in cases:
        by_article.setdefault(str(case.article.external_id), []).append(float(test(case)))
    found = figure(name, list(by_article.values()), _pooled)
    return replace(found, cases=len(cases))


def _pooled(articles: Sequence[Sequence[float]]) -> float:
    return sum(map(sum, articles)) / sum(map(len, articles))
