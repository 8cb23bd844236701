"""Participles that report: "…, adding that …", "with Tran saying …", "Lane was quoted as saying …"."""

from __future__ import annotations

from collections.abc import Sequence

from service.attribution import lexicon as lx
from service.attribution.candidates import Candidate, Verb
from service.attribution.minds import is_clause
from service.attribution.phrases import DASHES, Range, Tokens, clause_subject, is_name_part, verb_group_start
from service.attribution.reading import Token
from service.attribution.subjects import subject_before

_TOLD = frozenset("that whether if how why her him them me us".split())
_RECALLED = frozenset("recalled recalls remembered remembers heard hears described describes".split())
_BEFORE_PARTICIPLES = frozenset("and but by before after while whilst".split())


def find_participle(candidate: Candidate, found: Sequence[Verb]) -> Verb | None:
    before = candidate.before
    if candidate.cue.lemma in _NAMES_ONLY and not _has_words(candidate):
        return None
    if (writer := _writer(candidate, found)) is not None:
        return candidate.verb(writer, start=candidate.group, shared=True)
    return _of_clause(candidate, found, before)


def _of_clause(candidate: Candidate, found: Sequence[Verb], before: Token | None) -> Verb | None:
    tokens = candidate.tokens
    if before is None or (candidate.auxiliaries & lx.BE and candidate.auxiliaries & lx.MODALS):
        return None
    if quoted := _quoted_as(tokens, candidate.group):
        return candidate.verb(quoted)
    own = subject_before(tokens, candidate.group)
    if candidate.auxiliaries & lx.BE:
        return candidate.verb(own) if own else None
    if before.text == "," or before.text in DASHES or before.low in _BEFORE_PARTICIPLES:
        earlier = next((v.source for v in reversed(found) if v.source is not None), None)
        source = earlier or clause_subject(tokens, candidate.group)
        return candidate.verb(source, start=candidate.group, shared=True) if source else None
    return _with_own_subject(candidate, own, before) if own else None


_NAMES_ONLY = frozenset("cite quote report".split())  # "citing the inquiry", "quoting reference 4471": no words of it


def _has_words(candidate: Candidate) -> bool:
    """Tell whether a clause or quoted words follow a participle, and not only what it names."""
    ahead = candidate.tokens[candidate.at + 1 : candidate.at + _NEAR]
    return is_clause(candidate.tokens, candidate.at + 1) or any(
        t.quoted or t.quotation is not None or t.low == "that" for t in ahead
    )


_NEAR = 8


def _writer(candidate: Candidate, found: Sequence[Verb]) -> Range | None:
    """Return who writes and says more of it in a participle ("had written to the minister | asking for a sailing")."""
    verb = found[-1] if found else None
    if verb is None or verb.cue.lemma not in {"write", "email", "text", "message"} or candidate.before is None:
        return None
    between = candidate.tokens[verb.at + 1 : candidate.group]
    return verb.source if between and all(t.is_word for t in between) else None


def _quoted_as(tokens: Tokens, at: int) -> Range | None:
    """Return whose words others pass on ("Lane was quoted by the Gazette as | saying …")."""
    if at < 3 or tokens[at - 1].low != "as":
        return None
    quoted = next((i for i in range(at - 2, max(0, at - 12), -1) if tokens[i].low in {"quoted", "cited"}), None)
    if quoted is None or tokens[quoted - 1].low not in {"was", "is", "were", "been"}:
        return None
    return subject_before(tokens, verb_group_start(tokens, quoted))


def _with_own_subject(candidate: Candidate, source: Range, before: Token) -> Verb | None:
    """Return a participle with a subject of its own ("with Tran saying …", "Tran adding that …")."""
    if source[0] == 0:
        return None
    ahead = candidate.tokens[source[0] - 1].low
    after_with = ahead == "with"
    if ahead in _RECALLED and candidate.after is not None and candidate.after.low in _TOLD:
        return candidate.verb(source)  # "recalled Lane asking whether …"
    reports = candidate.after is not None and candidate.after.low == "that" and is_name_part(before)
    return candidate.verb(source, start=source[0] - after_with) if after_with or reports else None
