"""Silence as news: "did not answer", "could not be reached", "made no statement", and figures that somebody gives."""

from __future__ import annotations

from collections.abc import Iterator

from service.attribution import lexicon as lx
from service.attribution.extents import skip_adjuncts, without_stop
from service.attribution.phrases import Range, Tokens, verb_group_start
from service.attribution.reports import Report
from service.attribution.subjects import subject_before
from service.domain.news import Polarity

_NOT = lx.NEGATIONS | {"n’t", "n't"}
_ANSWERS = frozenset("answer reply respond comment elaborate".split())
_CLOSED = frozenset({",", ".", ";", "and", "but", "when", "—", "–"})
# Verb, and what must stand among the words right behind it.
_SILENT = (
    ("return", frozenset("call calls message messages email emails".split())),
    ("be", frozenset({"reached", "drawn", "contacted"})),
    ("made", frozenset("no".split())),
    ("had", frozenset({"no"})),
    ("has", frozenset({"nothing", "no"})),
    ("gave", frozenset({"no"})),
)
_TRIGGERS = _ANSWERS | {verb for verb, _ in _SILENT}
_SPOKEN = frozenset("statement comment answer reply say".split())
_NEAR = 4


def find_silences(tokens: Tokens) -> Iterator[Report]:
    """Yield who is reported to have said nothing; the content is the last word of what they did not do."""
    for i, token in enumerate(tokens):
        if token.low not in _TRIGGERS or token.quoted or token.is_capital:
            continue
        last = _silence(tokens, i)
        source = subject_before(tokens, verb_group_start(tokens, i)) if last is not None else None
        if last is not None and source is not None:
            start = verb_group_start(tokens, i)
            yield Report((start, last), source, ((last, last + 1),), polarity=Polarity.DECLINED)


def _silence(tokens: Tokens, i: int) -> int | None:
    """Return the last token of a silence whose verb is at `i`; None if it is none."""
    low = tokens[i].low
    negated = any(t.low in _NOT for t in tokens[max(0, i - 3) : i])
    if low in _ANSWERS:
        ends = i + 1 >= len(tokens) or tokens[i + 1].low in _CLOSED
        return i if negated and ends and not _is_reported(tokens, i) else None
    near = range(i + 1, min(i + 1 + _NEAR, len(tokens)))
    for verb, words in _SILENT:
        found = next((j for j in near if tokens[j].low in words), None) if low == verb else None
        if found is None or (verb in {"return", "be"} and not negated):
            continue
        if verb in {"return", "be"}:
            return found
        said = next((j for j in range(found + 1, min(found + 4, len(tokens))) if tokens[j].low in _SPOKEN), None)
        return said if found == i + 1 else None
    return None


def _is_reported(tokens: Tokens, i: int) -> bool:
    """Tell whether what a verb answers is named ("did not answer whether …"), so that the verb reports it itself."""
    return i + 1 < len(tokens) and tokens[i + 1].low == "when" and tokens[i].low == "comment"


_FIGURES = {"put": "at", "puts": "at", "gave": "as", "gives": "as"}
_FARTHEST = 14


def find_figures(tokens: Tokens) -> Iterator[Report]:
    """Yield figures that somebody gives ("Insurers put the damage at 35 million", "gave the number as 46")."""
    for i in range(1, len(tokens) - 3):
        link = _FIGURES.get(tokens[i].low)
        if link is None or tokens[i].quoted or tokens[i].is_capital:
            continue
        source = subject_before(tokens, verb_group_start(tokens, i))
        at = next((j for j in range(i + 2, min(i + _FARTHEST, len(tokens) - 1)) if tokens[j].low == link), None)
        if source is not None and at is not None and _counts(tokens, at + 1):
            yield Report((i, i + 1), source, ((i + 1, _figure_end(tokens, at + 1)),))


def _counts(tokens: Tokens, start: int) -> bool:
    """Tell whether a number stands at `start`, or right behind "about", "more than" and the like."""
    near = [t for t in tokens[start : start + 4] if t.text not in {",", "."}]
    return any(any(c.isdigit() for c in t.text) or t.low in _NUMBERS for t in near)


_NUMBERS = frozenset("two three four five six seven eight nine ten dozen half hundred thousand million zero".split())


def _figure_end(tokens: Tokens, start: int) -> int:
    end = next((j for j in range(start, len(tokens)) if _stops(tokens, j)), len(tokens))
    return without_stop(tokens, start, end)


def _stops(tokens: Tokens, j: int) -> bool:
    if tokens[j].text in {",", ";"} or tokens[j].low in {"and", "but", "while", "after"}:
        return True
    return tokens[j].low in {"on", "last"} and skip_adjuncts(tokens, j) > j


def without(reports: list[Report], silences: Iterator[Report]) -> list[Report]:
    """Return silences that no other report holds already."""
    taken: list[Range] = [r.cue for r in reports] + [c for r in reports for c in r.contents]
    return [s for s in silences if not any(a < s.contents[0][1] and s.cue[0] < b for a, b in taken)]
