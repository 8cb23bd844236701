"""Speakers who have no name but are one woman or man: which pronouns go on with them."""

from __future__ import annotations

import re

from service.attribution import lexicon as lx

_HUMANS = frozenset(
    """source aide man woman person mother father boy girl nun refugee shopper neighbour neighbor colleague friend
    cousin aunt uncle landlord landlady farmer user fan caller guest member relative buyer seller tenant local student
    speaker insider visitor walker runner""".split()
)
_CUT = lx.PREPOSITIONS | frozenset({"who", "whose", ",", "that"})


def may_be_one(words: str, pronoun: str) -> bool:
    """Tell whether a description is of one person whom "he" or "she" can mean ("A spokeswoman": "she")."""
    lows = re.findall(r"[\w-]+|,", words.lower())
    head = lows[: next((n for n, w in enumerate(lows) if n and w in _CUT), len(lows))]
    if pronoun not in {"he", "she"} or not head or head[0] in {"he", "she", "they", "it", "i", "we", "both", "all"}:
        return False
    human = head[-1] in lx.ROLES | lx.MALE | lx.FEMALE | _HUMANS or head[0] in {"one", "another"}
    other = lx.FEMALE if pronoun == "he" else lx.MALE
    return human and not head[-1].endswith("ers") and head[-1] not in other
