"""Figures that somebody gives: "put the damage at 35 million", "gave the number as 46", "counted 140 nests"."""

from __future__ import annotations

from collections.abc import Iterator

from service.attribution.extents import skip_adjuncts, without_stop
from service.attribution.phrases import Range, Tokens, clause_subject, object_head, verb_group_start
from service.attribution.reports import Report
from service.attribution.subjects import subject_before
from service.attribution.thinkers import is_text, may_speak

_AT = frozenset("at nearer near between above below around closer".split())
_FIGURES: dict[str, frozenset[str]] = {
    "put": _AT,
    "puts": _AT,
    "gave": frozenset({"as"}),
    "gives": frozenset({"as"}),
}
# Verbs right behind which a figure stands that somebody gives, and the word between.
_TOLD = {"arrived": "at", "spoke": "of", "speaks": "of", "counted": "", "counts": "", "announced": "", "announces": ""}
_FARTHEST = 14


def find_figures(tokens: Tokens) -> Iterator[Report]:
    """Yield figures that somebody gives ("Insurers put the damage at 35 million", "gave the number as 46")."""
    for i in range(1, len(tokens) - 3):
        link = _FIGURES.get(tokens[i].low)
        if link is None or tokens[i].quoted or tokens[i].is_capital:
            continue
        source = _giver(tokens, i)
        at = next((j for j in range(i + 2, min(i + _FARTHEST, len(tokens) - 1)) if tokens[j].low in link), None)
        if source is not None and at is not None and _counts(tokens, at + 1) and _may_count(tokens, source):
            plain = [t.low for t in tokens[i + 1 : at]] in (["the", "figure"], ["it"], ["that"])
            start = at + 1 if plain else i + 1  # "put the figure at | 612"
            yield Report((i, i + 1), source, ((start, _figure_end(tokens, at + 1)),))


def _giver(tokens: Tokens, i: int) -> Range | None:
    """Return who gives a figure, also where a clause goes on ("said it was late and | put the cost at £9m")."""
    group = verb_group_start(tokens, i)
    if group and tokens[group - 1].low in {"and", "but"}:
        return clause_subject(tokens, group - 1)
    return subject_before(tokens, group)


def _may_count(tokens: Tokens, source: Range) -> bool:
    return may_speak(tokens, source) or is_text(tokens, source)


def find_counts(tokens: Tokens) -> Iterator[Report]:
    """Yield figures right behind the verb of whoever gives them ("counted 140 nests", "arrived at £2.6 million")."""
    for i in range(1, len(tokens) - 1):
        link = _TOLD.get(tokens[i].low)
        if link is None or tokens[i].quoted or tokens[i].is_capital:
            continue
        at = skip_adjuncts(tokens, i + 1) if link == "of" else i + 1  # "spoke on Monday of 1,200"
        if link and (at >= len(tokens) or tokens[at].low != link):
            continue
        start = at + bool(link)
        source = subject_before(tokens, verb_group_start(tokens, i))
        if start < len(tokens) and source is not None and _may_count(tokens, source) and _is_figure(tokens, i, start):
            yield Report((i, start), source, ((start, _figure_end(tokens, start)),), firm=True)


def _is_figure(tokens: Tokens, i: int, start: int) -> bool:
    """Tell whether a large number or a sum stands at `start` ("at 10" is a time)."""
    text = tokens[start].text
    if tokens[i].low in {"announced", "announces"}:
        head = object_head(tokens, start)
        return head is not None and tokens[head].low in {"turnout", "result", "results", "attendance"}
    if tokens[i].low in {"counted", "counts"}:
        return text[0].isdigit() and start + 1 < len(tokens) and tokens[start + 1].is_word
    number = text.replace(",", "").replace(".", "")
    return text[0] in "£$€" or (number.isdigit() and len(number) > 2 and "." not in text)


def _counts(tokens: Tokens, start: int) -> bool:
    """Tell whether a number stands at `start`, or right behind "about", "more than" and the like."""
    near = [t for t in tokens[start : start + 4] if t.is_word]
    return any(any(c.isdigit() for c in t.text) or t.low in _NUMBERS for t in near)


_NUMBERS = frozenset("two three four five six seven eight nine ten dozen half hundred thousand million zero".split())


def _figure_end(tokens: Tokens, start: int) -> int:
    end = next((j for j in range(start, len(tokens)) if _stops(tokens, j)), len(tokens))
    if end + 1 < len(tokens) and tokens[end].text == "," and tokens[end + 1].low in _COMPARES:
        end = next((j for j in range(end + 1, len(tokens)) if _stops(tokens, j)), len(tokens))  # "46, not the 50 …"
    return without_stop(tokens, start, end)


# "46, not the 50 given on Monday"
_COMPARES = frozenset("not most up down more less half compared against".split())


def _stops(tokens: Tokens, j: int) -> bool:
    if tokens[j].quoted:
        return False
    if tokens[j].text in {",", ";"} or tokens[j].low in {"and", "but", "while", "after"}:
        return True
    return tokens[j].low in {"on", "last"} and skip_adjuncts(tokens, j) > j
