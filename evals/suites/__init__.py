"""The suites: each runs one part of the product on cases with gold.

A module here has either a `SUITE` (cases that are solved one by one: resumed, parallel, compared with cheats) or a
`run(request)` that returns a whole `Result`. `evals/suites/registry.py` lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.statistics import Figure

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """What `evals run` was asked for: where the data sets lie, which split, and whether to be quick.

    `recordings` is a file of recorded model calls; `record` says that calls which are not in it go to the server.
    `dataset` is a file of questions of one's own, `articles` what they are asked about.
    """

    data: Path | None
    split: str = "dev"
    quick: bool = False
    seed: int = 1
    recordings: Path | None = None
    record: bool = False
    dataset: Path | None = None
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """The mean of one value of each case; cases without the value are left out.

    A guard must stay at its best value; whoever says nothing passes it too, so it is no achievement.
    """

    name: str
    higher_is_better: bool = True
    guard: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of a suite, and one row for each case.

    A row that has an `id` and a `score` (0 to 1, more is better) or `right` takes part in `compare`; a `reason`,
    `input`, `expected`, `output` and `slices` are shown in the report. `cheats` holds what a cheat gets in a figure:
    {figure: {cheat: value}}; `measures` names the figures that are better low, and the guards: what a cheat passes,
    too, and what is read beside another figure. `table` are lines that show the figures of several systems side by
    side, instead of one below the other; `files` are rows to write under names of their own.
    """

    suite: str
    figures: tuple[Figure, ...]
    rows: tuple[Json, ...] = ()
    notes: tuple[str, ...] = field(default=())
    table: tuple[str, ...] = ()
    files: Mapping[str, Sequence[Json]] = field(default_factory=dict)
    cheats: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    measures: tuple[Measure, ...] = ()


Suite = Callable[[Request], Result]
Solve = Callable[[Json], Json]


@dataclass(frozen=True, slots=True)
class CaseSuite:
    """A suite whose cases are solved one by one, in any order, in several processes.

    `prepare` fills a folder once; `cases` lists the cases (`id`, `input`, `expected`, `slices`, and what `solve`
    needs), in order; `open` yields, in each process, the function that solves one: it returns `measures` (by name,
    None where a measure does not apply), `reason`, `output`, and maybe `cheats` (measures by cheat), `evidence`,
    `broken` (invariants). The first measure is the score, that which `compare` tests.
    """

    measures: tuple[Measure, ...]
    cases: Callable[[Request, Path], Sequence[Json]]
    open: Callable[[Request, Path], AbstractContextManager[Solve]]
    prepare: Callable[[Request, Path], None] = lambda request, folder: None
    data: Callable[[Request], Sequence[Path]] = lambda request: ()
    notes: tuple[str, ...] = ()


class DataMissing(Exception):
    """A suite needs a data set that is not where it was said to be."""

    def __init__(self, path: Path | None, name: str) -> None:
        super().__init__(path, name)  # what comes back from another process is built from these
        self.path, self.name = path, name

    def __str__(self) -> str:
        where = f"{self.path} is not there" if self.path else "no --data was given"
        return f"suite needs the data set {self.name}: {where}; give --data DIR with DIR/{self.name}"


class NotInstalled(Exception):
    """A suite needs a library that only the extra `evals` brings."""

    def __str__(self) -> str:
        return f"suite needs {self.args[0]}: pip install 'onrecord[evals]'"


def data_file(request: Request, name: str) -> Path:
    """Return DIR/<set>/<split>.jsonl, or DIR/<name> if the name has an ending; DataMissing if it is not there."""
    relative = name if "." in name else f"{name}/{request.split}.jsonl"
    path = request.data / relative if request.data else None
    if path is None or not path.is_file():
        raise DataMissing(path, relative)
    return path
