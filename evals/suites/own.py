"""Questions of one's own over articles of one's own: `run --dataset my.jsonl --articles folder`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from evals.cheats import answering_cheats
from evals.own.linting import read_cases
from evals.running import fill_home, open_home
from evals.suites import CaseSuite, Json, Request, Solve
from evals.suites.newsroom import MEASURES, expectation, judge


def data(request: Request) -> Sequence[Path]:
    given = [Path(name) for name in request.articles]
    inside = [path for one in given for path in (sorted(one.rglob("*")) if one.is_dir() else [one])]
    return [path for path in (request.dataset, *inside) if path and path.is_file()]


def prepare(request: Request, folder: Path) -> None:
    fill_home(folder / "home", request.articles)


def cases(request: Request, folder: Path) -> list[Json]:
    """Return the cases of the file; DatasetUnusable if it has mistakes."""
    assert request.dataset is not None
    read = [case.as_gold(number) for number, case in enumerate(read_cases(request.dataset, request.articles), start=1)]
    return [case | {"input": case["question"], "expected": expectation(case)} for case in read]


@contextmanager
def open_suite(request: Request, folder: Path) -> Iterator[Solve]:
    with open_home(folder / "home", request) as service:
        yield partial(judge, service=service, gold=(), cheats=answering_cheats(service, seed=request.seed))


SUITE = CaseSuite(
    measures=MEASURES,
    cases=cases,
    open=open_suite,
    prepare=prepare,
    data=data,
)
