"""Whose words they are that only the tagger takes for speech: its source, held against the clause it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.attribution import lexicon as lx
from service.attribution.cues import BELIEFS, CUES, Form, Takes, inflect
from service.attribution.extents import is_past
from service.attribution.minds import is_clause
from service.attribution.phrases import Range, is_finite, verb_group_start
from service.attribution.reading import Token, span_of
from service.attribution.subjects import subject_before, subject_with_relative
from service.attribution.thinkers import is_text, may_speak
from service.domain.news import Polarity, Span


@dataclass(frozen=True, slots=True)
class Link:
    """A content with the words of the source and the cue that the tagger ties to it."""

    content: Span
    cue: Span
    source: Span


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


# --- what a cue makes of its content ---------------------------------------------------------------------------------

_PASSIVE = lx.BE | {"when", "if", "once", "after", "being"}  # before "asked": somebody else asks
_UNAVOIDED = frozenset({"resist", "help"})
_LEADING_TO = frozenset(
    """on went goes sought continued continues began begins proceeded rushed hastened managed appeared appears seemed
    seems came turned took
    """.split()
)
_CLAUSES = frozenset("that whether how what why when where who which if".split())
_SEEMING = "seem appear show look signal mean cause lead help prompt agree vote rule see notice spot".split()
_WISHING = """want wish oppose support favour favor prefer like dislike hate love resent regret back welcome covet crave
    disapprove mistrust distrust envy admire
    """.split()
_SEEMS = frozenset(form for verb in _SEEMING for form in (verb, *inflect(verb)))
_WISHES = frozenset(form for verb in _WISHING for form in (verb, *inflect(verb)))


def polarity_of(cue: Span, text: str) -> Polarity | None:
    """Return what a cue makes of its content; None where it has no word of speech, or where nobody need have spoken."""
    words, ahead = _words_of(cue, text)
    known = next((c for w in reversed(words) if (c := CUES.get(w))), None)
    told = {*ahead, *(() if known and known.form is Form.PARTICIPLE else words[:-1])}
    if known is None or (known.takes is Takes.LISTENER and told & _PASSIVE):
        return None
    if _UNAVOIDED & set(words):  # "could not resist pointing out"
        return known.polarity
    if _is_unreal([*ahead, *words[:-1]]):
        return None
    return Polarity.DID_NOT_SAY if lx.NEGATIONS & set(words) else known.polarity


def polarity_of_thought(tokens: Sequence[Token], link: Link, text: str) -> Polarity | None:
    """Return whether somebody thinks, wants or finds something or does not; None if it only may be or seems so.

    None as well for cues of speech, for what is no clause and is not wished for or opposed either ("named the robot"),
    and where nobody can think: who does is somebody, a body, or something written ("the log records …").
    """
    words, ahead = _words_of(link.cue, text)
    known = next((c for w in reversed(words) if (c := CUES.get(w))), None)
    if (known and known.lemma not in BELIEFS) or (_SEEMS | _BEEN) & set(words) or _is_unreal([*ahead, *words[:-1]]):
        return None
    who, verb, what = (_place(tokens, span) for span in (link.source, link.cue, link.content))
    if not (who and verb and what and any(is_finite(t) or is_past(t) for t in tokens[slice(*verb)])):
        return None
    clause = tokens[what[0]].low in _CLAUSES or is_clause(tokens, what[0])
    if not (clause or _WISHES & set(words)) or not (may_speak(tokens, who) or is_text(tokens, who)):
        return None
    return Polarity.DENIED if lx.NEGATIONS & set(words) else Polarity.ASSERTED


def _place(tokens: Sequence[Token], span: Span) -> Range | None:
    """Return the range of the tokens that begin within a span."""
    within = [n for n, t in enumerate(tokens) if span.start <= t.start < span.end]
    return (within[0], within[-1] + 1) if within else None


def _words_of(cue: Span, text: str) -> tuple[list[str], list[str]]:
    """Return the words of a cue, and up to two before it."""
    before = text[max(0, cue.start - 12) : cue.start].lower()
    return re.findall(r"[\w’']+", cue.of(text).lower()), re.findall(r"[\w’']+", before)[-2:]


def _is_unreal(words: Sequence[str]) -> bool:
    """Tell whether somebody only may speak ("would call", "refused to say"), and does not ("went on to say")."""
    if set(words) & (lx.MODALS | {"if"}):
        return True
    return any(word == "to" and (n == 0 or words[n - 1] not in _LEADING_TO) for n, word in enumerate(words))
