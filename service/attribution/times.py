"""When something was, in words beside a subject: "two days later", "on Tuesday", "earlier this month", "a year ago"."""

from __future__ import annotations

from collections.abc import Sequence

from service.attribution import lexicon as lx
from service.attribution.reading import Token

UNITS = frozenset(
    """second seconds minute minutes hour hours day days week weeks fortnight month months year years decade decades
    century season seasons spring summer autumn winter morning afternoon evening night weekend moment moments
    """.split()
)
_COUNTS = frozenset(
    """a an the one two three four five six seven eight nine ten eleven twelve several few some many half couple dozen
    last this next that same previous following past nearly almost about over just only less more than barely
    later earlier late early""".split()
)
_BEHIND = frozenset("ago later earlier before on afterwards".split())
_NEAR = frozenset("earlier later".split())
_LEADS = frozenset("in on at during by since within after before for over until as".split())


def time_end(tokens: Sequence[Token], start: int, end: int) -> int:
    """Return where the time that begins at `start` ends, at most at `end`; `start` itself if none begins there."""
    i = start
    if i < end - 1 and (tokens[i].low in _LEADS or (tokens[i].low in _NEAR and tokens[i + 1].low == "this")):
        i += 1
    i += i < end - 1 and tokens[i].low in {"late", "early"} and tokens[i + 1].low in lx.DAYS | lx.MONTHS | {"on"}
    i += i < end - 1 and tokens[i].low == "on" and i > start
    i += i < end - 1 and tokens[i].text.isdigit() and tokens[i + 1].low in lx.MONTHS
    if i < end and (tokens[i].low in lx.DAYS or (tokens[i].low in lx.MONTHS and _dates(tokens, i, start))):
        return _behind_day(tokens, i + 1, end)
    if start < i < end and _is_year(tokens[i].text):
        return i + 1
    while i < end and (tokens[i].low in _COUNTS or tokens[i].text.isdigit()):
        i += 1
    if i == start or i >= end or tokens[i].low not in UNITS or tokens[i - 1].low in _LEADS:
        return start
    i += 1
    return i + (i < end and tokens[i].low in _BEHIND)


def is_time(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Tell whether the words from `start` to `end` are a time and nothing else."""
    return start < end and time_end(tokens, start, end) == end


def _dates(tokens: Sequence[Token], i: int, start: int) -> bool:
    """Tell whether a month is one, and no first name ("April Lane")."""
    return i > start or (i + 1 < len(tokens) and tokens[i + 1].text.isdigit())


def _behind_day(tokens: Sequence[Token], i: int, end: int) -> int:
    while i < end and (tokens[i].text.isdigit() or tokens[i].low in UNITS):
        i += 1
    return i


def _is_year(text: str) -> bool:
    return text.isdigit() and len(text) == len("1988")
