"""Suites are run case by case, in several processes, into a folder; what is already there is not done again."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from evals.recording import NotRecorded
from evals.runs import RunFolder, SuiteRun, read_run
from evals.statistics import Value, pooled, pooled_figure
from evals.suites import CaseSuite, DataMissing, Json, Measure, NotInstalled, Request, Result, Solve
from evals.suites.registry import load

BATCH = 4  # cases a process takes at a time: few enough that a kill costs seconds
Progress = Callable[[str, int, int], None]


def execute(
    names: Sequence[str], request: Request, folder: RunFolder, *, workers: int, progress: Progress
) -> Iterator[SuiteRun | tuple[str, str]]:
    """Run the suites and yield each when it is whole, or its name and why it cannot be run here."""
    left = [name for name in names if not folder.finished(name)]
    with _workers(workers) as pool:
        whole = {name: pool.start(_run_whole, name, request) for name in left if not is_by_case(name)}
        for name in names:
            progress(name, 0, 0)
            try:
                if name not in left:
                    yield read_run(folder.path).suites[name]
                    continue
                if name in whole:
                    result: Result = whole[name]()
                    for file, rows in result.files.items():
                        folder.write(file, rows)
                    done = _from_result(name, result)
                else:
                    done = _by_case(name, request, folder, pool, progress)
            except (DataMissing, NotInstalled) as error:
                yield name, str(error)
                continue
            folder.finish(done)
            yield done


def is_by_case(name: str) -> bool:
    return isinstance(load(name), CaseSuite)


def _by_case(name: str, request: Request, folder: RunFolder, pool: Workers, progress: Progress) -> SuiteRun:
    suite = _case_suite(name)
    with folder.workplace() as home:
        suite.prepare(request, home)
        cases = list(suite.cases(request, home))
        rows = {row["id"]: row for row in folder.kept(name)}
        left = [case for case in cases if case["id"] not in rows]
        batches = [(name, request, home, left[i : i + BATCH]) for i in range(0, len(left), BATCH)]
        progress(name, len(cases) - len(left), len(cases))
        for solved in pool.each(_solve_batch, batches):
            folder.add(name, solved)
            rows |= {row["id"]: row for row in solved}
            progress(name, len(rows), len(cases))
    return summarise(name, suite, [rows[case["id"]] for case in cases])


def _case_suite(name: str) -> CaseSuite:
    suite = load(name)
    assert isinstance(suite, CaseSuite)
    return suite


def summarise(name: str, suite: CaseSuite, rows: list[Json]) -> SuiteRun:
    """Return the figures of solved cases, and of the cheats on the same cases."""
    figures = tuple(pooled_figure(m.name, _values(rows, m)) for m in suite.measures)
    found = sorted({cheat for row in rows for cheat in row.get("cheats") or {}})
    cheats = {m.name: dict(_cheat_values(rows, m, found)) for m in suite.measures}
    return SuiteRun(name, suite.measures, rows, figures, cheats, suite.notes)


def _values(rows: Iterable[Json], measure: Measure) -> list[Value]:
    return [v for row in rows if (v := (row.get("measures") or {}).get(measure.name)) is not None]


def _cheat_values(rows: Sequence[Json], measure: Measure, cheats: Iterable[str]) -> Iterator[tuple[str, float]]:
    for cheat in cheats:
        values = [v for row in rows if (v := row.get("cheats", {}).get(cheat, {}).get(measure.name)) is not None]
        if values:
            yield cheat, pooled(values)


# --- a suite that runs as a whole ----------------------------------------------------------------------------------


def _run_whole(name: str, request: Request) -> Result:
    suite = load(name)
    assert not isinstance(suite, CaseSuite)
    return suite(request)


def _from_result(name: str, result: Result) -> SuiteRun:
    rows = [adapt(row, number) for number, row in enumerate(result.rows)]
    said = {m.name: m for m in result.measures}
    measures = tuple(said.get(f.name, Measure(f.name)) for f in result.figures)
    return SuiteRun(name, measures, rows, result.figures, result.cheats, result.notes, result.table)


def adapt(row: Mapping[str, Any], number: int) -> Json:
    """Return a row of a whole result as a case: its id and score are given names where it has them under others."""
    case = dict(row)
    text = next((str(case[key]) for key in ("id", "question", "input") if case.get(key)), str(number))
    case["id"] = text if len(text) <= 60 else sha256(text.encode()).hexdigest()[:16]
    score = case.get("score", case.get("right"))
    case["score"] = None if score is None else float(score)
    case.setdefault("input", case.get("question"))
    case.setdefault("output", case.get("text"))
    case.setdefault("reason", "; ".join(map(str, case.get("faults") or [])))
    return case


# --- what happens in a process -------------------------------------------------------------------------------------

_open = ExitStack()
_opened: tuple[str, Path, Solve] | None = None


def _solve_batch(name: str, request: Request, home: Path, cases: Sequence[Json]) -> list[Json]:
    solve = _solver(name, request, home)
    return [_row(case, solve, _case_suite(name).measures[0].name) for case in cases]


def _solver(name: str, request: Request, home: Path) -> Solve:
    """Return the function that solves a case of a suite, opened once in each process."""
    global _opened  # noqa: PLW0603
    if _opened is None or _opened[:2] != (name, home):
        _close()
        _opened = name, home, _open.enter_context(_case_suite(name).open(request, home))
    return _opened[2]


def _close() -> None:
    global _opened  # noqa: PLW0603
    _open.close()
    _opened = None


def _row(case: Json, solve: Solve, primary: str) -> Json:
    """Return a case with what came of it; one that raises has failed, and says so."""
    shown = {key: case[key] for key in ("id", "input", "expected", "slices") if key in case}
    try:
        solved = solve(case)
    except NotRecorded as missing:
        return shown | {"status": "not recorded", "score": None, "reason": str(missing)}
    except Exception as error:
        reason = f"raised {type(error).__name__}: {error}"
        failed = {"measures": {primary: 0.0}, "broken": ["raised an error"]}
        return shown | failed | {"status": "failed", "score": 0.0, "reason": reason}
    return shown | {"status": "solved", "score": solved["measures"].get(primary)} | solved


class _Here:
    """Work done in this process, when its result is asked for."""

    def start(self, function: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
        return lambda: function(*arguments)

    def each(self, function: Callable[..., Any], items: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
        try:
            for arguments in items:
                yield function(*arguments)
        finally:
            _close()


class _Elsewhere:
    """Work done in other processes; results come as they are ready."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def start(self, function: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
        return self._pool.submit(function, *arguments).result

    def each(self, function: Callable[..., Any], items: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
        for future in as_completed([self._pool.submit(function, *arguments) for arguments in items]):
            yield future.result()


Workers = _Here | _Elsewhere


@contextmanager
def _workers(number: int) -> Iterator[Workers]:
    if number == 1:
        yield _Here()
        return
    pool = ProcessPoolExecutor(number, mp_context=get_context("spawn"), initializer=_follow, initargs=(os.getpid(),))
    try:
        yield _Elsewhere(pool)
    finally:
        pool.shutdown(cancel_futures=True)


def _follow(parent: int) -> None:
    """End this process when its parent ends, killed or by ^C: nobody would fetch its results."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def data_of(names: Sequence[str], request: Request) -> list[Path]:
    """Return the files that a run depends on: those that its suites name, and of the others all of the split."""
    named = [path for name in names if isinstance(suite := load(name), CaseSuite) for path in suite.data(request)]
    given = sorted(request.data.glob(f"*/{request.split}*.jsonl")) if request.data else []
    return sorted({*named, *given})
