"""Whom a question means: a name or a title, resolved against the speakers that the articles have."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.news import Speaker
from service.store.speakers import SpeakerRecords
from service.text.words import name_key


def find_speakers(name: str, *, records: SpeakerRecords) -> list[Speaker]:
    """Return the speakers whom `name` may mean, most quoted first.

    "Lloyd Austin" and "Austin" by name, "the defense secretary" by role, "Secretary Austin" by both. A record
    that has no more than the last name ("Austin") goes with the only full name that ends so.
    """
    key = name_key(name)
    return _fold_short_names(key, records.named(key) or _by_title_and_name(key, records))


def _by_title_and_name(key: str, records: SpeakerRecords) -> list[Speaker]:
    parts = key.split()
    for cut in range(1, len(parts)):
        title = set(parts[:cut])
        found = [s for s in records.named(" ".join(parts[cut:])) if title & set(name_key(s.role or "").split())]
        if found:
            return found
    return []


def _fold_short_names(key: str, found: Sequence[Speaker]) -> list[Speaker]:
    full = [s for s in found if len(name_key(s.name).split()) > 1]
    exact = [s for s in found if name_key(s.name) == key]
    if len(full) == 1 or not exact:
        return list(found) if len(full) <= 1 else full
    return exact if len(key.split()) > 1 else list(found)


def one_person(found: Sequence[Speaker]) -> bool:
    """Tell whether these records are one person: at most one of them has more than a last name."""
    full = [s for s in found if len(name_key(s.name).split()) > 1]
    return len(full) <= 1
