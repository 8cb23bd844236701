"""The page: a summary, then each suite with its figures, slices, and the cases that changed or went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files

from evals import tables
from evals.comparing import Compared, Flip, compare
from evals.reporting.plots import forest
from evals.runs import Run, SuiteRun
from evals.statistics import Figure, mean_figure
from evals.suites import Json

SHOWN = 12  # cases of a suite
PLOTTED = 30  # figures in one plot; more are a table
LEAST = 3  # cases of a slice that has a row


def report(run: Run, before: Run | None = None) -> str:
    """Return the report of a run as one HTML document; with `before`, its losses come first."""
    compared = {c.suite: c for c in compare(before, run)} if before else {}
    style = files("evals.reporting").joinpath("report.css").read_text(encoding="utf-8")
    body = [_head(run, before), _summary(run, compared)]
    body += [_suite(suite, before, compared.get(name)) for name, suite in run.suites.items()]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>OnRecord, evaluated</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{style}</style></head><body><main>{''.join(body)}</main></body></html>\n"
    )


def _head(run: Run, before: Run | None) -> str:
    links = "".join(_link(suite) for suite in run.suites.values())
    against = f"<p class=soft>Compared with: {escape(tables.describe(before))}.</p>" if before else ""
    return (
        f"<h1>OnRecord, evaluated</h1><p class=soft>{escape(tables.describe(run))}.</p>{against}<nav>{links}</nav>"
        "<p class=soft>Bars are 95 % intervals by bootstrap over cases. A cheat knows nothing of the question; a "
        "figure that one reaches says little. A guard must stay at its best; saying nothing passes it, too.</p>"
    )


def _link(suite: SuiteRun) -> str:
    value = f" <b>{tables.number(suite.figures[0].value)}</b>" if suite.figures and suite.figures[0].cases else ""
    return f'<a href="#{escape(suite.name)}">{escape(suite.name)}{value}</a>'


def _summary(run: Run, compared: Mapping[str, Compared]) -> str:
    if not compared:
        return ""
    head = ["suite", "cases", "before", "now", "change", "95 % interval", "p (Holm)", "verdict"]
    rows = [_compared_cells(c) for c in compared.values()]
    return f"<div class='card wide'>{_table(head, rows)}</div>"


def _compared_cells(c: Compared) -> list[str]:
    tone = "bad" if c.lost else "good" if c.after > c.before else ""
    figures = [f"{c.before:.3f}", f"{c.after:.3f}", f"{c.after - c.before:+.3f}", f"{c.low:+.3f} to {c.high:+.3f}"]
    return [escape(c.suite), str(c.cases), *figures, f"{c.loss_p:.4f}", f"<b class='{tone}'>{escape(c.verdict)}</b>"]


def _suite(suite: SuiteRun, before: Run | None, compared: Compared | None) -> str:
    known = before.suites.get(suite.name) if before else None
    notes = "".join(f"<p class=soft>{escape(note.removeprefix('- '))}</p>" for note in tables.notes([suite]))
    return (
        f'<section id="{escape(suite.name)}"><h2>{escape(suite.name)}</h2>{_plot(suite, known)}{_figures(suite)}{notes}'
        f"{_slices(suite)}{_changed(compared) if compared and compared.flips else _wrong(suite)}</section>"
    )


def _plot(suite: SuiteRun, known: SuiteRun | None) -> str:
    plotted = [f for f in suite.figures if f.cases and 0 <= f.value <= 1]
    if not plotted or len(plotted) > PLOTTED:
        return ""
    before = {f.name: f.value for f in known.figures if f.cases} if known else {}
    drawn = forest(
        plotted, labels=[tables.label(suite, f) for f in plotted], cheats=suite.cheats, before=before
    )  # fmt: skip
    legend = "<span><i></i>this run, with its interval</span>"
    legend += "<span><i class=cheat></i>cheats</span>" if any(suite.cheats.values()) else ""
    legend += "<span><i class=before></i>before</span>" if before else ""
    return f"<div class=card><div class=legend>{legend}</div>{drawn}</div>"


def _figures(suite: SuiteRun) -> str:
    head, *rows = ([cell for n, cell in enumerate(row) if n] for row in tables.rows([suite]))
    used = [n for n in range(len(head)) if n < 4 or any(row[n] != "–" for row in rows)]
    cells = [[escape(row[n]) for n in used] for row in rows]
    return f"<div class='card wide'>{_table([head[n] for n in used], cells)}</div>"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; cells are HTML already, heads are not."""
    heads = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


# --- slices --------------------------------------------------------------------------------------------------------


def _slices(suite: SuiteRun) -> str:
    names = dict.fromkeys(name for row in suite.rows for name in row.get("slices") or {})
    cards = "".join(_slice_card(suite, name) for name in names)
    return f"<h3>Score by slice</h3><div class=slices>{cards}</div>" if cards else ""


def _slice_card(suite: SuiteRun, name: str) -> str:
    by_value: dict[str, list[float]] = {}
    for row in suite.rows:
        value = (row.get("slices") or {}).get(name)
        if value is not None and row.get("score") is not None:
            by_value.setdefault(value, []).append(row["score"])
    figures = [mean_figure(value, scores) for value, scores in sorted(by_value.items()) if len(scores) >= LEAST]
    small = sum(len(scores) for scores in by_value.values() if len(scores) < LEAST)
    if not figures:
        return ""
    rest = f"<p class=soft>not shown: {small} in slices of fewer than {LEAST}</p>" if small else ""
    rows = [_slice_cells(figure) for figure in figures]
    return f"<div class=card><h3>{escape(name)}</h3>{_table(['', 'score', '95 % interval', 'cases'], rows)}{rest}</div>"


def _slice_cells(figure: Figure) -> list[str]:
    interval = f"{figure.low:.3f} to {figure.high:.3f}"
    return [escape(figure.name), f"{figure.value:.3f}", interval, str(figure.cases)]


# --- cases ---------------------------------------------------------------------------------------------------------


def _changed(compared: Compared) -> str:
    lost = sum(flip.change < 0 for flip in compared.flips)
    title = f"<h3>{len(compared.flips)} cases changed, {lost} for the worse; worst first</h3>"
    return title + "".join(_flip(flip) for flip in compared.flips[:SHOWN]) + _more(len(compared.flips))


def _flip(flip: Flip) -> str:
    before, after = (_outcome(title, row) for title, row in (("before", flip.before), ("now", flip.after)))
    broken = "".join(f"<p class=bad>broken: {escape(str(fault))}</p>" for fault in flip.newly_broken)
    return _case(flip.after, f"<div class=pair><div>{before}</div><div>{after}</div></div>{broken}")


def _wrong(suite: SuiteRun) -> str:
    wrong = sorted((r for r in suite.rows if _is_wrong(r)), key=lambda r: (r["score"], r["id"]))
    if not wrong:
        return ""
    title = f"<h3>{len(wrong)} of {len(suite.rows)} cases are not fully right; worst first</h3>"
    return title + "".join(_case(row, _outcome("answer", row)) for row in wrong[:SHOWN]) + _more(len(wrong))


def _is_wrong(row: Json) -> bool:
    return row.get("score") is not None and row["score"] < 1


def _more(number: int) -> str:
    return f"<p class=soft>{number - SHOWN} more are in the run's folder</p>" if number > SHOWN else ""


def _outcome(title: str, row: Json) -> str:
    tone = "good" if row["score"] >= 1 else "bad" if row["score"] <= 0 else ""
    why = f"<p class=soft>{escape(str(row['reason']))}</p>" if row.get("reason") else ""
    said = escape(str(row.get("output") or "nothing"))
    tag = f"<span class='tag {tone}'>{row['score']:.2f}</span>"
    return f"<span class=label>{title}</span> {tag}<div class='out {tone}'>{said}</div>{why}"


def _case(row: Json, outcomes: str) -> str:
    asked = escape(str(row.get("input") or row["id"]))
    wanted = f"<p class=soft>Expected: {escape(str(row['expected']))}</p>" if row.get("expected") else ""
    return (
        f"<article class='card case'><p>{asked}</p><p class=soft>{escape(str(row['id']))}</p>{wanted}{outcomes}"
        f"{evidence(row.get('evidence') or [])}</article>"
    )


def evidence(excerpts: Sequence[Json]) -> str:
    """Return cited passages with the cited words marked in what stands around them."""
    if not excerpts:
        return ""
    quoted = "".join(_excerpt(number, e) for number, e in enumerate(excerpts, start=1))
    return f"<details open><summary>cited passages: {len(excerpts)}</summary>{quoted}</details>"


def _excerpt(number: int, e: Json) -> str:
    source = ", ".join(_sources(e))
    return (
        f"<blockquote>{escape(e['before'])}<mark>{escape(e['quote'])}</mark>{escape(e['after'])}</blockquote>"
        f"<p class=soft>[{number}] {escape(source)}</p>"
    )


def _sources(e: Json) -> Iterator[str]:
    if e.get("speaker"):
        yield f"{e['speaker']} (through {e['via']})" if e.get("via") else str(e["speaker"])
    yield from (str(e[name])[:100] for name in ("title", "source") if e.get(name))
    if e.get("published_at"):
        yield str(e["published_at"])[:10]
