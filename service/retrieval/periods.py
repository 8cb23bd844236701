"""When a question is about: "in May 2021", "on 12 May 2021", "since Monday", "last week" as days, inclusive."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = "january february march april may june july august september october november december".split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
_UNITS = {"day": 1, "week": 7, "month": 30, "year": 365}  # days, of "the past three months"
_HOW = r"(?P<how>on|in|over|within|during|since|from|after|before|until|till|by|up to)"
_DAYS_NAMED = (
    rf"[\s,]+(?:{_HOW}\s+)?(?:"
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}(?:,?\s+(?P<year>\d{{4}}))?"
    rf"|{_MONTH.replace('month', 'month2')}\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year2>\d{{4}}))?"
    rf"|{_MONTH.replace('month', 'month3')}(?:,?\s+(?P<year3>\d{{4}}))?"
    rf"|(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})"
    rf"|(?P<year4>(?:19|20)\d{{2}})"
    rf"|(?P<ago>yesterday|today|(?:last|this) (?:week|month|year))"
    rf"|(?P<back>(?:the )?(?:last|past)(?: (?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)}))? (?P<unit>day|week|month|year)s?)"
    rf"|(?P<count2>\d{{1,3}}|an?|{'|'.join(_NUMBERS)}) (?P<unit2>day|week|month|year)s? ago"
    rf"|(?P<weekday>{'|'.join(_DAYS)})"
    r")"
)
_PATTERN = re.compile(_DAYS_NAMED + r"[\s?.!]*$", re.IGNORECASE)
_AMID = re.compile(_DAYS_NAMED + r"(?=,| (?:about|on|regarding|concerning|to)\b)", re.IGNORECASE)  # "in May about …"


@dataclass(frozen=True, slots=True)
class Period:
    """Days as ISO 8601, both inclusive; None where open."""

    since: str | None
    until: str | None


def split_period(question: str, *, asked_at: str) -> tuple[str, Period | None]:
    """Return the question without the period at its end, and the period; None where it names none.

    A bare year or a month needs its preposition; a weekday ("on Wednesday") is dropped without a period, since it
    belongs to the article that is asked about and not to the day of asking ("since Wednesday" does). A day or a month
    without its year is the last one before the asking; of what somebody says will or should be, it tells when that is.
    """
    both = _BETWEEN.search(question)
    if both:
        return _split_range(question, both, asked_at)
    found = _PATTERN.search(question) or _AMID.search(question)
    bare = found and (found["year4"] or (found["month3"] and not found["year3"]))
    if not found or (bare and not found["how"]) or _is_of_what_is_told(question[: found.start()], found):
        return question, None
    rest = f"{question[: found.start()].rstrip(' ,')}{question[found.end() :].rstrip(' ?.!')}?"
    how = (found["how"] or "on").lower()
    if found["weekday"] and how not in ("since", "from"):
        return (rest, None) if found["how"] else (question, None)
    try:
        first, last = _span(found, date.fromisoformat(asked_at[:10]))
    except ValueError:
        return question, None
    return rest, _bounded(how, first, last)


_LATER = r"(?:would|will|should|could|can|might|must)"
_TO_COME = re.compile(  # "What does she think they should have been told in …", "… reports that it would stop …"
    r"\b(?:that|whether|if|sa(?:y|ys|id)|th(?:ink|inks|ought)|believe[sd]?|claim(?:s|ed)?|expect(?:s|ed)?|predict(?:s|ed)?"
    r"|fear(?:s|ed)?|hope[sd]?|warn(?:s|ed)?|promise[sd]?|insist(?:s|ed)?|announced?|confirm(?:s|ed)?|what|who)\b"
    rf"(?! {_LATER}\b)[^,;]* (?:{_LATER}|ought to|(?:is|are|was|were) (?:going|due|set|supposed|expected) to)\b",
    re.IGNORECASE,
)


def _is_of_what_is_told(before: str, found: re.Match[str]) -> bool:
    """Tell whether a time is that of what somebody says will, or should, be: its year goes unsaid."""
    dated = found["year"] or found["year2"] or found["year3"] or found["year4"] or found["iso"]
    past = found["back"] or found["unit2"] or (found["ago"] or "").lower().startswith(("last", "yesterday"))
    return not dated and not past and not found["weekday"] and bool(_TO_COME.search(before))


_BETWEEN = re.compile(
    r"[\s,]+(?:between (?P<first>[^?]+?) and|from (?P<first2>[^?]+?) (?:to|until|till)) (?P<last>[^?]+?)[\s?.!]*$",
    re.IGNORECASE,
)


def _split_range(question: str, both: re.Match[str], asked_at: str) -> tuple[str, Period | None]:
    """Return the question without "between 3 and 9 May 2023"; what the last day says counts for the first one too."""
    start, end = both["first"] or both["first2"], both["last"]
    last = _whole_period(end, asked_at)
    *_, year = end.split()
    month = next((word for word in end.split() if word.lower() in _MONTHS), "")
    for piece in (f"{start} {month} {year}", f"{start} {year}", f"{start} {month}", start):
        first = _whole_period(piece, asked_at)
        if first and last and (first.since or "9") <= (last.since or ""):
            return question[: both.start()].rstrip(" ,") + "?", Period(first.since, last.until)
    return question, None


def _whole_period(words: str, asked_at: str) -> Period | None:
    """Return the period that `words` are, None if they are more, or less, than one."""
    rest, period = split_period(f"x on {words}", asked_at=asked_at)
    return period if rest == "x?" else None


def _span(found: re.Match[str], today: date) -> tuple[date, date]:
    if found["weekday"]:
        return (today - timedelta(days=(today.weekday() - _DAYS.index(found["weekday"].lower())) % 7),) * 2
    if found["back"] or found["unit2"]:
        return _back(found, today)
    if found["iso"]:
        day = date.fromisoformat(found["iso"])
        return day, day
    if found["ago"]:
        return _relative(found["ago"].lower(), today)
    if found["year4"]:
        return date(int(found["year4"]), 1, 1), date(int(found["year4"]), 12, 31)
    month = _MONTHS.index((found["month"] or found["month2"] or found["month3"]).lower()) + 1
    named = found["year"] or found["year2"] or found["year3"]
    number = found["day"] or found["day2"]
    year = int(named) if named else today.year - ((month, int(number or 1)) > (today.month, today.day))
    return (date(year, month, int(number)),) * 2 if number else _month(year, month)


def _back(found: re.Match[str], today: date) -> tuple[date, date]:
    """Return the days of "the past two weeks", or the day "two weeks ago"."""
    count, unit = (found["count"] or "1", found["unit"]) if found["back"] else (found["count2"], found["unit2"])
    number = _NUMBERS.index(count.lower()) + 1 if count.lower() in _NUMBERS else int(count) if count.isdigit() else 1
    day = today - timedelta(days=number * _UNITS[unit.lower()])
    return (day, today) if found["back"] else (day, day)


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
