"""Where a speaker's words end because the verb of their sentence follows, and where another verb is part of them."""

from __future__ import annotations

from itertools import pairwise

from service.attribution import lexicon as lx
from service.attribution.candidates import Verb
from service.attribution.cues import Takes
from service.attribution.phrases import Tokens, is_finite


def main_verb(tokens: Tokens, start: int, verb: Verb) -> int | None:
    """Return where a sentence goes on behind a clause of whom it is about ("a man who said he was lost | rang")."""
    who = verb.start if verb.source is None else next((i for i in _before(verb) if tokens[i].low == "who"), 0)
    if not who or tokens[who].low != "who" or tokens[who - 1].text == "," or verb.shared:
        return None
    finite = [i for i in range(start, len(tokens)) if is_finite(tokens[i]) and not tokens[i].quoted]
    finite = [verb.at, *finite] if verb.cue.takes is Takes.OBJECT else finite
    for one, other in pairwise(finite):
        between = tokens[one + 1 : other]
        if any(not t.low.endswith("ly") for t in between) and all(t.is_word and t.low not in _OPENERS for t in between):
            return other
    return None


def _before(verb: Verb) -> range:
    return range(max(0, verb.group - 1), verb.group) if verb.source else range(0)


_OPENERS = lx.SUBORDINATORS | lx.RELATIVE | lx.PERSONAL | {"and", "to", "not"}


def goes_on_in_past(tokens: Tokens, later: Verb, start: int) -> bool:
    """Tell whether a verb of speech is part of what is told ("said he had not seen it | and had asked for proof")."""
    had = any(t.low == "had" for t in tokens[later.group : later.at])
    told = any(t.low == "had" for t in tokens[start : later.group]) and tokens[later.group - 1].low in {"and", "but"}
    return had and told and later.shared and tokens[later.group - 2].text != ","
