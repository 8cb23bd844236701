"""The subject of a verb: the noun phrase that ends before it, found without a parser."""

from __future__ import annotations

from service.attribution import lexicon as lx
from service.attribution.appositions import before_apposition
from service.attribution.phrases import (
    BORDERS,
    DASHES,
    DOUBLE_MARKS,
    LINKS,
    PARTICIPLES,
    Range,
    Tokens,
    is_finite,
    is_name_part,
    is_reduced,
)
from service.attribution.times import is_time, time_end


def subject_before(tokens: Tokens, verb: int, floor: int = 0) -> Range | None:
    """Return the noun phrase that ends right before `verb`, appositions and times skipped; None if there is none."""
    found = _phrase_before(tokens, verb, floor)
    return _without_time(tokens, found, verb, floor) if found is not None else None


def _without_time(tokens: Tokens, found: Range, verb: int, floor: int) -> Range | None:
    """Return a subject without the time before it, or what stands before it where it is but a time.

    So in "Ten minutes later | Lane said", "the club, which | a year ago said" and "a letter sent | two days ago said".
    """
    start, end = found
    after = time_end(tokens, start, end)
    if start < after < end and (is_name_part(tokens[after]) or tokens[after].low in lx.PERSONAL | lx.DETERMINERS):
        return (after, end)
    if after < end or after == start:
        return (start, _before_time(tokens, start, end) if end == verb else end)
    start -= start > floor and tokens[start - 1].low in lx.PREPOSITIONS | {"earlier", "later"}
    if start > floor and tokens[start - 1].low in _RELATIVES:
        return (start - 1, start)
    sent = start - (start > floor + 1 and tokens[start - 1].low in _PUBLISHED)
    return _phrase_before(tokens, sent, floor) if sent > floor and tokens[sent - 1].is_word else None


def _before_time(tokens: Tokens, start: int, end: int) -> int:
    """Return where a subject ends that a time, and what was done then, follow ("a survey | published last year")."""
    for i in range(start + 1, end - 1):
        if tokens[i - 1].low == "dated":
            return end
        if tokens[i - 1].low not in lx.PREPOSITIONS | lx.DETERMINERS and is_time(tokens, i, end):
            return i - (i > start + 1 and tokens[i - 1].low in _PUBLISHED)
    return end


# What is done to a text on a day ("a letter sent | on Monday said").
_PUBLISHED = frozenset(
    """released issued published posted written sent filed obtained signed delivered circulated distributed
    submitted conducted commissioned leaked given made held recorded completed seen read""".split()
)


def _phrase_before(tokens: Tokens, verb: int, floor: int) -> Range | None:
    closing = verb - 1
    apposed = closing >= floor and tokens[closing].text in {",", *DASHES, ")"}
    end = before_apposition(tokens, closing, floor) if apposed else verb
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
    links = lx.PREPOSITIONS - {"of"} | _RELATIVES | PARTICIPLES
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
        newspaper = token.text == "the" and following == "i"  # no pronoun stands behind an article
        return newspaper or (low == "of" and following == "you" and i > floor)  # "some of you"
    if low in LINKS and not is_name_part(token):
        return bool(following) and i > floor and _links(tokens, i, end)
    return _names(tokens, i, end, following)


def _links(tokens: Tokens, i: int, end: int) -> bool:
    """Tell whether a preposition or "and" at `i` ties two parts of one noun phrase."""
    low = tokens[i].low
    if low in {"and", "or", "&", "nor"}:
        return _may_be_conjunct(tokens, i - 1)
    if low == "to":
        reduced = is_reduced(tokens, i - 1, end)  # "a note taped to the door"
        sent = tokens[i - 1].low in _SENT and tokens[i + 1].is_word
        return reduced or sent or tokens[i - 1].low in lx.ROLES or tokens[i - 1].low in {"next", "close"}
    if low in lx.SUBORDINATORS or low not in lx.NOUN_LINKS:
        return False
    return _is_nominal(tokens, i - 1) or is_reduced(tokens, i - 1, end)


def _names(tokens: Tokens, i: int, end: int, following: str) -> bool:
    """Tell whether the word at `i` can be a noun, an adjective or a determiner before `following`."""
    token, low = tokens[i], tokens[i].low
    if following in lx.DETERMINERS | lx.POSSESSIVES:
        return low in lx.DETERMINERS or low == "half"
    if is_finite(token) or low == "not":
        return (low in {"’s", "'s"} and bool(following)) or is_reduced(tokens, i, end)
    if token.text in DOUBLE_MARKS:
        return bool(following) and not _ends_fragment(tokens, i)
    return token.is_word or token.text in {"’", "'", "$", "%", "#"}


def _ends_fragment(tokens: Tokens, i: int) -> bool:
    """Tell whether a mark closes quoted words that are no part of a name ("… “dishonest,” | Brandt said")."""
    return not tokens[i + 1].quoted and i > 0 and (tokens[i - 1].text in {",", ".", "!", "?", "…"} or i < 4)


_SENT = frozenset("letter memo report email e-mail note message statement submission complaint appeal reply".split())


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
    i -= tokens[i].text in {"’", "'"} and i > 0  # "the Seafarers’ | and Dockers’ Union"
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
        says = token.low in {"said", "says"} and tokens[i - 1].low != "who"
        if token.quotation is not None or token.text in BORDERS or says:
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
