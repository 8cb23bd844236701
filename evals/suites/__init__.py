"""The suites: each runs one part of the product on cases with gold and returns figures and a row for each case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.statistics import Figure


@dataclass(frozen=True, slots=True)
class Request:
    """What `evals run` was asked for: where the data sets lie, which split, and whether to be quick."""

    data: Path | None
    split: str = "dev"
    quick: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of a suite, and one row for each case.

    `table` are lines that show the figures of several systems side by side, instead of one below the other;
    `files` are rows to write under names of their own.
    """

    suite: str
    figures: tuple[Figure, ...]
    rows: tuple[dict[str, Any], ...] = ()
    notes: tuple[str, ...] = field(default=())
    table: tuple[str, ...] = ()
    files: Mapping[str, Sequence[dict[str, Any]]] = field(default_factory=dict)


Suite = Callable[[Request], Result]


class DataMissing(Exception):
    """A suite needs a data set that is not where it was said to be."""

    def __init__(self, path: Path | None, name: str) -> None:
        where = f"{path} is not there" if path else "no --data was given"
        super().__init__(f"suite needs the data set {name}: {where}; give --data DIR with DIR/{name}")


def data_file(request: Request, name: str) -> Path:
    """Return DIR/<set>/<split>.jsonl, or DIR/<name> if the name has an ending; DataMissing if it is not there."""
    relative = name if "." in name else f"{name}/{request.split}.jsonl"
    path = request.data / relative if request.data else None
    if path is None or not path.is_file():
        raise DataMissing(path, relative)
    return path
