"""The verifier against sentences that are true, and the same ones made false in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256

from evals.mutations import Sample, mutate, read_corpus, true_samples
from evals.statistics import Figure, figure, mean
from evals.suites import Measure, Request, Result
from service.answering.verifying import verify
from service.domain.answers import Draft

Row = dict[str, object]
APART, DETECTED, DROPPED = "told apart (balanced)", "false sentences detected", "true sentences dropped"
MEASURES = (Measure(DETECTED, guard=True), Measure(DROPPED, higher_is_better=False, guard=True))
CHEATS: Mapping[str, Mapping[str, float]] = {  # refuse: drop every sentence; everything: let every sentence pass
    APART: {"refuse": 0.5, "everything": 0.5},
    DETECTED: {"refuse": 1.0, "everything": 0.0},
    DROPPED: {"refuse": 1.0, "everything": 0.0},
}


def run(request: Request) -> Result:
    """Give every sentence to the verifier as a model's draft, and count what passes."""
    corpus = read_corpus()
    true = true_samples(corpus)
    false = mutate(true, corpus)
    if request.quick:
        true, false = _sixth(true), _sixth(false)
    rows = [_row(sample, holds=True) for sample in true] + [_row(sample, holds=False) for sample in false]
    return Result("verification", tuple(_figures(rows)), tuple(rows), cheats=CHEATS, measures=MEASURES)


def _row(sample: Sample, *, holds: bool) -> dict[str, object]:
    sentences, _, (verdict,) = verify(Draft((sample.claim,), mode="generative"))
    right = verdict.outcome != ("dropped" if holds else "verified")
    return {
        "id": _id(sample),
        "score": float(right),
        "slices": {"kind": sample.kind},
        "input": sample.claim.text,
        "expected": "true" if holds else "false",
        "output": f"repaired: {sentences[0].text}" if verdict.outcome == "repaired" else verdict.outcome,
        "kind": sample.kind,
        "holds": holds,
        "article": sample.article,
        "outcome": verdict.outcome,
        "reason": verdict.reason,
    }


def _sixth(samples: Sequence[Sample]) -> list[Sample]:
    """Return a sixth of the samples, drawn by their ids: one that comes or goes does not move the others."""
    return [sample for sample in samples if int(_id(sample).rsplit(" ", 1)[1], 16) % 6 == 0]


def _id(sample: Sample) -> str:
    cited = [f"{s.version.article_id} {s.quote.start} {s.quote.end}" for s in sample.claim.supports]
    return f"{sample.kind} {sha256(repr((sample.claim.text, cited)).encode()).hexdigest()[:12]}"


def balanced(verdicts: Sequence[tuple[bool, float]]) -> float:
    """Return the mean of the shares that are right of both kinds of case, (kind, right): ½ for whoever never looks."""
    return mean([mean([right for kind, right in verdicts if kind is of]) for of in (True, False)])


def _figures(rows: Sequence[Row]) -> Iterator[Figure]:
    false, true = [r for r in rows if not r["holds"]], [r for r in rows if r["holds"]]
    yield figure(APART, [(bool(r["holds"]), float(str(r["score"]))) for r in rows], balanced)
    yield from _shares(DETECTED, false, lambda r: r["outcome"] != "verified")
    yield from _shares(DROPPED, true, lambda r: r["outcome"] == "dropped")
    yield figure("true sentences replaced by evidence", [float(r["outcome"] == "repaired") for r in true], mean)
    yield figure("false sentences replaced by evidence", [float(r["outcome"] == "repaired") for r in false], mean)


def _shares(name: str, rows: Sequence[Row], counts: Callable[[Row], bool]) -> Iterator[Figure]:
    yield figure(name, [float(counts(r)) for r in rows], mean)
    for kind in sorted({str(r["kind"]) for r in rows}):
        yield figure(f"  {kind}", [float(counts(r)) for r in rows if r["kind"] == kind], mean)
