"""The ends of noun phrases around a verb, found without a parser. Ranges are half-open, in tokens."""

from __future__ import annotations

from collections.abc import Sequence

from service.attribution import lexicon as lx
from service.attribution.cues import CUES, Form
from service.attribution.reading import Token

Range = tuple[int, int]
Tokens = Sequence[Token]

DASHES = frozenset({"—", "–", "-", "--", "―"})
_BORDERS = frozenset({",", ";", ":", "(", ")", "—", "–", "-", "--", "―", "…", "...", ".", "?", "!", "•", "|", "/"})
MARKS = frozenset({*"“”\"‘’'«»", "''", "``"})
ENDS = frozenset({".", "!", "?"})
_DOUBLE_MARKS = frozenset({*'“”"‘«»„', "''", "``"})
_LONGEST_APPOSITION = 45


def is_finite(token: Token) -> bool:
    """Tell whether a word is surely a verb with a subject."""
    low = token.low
    if token.is_capital:
        return False
    cue = CUES.get(low)
    return (
        low in lx.AUXILIARIES
        or low in lx.VERBS
        or (cue is not None and cue.form in {Form.PAST, Form.PRESENT} and not cue.noun)
    )


def is_name_part(token: Token) -> bool:
    return token.is_capital and token.low not in _STARTERS


_STARTERS = (
    (lx.DETERMINERS | lx.PRONOUNS | lx.PREPOSITIONS | lx.SUBORDINATORS | lx.ADVERBS | lx.DAYS | lx.POSSESSIVES)
    | frozenset("and however moreover indeed yes no well so".split())
) - {"may", "like", "per"}


def verb_group_start(tokens: Tokens, verb: int) -> int:
    """Return the index of the first auxiliary or adverb that belongs to the verb at `verb`."""
    i = verb
    while i > 0 and _joins_verb(tokens, i - 1):
        i -= 1
    if i == verb and i > 1 and tokens[i - 1].low == "to" and tokens[i - 2].low in _LEADING_TO:
        return verb_group_start(tokens, i - 2)  # "used to say"
    return i


_LEADING_TO = frozenset("used liked telephoned phoned rang continues".split())


def _joins_verb(tokens: Tokens, i: int) -> bool:
    token = tokens[i]
    if not token.is_word or (token.is_capital and i > 0):
        return False
    low = token.low
    return (
        low in lx.AUXILIARIES
        or low in lx.ADVERBS
        or low in _WHEN
        or (low.endswith("ly") and len(low) > 4 and low not in _NOT_ADVERBS)
    )


_WHEN = frozenset("today yesterday tonight both jointly".split()) - {"both"}
_NOT_ADVERBS = frozenset("family ally rally supply assembly reply anomaly monopoly bully july italy fly early".split())


def subject_before(tokens: Tokens, verb: int, floor: int = 0) -> Range | None:
    """Return the noun phrase that ends right before `verb`, appositions skipped; None if there is none."""
    closing = verb - 1
    apposed = closing >= floor and tokens[closing].text in {",", *DASHES, ")"}
    end = _before_apposition(tokens, closing, floor) if apposed else verb
    if end is None:
        return None
    start = _phrase_start(tokens, end, floor)
    if start > floor + 2 and tokens[start - 1].low in {"through", "via"} and tokens[start - 2].text == ",":
        end = start - 2
        start = _phrase_start(tokens, end, floor)
        return (start, end) if start < end else None
    if start > floor and tokens[start - 1].low in lx.PREPOSITIONS and _opens_sentence(tokens, start - 1):
        start = _last_name(tokens, start, end)
    if end < closing and is_name_part(tokens[closing - 1]) and not any(is_name_part(t) for t in tokens[start:end]):
        return (end + 1, closing)  # "her brother, the columnist Nils Brandt, wrote"
    return (start, end) if start < end else None


def _opens_sentence(tokens: Tokens, i: int) -> bool:
    return i == 0 or tokens[i - 1].text in {",", ";"} or tokens[i - 1].low in {"and", "but"}


def _last_name(tokens: Tokens, start: int, end: int) -> int:
    """Return where the name at the end of a phrase begins that a preposition opens ("in the same call | Brandt")."""
    i = end
    while i > start and is_name_part(tokens[i - 1]):
        i -= 1
    return i if start < i < end and tokens[i - 1].low not in lx.DETERMINERS | lx.NOUN_LINKS else start


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


def is_lead_participle(tokens: Tokens, i: int) -> bool:
    """Tell whether a clause opens with a participle and not with its subject ("Giving evidence …", "Pressed on …")."""
    if i + 1 >= len(tokens) or not tokens[i].low.endswith(("ing", "ed")):
        return False
    following = tokens[i + 1]
    plain = (
        following.low in lx.PREPOSITIONS | lx.DETERMINERS | lx.POSSESSIVES | lx.SUBORDINATORS or following.text == ","
    )
    return plain or (tokens[i].low.endswith("ing") and not following.is_capital and not is_finite(following))


def _phrase_start(tokens: Tokens, end: int, floor: int) -> int:
    i = end
    while i > floor and _extends(tokens, i - 1, end, floor):
        i -= 1
    return _without_lead(tokens, i, end)


def _extends(tokens: Tokens, i: int, end: int, floor: int) -> bool:
    """Tell whether token `i` can belong to the noun phrase that goes on to its right."""
    token, low = tokens[i], tokens[i].low
    if token.quotation is not None or token.text in _BORDERS:
        return False
    following = tokens[i + 1].low if i + 1 < end else ""
    if low in lx.PERSONAL or token.text in lx.RELATIVE:
        return not following
    if following in lx.PERSONAL | lx.RELATIVE:
        return token.text == "the" and following == "i"  # the newspaper: no pronoun stands behind an article
    if low in _LINKS and not is_name_part(token):
        return bool(following) and i > floor and _links(tokens, i, end)
    return _names(tokens, i, end, following)


_LINKS = lx.PREPOSITIONS | lx.SUBORDINATORS | {"nor", "and", "or", "&", "to"}


def _links(tokens: Tokens, i: int, end: int) -> bool:
    """Tell whether a preposition or "and" at `i` ties two parts of one noun phrase."""
    low = tokens[i].low
    if low in {"and", "or", "&", "nor"}:
        return _may_be_conjunct(tokens, i - 1)
    if low == "to":
        return tokens[i - 1].low in lx.ROLES
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
    if token.text in _DOUBLE_MARKS:
        return bool(following) and not _ends_fragment(tokens, i)
    return token.is_word or token.text in {"’", "'", "$", "%", "#"}


def _ends_fragment(tokens: Tokens, i: int) -> bool:
    """Tell whether a mark closes quoted words that are no part of a name ("… “dishonest,” | Brandt said")."""
    return not tokens[i + 1].quoted and i > 0 and (tokens[i - 1].text in {",", ".", "!", "?", "…"} or i < 4)


_IRREGULAR_PARTICIPLES = frozenset("seen written known made sent given held".split())


def _is_reduced(tokens: Tokens, i: int, end: int) -> bool:
    """Tell whether a past form is a participle after its noun ("officials briefed on the talks")."""
    shaped = tokens[i].low.endswith("ed") or tokens[i].low in _IRREGULAR_PARTICIPLES
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
        or (tokens[i].low in _DOUBLE_MARKS)
    ):
        i += 2 if tokens[i].low in lx.PREPOSITIONS and tokens[i].low not in lx.SUBORDINATORS else 1
    return min(i, end - 1) if i < end else start


def clause_subject(tokens: Tokens, verb: int, floor: int = 0) -> Range | None:
    """Return the first noun phrase of the clause, the subject that a later verb or participle shares."""
    i = floor
    while i < verb:
        token = tokens[i]
        if (step := _time_lead(tokens, i, verb)) > i:
            i = step
            continue
        leads = token.low in lx.PREPOSITIONS or token.low in lx.SUBORDINATORS or token.low.endswith(("ing", "ly"))
        if leads or token.low in lx.ADVERBS:
            comma = next((j for j in range(i, verb) if tokens[j].text == "," and not tokens[j].quoted), None)
            if comma is None and token.low in lx.ADVERBS:
                i += 1
                continue
            if comma is None:
                return None
            i = comma + 1
        elif token.low in {"and", "but"} or token.text in _BORDERS or token.text in _DOUBLE_MARKS or token.quotation:
            i += 1
        else:
            break
    end = phrase_end(tokens, i, verb)
    return (i, end) if i < end else None


_UNITS = frozenset("minutes hours days weeks months years ago later earlier morning afternoon evening".split())


def _time_lead(tokens: Tokens, start: int, ceiling: int) -> int:
    """Return what follows a leading time ("A few minutes later, …"), `start` if there is none."""
    for i in range(start, min(start + 7, ceiling)):
        if tokens[i].text == ",":
            return i + 1 if any(t.low in _UNITS for t in tokens[start:i]) else start
        if is_finite(tokens[i]):
            return start
    return start


def phrase_end(tokens: Tokens, start: int, ceiling: int, *, loose: bool = False) -> int:
    """Return where the noun phrase that begins at `start` ends; `loose` ones take prepositional phrases too."""
    i = start
    while i < ceiling and _goes_on(tokens, i, start, loose=loose):
        i += 1
    while i > start and tokens[i - 1].low in lx.PREPOSITIONS | lx.DETERMINERS | {"and", "or"}:
        i -= 1
    return i


_PERSONS = lx.PERSONAL | {"him", "them", "me", "us"}


def _goes_on(tokens: Tokens, i: int, start: int, *, loose: bool) -> bool:
    token, low, first = tokens[i], tokens[i].low, i == start
    if token.quotation is not None or token.text in _BORDERS:
        return False
    if low in _PERSONS or (low == "who" and first):
        return first
    if not first and tokens[start].low in _PERSONS | {"who"}:
        return False
    if low in lx.RELATIVE or low in lx.SUBORDINATORS or low in lx.ADVERBS:
        return first and (low == "that" or low in lx.ADVERBS - lx.SUBORDINATORS)
    if first:
        return not is_finite(token) and low not in _LINKS and (token.is_word or token.text in _DOUBLE_MARKS)
    return _follows(tokens, i, loose=loose)


def _follows(tokens: Tokens, i: int, *, loose: bool) -> bool:
    """Tell whether token `i` can go on with the noun phrase to its left."""
    token, low, before = tokens[i], tokens[i].low, tokens[i - 1]
    if low in {"and", "or", "&"}:
        named = i + 1 < len(tokens) and is_name_part(tokens[i + 1])
        return named or (loose and i + 1 < len(tokens) and not _verb_soon(tokens, i))
    if (low in lx.PREPOSITIONS and not is_name_part(token)) or low == "to":
        return low == "of" or (loose and low not in {"during", "before", "after", "since"})
    if low in lx.DETERMINERS | lx.POSSESSIVES:
        return before.low in lx.DETERMINERS | lx.PREPOSITIONS | {"and", "or", "to"}
    acts = before.is_capital and low in lx.PRESENT and not loose
    if acts or low in lx.DAYS or (not loose and low.endswith("ed") and before.is_capital and not token.is_capital):
        return False
    if is_finite(token):
        return low in {"’s", "'s"} or (loose and _may_be_participle(low))
    return token.is_word or token.text in {"’", "'", "%"} or token.text in _DOUBLE_MARKS


def _may_be_participle(low: str) -> bool:
    return low in {"seen", "obtained", "written", "known"} or (low.endswith("ed") and low not in lx.AUXILIARIES)


def _verb_soon(tokens: Tokens, i: int) -> bool:
    return any(is_finite(t) for t in tokens[i + 1 : i + 4])
