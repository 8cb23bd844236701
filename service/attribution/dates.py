"""The day on which something was said, where the text and the date of publication fix it."""

from __future__ import annotations

import re
from datetime import date, timedelta

_WEEKDAYS = {name: n for n, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
_WEEKDAYS |= {name[:3] + ".": n for name, n in _WEEKDAYS.items()} | {"tues.": 1, "thurs.": 3}
_MONTHS = {
    name: n
    for n, names in enumerate(
        (
            ("january", "jan."),
            ("february", "feb."),
            ("march", "mar."),
            ("april", "apr."),
            ("may",),
            ("june",),
            ("july",),
            ("august", "aug."),
            ("september", "sept.", "sep."),
            ("october", "oct."),
            ("november", "nov."),
            ("december", "dec."),
        ),
        start=1,
    )
    for name in names
}
_DAY = re.compile(
    r"(?P<before>\b(?:last|next|this|every|each|by|until|since|from)\s+)?"
    r"(?:(?P<weekday>\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:mon|tues?|wed|thurs?|fri|sat|sun)\.)"
    r"|(?P<near>\b(?:today|yesterday|tonight)\b)"
    r"|\b(?P<month>(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"|(?:jan|feb|mar|apr|aug|sept?|oct|nov|dec)\.)\s+(?P<day>\d{1,2})\b(?:,?\s+(?P<year>\d{4}))?)",
    re.IGNORECASE,
)


def find_day(words: str, published_at: str | None) -> str | None:
    """Return the ISO day that `words` name, seen from the day of publication; None unless exactly one day is sure."""
    published = _day_of(published_at)
    if published is None:
        return None
    days = {_resolve(match, published) for match in _DAY.finditer(words)}
    found = days.pop() if len(days) == 1 else None
    return found.isoformat() if found else None


def _day_of(published_at: str | None) -> date | None:
    try:
        return date.fromisoformat((published_at or "")[:10])
    except ValueError:
        return None


def _resolve(match: re.Match[str], published: date) -> date | None:
    if match["before"]:
        return None
    if weekday := match["weekday"]:
        return published - timedelta(days=(published.weekday() - _WEEKDAYS[weekday.lower()]) % 7)
    if near := match["near"]:
        return published - timedelta(days=near.lower() == "yesterday")
    return _calendar_day(match, published)


def _calendar_day(match: re.Match[str], published: date) -> date | None:
    month, day = _MONTHS[match["month"].lower()], int(match["day"])
    try:
        if match["year"]:
            return date(int(match["year"]), month, day)
        this_year = date(published.year, month, day)
        return this_year if this_year <= published else date(published.year - 1, month, day)
    except ValueError:
        return None
