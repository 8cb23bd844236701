"""The ends of noun phrases around a verb, found without a parser. Ranges are half-open, in tokens."""

from __future__ import annotations

from collections.abc import Sequence

from service.attribution import lexicon as lx
from service.attribution.cues import CUES, Form
from service.attribution.reading import Token
from service.attribution.times import time_end

Range = tuple[int, int]
Tokens = Sequence[Token]

DASHES = frozenset({"—", "–", "-", "--", "―"})
BORDERS = frozenset({",", ";", ":", "(", ")", "—", "–", "-", "--", "―", "…", "...", ".", "?", "!", "•", "|", "/"})
MARKS = frozenset({*"“”\"‘’'«»", "''", "``"})
ENDS = frozenset({".", "!", "?"})
DOUBLE_MARKS = frozenset({*'“”"‘«»„', "''", "``"})


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
    while i > 0 and (step := _step(tokens, i)):
        i -= step
    if i == verb and i > 1 and tokens[i - 1].low == "to" and tokens[i - 2].low in _LEADING_TO:
        return verb_group_start(tokens, i - 2)  # "used to say"
    return i


def _step(tokens: Tokens, i: int) -> int:
    """Return how many words before `i` belong to its verb group: two for "at first" and the like."""
    if _joins_verb(tokens, i - 1) or (tokens[i - 1].low == "since" and i > 1 and tokens[i - 2].low in _HAS):
        return 1
    words = " ".join(t.low for t in tokens[max(0, i - 3) : i])
    return next((phrase.count(" ") + 1 for phrase in _PHRASES if f" {words}".endswith(f" {phrase}")), 0)


_HAS = frozenset("has have had".split())
_PHRASES = (
    "at first",
    "at last",
    "at once",
    "in the past",
    "of course",
    "in turn",
    "in private",
    "in public",
    "in part",
)
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


_WHEN = frozenset("today yesterday tonight both jointly twice thrice".split()) - {"both"}
_NOT_ADVERBS = frozenset("family ally rally supply assembly reply anomaly monopoly bully july italy fly early".split())


def is_lead_participle(tokens: Tokens, i: int) -> bool:
    """Tell whether a clause opens with a participle and not with its subject ("Giving evidence …", "Pressed on …")."""
    if i + 1 >= len(tokens) or not tokens[i].low.endswith(("ing", "ed")):
        return False
    following = tokens[i + 1]
    plain = (
        following.low in lx.PREPOSITIONS | lx.DETERMINERS | lx.POSSESSIVES | lx.SUBORDINATORS or following.text == ","
    )
    return plain or (tokens[i].low.endswith("ing") and not following.is_capital and not is_finite(following))


def clause_subject(tokens: Tokens, verb: int, floor: int = 0) -> Range | None:
    """Return the first noun phrase of the clause, the subject that a later verb or participle shares."""
    i = floor
    while i < verb:
        token = tokens[i]
        if (step := _time_lead(tokens, i, verb)) > i:
            i = step
            continue
        if (dated := time_end(tokens, i, verb)) > i and dated < verb and _acts(tokens, dated):
            i = dated  # "In 1988 | he resigned, and …"
            continue
        leads = token.low in lx.PREPOSITIONS or token.low in lx.SUBORDINATORS or token.low.endswith(("ing", "ly"))
        leads = leads or (token.low in _QUESTIONED and not is_name_part(tokens[min(i + 1, verb - 1)]))
        if leads or token.low in lx.ADVERBS:
            comma = next((j for j in range(i, verb) if tokens[j].text == "," and not tokens[j].quoted), None)
            if comma is None and token.low in lx.ADVERBS:
                i += 1
                continue
            if comma is None:
                return None
            i = comma + 1
        elif token.low in {"and", "but"} or token.text in BORDERS or token.text in DOUBLE_MARKS or token.quotation:
            i += 1
        else:
            break
    end = phrase_end(tokens, i, verb)
    return (i, end) if i < end else None


def _acts(tokens: Tokens, i: int) -> bool:
    """Tell whether a clause begins at `i` with a pronoun, or with a name and its verb."""
    return tokens[i].low in lx.PERSONAL or (is_name_part(tokens[i]) and not tokens[i - 1].is_capital)


_QUESTIONED = frozenset("asked pressed questioned quizzed challenged".split())  # "Asked why, she laughs and says …"
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


LINKS = lx.PREPOSITIONS | lx.SUBORDINATORS | {"nor", "and", "or", "&", "to"}
_PERSONS = lx.PERSONAL | {"him", "them", "me", "us"}


def _goes_on(tokens: Tokens, i: int, start: int, *, loose: bool) -> bool:
    token, low, first = tokens[i], tokens[i].low, i == start
    if token.quotation is not None or token.text in BORDERS:
        return False
    if low in _PERSONS or (low == "who" and first):
        return first
    if not first and tokens[start].low in _PERSONS | {"who"}:
        return False
    if low in lx.RELATIVE or low in lx.SUBORDINATORS or low in lx.ADVERBS:
        return first and (low == "that" or low in lx.ADVERBS - lx.SUBORDINATORS)
    if first:
        return not is_finite(token) and low not in LINKS and (token.is_word or token.text in DOUBLE_MARKS)
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
    acts = acts or (
        before.low in lx.ROLES and low.endswith("ed") and not loose and i + 1 < len(tokens) and _opens(tokens[i + 1])
    )
    if acts or low in lx.DAYS or (not loose and low.endswith("ed") and before.is_capital and not token.is_capital):
        return False
    if is_finite(token):
        return low in {"’s", "'s"} or (loose and _may_be_participle(low))
    return token.is_word or token.text in {"’", "'", "%"} or token.text in DOUBLE_MARKS


def _opens(token: Token) -> bool:
    """Tell whether an object begins that a past form before it takes ("the mayor welcomed | the call")."""
    return token.low in lx.DETERMINERS | lx.POSSESSIVES | {"him", "them"}


def _may_be_participle(low: str) -> bool:
    return low in {"seen", "obtained", "written", "known"} or (low.endswith("ed") and low not in lx.AUXILIARIES)


def _verb_soon(tokens: Tokens, i: int) -> bool:
    return any(is_finite(t) for t in tokens[i + 1 : i + 4])


def object_head(tokens: Tokens, start: int) -> int | None:
    """Return the head of the noun phrase that begins at `start`: its last word before a link or a sign."""
    i = start
    while i < min(start + 8, len(tokens)) and _is_in_object(tokens, i, start):
        i += 1
    return i - 1 if i > start and tokens[i - 1].low not in lx.DETERMINERS | lx.POSSESSIVES else None


def _is_in_object(tokens: Tokens, i: int, start: int) -> bool:
    token = tokens[i]
    if not token.is_word or token.quotation is not None or is_finite(token):
        return token.text in {"’", "'", "’s", "'s"}
    if token.low in lx.DETERMINERS | lx.POSSESSIVES:
        return i == start
    closed = lx.PREPOSITIONS | lx.SUBORDINATORS | lx.PERSONAL | {"and", "to", "him", "them"}
    return token.low not in closed or is_name_part(token)


PARTICIPLES = frozenset(
    """seen written known made sent given held read heard taken brought shown drawn hung stuck put left cut found set
    born bought sold taught torn worn""".split()
)


def is_reduced(tokens: Tokens, i: int, end: int) -> bool:
    """Tell whether a past form is a participle after its noun ("officials briefed on the talks")."""
    shaped = tokens[i].low.endswith("ed") or tokens[i].low in PARTICIPLES
    return shaped and 0 < i < end - 1 and tokens[i + 1].low in lx.PREPOSITIONS
