"""Who is meant: those who speak, and whom a sentence calls by the last name, are named in full the first time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from service.answering.faults import find_fault
from service.answering.standing import Candidate
from service.domain.answers import Claim
from service.text.words import is_proper_name

_QUOTATION = re.compile(r"(“[^“”]*”|\"[^\"]*\"|‘[^‘’]*’)")
_CALLED = r"(?<![\w’'-])(?P<title>(?:Mr|Mrs|Ms|Miss|Dr)\.? )?{last}(?![\w-]|['’](?!s\b))"
_PLACE = r"\b(?:in|at|near|from|outside|around|across|into|toward|towards) {last}\b"
_NO_NAME_BEFORE = r"(?:^|[^\w\s]\s*|\b[a-z][\w’'-]*\s|[.!?:]\s)$"


def introduce_all(chosen: Sequence[Candidate]) -> list[Claim]:
    """Return the claims of the chosen sentences, in their order."""
    claims: list[Claim] = []
    for candidate in chosen:
        before = " ".join(claim.text for claim in claims)
        claims.append(_named_in_full(_introduced(candidate, before), before, _people(candidate)))
    return claims


def _introduced(candidate: Candidate, before: str) -> Claim:
    named, reported = candidate.named, candidate.reported
    if named is None or reported is None or candidate.statement is None or candidate.statement.speaker is None:
        return candidate.claim
    full = candidate.statement.speaker.name
    return named if full in named.text or full in before or not is_proper_name(full) else reported


def _people(candidate: Candidate) -> dict[str, str]:
    """Return the full names, by last name, of those who speak or are spoken to in the sentence's article.

    A name that two share, or that is also a place's ("in Lorimer"), is nobody's.
    """
    version = candidate.claim.supports[0].version
    full: dict[str, set[str]] = {}
    for name in candidate.people:
        if len(name.split()) > 1 and is_proper_name(name):
            full.setdefault(name.split()[-1], set()).add(name)
    return {
        last: next(iter(names))
        for last, names in full.items()
        if len(names) == 1 and not re.search(_PLACE.format(last=re.escape(last)), version.text)
    }


def _named_in_full(claim: Claim, before: str, people: Mapping[str, str]) -> Claim:
    """Return a claim with the full names of those whom it calls by the last name, and nobody has introduced yet."""
    text = claim.text
    for last, full in people.items():
        if full not in before and full not in text:
            text = _first_called(text, last, full)
    made = replace(claim, text=text)
    return claim if text == claim.text or find_fault(made, generated=False) else made


def _first_called(text: str, last: str, full: str) -> str:
    """Return the text with the first mention outside quotation marks in full; as part of another name it stays."""
    pieces = _QUOTATION.split(text)
    for n, piece in enumerate(pieces[::2]):
        found = re.search(_CALLED.format(last=re.escape(last)), piece)
        if found:
            if found["title"] or re.search(_NO_NAME_BEFORE, piece[: found.start()]):
                pieces[2 * n] = piece[: found.start()] + full + piece[found.end() :]
            break
    return "".join(pieces)
