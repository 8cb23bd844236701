"""What somebody was told, asked or bidden: passives, by whoever "by" names and else by nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.attribution import lexicon as lx
from service.attribution.afterthoughts import leaves_phrase
from service.attribution.extents import is_past, skip_adjuncts, without_stop
from service.attribution.phrases import Range, Tokens, is_finite, is_name_part, phrase_end, verb_group_start
from service.attribution.reports import Report
from service.attribution.subjects import subject_before, subject_with_relative
from service.domain.news import Polarity

_QUESTIONS = frozenset("whether if why how what who when where which about".split())

_TOLD = frozenset("told assured warned informed promised reassured reminded advised notified".split())
_BIDDEN = frozenset(
    "told ordered asked urged warned advised instructed reminded begged encouraged implored requested".split()
)
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


_NOW = frozenset("told advised urged warned asked reminded requested".split())
_SELVES = frozenset("myself himself herself itself themselves ourselves".split())


def _is_passive(tokens: Tokens, i: int) -> bool:
    """Tell whether a form of "be" stands before the participle at `i`, adverbs between them left aside."""
    before = next((j for j in range(i - 1, -1, -1) if tokens[j].low not in lx.ADVERBS | _SELVES), 0)
    present = tokens[before].low in {"are", "is", "am"} | _CONTRACTED and tokens[i].low in _NOW
    return tokens[before].low in _BEEN or present


def _listener(tokens: Tokens, i: int) -> Range | None:
    before = next((j for j in range(i - 1, -1, -1) if tokens[j].low not in lx.ADVERBS | _SELVES), 0)
    start = verb_group_start(tokens, before if tokens[i - 1].low in _SELVES else i)
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
        passive = i > 1 and tokens[i - 1].low in {"was", "were", "is", "are"}
        if (i and not passive and not _is_reduced(tokens, i)) or (question := _question(tokens, i + 1)) is None:
            continue
        asker, start = question
        comma = next((j for j in range(start, len(tokens)) if tokens[j].text == "," and not tokens[j].quoted), None)
        if passive or i:
            listener = subject_before(tokens, i - 1)
            stop = comma if comma is not None else without_stop(tokens, start, _behind_question(tokens, start))
            if listener and stop > start + 1:
                untold = tokens[start + 1].low in _UNTOLD
                yield Report((i, i + 1), asker, ((start, stop),), listener, Polarity.ASKED, firm=untold)
        elif comma is not None and comma > start:
            end = phrase_end(tokens, comma + 1, len(tokens))
            listener = (comma + 1, end) if end > comma + 1 else None
            untold = tokens[start + 1].low in _UNTOLD
            yield Report((i, i + 1), asker, ((start, comma),), listener, Polarity.ASKED, firm=untold)


def _is_reduced(tokens: Tokens, i: int) -> bool:
    """Tell whether somebody is asked between commas ("Lane, | asked why he went, laughed")."""
    if i < 2 or tokens[i - 1].text != "," or any(is_finite(t) for t in tokens[:i]):
        return False
    comma = next((j for j in range(i + 1, len(tokens) - 1) if tokens[j].text == ","), None)
    return comma is not None and any(is_finite(t) or t.low.endswith("ed") for t in tokens[comma + 1 : comma + 4])


def _behind_question(tokens: Tokens, start: int) -> int:
    """Return where a question without a comma ends: before a deed of who was asked ("about it | and laughed")."""
    return next((j for j in range(start + 1, len(tokens) - 1) if leaves_phrase(tokens, j, start)), len(tokens))


def _question(tokens: Tokens, start: int) -> tuple[Range | None, int] | None:
    """Return who asks and where the question begins behind "asked"; None if it is no question."""
    asker, i = None, start
    if tokens[i].low == "by":
        i = phrase_end(tokens, i + 1, len(tokens))
        asker = (start + 1, i) if i > start + 1 else None
        i = _behind_aside(tokens, i)
    elif tokens[i].low in {"on", "about", "for"} and (tokens[start - 1].is_capital or tokens[start - 2].text == ","):
        return (None, i) if tokens[i + 1].low in _UNTOLD else (None, i + 1)
    for j in range(i, min(i + _FARTHEST_QUESTION, len(tokens))):
        if tokens[j].text == "," or is_finite(tokens[j]) or tokens[j].quotation is not None:
            return None
        if tokens[j].low in _QUESTIONS or tokens[j].low == "whose":
            bare = j + 1 < len(tokens) and tokens[j].low == "about" and tokens[j + 1].low in _UNTOLD
            return None if bare else (asker, j)
    return None


_UNTOLD = frozenset("that this it them these those".split())  # "Asked about that on Wednesday, …"


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
