"""Reports without a verb of speech: "according to", nouns such as "claim", and a name behind a dash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from service.attribution import lexicon as lx
from service.attribution.cues import NOMINAL
from service.attribution.extents import is_past, without_stop
from service.attribution.phrases import (
    DASHES,
    ENDS,
    Range,
    Tokens,
    clause_subject,
    is_finite,
    is_name_part,
    phrase_end,
)
from service.attribution.reports import Report
from service.attribution.subjects import subject_before

_QUESTIONS = frozenset("whether if why how what who when where which about".split())
_POSSESSIVE_ENDS = frozenset({"’s", "'s", "’"})
_NOT_RESUMED = frozenset("which who a an where when but while though and".split())


def find_signed(tokens: Tokens) -> Iterator[Report]:
    """Yield quotations that a dash ties to a name ("“…” — Ilse Brandt")."""
    for i in range(len(tokens) - 2):
        if tokens[i].quotation is not None and tokens[i + 1].text in DASHES and _is_named(tokens, i + 2):
            end = phrase_end(tokens, i + 2, len(tokens))
            if end >= len(tokens) or tokens[end].text in {",", ".", "(", "/"}:
                yield Report((i + 1, i + 2), (i + 2, end), ((i, i + 1),))


def find_worded(tokens: Tokens) -> Iterator[Report]:
    """Yield what somebody does something with ("Brandt opened the fair with the words “…”")."""
    for i in range(1, len(tokens) - 3):
        worded = [t.low for t in tokens[i : i + 3]] == ["with", "the", "words"] and tokens[i + 3].quotation is not None
        if worded and (subject := clause_subject(tokens, i)):
            yield Report((i, i + 3), subject, ((i + 3, i + 4),))


def _is_named(tokens: Tokens, i: int) -> bool:
    """Tell whether a name begins at `i`, with or without an article ("The Guardian")."""
    article = tokens[i].text in {"The", "the"} and i + 1 < len(tokens)
    return is_name_part(tokens[i + article])


def find_quoted_as(tokens: Tokens) -> Iterator[Report]:
    """Yield what follows "as Lane said," where the words open a clause, or stand in its middle."""
    for i in range(len(tokens) - 4):
        opens = i == 0 or tokens[i - 1].text == "," or tokens[i - 1].low in {"and", "but"}
        if tokens[i].low != "as" or not opens or tokens[i].quoted:
            continue
        comma = next((j for j in range(i + 2, min(i + _LONGEST_AS, len(tokens) - 2)) if tokens[j].text == ","), None)
        said = comma is not None and _tells(tokens, i + 1, comma)
        end = phrase_end(tokens, i + 1, comma - 1 - (tokens[comma - 1].low == "it")) if comma is not None else 0
        if comma is not None and said and end > i + 1 and tokens[comma + 1].quotation is None:
            yield Report((comma - 1, comma), (i + 1, end), ((comma + 1, _clause_end(tokens, comma + 1)),))


_LONGEST_AS = 10  # tokens of "as her brother liked to say"


def _tells(tokens: Tokens, start: int, comma: int) -> bool:
    """Tell whether only a subject and a verb of speech stand there ("he liked to say", "Lane put it")."""
    last = tokens[comma - 1].low
    puts = last == "it" and tokens[comma - 2].low in {"put", "puts"}
    return puts or last in {"say", "said", "says", "wrote", "writes", "recalled", "remembered", "noted"}


def find_accordings(tokens: Tokens) -> Iterator[Report]:
    """Yield what stands around "according to"."""
    for i in range(len(tokens) - 2):
        if tokens[i].low == "according" and tokens[i + 1].low == "to" and not tokens[i].quoted:
            end = phrase_end(tokens, i + 2, len(tokens), loose=True)
            leads = i == 0 or tokens[i - 1].low in {"and", "but"} or tokens[i - 1].text in DASHES
            leads = leads or (i > 1 and tokens[i - 1].text == "," and tokens[i - 2].low in {"and", "but"})
            report = _according_first(tokens, i, end) if leads else _according_last(tokens, i, end)
            if report and end > i + 2:
                yield replace(report, source=_sender(tokens, end) or report.source)


def _sender(tokens: Tokens, end: int) -> Range | None:
    """Return who wrote the paper that is a source ("according to a letter | she sent to the court")."""
    if end + 1 >= len(tokens) or tokens[end - 1].low not in _PAPERS or tokens[end + 1].low not in _SENT:
        return None
    return (end, end + 1) if tokens[end].low in {"he", "she", "they"} or is_name_part(tokens[end]) else None


_PAPERS = frozenset("letter email e-mail statement memo text message note affidavit post".split())
_SENT = frozenset("sent wrote posted signed gave issued".split())


def _according_first(tokens: Tokens, i: int, end: int) -> Report | None:
    """Return the report of "According to Brandt, …", with or without its comma."""
    comma = next((j for j in range(end, len(tokens)) if tokens[j].text == "," and not tokens[j].quoted), None)
    named = _name_end(tokens, i + 2)
    source, start = (i + 2, end), comma + 1 if comma is not None else None
    is_name = named > i + 2 and tokens[named - 1].is_capital
    described = tokens[i + 2].low in lx.DETERMINERS and named < end and not _opens_clause(tokens, named)
    if is_name and not described and named < end and (start is None or any(is_finite(t) for t in tokens[named:end])):
        source, start = (i + 2, named), named
    if start is None and end < len(tokens) and tokens[end].low in lx.PERSONAL:
        start = end  # "but according to Ruth he had nothing to wear"
    if start is None or start >= len(tokens):
        return None
    stop = start + 1 if tokens[start].quotation is not None else _clause_end(tokens, start)
    return Report((i, i + 2), source, ((start, stop),)) if stop > start else None


def _according_last(tokens: Tokens, i: int, end: int) -> Report | None:
    """Return the report of "…, according to Brandt", which may go on behind it."""
    stop = i - 1 if tokens[i - 1].text in DASHES | {",", "("} else i
    if stop <= 0:
        return None
    quoted = tokens[stop - 1].quotation is not None
    contents = [(stop - 1 if quoted else 0, stop)]
    if not quoted and end + 2 < len(tokens) and tokens[end].text == "," and _resumes(tokens[end + 1].low):
        contents.append((end + 1, _clause_end(tokens, end + 1)))
    return Report((i, i + 2), (i + 2, end), tuple(contents))


def _opens_clause(tokens: Tokens, i: int) -> bool:
    """Tell whether a clause begins at `i`, and not the noun that a name describes ("the Afghan | team’s coach")."""
    return tokens[i].is_capital or tokens[i].low in lx.DETERMINERS | lx.POSSESSIVES | lx.PERSONAL | {"there", "about"}


def _name_end(tokens: Tokens, start: int) -> int:
    i = start + (tokens[start].low in lx.DETERMINERS)
    while i < len(tokens) and tokens[i].is_capital:
        i += 1
    return i


def _clause_end(tokens: Tokens, start: int) -> int:
    end = next((j for j in range(start, len(tokens)) if tokens[j].text == ";" and not tokens[j].quoted), len(tokens))
    return without_stop(tokens, start, end)


def _resumes(low: str) -> bool:
    return not low.endswith("ing") and low not in _NOT_RESUMED


def find_nominals(tokens: Tokens) -> Iterator[Report]:
    """Yield what possessives with a noun of speech report ("Ruiz’s claim that the emails were fake")."""
    for i in range(1, len(tokens) - 2):
        reports = tokens[i].low in NOMINAL and not tokens[i].quoted and tokens[i + 1].low == "that"
        if reports and (owner := _owner(tokens, i)):
            yield Report((i, i + 1), owner, ((i + 1, _nominal_end(tokens, i + 1)),))


def _owner(tokens: Tokens, noun: int) -> Range | None:
    i = noun - 1
    while i > 0 and noun - i <= 3 and _modifies(tokens, i):
        i -= 1
    if tokens[i].low in lx.POSSESSIVES:
        return (i, i + 1)
    return subject_before(tokens, i) if tokens[i].low in _POSSESSIVE_ENDS else None


def _modifies(tokens: Tokens, i: int) -> bool:
    token = tokens[i]
    closed = _POSSESSIVE_ENDS | lx.POSSESSIVES | lx.PREPOSITIONS | lx.DETERMINERS
    return token.is_word and not token.is_capital and token.low not in closed


def _nominal_end(tokens: Tokens, start: int) -> int:
    """Return where a clause after a noun ends: before the second finite verb, or at a comma."""
    seen = 0
    for i in range(start, len(tokens)):
        if tokens[i].quoted:
            continue
        if tokens[i].text in ENDS | DASHES | {",", ";"}:
            return i
        if (is_finite(tokens[i]) or (seen and is_past(tokens[i]))) and not is_finite(tokens[i - 1]):
            seen += 1
            if seen == 2 and tokens[i - 1].low not in {"and", "or"}:
                return i
    return len(tokens)
