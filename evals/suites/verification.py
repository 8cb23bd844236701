"""The verifier against sentences that are true, and the same ones made false in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from evals.mutations import Sample, mutate, read_corpus, true_samples
from evals.statistics import Figure, figure, mean
from evals.suites import Request, Result
from service.answering.verifying import verify
from service.domain.answers import Draft

Row = dict[str, object]


def run(request: Request) -> Result:
    """Give every sentence to the verifier as a model's draft, and count what passes."""
    corpus = read_corpus()
    true = true_samples(corpus)
    false = mutate(true, corpus)
    if request.quick:
        true, false = true[::6], false[::6]
    rows = [_row(sample, holds=True) for sample in true] + [_row(sample, holds=False) for sample in false]
    return Result("verification", tuple(_figures(rows)), tuple(rows))


def _row(sample: Sample, *, holds: bool) -> dict[str, object]:
    sentences, _, (verdict,) = verify(Draft((sample.claim,), mode="generative"))
    return {
        "kind": sample.kind,
        "holds": holds,
        "article": sample.article,
        "text": sample.claim.text,
        "outcome": verdict.outcome,
        "reason": verdict.reason,
        "shown": sentences[0].text if sentences else None,
    }


def _figures(rows: Sequence[Row]) -> Iterator[Figure]:
    false, true = [r for r in rows if not r["holds"]], [r for r in rows if r["holds"]]
    yield from _shares("false sentences detected", false, lambda r: r["outcome"] != "verified")
    yield from _shares("true sentences dropped", true, lambda r: r["outcome"] == "dropped")
    yield figure("true sentences replaced by evidence", [float(r["outcome"] == "repaired") for r in true], mean)
    yield figure("false sentences replaced by evidence", [float(r["outcome"] == "repaired") for r in false], mean)


def _shares(name: str, rows: Sequence[Row], counts: Callable[[Row], bool]) -> Iterator[Figure]:
    yield figure(name, [float(counts(r)) for r in rows], mean)
    for kind in sorted({str(r["kind"]) for r in rows}):
        yield figure(f"  {kind}", [float(counts(r)) for r in rows if r["kind"] == kind], mean)
