"""Refusals: a sentence that a person can use, and what was searched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from service.answering.wording import name_with_role, spelled_day
from service.domain.answers import Refusal, RefusalCode, RefusalReason
from service.domain.news import Speaker
from service.domain.questions import Evidence, PlanKind, QueryPlan, Searched
from service.retrieval.describing import is_plural
from service.retrieval.people import one_person
from service.retrieval.planning import ends_in_auxiliary, is_circumstance
from service.text.words import name_key, words


def refuse_early(evidence: Evidence) -> Refusal | None:
    """Return why the question cannot be answered whatever the draft says; None if it may be."""
    searched = evidence.searched
    if evidence.plan.kind == PlanKind.OTHER:
        return Refusal(RefusalCode.NO_EVIDENCE, _OFFER, searched, reason=RefusalReason.NOT_ABOUT_ARTICLES)
    if searched.articles == 0:
        return Refusal(RefusalCode.NO_EVIDENCE, f"No article matches: {spell_search(searched)}.", searched)
    if evidence.parts:
        return _refuse_all(evidence)
    if evidence.plan.speaker is None or not evidence.plan.asks_for_words:
        return None
    return _refuse_speaker(evidence)


_OFFER = (
    "I answer from the articles alone: ask who said what, what happened, when, where or how many, "
    "or for an overview of a topic."
)


def _refuse_all(evidence: Evidence) -> Refusal | None:
    """Return why none of several people can be answered for; None if one can."""
    refusals = [refusal for part in evidence.parts if (refusal := refuse_early(part))]
    if len(refusals) < len(evidence.parts):
        return None
    candidates = dict.fromkeys(c for r in refusals for c in r.candidates)
    return replace(refusals[0], message=" ".join(r.message for r in refusals), candidates=tuple(candidates))


def refuse_listing(evidence: Evidence) -> Refusal | None:
    """Return why a list of statements is empty, or whom of several people to choose; None if there is a list.

    The list of everything is a list, though empty.
    """
    plan = evidence.plan
    if plan.speaker is None and (evidence.statements or not (plan.topic or plan.addressee)):
        return None
    refusal = refuse_early(evidence)
    if refusal or evidence.statements:
        return refusal
    return refuse_unanswered(evidence, drafted=False)


def _refuse_speaker(evidence: Evidence) -> Refusal | None:
    name = evidence.plan.speaker or ""
    if not evidence.speakers:
        return _unknown_speaker(name, evidence)
    heard = evidence.heard
    if one_person(heard) or is_plural(name):
        return None if evidence.statements else _silent(evidence)
    message = f"“{name}” may be {_either(heard)}: please say which."
    return _no_statement(RefusalReason.AMBIGUOUS_SPEAKER, message, evidence, heard, code=RefusalCode.AMBIGUOUS_SPEAKER)


def _either(people: Sequence[Speaker]) -> str:
    """Return whom a name may mean; those of one name and role, whom nothing tells apart, are counted."""
    counts = Counter(name_with_role(s) for s in people)
    return " or ".join(who if n == 1 else f"one of {n} called {who}" for who, n in counts.items())


def _no_statement(
    reason: RefusalReason,
    message: str,
    evidence: Evidence,
    candidates: Sequence[Speaker] = (),
    *,
    code: RefusalCode = RefusalCode.NO_STATEMENT,
) -> Refusal:
    return Refusal(code, message, evidence.searched, tuple(candidates), reason)


def _unknown_speaker(name: str, evidence: Evidence) -> Refusal:
    searched = spell_search(evidence.searched)
    asked = set(name_key(name).split())
    named = any(asked <= set(words(hit.passage.text)) for hit in evidence.passages)
    if named:
        message = f"{name} is named in the articles, but no statement by {name} is reported ({searched})."
        return _no_statement(RefusalReason.NEVER_QUOTED, message, evidence)
    message = f"No speaker called {name} is in the articles ({searched})."
    if evidence.near:
        message += f" Did you mean {_alternatives([name_with_role(s) for s in evidence.near])}?"
    return _no_statement(RefusalReason.UNKNOWN_SPEAKER, message, evidence, evidence.near)


def _silent(evidence: Evidence) -> Refusal:
    plan, ever = evidence.plan, evidence.ever
    whole = [s.name for s in evidence.speakers if " " in s.name]
    who = _alternatives((whole or [s.name for s in evidence.speakers])[:3])
    about = _about(plan)
    to = f" to {plan.addressee}" if plan.addressee else ""
    message = f"The articles report nothing that {who} said{to}{about} ({spell_search(evidence.searched)})."
    if evidence.elsewhere:
        message += f" They report {_statements(evidence.elsewhere)} by {who} on other matters."
        return _no_statement(RefusalReason.SILENT_ON_TOPIC, message, evidence, evidence.speakers)
    if ever and ever.statements:
        message += (
            f" Outside of this search there {'is' if ever.statements == 1 else 'are'} {_statements(ever.statements)}"
        )
        if ever.since and ever.until:
            message += f", in articles from {spelled_day(ever.since)} to {spelled_day(ever.until)}"
        message += "."
        return _no_statement(RefusalReason.SILENT_IN_PERIOD, message, evidence, evidence.speakers)
    return _no_statement(RefusalReason.NEVER_QUOTED, message, evidence, evidence.speakers)


def _about(plan: QueryPlan) -> str:
    """Return the topic for a sentence; a question that is asked "according to" somebody has a clause for one."""
    if not plan.topic:
        return ""
    if is_circumstance(plan.topic):
        return f" {plan.topic}"
    asked = plan.query.lower().find(plan.topic.lower())
    return " in answer to this" if asked > 0 and ends_in_auxiliary(plan.query[:asked]) else f" about {plan.topic}"


def _statements(number: int) -> str:
    return f"{number:,} statement{'' if number == 1 else 's'}"


def _alternatives(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def refuse_unanswered(evidence: Evidence, *, drafted: bool) -> Refusal:
    """Return the refusal for a question on which nothing was drafted, or no drafted sentence held."""
    searched = evidence.searched
    if drafted:
        message = (
            f"An answer was drafted, but no sentence of it could be tied to the articles ({spell_search(searched)})."
        )
        return Refusal(RefusalCode.UNVERIFIABLE_DRAFT, message, searched)
    if evidence.plan.asks_for_words:
        message = f"The articles report no statement that fits this question ({spell_search(searched)})."
        return Refusal(RefusalCode.NO_STATEMENT, message, searched)
    message = f"The articles do not answer this question ({spell_search(searched)})."
    return Refusal(RefusalCode.NO_EVIDENCE, message, searched)


def spell_search(searched: Searched) -> str:
    """Return "412 articles from 1 May 2021 to 14 May 2021 were searched"."""
    number = f"{searched.articles:,} article{'' if searched.articles == 1 else 's'}"
    since = f" from {spelled_day(searched.since)}" if searched.since else ""
    until = f" to {spelled_day(searched.until)}" if searched.until else ""
    return f"{number}{since}{until} {'was' if searched.articles == 1 else 'were'} searched"
