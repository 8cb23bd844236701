"""The statements that a plan asks for: by whom, to whom and through whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from service.domain.news import Speaker, Statement
from service.domain.questions import QueryPlan, ScoredPassage, ScoredStatement
from service.retrieval.hearing import told_unnamed
from service.retrieval.meaning import find_meant
from service.retrieval.people import find_speakers
from service.retrieval.planning import is_circumstance
from service.retrieval.searching import (
    MOST,
    NEAR_TOPIC,
    find_statements,
    on_topic,
    prefer_act,
    score_statements,
    told_to,
    under,
)
from service.store.library import Library
from service.text.words import is_proper_name

IN_ONE_BREATH = 40  # characters between what somebody tells and the words of another that they quote in it


def gather_statements(
    made: QueryPlan, speakers: Sequence[Speaker], hits: Sequence[ScoredPassage], library: Library
) -> tuple[QueryPlan, list[Statement]]:
    """Return what these people may have said, and the plan: to whom nothing is told, the words may be about."""
    if made.speaker and not speakers:
        return made, []
    made = _with_hearer(made)
    asked_of = speakers if made.speaker else None
    addressees = find_speakers(made.addressee, records=library.speakers) if made.addressee else []
    told = find_statements(asked_of, made, library=library, addressees=addressees) if addressees else []
    if not made.addressee or told:
        return made, told or find_statements(asked_of, made, library=library, near=None if asked_of else hits)
    found = find_statements(asked_of, made, library=library, near=None if asked_of else hits)
    hearing = told_to(made.addressee, found, topic=made.topic, library=library)
    hearing = hearing or told_unnamed(made.addressee, found, topic=made.topic, library=library)
    if hearing:
        return made, hearing
    return replace(made, topic=f"{made.topic or ''} {made.addressee}".strip()), found


_TO_SOMEBODY = frozenset("promise promised pledge pledged warn warned urge urged offer offered".split())


def _with_hearer(made: QueryPlan) -> QueryPlan:
    """Return the plan of "What did she promise Mellish?", whose topic is a name, with that as whom the words are to."""
    if made.addressee or made.act not in _TO_SOMEBODY or not made.topic or not _is_a_name(made.topic):
        return made
    return replace(made, addressee=made.topic, topic=None)


def fit_statements(
    made: QueryPlan,
    found: Sequence[Statement],
    speakers: Sequence[Speaker],
    hits: Sequence[ScoredPassage],
    library: Library,
) -> list[ScoredStatement]:
    """Return statements with how well they fit."""
    if made.via and speakers:
        found = _passed_on(found, find_meant(made.via, made, hits, library), made, library)
    if made.topic and speakers and len(found) >= MOST:  # quoted everywhere: look where the topic was found
        found = find_statements(speakers, made, library=library, near=hits)
    least = 0.0 if weighs(made, library) else NEAR_TOPIC
    scored = prefer_act(score_statements(found, made.topic, library=library, near=hits, least=least), made.act)
    if made.topic and is_circumstance(made.topic) and not on_topic(scored):
        return under(made.topic, found, library=library)
    return scored


def weighs(made: QueryPlan, library: Library) -> bool:
    """Tell whether a judge weighs what one who is named said about a topic: then words alone do not decide."""
    named = made.speaker is not None and made.topic is not None and not made.verbatim
    return named and library.judge is not None and not is_circumstance(made.topic)


def _passed_on(
    found: Sequence[Statement], relays: Sequence[Speaker], made: QueryPlan, library: Library
) -> list[Statement]:
    """Return what came through these people, and what they say themselves; else, where they only have an office, all.

    What somebody said according to her daughter, she may not have said to anybody else.
    """
    ids = {s.id for s in relays}
    own = find_statements(relays, made, library=library) if relays else []
    through = [s for s in found if (s.attribution.via and s.attribution.via.id in ids) or _is_within(s, own)]
    passed_on = through if through or _is_a_name(made.via or "") else found
    return [*passed_on, *(s for s in own if s not in passed_on)]


def _is_a_name(via: str) -> bool:
    return is_proper_name(via) and not re.search(r"['’]s? ", via)  # "Tarsk's foreign ministry"


def _is_within(statement: Statement, others: Sequence[Statement]) -> bool:
    """Tell whether a statement is told in one of the others, or right behind it: "… had met her, and told her: …"."""
    extent = statement.attribution.extent
    told = (o.attribution.extent for o in others if o.article_id == statement.article_id)
    return any(t.contains(extent) or 0 <= extent.start - t.end <= IN_ONE_BREATH for t in told)
