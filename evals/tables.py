"""Figures of several systems side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evals.statistics import Figure


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
