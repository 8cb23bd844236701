"""What commas add to a subject: who somebody is, or what they do meanwhile ("Lane, the mayor, speaking to …, said")."""

from __future__ import annotations

from service.attribution import lexicon as lx
from service.attribution.phrases import PARTICIPLES, Tokens, is_lead_participle, is_name_part

_LONGEST_APPOSITION = 45


def before_apposition(tokens: Tokens, closing: int, floor: int) -> int | None:
    """Return where the noun phrase ends that the apposition before the sign at `closing` explains."""
    if tokens[closing].text == ")":
        i = closing
        while i > floor and tokens[i].text != "(":
            i -= 1
        return i if i > floor else None
    opening = _opening(tokens, closing, floor)
    while opening is not None and opening > floor:
        if not (_explains(tokens, opening + 1) or _opens_clause(tokens, opening, floor)):
            return None
        earlier = _opening(tokens, opening, floor)
        if earlier is None or not _explains(tokens, earlier + 1) or _is_lead(tokens, earlier, floor):
            break
        if not (is_name_part(tokens[earlier - 1]) or tokens[earlier - 1].text == ")"):
            break
        opening = earlier
    if opening is not None and opening > floor and tokens[opening - 1].text == ")":
        if closing - opening > 2 and all(is_name_part(t) for t in tokens[opening + 1 : closing]):
            return closing  # "the head of the union (TUN), Ada Lane, said"
        return before_apposition(tokens, opening - 1, floor)
    return opening


def _opens_clause(tokens: Tokens, comma: int, floor: int) -> bool:
    """Tell whether a name right after a quotation or at the start stands before the comma."""
    i = comma
    while i > floor and (is_name_part(tokens[i - 1]) or tokens[i - 1].text == "."):
        i -= 1
    return i < comma and (i == 0 or tokens[i - 1].quotation is not None or tokens[i - 1].low in lx.ROLES)


def _opening(tokens: Tokens, closing: int, floor: int) -> int | None:
    sign = tokens[closing].text
    for i in range(closing - 1, max(floor, closing - _LONGEST_APPOSITION) - 1, -1):
        token = tokens[i]
        if token.quotation is not None or token.text in {";", ":"}:
            return None
        if token.text == sign and not token.quoted:
            return i if i > floor else None
    return None


_BETWEEN = frozenset(
    """who whose which whom where himself herself itself themselves both when speaking meanwhile too asked citing while
    as during after though then former longtime executive senior top chief formerly for""".split()
)


def _explains(tokens: Tokens, start: int) -> bool:
    token = tokens[start]
    low = token.low
    return (
        low in lx.DETERMINERS
        or low in lx.POSSESSIVES
        or low in lx.NOUN_LINKS
        or low in lx.ADVERBS
        or low in _BETWEEN
        or low in lx.ROLES
        or token.text[0].isdigit()
        or token.is_capital
        or low.endswith(("ing", "ed", "er", "or", "ist", "man", "woman"))
        or (low in PARTICIPLES and tokens[start + 1].low in lx.PREPOSITIONS)
        or _is_titled(tokens, start)
        or any(t.low in {"which", "whom"} for t in tokens[start + 1 : start + 4])  # "parts of which were shown"
    )


def _is_titled(tokens: Tokens, start: int) -> bool:
    """Tell whether a title in small letters before a name begins ("restaurant owner | Ada Lane")."""
    for i in range(start, min(start + 4, len(tokens) - 1)):
        if not tokens[i].is_word or tokens[i].is_capital:
            return False
        if tokens[i].low in lx.ROLES and is_name_part(tokens[i + 1]):
            return True
    return False


def _is_lead(tokens: Tokens, comma: int, floor: int) -> bool:
    """Tell whether what stands before `comma` is an adverbial phrase that opens the clause ("On Tuesday,")."""
    if any(t.text == "," and not t.quoted for t in tokens[floor:comma]):
        return False
    first = tokens[floor].low
    leads = first in lx.PREPOSITIONS or first in lx.SUBORDINATORS or first in lx.ADVERBS
    return leads or comma - floor < 1 or is_lead_participle(tokens, floor)
