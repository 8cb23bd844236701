"""A question that joins several articles, taken apart: what each clause asks, which outlets and days it names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.text.words import terms

LEAST = 4  # terms of meaning in a clause, to be looked for by itself
MOST = 6  # clauses; each is one more search

_MONTHS = "january february march april may june july august september october november december".split()
_CUT = re.compile(
    r",? (?:and|while|whereas|but|or|than|unlike|versus|compared (?:to|with)|in contrast to"
    r"|as (?:reported|discussed|mentioned|described|covered|stated) (?:by|in|on)|before|after|between) |[;,?] ",
    re.IGNORECASE,
)
_DAY = re.compile(
    rf"\b(?:(?P<month>{'|'.join(_MONTHS)}) (?P<day>\d{{1,2}})|(?P<day2>\d{{1,2}}) (?P<month2>{'|'.join(_MONTHS)}))"
    r",? (?P<year>\d{4})\b",
    re.IGNORECASE,
)


def clauses(question: str) -> list[str]:
    """Return the clauses of a question that joins several, [] for one that asks one thing."""
    found: list[str] = []
    left = ""
    for piece in _CUT.split(question):
        left = f"{left} {piece}".strip()
        if len(terms(left)) >= LEAST:
            found.append(left)
            left = ""
    if found and left:
        found[-1] = f"{found[-1]} {left}"
    return found[:MOST] if len(found) > 1 else []


def days_named(question: str) -> frozenset[str]:
    """Return the days that a question spells out ("September 26, 2023") as ISO 8601."""
    return frozenset(
        f"{m['year']}-{_MONTHS.index((m['month'] or m['month2']).lower()) + 1:02}-{int(m['day'] or m['day2']):02}"
        for m in _DAY.finditer(question)
    )


def outlets_named(question: str, outlets: Iterable[str | None]) -> frozenset[str]:
    """Return those of the outlets whose whole name stands in the question."""
    asked = question.lower()
    return frozenset(o for o in outlets if o and re.search(rf"(?<!\w){re.escape(o.lower())}(?!\w)", asked))
