"""Verbs that report only with a clause: beliefs, and what somebody accepts, submits or has calculated."""

from __future__ import annotations

from dataclasses import replace

from service.attribution import lexicon as lx
from service.attribution.cues import BELIEFS, CUES, WITH_THAT, Cue, Form
from service.attribution.phrases import Tokens, is_finite, verb_group_start
from service.attribution.subjects import subject_before


def has_clause(tokens: Tokens, i: int, cue: Cue) -> bool:
    """Tell whether the verb at `i` has the clause that it needs to report; most verbs of speech need none."""
    if cue.lemma == "point":
        return i + 1 < len(tokens) and tokens[i + 1].low in {"out", "to"}
    if cue.lemma in WITH_THAT:
        return _is_with_that(tokens, i, cue)
    return cue.lemma not in BELIEFS or _is_told_belief(tokens, i, cue)


def _is_with_that(tokens: Tokens, i: int, cue: Cue) -> bool:
    """Tell whether a verb that speaks only with a clause has one ("accepted that …", "…, Lane has calculated")."""
    ahead = [t.low for t in tokens[i + 1 : i + 3]]
    return "that" in ahead[:1] or (cue.lemma == "calculate" and is_parenthesis(tokens, i, replace(cue, form=Form.PAST)))


def _is_told_belief(tokens: Tokens, i: int, cue: Cue) -> bool:
    """Tell whether somebody is reported to believe something: now, or in a clause with "that"."""
    following = tokens[i + 1].low if i + 1 < len(tokens) else ""
    if is_parenthesis(tokens, i, cue):
        return True
    if following == "that":
        return cue.form is not Form.PARTICIPLE and not any(t.low in CUES for t in tokens[:i])
    if cue.form not in {Form.PRESENT, Form.BASE} or following in lx.PREPOSITIONS - {"to"}:
        return False
    return cue.lemma in {"hope", "expect", "suspect"} or any(is_finite(t) for t in tokens[i + 1 : i + 10])


_LONGEST_SUBJECT = 8  # tokens of "she and her colleagues"


def is_parenthesis(tokens: Tokens, i: int, cue: Cue) -> bool:
    """Tell whether only a subject stands between a comma and a verb behind which a sign follows ("…, she felt;")."""
    closes = i + 1 >= len(tokens) or tokens[i + 1].text in {".", ",", ";", "!", "?"}
    if not closes or cue.form not in {Form.PAST, Form.PRESENT, Form.BASE}:
        return False
    comma = next((j for j in range(i - 1, max(1, i - _LONGEST_SUBJECT) - 1, -1) if tokens[j].text == ","), None)
    if comma is None or comma < 3 or comma == i - 1:
        return False
    subject = subject_before(tokens, verb_group_start(tokens, i), comma + 1)
    return subject is not None and subject[0] == comma + 1 and not any(is_finite(t) for t in tokens[comma + 1 : i])
