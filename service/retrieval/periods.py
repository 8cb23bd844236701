"""When a question is about: "in May 2021", "on 12 May 2021", "since Monday", "last week" as days, inclusive."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = "january february march april may june july august september october november december".split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_HOW = r"(?P<how>on|in|during|since|from|after|before|until|till|by|up to)"
_PATTERN = re.compile(
    rf"[\s,]+(?:{_HOW}\s+)?(?:"
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}(?:,?\s+(?P<year>\d{{4}}))?"
    rf"|{_MONTH.replace('month', 'month2')}\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year2>\d{{4}}))?"
    rf"|{_MONTH.replace('month', 'month3')}(?:,?\s+(?P<year3>\d{{4}}))"
    rf"|(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})"
    rf"|(?P<year4>(?:19|20)\d{{2}})"
    rf"|(?P<ago>yesterday|today|(?:last|this) (?:week|month|year))"
    rf"|(?P<weekday>{'|'.join(_DAYS)})"
    r")[\s?.!]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Period:
    """Days as ISO 8601, both inclusive; None where open."""

    since: str | None
    until: str | None


def split_period(question: str, *, asked_at: str) -> tuple[str, Period | None]:
    """Return the question without the period at its end, and the period; None where it names none.

    A bare year or a month needs its preposition; a weekday ("on Wednesday") is dropped without a period, since it
    belongs to the article that is asked about and not to the day of asking.
    """
    found = _PATTERN.search(question)
    if not found or (found["year4"] and not found["how"]):
        return question, None
    rest = question[: found.start()].rstrip(" ,") + "?"
    if found["weekday"]:
        return (rest, None) if found["how"] else (question, None)
    try:
        first, last = _span(found, date.fromisoformat(asked_at[:10]))
    except ValueError:
        return question, None
    return rest, _bounded((found["how"] or "on").lower(), first, last)


def _span(found: re.Match[str], today: date) -> tuple[date, date]:
    if found["iso"]:
        day = date.fromisoformat(found["iso"])
        return day, day
    if found["ago"]:
        return _relative(found["ago"].lower(), today)
    if found["year4"]:
        return date(int(found["year4"]), 1, 1), date(int(found["year4"]), 12, 31)
    month = _MONTHS.index((found["month"] or found["month2"] or found["month3"]).lower()) + 1
    year = int(found["year"] or found["year2"] or found["year3"] or today.year)
    number = found["day"] or found["day2"]
    return (date(year, month, int(number)),) * 2 if number else _month(year, month)


def _month(year: int, month: int) -> tuple[date, date]:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following - timedelta(days=1)


def _relative(words: str, today: date) -> tuple[date, date]:
    if words in ("today", "yesterday"):
        day = today - timedelta(days=words == "yesterday")
        return day, day
    which, unit = words.split()
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * (which == "last"))
        return monday, monday + timedelta(days=6)
    if unit == "month":
        first = today.replace(day=1)
        return _month(first.year, first.month) if which == "this" else _last_month(first)
    year = today.year - (which == "last")
    return date(year, 1, 1), date(year, 12, 31)


def _last_month(first: date) -> tuple[date, date]:
    before = first - timedelta(days=1)
    return before.replace(day=1), before


def _bounded(how: str, first: date, last: date) -> Period:
    if how in ("since", "from"):
        return Period(first.isoformat(), None)
    if how == "after":
        return Period((last + timedelta(days=1)).isoformat(), None)
    if how == "before":
        return Period(None, (first - timedelta(days=1)).isoformat())
    if how in ("until", "till", "by", "up to"):
        return Period(None, last.isoformat())
    return Period(first.isoformat(), last.isoformat())
