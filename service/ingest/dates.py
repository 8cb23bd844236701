"""Dates as articles carry them, as ISO 8601: a day, or an instant in UTC. What cannot be read stays unknown."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import partial

_SPELLED = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%A, %B %d, %Y", "%Y/%m/%d")


def iso_date(value: object) -> str | None:
    """Return `value` as "2021-05-12" or "2021-05-12T18:30:00Z"; None if it is no date that we can be sure of.

    An instant without a zone is taken as UTC.
    """
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return value.isoformat()
    text = str(value or "").strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return _try(lambda: date.fromisoformat(text).isoformat())
    return (
        _try(lambda: _instant(datetime.fromisoformat(text)))
        or _try(lambda: _instant(parsedate_to_datetime(text)))
        or _spelled(text)
    )


def _instant(moment: datetime) -> str:
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _spelled(text: str) -> str | None:
    for form in _SPELLED:
        found = _try(partial(_in_form, text, form))
        if found:
            return found
    return None


def _in_form(text: str, form: str) -> str:
    return datetime.strptime(text, form).date().isoformat()


def _try(parse: Callable[[], str]) -> str | None:
    try:
        return parse()
    except (ValueError, TypeError, OverflowError):
        return None
