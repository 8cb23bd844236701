"""Reports without a verb of speech: "according to", nouns such as "claim", and a name behind a dash."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from service.attribution import lexicon as lx
from service.attribution.afterthoughts import leaves_phrase
from service.attribution.cues import NOMINAL
from service.attribution.extents import is_past, skip_adjuncts, without_stop
from service.attribution.phrases import (
    DASHES,
    ENDS,
    Range,
    Tokens,
    clause_subject,
    is_finite,
    is_name_part,
    phrase_end,
    verb_group_start,
)
from service.attribution.reports import Report
from service.attribution.subjects import subject_before, subject_with_relative
from service.domain.news import Polarity

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


def find_accordings(tokens: Tokens) -> Iterator[Report]:
    """Yield what stands around "according to"."""
    for i in range(len(tokens) - 2):
        if tokens[i].low == "according" and tokens[i + 1].low == "to" and not tokens[i].quoted:
            end = phrase_end(tokens, i + 2, len(tokens), loose=True)
            leads = i == 0 or tokens[i - 1].low in {"and", "but"} or tokens[i - 1].text in DASHES
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


_TOLD = frozenset("told assured warned informed promised reassured reminded advised notified".split())
_BIDDEN = frozenset("told ordered asked urged warned advised instructed reminded begged encouraged implored".split())
_BEEN = frozenset("was were been being".split())
_CONTRACTED = frozenset("i’m i'm we’re we're they’re they're you’re you're he’s he's she’s she's".split())


def find_told(tokens: Tokens) -> Iterator[Report]:
    """Yield what somebody is told ("Lane was told by Ruiz on Monday that …", "Lane had been told to wait").

    It is by whoever "by" names, else by nobody.
    """
    for i in range(1, len(tokens) - 2):
        low = tokens[i].low
        if low not in _TOLD | _BIDDEN or tokens[i].quoted or not _is_passive(tokens, i):
            continue
        by = tokens[i + 1].low == "by"
        end = phrase_end(tokens, i + 2, len(tokens)) if by else i + 1
        start = _past_manner(tokens, skip_adjuncts(tokens, end))
        if start >= len(tokens) or (by and end <= i + 2):
            continue
        bidden = low in _BIDDEN and _is_bid(tokens, start)
        if not bidden and not (low in _TOLD and _is_told_clause(tokens, start)):
            continue
        listener = _listener(tokens, i)
        if listener or _shares(tokens, i) or tokens[i - 1].low == "being":
            stop = _told_end(tokens, start, bidden=bidden)
            source = (i + 2, end) if by else None
            yield Report((i, i + 1), source, ((start, stop),), listener, firm=True)


_NOW = frozenset("told advised urged warned".split())


def _is_passive(tokens: Tokens, i: int) -> bool:
    """Tell whether a form of "be" stands before the participle at `i`, adverbs between them left aside."""
    before = next((j for j in range(i - 1, -1, -1) if tokens[j].low not in lx.ADVERBS), 0)
    present = tokens[before].low in {"are", "is", "am"} | _CONTRACTED and tokens[i].low in _NOW
    return tokens[before].low in _BEEN or present


def _listener(tokens: Tokens, i: int) -> Range | None:
    before = next((j for j in range(i - 1, -1, -1) if tokens[j].low not in lx.ADVERBS), 0)
    start = verb_group_start(tokens, i)
    for j in (before, start):
        if tokens[j].low not in lx.PERSONAL and _pronoun(tokens[j].low) in lx.PERSONAL:
            return (j, j + 1)  # "I’ve been told"
    return subject_with_relative(tokens, start) or subject_before(tokens, start)


def _pronoun(low: str) -> str:
    return re.split("['’]", low)[0]


def _past_manner(tokens: Tokens, i: int) -> int:
    """Return what follows how often something was told ("told twice | to have it mended")."""
    if i + 1 < len(tokens) and tokens[i].text == "," and tokens[i + 1].quotation is not None:
        return i + 1
    return i + 1 if i < len(tokens) and tokens[i].low in {"twice", "repeatedly", "again", "once", "often"} else i


def _is_bid(tokens: Tokens, i: int) -> bool:
    negated = tokens[i].low == "not" and i + 1 < len(tokens)
    return tokens[i + negated].low == "to" and i + 1 < len(tokens)


_OPENERS = lx.PERSONAL | lx.DETERMINERS | lx.POSSESSIVES | {"there"}


def _is_told_clause(tokens: Tokens, i: int) -> bool:
    """Tell whether a clause begins at `i`, with "that" or with its subject."""
    if tokens[i].low in {"that", "how", "why", "whether"} or tokens[i].quotation is not None:
        return True
    opens = _pronoun(tokens[i].low) in _OPENERS or is_name_part(tokens[i])
    return opens and any(is_finite(t) for t in tokens[i + 1 : i + 7])


def _told_end(tokens: Tokens, start: int, *, bidden: bool) -> int:
    if tokens[start].quotation is not None:
        return start + 1
    ends = {";", ","} if bidden else {";"}
    stop = next((j for j in range(start, len(tokens)) if _stops(tokens, j, start, ends)), len(tokens))
    return without_stop(tokens, start, stop)


def _stops(tokens: Tokens, j: int, start: int, ends: set[str]) -> bool:
    clause = tokens[j].text == "," and j + 2 < len(tokens) and tokens[j + 1].low in {"according", "but", "which", "who"}
    closes = tokens[j].text == "," and j + 1 < len(tokens) and is_past(tokens[j + 1])
    said = tokens[j].text == "," and any(t.low in {"said", "says"} for t in tokens[j + 1 : j + 6])
    return tokens[j].text in ends or clause or closes or said or leaves_phrase(tokens, j, start)


def _shares(tokens: Tokens, i: int) -> bool:
    """Tell whether a passive goes on with the subject of a clause before it ("Lane asked, and was told that …")."""
    start = verb_group_start(tokens, i)
    return start > 1 and tokens[start - 1].low in {"and", "but"}


_ASKED = frozenset("asked pressed questioned quizzed challenged".split())
_FARTHEST_QUESTION = 14  # tokens between "asked" and its question


def find_asked(tokens: Tokens) -> Iterator[Report]:
    """Yield the question of a passive ("Asked by Lane whether he would go, Brandt said …", "Brandt was asked why …").

    It is by whoever "by" names, else by nobody.
    """
    for i in range(len(tokens) - 3):
        if tokens[i].low not in _ASKED or tokens[i].quoted:
            continue
        passive = i > 1 and tokens[i - 1].low in {"was", "were"}
        if (i and not passive) or (question := _question(tokens, i + 1)) is None:
            continue
        asker, start = question
        comma = next((j for j in range(start, len(tokens)) if tokens[j].text == "," and not tokens[j].quoted), None)
        if passive:
            listener = subject_before(tokens, i - 1)
            stop = comma if comma is not None else without_stop(tokens, start, len(tokens))
            if listener and stop > start + 1:
                yield Report((i, i + 1), asker, ((start, stop),), listener, Polarity.ASKED)
        elif comma is not None and comma > start:
            end = phrase_end(tokens, comma + 1, len(tokens))
            listener = (comma + 1, end) if end > comma + 1 else None
            yield Report((i, i + 1), asker, ((start, comma),), listener, Polarity.ASKED)


def _question(tokens: Tokens, start: int) -> tuple[Range | None, int] | None:
    """Return who asks and where the question begins behind "asked"; None if it is no question."""
    asker, i = None, start
    if tokens[i].low == "by":
        i = phrase_end(tokens, i + 1, len(tokens))
        asker = (start + 1, i) if i > start + 1 else None
        i = _behind_aside(tokens, i)
    elif tokens[i].low in {"on", "about"} and tokens[start - 1].is_capital:
        return None, i + 1
    for j in range(i, min(i + _FARTHEST_QUESTION, len(tokens))):
        if tokens[j].text == "," or is_finite(tokens[j]) or tokens[j].quotation is not None:
            return None
        if tokens[j].low in _QUESTIONS or tokens[j].low == "whose":
            return asker, j
    return None


def _behind_aside(tokens: Tokens, start: int) -> int:
    """Return what follows what commas add to a name ("by Lane, for the defence, | whether"), else `start`."""
    if start >= len(tokens) or tokens[start].text != ",":
        return start
    for i in range(start + 1, min(start + _FARTHEST_QUESTION, len(tokens))):
        if is_finite(tokens[i]) or tokens[i].quotation is not None:
            return start
        if tokens[i].text == "," and i + 1 < len(tokens) and tokens[i + 1].low in _QUESTIONS:
            return i + 1
    return start


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
