"""What a sentence adds behind what is reported in it, as its own: when that was, and what came of it."""

from __future__ import annotations

from service.attribution import lexicon as lx
from service.attribution.phrases import Tokens

_SPANS = frozenset("minute minutes hour hours day days week weeks month months year years".split())
_AFTER = frozenset("after before".split())
_LONGEST = 5  # tokens of "less than two weeks after"
_NAMELESS = frozenset("named identified quoted".split())


def is_timed(tokens: Tokens, comma: int) -> bool:
    """Tell whether what follows a comma says how long before or after ("…, hours after the vote")."""
    span = next((i for i in range(comma + 1, min(comma + _LONGEST, len(tokens) - 1)) if tokens[i].low in _SPANS), None)
    if span is None or tokens[span + 1].low not in _AFTER:
        return False
    counted = tokens[comma + 1 : span]
    return all(t.is_word and not t.is_capital and t.low not in lx.PREPOSITIONS - {"than"} for t in counted)


def is_answered(tokens: Tokens, comma: int) -> bool:
    """Tell whether a passive follows that says what the speaker got ("…, and was told to wait")."""
    words = [t.low for t in tokens[comma + 1 : comma + 4]]
    return words in (["and", "was", "told"], ["and", "were", "told"], ["but", "was", "told"], ["but", "were", "told"])


def explains_silence(tokens: Tokens, start: int, at: int) -> bool:
    """Tell whether a reason follows a plea for namelessness ("asked not to be named | because …")."""
    words = [t.low for t in tokens[start:at]]
    pleads = words[:3] == ["not", "to", "be"] and len(words) > 3 and words[3] in _NAMELESS
    return pleads and tokens[at].low in {"because", "as", "since", "for", "when", "while"}


def goes_on_as_first_person(tokens: Tokens, comma: int, source: int) -> bool:
    """Tell whether a speaker goes on about himself after telling of others ("She told me to go, and I went")."""
    told = tokens[source].low not in {"i", "we"}
    return told and [t.low for t in tokens[comma + 1 : comma + 3]] in (["and", "i"], ["but", "i"], ["and", "we"])
