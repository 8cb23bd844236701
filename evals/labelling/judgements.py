"""Judgements of people on answers of a run: stored a line each, the last one of a judge on a case counts."""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from evals.runs import Run
from evals.statistics import Figure, mean_figure
from evals.suites import Json, NotInstalled

VERDICTS = ("supported", "unsupported", "wrong speaker", "missing")


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far judges agree among themselves (Krippendorff's alpha, nominal; None if it is not defined) and with us.

    `with_scores` is the share of judged answers where most judges say "supported" exactly if the score is 1.
    `disputed` are the cases where they do not, or where no verdict has most judges.
    """

    judges: int
    cases: int
    alpha: float | None
    with_scores: Figure
    disputed: tuple[str, ...]


def sample(run: Run, *, size: int, seed: int) -> list[Json]:
    """Return cases with an output to judge, drawn by seed, half of them from those with the lowest scores."""
    rows = [r | {"suite": s.name} for s in run.suites.values() for r in s.rows if r.get("evidence") and r.get("output")]
    random.Random(seed).shuffle(rows)
    worst = sorted(rows, key=lambda r: r["score"] if r["score"] is not None else 0.0)[: size // 2]
    rest = [row for row in rows if row not in worst][: size - len(worst)]
    drawn = [*worst, *rest]
    random.Random(seed).shuffle(drawn)  # the order must not tell a judge which ones scored low
    return drawn


def key_of(row: Json) -> str:
    """Return what a judgement belongs to: a case and the very answer that was judged."""
    return sha256(f"{row['suite']}\n{row['id']}\n{row['output']}".encode()).hexdigest()[:16]


def append(path: Path, judgement: Json) -> None:
    """Write one judgement, whole and for good, before it is acknowledged."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(judgement, ensure_ascii=False, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> dict[str, dict[str, str]]:
    """Return verdicts by key and judge; ValueError names the line that is none."""
    found: dict[str, dict[str, str]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines() if path.exists() else (), start=1):
        try:
            judged = json.loads(line)
            verdict = judged["verdict"]
            if verdict not in VERDICTS:
                raise ValueError(f"{verdict!r} is no verdict")
            found.setdefault(judged["key"], {})[judged["judge"]] = verdict
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}:{number}: no judgement: {error}") from error
    return found


def agreement(run: Run, judged: Mapping[str, Mapping[str, str]]) -> Agreement:
    """Return how judges agree with each other and with the scores of a run."""
    rows = {key_of(r | {"suite": s.name}): r for s in run.suites.values() for r in s.rows if r.get("output")}
    known = {key: verdicts for key, verdicts in judged.items() if key in rows}
    judges = sorted({judge for verdicts in known.values() for judge in verdicts})
    agreed = {key: _agrees(rows[key], verdicts) for key, verdicts in known.items() if rows[key]["score"] is not None}
    return Agreement(
        len(judges),
        len(known),
        alpha([[verdicts.get(judge) for verdicts in known.values()] for judge in judges]),
        mean_figure("agreement with the scores", [float(a) for a in agreed.values()]),
        tuple(str(rows[key]["id"]) for key, a in agreed.items() if not a),
    )


def _agrees(row: Json, verdicts: Mapping[str, str]) -> bool:
    (verdict, votes), *others = Counter(verdicts.values()).most_common()
    settled = not others or others[0][1] < votes
    return settled and (verdict == "supported") == (row["score"] >= 1)


def alpha(verdicts: Sequence[Sequence[str | None]]) -> float | None:
    """Return Krippendorff's alpha for nominal verdicts, judges by cases; None with one judge or one verdict only."""
    given = {v for row in verdicts for v in row if v is not None}
    pairs = [column for column in zip(*verdicts, strict=True) if sum(v is not None for v in column) > 1]
    if len(given) < 2 or not pairs:
        return None
    try:
        import krippendorff
    except ImportError as error:
        raise NotInstalled("krippendorff") from error
    coded = [[VERDICTS.index(v) if v is not None else float("nan") for v in row] for row in verdicts]
    return float(krippendorff.alpha(reliability_data=coded, level_of_measurement="nominal"))


def as_text(found: Agreement) -> Iterator[str]:
    share = found.with_scores
    yield f"{found.cases} answers judged by {found.judges} people"
    if found.alpha is None:
        yield "Krippendorff's alpha: not defined (it needs two judges on the same answers, and more than one verdict)"
    else:
        yield f"Krippendorff's alpha: {found.alpha:.3f} (nominal; above .8 reliable, below .667 not)"
    yield f"scores agree with people in {share} of {share.cases}"
    if found.disputed:
        yield f"where they do not: {', '.join(found.disputed)}"
