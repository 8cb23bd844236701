"""Two runs beside each other: is B worse than A by more than chance, and on which cases?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evals.runs import Run, RunUnusable, SuiteRun
from evals.statistics import holm, mean_figure, permutation_p
from evals.suites import Json

LEVEL = 0.05
GONE = 0.1  # of A's cases; questions that are made from what was found come and go, a tenth of them hides no loss
FLIPPED = 0.25  # change of a case's score that is shown; of right-or-wrong scores every change is


@dataclass(frozen=True, slots=True)
class Flip:
    """A case whose score changed, with both outcomes."""

    id: str
    before: Json
    after: Json

    @property
    def change(self) -> float:
        return float(self.after["score"] - self.before["score"])

    @property
    def newly_broken(self) -> list[str]:
        """What is broken now and was not before: rules that hold always, whatever the averages say."""
        return [] if self.before.get("broken") else list(self.after.get("broken") or [])


@dataclass(frozen=True, slots=True)
class Compared:
    """A suite in two runs: mean scores of the cases that both have, B minus A with its interval, and p of a loss."""

    suite: str
    cases: int
    before: float
    after: float
    low: float
    high: float
    loss_p: float
    flips: tuple[Flip, ...]
    only_before: int
    only_after: int
    unscored: int

    @property
    def gone(self) -> int:
        """Cases of A without a score in B, where that is a loss: too many of them, or asked in B without an outcome."""
        return self.only_before if self.unscored or self.only_before > GONE * (self.cases + self.only_before) else 0

    @property
    def broken(self) -> list[Flip]:
        return [flip for flip in self.flips if flip.newly_broken]

    @property
    def lost(self) -> bool:
        return bool(self.loss_p < LEVEL or self.broken or self.gone)

    @property
    def verdict(self) -> str:
        if self.gone:
            return f"LOSS: {self.gone} cases have no outcome in B"
        if self.broken:
            return f"LOSS: an invariant broken, cases: {len(self.broken)}"
        if self.loss_p < LEVEL:
            return "LOSS"
        return "same" if not self.flips and self.before == self.after else "no significant loss"


def compare(before: Run, after: Run) -> list[Compared]:
    """Return every suite of A that has scores, p-values corrected over them (Holm); RunUnusable if B lacks one."""
    names = [name for name, suite in before.suites.items() if suite.compared]
    if not names:
        raise RunUnusable(f"{before.name} has no suite with scores of cases")
    if missing := [name for name in names if name not in after.suites]:
        raise RunUnusable(f"{after.name} has no suite {', '.join(missing)}, which {before.name} has")
    _demand_same_data(before, after)
    pairs = {name: _paired(before.suites[name], after.suites[name]) for name in names}
    p_values = holm({name: permutation_p([f.change for f in found]) for name, found in pairs.items()})
    return [_compared(before.suites[n], after.suites[n], pairs[n], p_values[n]) for n in names]


def differences(before: Run, after: Run) -> Iterator[str]:
    """Yield what else differs between two runs: configuration, prompts, data; and what only B can tell."""
    for what in ("version", "commit", "attribution", "embedding", "model", "seed"):
        was, now = before.manifest.get(what), after.manifest.get(what)
        if was != now:
            yield f"{what}: A {was}, B {now}"
    for what in ("prompts", "data"):
        was, now = before.manifest.get(what) or {}, after.manifest.get(what) or {}
        if changed := sorted(name for name in {*was, *now} if was.get(name) != now.get(name)):
            yield f"{what} changed: {', '.join(changed)}"
    if new := [name for name, suite in after.suites.items() if suite.compared and not _has(before, name)]:
        yield f"not compared, A has no scores of their cases: {', '.join(new)}"


def _has(run: Run, name: str) -> bool:
    return name in run.suites and run.suites[name].compared


def _demand_same_data(before: Run, after: Run) -> None:
    for what in ("split", "quick"):
        if before.manifest[what] != after.manifest[what]:
            values = f"{before.manifest[what]} and {after.manifest[what]}"
            raise RunUnusable(f"{before.name} and {after.name} differ in {what} ({values}): run both alike")


def _paired(before: SuiteRun, after: SuiteRun) -> list[Flip]:
    now = _scored(after)
    return [Flip(key[0], row, now[key]) for key, row in _scored(before).items() if key in now]


def _scored(suite: SuiteRun) -> dict[tuple[str, str | None], Json]:
    """Return the cases with a score, by what makes two of them the same: the id and what is asked."""
    return {(row["id"], row.get("input") or None): row for row in suite.rows if row.get("score") is not None}


def _compared(before: SuiteRun, after: SuiteRun, pairs: Sequence[Flip], loss_p: float) -> Compared:
    change = mean_figure("change", [f.change for f in pairs])
    flips = [f for f in pairs if abs(f.change) >= FLIPPED or f.newly_broken]
    return Compared(
        before.name,
        len(pairs),
        _mean(f.before["score"] for f in pairs),
        _mean(f.after["score"] for f in pairs),
        change.low,
        change.high,
        loss_p,
        tuple(sorted(flips, key=lambda f: (not f.newly_broken, f.change, f.id))),
        only_before=len(_scored(before)) - len(pairs),
        only_after=len(_scored(after)) - len(pairs),
        unscored=sum(row.get("status") == "not recorded" for row in after.rows),
    )


def _mean(values: Iterator[Any]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0


def as_text(compared: Sequence[Compared], *, shown: int) -> Iterator[str]:
    """Yield the lines of a comparison: a table, then the flipped cases, worst first, with both outputs."""
    heads = f"{'A':>6}  {'B':>6}  {'B - A':>7}  {'95 % interval':>17}  {'p (Holm)':>8}"
    yield f"{'suite':14} {'cases':>5}  {heads}  verdict"
    for c in compared:
        interval = f"{c.low:+.3f} to {c.high:+.3f}"
        figures = f"{c.before:6.3f}  {c.after:6.3f}  {c.after - c.before:+7.3f}  {interval:>17}  {c.loss_p:8.4f}"
        yield f"{c.suite:14} {c.cases:5}  {figures}  {c.verdict}"
    for c in compared:
        for flip in c.flips[:shown]:
            yield from _flip_lines(c.suite, flip)
        if len(c.flips) > shown:
            yield f"\n{c.suite}: {len(c.flips) - shown} more flipped cases; --shown {len(c.flips)} lists them"
        if c.only_before or c.only_after:
            yield f"\n{c.suite}: not compared: {c.only_before} cases that only A has, {c.only_after} that only B has"


def _flip_lines(suite: str, flip: Flip) -> Iterator[str]:
    yield f"\n{suite} {flip.id}: {flip.before['score']:.2f} -> {flip.after['score']:.2f}"
    if flip.before.get("input"):
        yield f"  asked   {flip.before['input']}"
    for name, row in (("A", flip.before), ("B", flip.after)):
        yield f"  {name}       {row.get('output') or '(nothing)'}"
        if row.get("reason"):
            yield f"  {name} why   {row['reason']}"
    if flip.newly_broken:
        yield f"  broken  {'; '.join(map(str, flip.newly_broken))}"
