"""One table of a run: figures with intervals, and beside each what every cheat gets in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from evals.cheats import CHEATS
from evals.runs import Run, SuiteRun
from evals.statistics import Figure

HEAD = ("suite", "figure", "value", "95 % interval", "cases")


def rows(suites: Sequence[SuiteRun]) -> list[list[str]]:
    """Return the cells of a table, its head first; "–" where a figure does not apply.

    The cheats that several suites have are columns; what else a suite brings stands by name in the last one.
    """
    body = [_row(suite, figure) for suite in suites for figure in suite.figures]
    return [[*HEAD, *CHEATS, "other cheats"], *body]


def _row(suite: SuiteRun, figure: Figure) -> list[str]:
    got = suite.cheats.get(figure.name, {})
    cells = [number(got[cheat]) if cheat in got else "–" for cheat in CHEATS]
    cells.append(", ".join(f"{cheat} {number(value)}" for cheat, value in got.items() if cheat not in CHEATS) or "–")
    value, interval = (number(figure.value), f"{number(figure.low)} to {number(figure.high)}")
    if not figure.cases:
        value = interval = "–"
    return [suite.name, label(suite, figure), value, interval, str(figure.cases), *cells]


def label(suite: SuiteRun, figure: Figure) -> str:
    """Return a figure's name; a guard is called one, since saying nothing passes it as well."""
    guard = any(m.guard for m in suite.measures if m.name == figure.name)
    return f"{figure.name} (guard)" if guard else figure.name


def number(value: float) -> str:
    return f"{value:.3f}" if abs(value) < 100 else f"{value:,.0f}"


def won_by_cheats(suite: SuiteRun) -> dict[str, list[str]]:
    """Return for each figure, guards aside, the cheats that win or reach it."""
    by_name = {m.name: m for m in suite.measures}
    won: dict[str, list[str]] = {}
    for figure in suite.figures:
        measure = by_name[figure.name]
        sign = 1 if measure.higher_is_better else -1
        for cheat, value in suite.cheats.get(figure.name, {}).items():
            if figure.cases and not measure.guard and sign * value >= sign * figure.value:
                won.setdefault(figure.name, []).append(cheat)
    return won


def as_text(suites: Sequence[SuiteRun]) -> str:
    """Return the table for a terminal, columns aligned, figures to the right; then what brings a table of its own."""
    own = [line for suite in suites if suite.table for line in ("", suite.name, *suite.table)]
    return "\n".join([*_common([s for s in suites if not s.table]), *own])


def _common(suites: Sequence[SuiteRun]) -> list[str]:
    if not suites:
        return []
    cells = rows(suites)
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    return [_aligned(row, widths) for row in cells]


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    left = {0, 1, len(row) - 1}
    parts = [cell.ljust(w) if i in left else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))]
    return "  ".join(parts).rstrip()


def as_markdown(run: Run) -> str:
    """Return a run as Markdown: what it ran on, the table, notes."""
    suites = list(run.suites.values())
    head, *body = rows([s for s in suites if not s.table])
    table = [_line(head), _line(["---"] * 2 + ["---:"] * (len(head) - 3) + ["---"]), *map(_line, body)]
    own = [line for suite in suites if suite.table for line in (f"## {suite.name}", "", *suite.table, "")]
    return "\n".join(["# OnRecord, evaluated", "", describe(run), "", *table, "", *own, *notes(suites)]) + "\n"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def describe(run: Run) -> str:
    """Return in one line what a run ran on."""
    m = run.manifest
    return (
        f"OnRecord {m['version']}, commit {m['commit'] or 'unknown'}, code {m['code_hash']}, "
        f"{len(m['data'])} data files, {'quick, ' if m['quick'] else ''}seed {m['seed']}, "
        f"{m['model'] or 'extractive mode'}, embedding {m['embedding']}, "
        f"attribution {m['attribution']}"
    )


def notes(suites: Iterable[SuiteRun]) -> Iterator[str]:
    """Yield what a reader of the table must know besides: cases without an outcome, figures that cheats win."""
    for suite in suites:
        if suite.not_recorded:
            yield f"- {suite.name}: not recorded: {suite.not_recorded} of {len(suite.rows)} cases, left out above"
        if failed := sum(row.get("status") == "failed" for row in suite.rows):
            yield f"- {suite.name}: failed: {failed} of {len(suite.rows)} cases raised an error and count as wrong"
        for figure, cheats in won_by_cheats(suite).items():
            yield f"- {suite.name}: {' and '.join(cheats)} do as well in “{figure}”: it says nothing here"
        for note in suite.notes:
            yield f"- {suite.name}: {note}"


# --- several systems side by side -------------------------------------------------------------------------------------


def side_by_side(columns: Mapping[str, Sequence[Figure]]) -> Iterator[str]:
    """Yield the lines of a Markdown table: a figure is a row, a system a column, an en dash where it has no figure."""
    cells = {system: {f.name: _cell(f) for f in figures} for system, figures in columns.items()}
    names = list(dict.fromkeys(name for figures in columns.values() for name in (f.name for f in figures)))
    rows = [["figure", *cells], *([name, *(cells[s].get(name, "–") for s in cells)] for name in names)]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        yield f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |"
        if number == 0:
            yield f"|{'|'.join('-' * (width + 2) for width in widths)}|"


def _cell(figure: Figure) -> str:
    if figure.value > 1:
        return f"{figure.value:,.0f} [{figure.low:,.0f}, {figure.high:,.0f}] n={figure.cases}"
    return f"{figure} n={figure.cases}"
