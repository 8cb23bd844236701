"""Whom a question means: a name or a title, resolved against the speakers that the articles have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from service.domain.news import Speaker
from service.store.register import Wanted
from service.store.speakers import SpeakerRecords
from service.text.offices import CALLED, is_office_word
from service.text.words import is_proper_name, name_key, person_key, terms

MOST_TOGETHER = 4  # people whose words one question asks for


def find_speakers(name: str, *, records: SpeakerRecords) -> list[Speaker]:
    """Return the speakers whom `name` may mean, most quoted first.

    "Lloyd Austin" and "Austin" by name, "the defense secretary" by role, "Secretary Austin" by both. A record
    that has no more than the last name ("Austin") goes with the only full name that ends so. An id means its record.
    """
    if name.startswith("spk_"):
        return records.by_id([name])
    apposed = _APPOSED.fullmatch(name)
    if apposed:
        return _so_described(find_speakers(apposed["name"], records=records), apposed["role"])
    key = name_key(name)
    found = records.named(key) or _by_title_and_name(key, records) or _by_synonym(key, records)
    found = found or _without_description(name, records)
    if not any(is_proper_name(s.name) for s in found):
        found = [*found, *(s for s in _by_office(name, records) if s not in found)]
    return _fold_short_names(key, _without_body(key, found))


_APPOSED = re.compile(r"(?P<name>[^,]+), (?:the|an?) (?P<role>[^,]+)")


def _so_described(found: Sequence[Speaker], role: str) -> list[Speaker]:
    """Return those of several of one name whose role shares most with a description; all where none does."""
    asked = set(terms(role))
    shared = [len(asked & set(terms(s.role or ""))) for s in found]
    best = max(shared, default=0)
    return [s for s, n in zip(found, shared, strict=True) if n == best]


def _without_body(key: str, found: Sequence[Speaker]) -> list[Speaker]:
    """Return who holds an office, without the body of which it is ("Brightwater chief executive": not Brightwater)."""
    asked = set(key.split())
    holders = [s for s in found if not (is_proper_name(s.name) and asked & set(name_key(s.name).split()))]
    return holders if any(is_proper_name(s.name) for s in holders) else list(found)


def _with_office(role: str, records: SpeakerRecords) -> list[Speaker]:
    found = records.with_role(role) or _by_synonym(name_key(role), records)
    return [*found, *(s for s in _by_office(role, records) if s not in found)]


def _by_title_and_name(key: str, records: SpeakerRecords) -> list[Speaker]:
    parts = key.split()
    for cut in range(1, len(parts)):
        title = set(parts[:cut])
        found = [s for s in records.named(" ".join(parts[cut:])) if title & set(name_key(s.role or "").split())]
        if found:
            return found
    return []


_DESCRIBED = re.compile(r"(?:the )?(?:(?!(?:of|for|from|in|at|on|to|and)\b)[a-z][\w’'-]* ){1,4}(?P<name>[A-Z].*)")


def _without_description(name: str, records: SpeakerRecords) -> list[Speaker]:
    """Return who has the name that small letters describe: "contractor Halyard", "the former keeper Ann Frey"."""
    found = _DESCRIBED.fullmatch(name)
    return records.named(name_key(found["name"])) if found else []


def _by_synonym(key: str, records: SpeakerRecords) -> list[Speaker]:
    """Return who holds an office that headlines call otherwise."""
    return next((found for office in CALLED.get(key, ()) if (found := records.with_role(office))), [])


_OFFICE = re.compile(
    r"^(?P<role>.+?) (?:of|for|from|in|at) (?:the )?(?P<place>.+)$|^(?P<place2>.+?)['’]s? (?P<role2>.+)$"
)


def _by_office(name: str, records: SpeakerRecords) -> list[Speaker]:
    """Return who has the office in articles that name its place: "the mayor of Tarrow", "Solvane's chief executive"."""
    found = _OFFICE.match(name)
    if not found:
        return []
    role, place = found["role"] or found["role2"], found["place"] or found["place2"]
    wordings = (role, *CALLED.get(name_key(role), ()))
    holders = list(dict.fromkeys(s for wording in wordings for s in records.with_role(wording, place=place)))
    return [s for s in holders if is_proper_name(s.name)] or holders


def asked_together(name: str, *, records: SpeakerRecords) -> list[str]:
    """Return the names of several people whose words are asked for together ("Doyle and Strand").

    None where one record has the whole name ("Marks and Spencer"), or nobody of them is known.
    """
    names = [re.sub(r"^the ", "", n, flags=re.IGNORECASE) for n in re.split(r",? and |, ", name) if n]
    if not 1 < len(names) <= MOST_TOGETHER or _APPOSED.fullmatch(name) or records.named(name_key(name)):
        return []
    return _of_one_body(names) if any(find_speakers(n, records=records) for n in names) else []


def _of_one_body(names: Sequence[str]) -> list[str]:
    """Return names where what the last one is of goes for all: "the author and the director of the play"."""
    body = _OF_BODY.search(names[-1])
    alone = [bool(body) and n.islower() and not _OF_BODY.search(n) for n in names]
    return [f"{n}{body[0]}" if body and bare else n for n, bare in zip(names, alone, strict=True)]


def _fold_short_names(key: str, found: Sequence[Speaker]) -> list[Speaker]:
    full = [s for s in found if len(name_key(s.name).split()) > 1]
    exact = [s for s in found if person_key(s.name) == person_key(key)]
    if len(full) == 1 or not exact:
        return list(found) if len(full) <= 1 else full
    return exact if len(key.split()) > 1 else list(found)


def find_namesakes(name: str, speakers: Sequence[Speaker], *, texts: Sequence[str]) -> list[Speaker]:
    """Return whom a bare last name may mean of these speakers and of others, by who is named in one article in full.

    None where only one is. Of whom nothing is known that they said, there is no record, and no id: to ask back names
    them all the same.
    """
    last = name.strip().casefold()
    known = {name_key(s.name): s for s in speakers if " " in s.name}
    if " " in last or not any(key.endswith(f" {last}") for key in known):
        return []
    telling = [text for text in texts if any(all(word in text for word in s.name.split()) for s in known.values())]
    full = {name_key(m[0]): m[0] for text in telling for m in _named_in_full(last, text)}
    firsts = {key.split()[0] for key in known}
    others = [Speaker(found) for key, found in full.items() if key.split()[0] not in firsts]
    there = [s for s in known.values() if any(s.name in text for text in telling)]
    return [*there, *others] if len(there) + len(others) > 1 or others else []


def _named_in_full(last: str, text: str) -> Iterator[re.Match[str]]:
    """Yield where a text has a last name behind a first one: in midst of a sentence, where a capital begins a name."""
    for found in re.finditer(rf"(?<=[\w,;] )(?P<first>[A-Z][\w’'-]+) (?i:{re.escape(last)})\b(?!['’]s? [A-Z])", text):
        first = found["first"].lower()
        if first not in _TITLES and not is_office_word(first):
            yield found


_TITLES = frozenset("mr mrs ms miss dr prof sir dame lord lady mx skipper".split())


def wanted_speakers(
    *, name: str | None, prefix: str | None, role: str | None, unnamed: bool, records: SpeakerRecords
) -> Wanted:
    """Return which records a search for a name or alias, the beginning of one, or a role asks for."""
    found = [find_speakers(name, records=records)] if name else []
    found += [_with_office(role, records)] if role else []
    ids = [{s.id for s in group if s.id} for group in found]
    described = bool(found) and not any(is_proper_name(s.name) for group in found for s in group)
    return Wanted(tuple(sorted(set.intersection(*ids))) if ids else None, prefix, unnamed or described)


_OF_BODY = re.compile(r" (?:of|in|at|from) .+$")
ALIKE = 80  # of 100; "Blinkin" and "Blinken" have 86, "Okafor" and "Okonjo" 67
MOST_NEAR = 5


def near_spellings(name: str, *, records: SpeakerRecords) -> list[Speaker]:
    """Return the speakers whose full or last names are spelled much like `name`, the nearest first.

    Those whose first or last name begins with another letter are not looked at.
    """
    from rapidfuzz import fuzz

    asked = name_key(name)
    if not asked:
        return []
    parts = asked.split()
    scores: dict[str, float] = {}
    for alias in records.aliases(beginning={part[0] for part in (parts[0], parts[-1])}):
        last = fuzz.ratio(parts[-1], alias.split()[-1], score_cutoff=ALIKE) - 1
        whole = fuzz.ratio(asked, alias, score_cutoff=ALIKE)
        scores[alias] = max(whole, last if len(parts) == 1 or last > 98 else 0)
    best = sorted((a for a, score in scores.items() if score >= ALIKE), key=lambda a: (-scores[a], a))[:MOST_NEAR]
    found = list(dict.fromkeys(s for alias in best for s in records.named(alias)))[:MOST_NEAR]
    full = {name_key(s.name).split()[-1] for s in found if len(name_key(s.name).split()) > 1}
    return [s for s in found if name_key(s.name) not in full]


def one_person(found: Sequence[Speaker]) -> bool:
    """Tell whether these records are one person: at most one of them has more than a last name."""
    full = [s for s in found if is_proper_name(s.name) and len(name_key(s.name).split()) > 1]
    return len(full) <= 1
