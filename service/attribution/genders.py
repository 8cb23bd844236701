"""What the pronouns of a sentence show of whom it names: whether they are "he" or "she"."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from service.attribution import lexicon as lx
from service.attribution.reading import Token

_HIS = frozenset("he his himself".split())
_HERS = frozenset("she her herself".split())


def gender_behind(tokens: Sequence[Token], start: int) -> str | None:
    """Return the gender of the pronouns that can mean whom the name at `start` is; None without one, or with both."""
    words = _own_words(tokens, start)
    male, female = (any(_may_be_own(words, k, forms) for k in range(len(words))) for forms in (_HIS, _HERS))
    return None if male == female else ("m" if male else "f")


def gender_told(lows: Sequence[str]) -> str | None:
    """Return which of "he" and "she" there are more of among words; None where they are as many."""
    male, female = sum(low in _HIS for low in lows), sum(low in {"she", "herself"} for low in lows)
    return None if male == female else ("m" if male > female else "f")


def _own_words(tokens: Sequence[Token], start: int) -> Sequence[Token]:
    """Return the words behind a name up to the next person who is called by an office ("asked the minister …")."""
    behind = [t for t in tokens if t.start > start and not t.quoted]
    stop = next((n for n in range(1, len(behind)) if behind[n].low in lx.ROLES and _is_office(behind, n)), len(behind))
    return behind[:stop]


def _may_be_own(words: Sequence[Token], k: int, forms: Collection[str]) -> bool:
    """Tell whether a pronoun can mean the subject: no object can ("Lane asked him", "Lane told her that")."""
    if words[k].low not in forms:
        return False
    following = words[k + 1] if k + 1 < len(words) else None
    closed = lx.PREPOSITIONS | lx.DETERMINERS | lx.SUBORDINATORS | lx.ADVERBS | lx.RELATIVE | {"that", "to", "and"}
    return words[k].low != "her" or (following is not None and following.is_word and following.low not in closed)


def _is_office(tokens: Sequence[Token], n: int) -> bool:
    return any(t.low in lx.DETERMINERS for t in tokens[max(0, n - 3) : n])
