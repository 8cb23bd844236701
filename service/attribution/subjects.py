"""The subject of a verb: the noun phrase that ends before it, found without a parser."""

from __future__ import annotations

from service.attribution import lexicon as lx
from service.attribution.phrases import (
    BORDERS,
    DASHES,
    DOUBLE_MARKS,
    LINKS,
    Range,
    Tokens,
    is_finite,
    is_lead_participle,
    is_name_part,
)

_LONGEST_APPOSITION = 45


def subject_before(tokens: Tokens, verb: int, floor: int = 0) -> Range | None:
    """Return the noun phrase that ends right before `verb`, appositions skipped; None if there is none."""
    closing = verb - 1
    apposed = closing >= floor and tokens[closing].text in {",", *DASHES, ")"}
    end = _before_apposition(tokens, closing, floor) if apposed else verb
    if end is None:
        return None
    if apposed and (whole := subject_with_relative(tokens, end, floor)):
        return whole  # "two men who saw it, speaking by telephone, said"
    start = _phrase_start(tokens, end, floor)
    if start > floor + 2 and tokens[start - 1].low in {"through", "via"} and tokens[start - 2].text == ",":
        end = start - 2
        start = _phrase_start(tokens, end, floor)
        return (start, end) if start < end else None
    if start > floor and tokens[start - 1].low in lx.PREPOSITIONS and _opens_sentence(tokens, start - 1):
        start = _last_name(tokens, start, end)
    if end < closing and _is_named_so(tokens, end + 1, closing) and not any(map(is_name_part, tokens[start:end])):
        return (end + 1, closing)  # "her brother, the columnist Nils Brandt, wrote"
    return (start, end) if start < end else None


def _is_named_so(tokens: Tokens, start: int, end: int) -> bool:
    """Tell whether an apposition is a name with its titles, and does not only mention one ("seen by the Gazette")."""
    i = end
    while i > start and is_name_part(tokens[i - 1]):
        i -= 1
    links = lx.PREPOSITIONS - {"of"} | _RELATIVES | _PARTICIPLES
    return i < end and not any(is_finite(t) or (t.low in links and not t.is_capital) for t in tokens[start:i])


def _opens_sentence(tokens: Tokens, i: int) -> bool:
    return i == 0 or tokens[i - 1].text in {",", ";"} or tokens[i - 1].low in {"and", "but", "that"}


def _last_name(tokens: Tokens, start: int, end: int) -> int:
    """Return where the name at the end of a phrase begins that a preposition opens ("in the same call | Brandt")."""
    i = end
    while i > start and is_name_part(tokens[i - 1]) and (i == end or tokens[i - 1].low not in lx.TIMES):
        i -= 1
    if i == start and end - start == _PLACE_AND_NAME and tokens[start].low not in lx.ROLES | lx.HONORIFICS:
        return end - 1  # "in Parliament | Brandt"
    return i if start < i < end and tokens[i - 1].low not in lx.DETERMINERS | lx.NOUN_LINKS else start


_PLACE_AND_NAME = 2  # tokens of "Parliament Brandt" behind a preposition


def _before_apposition(tokens: Tokens, closing: int, floor: int) -> int | None:
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
        return _before_apposition(tokens, opening - 1, floor)
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
        or (low in _PARTICIPLES and tokens[start + 1].low in lx.PREPOSITIONS)
        or _is_titled(tokens, start)
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
    first = tokens[floor].low
    leads = first in lx.PREPOSITIONS or first in lx.SUBORDINATORS or first in lx.ADVERBS
    return leads or comma - floor < 1 or is_lead_participle(tokens, floor)


def _phrase_start(tokens: Tokens, end: int, floor: int) -> int:
    i = end
    while i > floor and _extends(tokens, i - 1, end, floor):
        i -= 1
    return _without_lead(tokens, i, end)


_OBJECTS = frozenset("me him them us".split())


def _extends(tokens: Tokens, i: int, end: int, floor: int) -> bool:
    """Tell whether token `i` can belong to the noun phrase that goes on to its right."""
    token, low = tokens[i], tokens[i].low
    if token.quotation is not None or token.text in BORDERS:
        return False
    following = tokens[i + 1].low if i + 1 < end else ""
    if low in lx.PERSONAL or token.text in lx.RELATIVE:
        return not following or (following == "and" and low in lx.PERSONAL)
    if low in _OBJECTS and following:
        return False
    if following in lx.PERSONAL | lx.RELATIVE:
        return token.text == "the" and following == "i"  # the newspaper: no pronoun stands behind an article
    if low in LINKS and not is_name_part(token):
        return bool(following) and i > floor and _links(tokens, i, end)
    return _names(tokens, i, end, following)


def _links(tokens: Tokens, i: int, end: int) -> bool:
    """Tell whether a preposition or "and" at `i` ties two parts of one noun phrase."""
    low = tokens[i].low
    if low in {"and", "or", "&", "nor"}:
        return _may_be_conjunct(tokens, i - 1)
    if low == "to":
        reduced = _is_reduced(tokens, i - 1, end)  # "a note taped to the door"
        sent = tokens[i - 1].low in _SENT and tokens[i + 1].is_word
        return reduced or sent or tokens[i - 1].low in lx.ROLES or tokens[i - 1].low in {"next", "close"}
    if low in lx.SUBORDINATORS or low not in lx.NOUN_LINKS:
        return False
    return _is_nominal(tokens, i - 1) or _is_reduced(tokens, i - 1, end)


def _names(tokens: Tokens, i: int, end: int, following: str) -> bool:
    """Tell whether the word at `i` can be a noun, an adjective or a determiner before `following`."""
    token, low = tokens[i], tokens[i].low
    if following in lx.DETERMINERS | lx.POSSESSIVES:
        return low in lx.DETERMINERS or low == "half"
    if is_finite(token) or low == "not":
        return (low in {"’s", "'s"} and bool(following)) or _is_reduced(tokens, i, end)
    if token.text in DOUBLE_MARKS:
        return bool(following) and not _ends_fragment(tokens, i)
    return token.is_word or token.text in {"’", "'", "$", "%", "#"}


def _ends_fragment(tokens: Tokens, i: int) -> bool:
    """Tell whether a mark closes quoted words that are no part of a name ("… “dishonest,” | Brandt said")."""
    return not tokens[i + 1].quoted and i > 0 and (tokens[i - 1].text in {",", ".", "!", "?", "…"} or i < 4)


_SENT = frozenset("letter memo report email e-mail note message statement submission complaint appeal reply".split())
_PARTICIPLES = frozenset(
    """seen written known made sent given held read heard taken brought shown drawn hung stuck put left cut found set
    born bought sold taught torn worn""".split()
)


def _is_reduced(tokens: Tokens, i: int, end: int) -> bool:
    """Tell whether a past form is a participle after its noun ("officials briefed on the talks")."""
    shaped = tokens[i].low.endswith("ed") or tokens[i].low in _PARTICIPLES
    return shaped and 0 < i < end - 1 and tokens[i + 1].low in lx.PREPOSITIONS


def _is_nominal(tokens: Tokens, i: int) -> bool:
    token = tokens[i]
    return (
        token.is_word
        and token.low not in lx.PREPOSITIONS
        and token.low not in lx.SUBORDINATORS
        and token.low not in lx.AUXILIARIES
        and token.low not in lx.ADVERBS
        and not is_finite(token)
        and token.low not in lx.PERSONAL
    ) or token.text in {")", "”", '"'}


def _may_be_conjunct(tokens: Tokens, i: int) -> bool:
    token = tokens[i]
    return token.is_word and (is_name_part(token) or (token.low.endswith("s") and _is_nominal(tokens, i)))


def _without_lead(tokens: Tokens, start: int, end: int) -> int:
    """Return the start of the phrase after a leading time or connective ("On Tuesday Austin")."""
    i = start
    while i < end - 1 and (
        tokens[i].low in lx.ADVERBS
        or tokens[i].low in lx.SUBORDINATORS
        or tokens[i].low in {"and", "indeed"}
        or (tokens[i].low in lx.PREPOSITIONS and i + 2 < end and tokens[i + 1].low in lx.TIMES)
        or (tokens[i].low in lx.DAYS and i + 1 < end and i > start)
        or (tokens[i].low in DOUBLE_MARKS)
    ):
        i += 2 if tokens[i].low in lx.PREPOSITIONS and tokens[i].low not in lx.SUBORDINATORS else 1
    return min(i, end - 1) if i < end else start


_RELATIVES = frozenset("who which that whose".split())
_LONGEST_RELATIVE = 16  # tokens
_NAMING = frozenset("name named called".split())
_CONJOINED = frozenset("and or but then".split())


def subject_with_relative(tokens: Tokens, verb: int, floor: int = 0) -> Range | None:
    """Return the subject that a relative clause without commas parts from its verb.

    So in "A woman who was in the room | said …". None if there is none.
    """
    if tokens[verb - 1].text in BORDERS:
        return None
    for i in range(verb - 2, max(floor, verb - _LONGEST_RELATIVE), -1):
        token = tokens[i]
        if token.quotation is not None or token.text in BORDERS or token.low in {"said", "says"}:
            return None
        if token.low not in _RELATIVES or not _opens_relative(tokens, i, verb):
            continue
        start = _phrase_start(tokens, i, floor)
        ahead = start == floor or tokens[start - 1].text in {",", ";"} or tokens[start - 1].low in _CONJOINED | {"that"}
        if start < i and ahead and tokens[start].low not in lx.RELATIVE:
            inside = tokens[i:verb]
            named = any(is_name_part(t) for t in inside) and not _NAMING & {t.low for t in inside}
            return (start, i) if named else (start, verb)
    return None


def _opens_relative(tokens: Tokens, i: int, verb: int) -> bool:
    """Tell whether "who" or "that" at `i` follows a noun and has a verb of its own before the one at `verb`."""
    if not _is_nominal(tokens, i - 1) or tokens[verb - 1].low in _CONJOINED:
        return False
    if tokens[i].low == "whose":
        return True
    following = next((j for j in range(i + 1, verb) if tokens[j].low not in lx.ADVERBS), verb)
    return following < verb - 1 and not tokens[following].is_capital and _may_be_verb(tokens, following)


def _may_be_verb(tokens: Tokens, i: int) -> bool:
    token = tokens[i]
    closed = lx.DETERMINERS | lx.POSSESSIVES | lx.PRONOUNS | lx.PREPOSITIONS
    return is_finite(token) or (token.is_word and token.low not in closed)
