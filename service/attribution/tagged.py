"""Whose words they are that only the tagger takes for speech: its source, held against the clause it stands in."""

from __future__ import annotations

from collections.abc import Sequence

from service.attribution import lexicon as lx
from service.attribution.cues import CUES, Form
from service.attribution.extents import is_past
from service.attribution.phrases import verb_group_start
from service.attribution.reading import Token, span_of
from service.attribution.subjects import subject_before, subject_with_relative
from service.domain.news import Span


def whole_source(tokens: Sequence[Token], source: Span, cue: Span) -> Span | None:
    """Return who speaks by the rules where the tagger has only a part of his clause; None where nobody needs to.

    In "It was pointed out to Lane that …" and "Asked why, Lane …" it is somebody else who speaks.
    """
    words = [n for n, t in enumerate(tokens) if source.start <= t.start < source.end]
    while words and tokens[words[-1]].text in {",", ";", "—", "–"}:
        words.pop()
    verb = next((n for n in range(len(tokens) - 1, -1, -1) if _is_cue(tokens[n], cue)), None)
    if verb is None or not words:
        return source
    group = verb_group_start(tokens, verb)
    asked = words[0] > verb and tokens[verb].low in _PASSIVELY and (verb == 0 or tokens[verb - 1].text in {",", ";"})
    if (asked or _is_passive(tokens, group, verb)) and tokens[words[0] - 1].low != "by":
        return None
    if _is_phrase(tokens, words[0], words[-1]) or words[0] > verb:
        return Span(source.start, tokens[words[-1]].end)
    named = subject_with_relative(tokens, group) or subject_before(tokens, group) if group else None
    return span_of(tokens, named) if named and _is_phrase(tokens, named[0], named[1] - 1) else None


def _is_cue(token: Token, cue: Span) -> bool:
    return cue.start <= token.start < cue.end and token.low in CUES


def _is_passive(tokens: Sequence[Token], group: int, verb: int) -> bool:
    """Tell whether a cue is what is done to somebody ("was pointed out")."""
    past = CUES[tokens[verb].low].form in {Form.PAST, Form.PASSIVE}
    return past and bool({t.low for t in tokens[group:verb]} & _BEEN)


_PASSIVELY = frozenset("asked told reminded pressed informed warned assured urged".split())
_BEEN = lx.BE - {"’s", "'s"}


def _is_phrase(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether tokens can be all that names a speaker, and are no piece of a longer clause."""
    opening, before = tokens[first], tokens[first - 1] if first else None
    led = opening.low in lx.RELATIVE | lx.PREPOSITIONS and len(opening.low) > 1 and not opening.is_capital
    reduced = is_past(opening) and first < last and tokens[first + 1].low in lx.PREPOSITIONS
    governed = before is not None and before.low in lx.PREPOSITIONS - lx.SUBORDINATORS and before.low not in _SAYS_WHO
    alone = first == last and opening.low in lx.DETERMINERS - lx.PRONOUNS
    return not (led or reduced or governed or alone) and (tokens[last].is_word or tokens[last].text in "”’\"')")


_SAYS_WHO = frozenset("to by from of".split())
