"""Months that are first names as well: "April Lane", and "in April Lane said"."""

from __future__ import annotations

from collections.abc import Sequence

from service.attribution import lexicon as lx
from service.attribution.phrases import is_name_part
from service.attribution.reading import Token


def is_month(tokens: Sequence[Token], i: int) -> bool:
    """Tell whether a word dates what follows and is nobody's first name ("in October Lane said"; but "April Lane")."""
    low = tokens[i].low
    if low in _SEASONS:
        return i > 0 and tokens[i - 1].low in _DATING
    if low not in lx.MONTHS:
        return False
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if following is None or not (following.is_capital and is_name_part(following)):
        return True
    dated = i > 0 and (tokens[i - 1].low in _DATING or tokens[i - 1].text[0].isdigit())
    return dated or low not in _GIVEN


_GIVEN = frozenset("april may june august".split())  # months that are first names as well
_SEASONS = frozenset("spring summer autumn fall winter christmas easter advent lent ramadan".split())
_DATING = frozenset("in last this next every each since until till during early late mid one the".split())
