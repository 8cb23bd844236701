"""Where the words behind a verb of speech end because their speaker does something else by speaking.

So in "Lane said she was not aware of it, | and appealed to anyone …", "wrote that it was over | and offered to help".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.attribution import lexicon as lx
from service.attribution.candidates import Verb
from service.attribution.cues import Cue, Form, Takes
from service.attribution.phrases import Tokens, clause_subject, is_finite, verb_group_start
from service.attribution.reports import Report
from service.attribution.thinkers import may_speak

_ACT = Cue("", Form.PAST, Takes.CLAUSE, noun=False)
# The verb of what is said, where a past form behind "and" is not its second half ("was tired | and apologised").
_STATES = frozenset("was were is are would will could can should may might has have must ’s 's".split()) | {"be"}


def find_walls(tokens: Tokens, verbs: Sequence[Verb], acts: Sequence[Report]) -> Iterator[Verb]:
    """Yield acts that go on with the subject of a verb of speech, as verbs that end what it reports."""
    for act in acts:
        group = verb_group_start(tokens, act.cue[0])
        if group == 0 or tokens[group - 1].low not in {"and", "but"}:
            continue
        verb = next((v for v in reversed(verbs) if v.at < group - 1), None)
        if verb is not None and verb.source is not None and not verb.inverted and _is_outside(tokens, verb, group):
            yield Verb(act.cue[0], group, _ACT, verb.source, group, shared=True)


def is_wall(verb: Verb) -> bool:
    return verb.cue is _ACT


def _is_outside(tokens: Tokens, verb: Verb, group: int) -> bool:
    """Tell whether "and" before an act goes on with who speaks, and not with whom the words tell of."""
    if any(t.text == ";" for t in tokens[verb.at : group]):
        return False
    if tokens[group - 2].text == "," or _is_of_a_thing(tokens, verb, group):
        return True
    inside = [t for t in tokens[verb.at + 1 : group - 1] if not t.quoted]
    told = next((t.low for t in inside if is_finite(t)), "")
    return told in _STATES and not any(t.low == "had" for t in inside) and not _is_modal(tokens, group)


def _is_of_a_thing(tokens: Tokens, verb: Verb, group: int) -> bool:
    """Tell whether the words tell of what cannot speak ("said the roof had gone | and put the cost at £9m")."""
    start = verb.at + 1 + (tokens[verb.at + 1].low == "that")
    inner = clause_subject(tokens, group - 1, start)
    if inner is None or inner[0] != start:
        return False
    return tokens[inner[0]].low in _THINGS or not may_speak(tokens, inner)


_THINGS = frozenset("it there this that these those".split())


def _is_modal(tokens: Tokens, group: int) -> bool:
    return tokens[group].low in lx.AUXILIARIES
