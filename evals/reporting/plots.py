"""Figures with their intervals as inline SVG: ours, the run before, and the cheats on one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from evals.statistics import Figure

ROW, TOP = 30, 22
LEFT, RIGHT, WIDTH = 400, 860, 990


def forest(
    figures: Sequence[Figure],
    *,
    labels: Sequence[str],
    cheats: Mapping[str, Mapping[str, float]] | None = None,
    before: Mapping[str, float] | None = None,
) -> str:
    """Return a forest plot of figures from 0 to 1: a dot in its interval, rings for cheats, a diamond for before."""
    height = TOP + ROW * len(figures) + 8
    lines = [
        _line(f, n, label, (cheats or {}).get(f.name, {}), (before or {}).get(f.name))
        for n, (f, label) in enumerate(zip(figures, labels, strict=True))
    ]
    title = escape("; ".join(f"{label} {f}" for f, label in zip(figures, labels, strict=True)), quote=True)
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{title}">{_axis(height)}{"".join(lines)}</svg>'


def _x(value: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * min(1.0, max(0.0, value)), 1)


def _axis(height: int) -> str:
    ticks = (0, 0.25, 0.5, 0.75, 1)
    return "".join(
        f'<line x1="{_x(t)}" x2="{_x(t)}" y1="{TOP - 4}" y2="{height - 4}" stroke="var(--line)"/>'
        f'<text class="soft" x="{_x(t)}" y="12" text-anchor="middle">{t:g}</text>'
        for t in ticks
    )


def _line(figure: Figure, number: int, label: str, cheats: Mapping[str, float], before: float | None) -> str:
    y = TOP + ROW * number + ROW // 2
    parts = [f'<text x="{LEFT - 16}" y="{y + 4}" text-anchor="end">{escape(label)}</text>']
    parts += [_ring(value, y, f"{name} {value:.3f}") for name, value in cheats.items()]
    if before is not None:
        x = _x(before)
        points = f"{x},{y - 6} {x + 6},{y} {x},{y + 6} {x - 6},{y}"
        parts.append(f'<polygon points="{points}" fill="var(--before)"><title>before {before:.3f}</title></polygon>')
    parts.append(
        f'<line x1="{_x(figure.low)}" x2="{_x(figure.high)}" y1="{y}" y2="{y}" stroke="var(--ours)" stroke-width="4" '
        f'stroke-linecap="round" opacity=".35"/><circle cx="{_x(figure.value)}" cy="{y}" r="5.5" fill="var(--ours)">'
        f"<title>{escape(str(figure))}</title></circle>"
    )
    parts.append(f'<text x="{RIGHT + 18}" y="{y + 4}">{figure.value:.3f}</text>')
    parts.append(f'<text class="soft" x="{RIGHT + 62}" y="{y + 4}">n = {figure.cases}</text>')
    return "".join(parts)


def _ring(value: float, y: int, title: str) -> str:
    return (
        f'<circle cx="{_x(value)}" cy="{y}" r="4" fill="none" stroke="var(--cheat)" stroke-width="1.8">'
        f"<title>{escape(title)}</title></circle>"
    )
