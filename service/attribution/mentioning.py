"""How somebody was named last: whose they are, whom they face, and whether they only give a sentence its source."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan

from service.attribution import lexicon as lx
from service.attribution.names import Mention
from service.attribution.phrases import is_finite
from service.attribution.reading import Token

MALE = frozenset("he him his himself".split())
FEMALE = frozenset("she her hers herself".split())


def is_governed(tokens: Sequence[Token], mention: Mention) -> bool:
    at = mention.tokens[0] - 1
    while at > 0 and (tokens[at].is_capital or tokens[at].low in lx.DETERMINERS):
        at -= 1
    return at >= 0 and tokens[at].low in lx.PREPOSITIONS


def is_kin(tokens: Sequence[Token], mention: Mention, gender: str | None) -> float:
    """Tell whether somebody is introduced as hers or his, who is then not "she" or "he" ("her solicitor, Lane")."""
    words = MALE if gender == "m" else FEMALE
    before = tokens[max(0, mention.tokens[0] - _KIN) : mention.tokens[0]]
    owned = next((k for k in range(len(before) - 1, -1, -1) if before[k].low in words), None)
    if gender is None or owned is None:
        return False
    return not any(is_finite(t) for t in before[owned:])


def faces(tokens: Sequence[Token], mention: Mention, gender: str | None) -> float:
    """Tell whether somebody does something to "him" or "her", who is then another ("Lane begged her to stay")."""
    if gender is None:
        return nan
    form = "him" if gender == "m" else "her"
    behind = [t for t in tokens if t.start > mention.start and not t.quoted]
    for k, token in enumerate(behind):
        following = behind[k + 1] if k + 1 < len(behind) else None
        free = following is None or not following.is_word or following.low in _CLOSED
        if token.low == form and (form == "him" or free) and any(is_finite(t) for t in behind[:k]):
            return True
    return False


def is_cited(tokens: Sequence[Token], mention: Mention) -> float:
    """Tell whether somebody is only the source of a sentence ("…, according to Lane", "…, said Lane")."""
    before = [t.low for t in tokens[max(0, mention.tokens[0] - _KIN) : mention.tokens[0]]]
    return "according" in before or bool(before[-1:] and before[-1] in {"said", "says", "added", "told"})


_KIN = 6  # tokens of "her former campaign manager," before the name
_CLOSED = lx.PREPOSITIONS | lx.DETERMINERS | lx.SUBORDINATORS | lx.ADVERBS | lx.RELATIVE | {"that", "to", "and"}
