"""Whom a name, an office or a description in a question means, by the articles that were found for it."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.news import Speaker
from service.domain.questions import QueryPlan, ScoredPassage
from service.retrieval.describing import Heard, fits_of, is_described, names_a_body
from service.retrieval.people import find_speakers
from service.retrieval.searching import find_statements
from service.store.library import Library
from service.text.words import is_proper_name

SURELY = 1.3  # of a fit to a description, for another than the one who is recorded with the office
CLEARLY = 0.1  # more than his own fit


def find_meant(name: str, made: QueryPlan, hits: Sequence[ScoredPassage], library: Library) -> list[Speaker]:
    """Return whom a name, an office or a description may mean.

    An office has many holders, and "the union leader" is none of the recorded ones where another one leads the union
    that the question is about: who is described so in the articles found, the nearest first, goes before them.
    """
    found = find_speakers(name, records=library.speakers)
    full = [s for s in found if is_proper_name(s.name) and " " in s.name]
    if not is_described(name):
        return found
    fits = fits_of(name, _heard(made, hits, library))
    best = [key for key, fit in fits.items() if fit == max(fits.values())]
    if not best or not (made.topic or names_a_body(name) or not found):
        return found
    if len(full) == 1 and fits[best[0]] < max(SURELY, fits.get(full[0].id or "", 0.0) + CLEARLY):
        return found
    described = _in_office(library.speakers.by_id(sorted(best)))
    return [*described, *(s for s in found if s not in full and s not in described)]


def _in_office(described: Sequence[Speaker]) -> list[Speaker]:
    """Return those of whom articles say what they are, if there are any: the leader of a council, not the council."""
    return [s for s in described if s.role] or list(described)


def _heard(made: QueryPlan, hits: Sequence[ScoredPassage], library: Library) -> list[Heard]:
    """Return who speaks in the articles found."""
    near = {hit.version.article_id: (hit.version.text, hit.score / (hits[0].score or 1.0)) for hit in reversed(hits)}
    said = [s for s in find_statements(None, made, library=library, near=hits) if s.speaker and s.article_id in near]
    by_topic = made.topic is not None
    heard = (
        Heard(s.speaker, near[s.article_id][0], s.attribution.speaker_text, near[s.article_id][1] if by_topic else 1.0)
        for s in said
        if s.speaker
    )
    return list(dict.fromkeys(heard))
