"""Who is told. Ranges are half-open, in tokens."""

from __future__ import annotations

from service.attribution import lexicon as lx
from service.attribution.candidates import Verb
from service.attribution.cues import Takes
from service.attribution.extents import CLAUSE_LEADS, QUESTIONS, skip_adjuncts
from service.attribution.phrases import MARKS, Range, Tokens, is_finite, is_name_part, phrase_end
from service.attribution.thinkers import is_speaker

_OBJECT_PRONOUNS = frozenset("him her them me us it you himself herself themselves".split())
_NO_LISTENERS = QUESTIONS | frozenset("that of to about against for he she they".split())


def find_listener(tokens: Tokens, verb: Verb, start: int) -> tuple[Range | None, int]:
    """Return who is told, and where the rest begins."""
    if start >= len(tokens):
        return None, start
    if verb.cue.takes is Takes.LISTENER:
        end = _listener_end(tokens, start)
        if (bidden := _bidden(tokens, start, end, verb)) is not None:
            return (start, bidden), bidden
        if named := _apposed(tokens, end):
            return named, named[1] + 1
        return ((start, end), end) if end > start else (None, start)
    if tokens[start].low == "to" and verb.cue.takes is Takes.CLAUSE and verb.cue.lemma != "agree":
        end = phrase_end(tokens, start + 1, len(tokens))
        closed = end >= len(tokens) or tokens[end].low == "that" or tokens[end].text in MARKS | {",", ".", ":"}
        if end > start + 1 and (closed or _is_dated(tokens, end)):
            return (start + 1, end), end
    return None, start


def _is_dated(tokens: Tokens, at: int) -> bool:
    """Tell whether only a time or an occasion parts a listener from a colon ("wrote to members on Monday: …")."""
    end = at if tokens[at].low in CLAUSE_LEADS else skip_adjuncts(tokens, at)
    return end > at and end < len(tokens) and tokens[end].text == ":"


_BIDS = frozenset("ask tell urge order warn advise remind beg implore".split())


def _bidden(tokens: Tokens, start: int, end: int, verb: Verb) -> int | None:
    """Return where it begins what those who are told shall do or not do ("asked people on the coast | not to come")."""
    if verb.cue.lemma not in _BIDS or end <= start:
        return None
    for j in range(end, min(end + 7, len(tokens) - 1)):
        if tokens[j].low == "to" or (tokens[j].low == "not" and tokens[j + 1].low == "to"):
            return j if tokens[j - 1].low != "as" else None
        if not tokens[j].is_word or is_finite(tokens[j]) or tokens[j].low in QUESTIONS | {"that", "for", "about"}:
            return None
    return None


def _apposed(tokens: Tokens, end: int) -> Range | None:
    """Return the name between commas that says who a listener is ("told the union's leader, Ada Lane, that …")."""
    if end + 2 >= len(tokens) or tokens[end].text != "," or tokens[end - 1].text == ",":
        return None
    i = end + 1
    while i < len(tokens) and is_name_part(tokens[i]):
        i += 1
    return (end + 1, i) if i > end + 2 and i < len(tokens) and tokens[i].text == "," else None


def _listener_end(tokens: Tokens, start: int) -> int:
    first = tokens[start]
    if first.low in _OBJECT_PRONOUNS and not (first.low == "her" and _noun_follows(tokens, start)):
        return start + 1
    if not first.is_word or first.low in _NO_LISTENERS:
        return start
    i = start + 1 if first.low in lx.DETERMINERS | lx.POSSESSIVES else start
    named = i < len(tokens) and tokens[i].is_capital
    while i < len(tokens) and _in_listener(tokens, i, start, named=named):
        i += 1
        ends_plural = _is_plural(tokens[i - 1].low) and not named and first.low not in {"a", "an"}
        if ends_plural and not (i < len(tokens) and tokens[i].low in {"of", "and", "’"}):
            break
    return _run_end(tokens, start, i)


def _is_plural(low: str) -> bool:
    return low.endswith("s") and low not in {"news", "series", "press", "boss"}


def _run_end(tokens: Tokens, start: int, end: int) -> int:
    """Return where the name ends that a title in small letters goes before ("the news agency Harbor Wire")."""
    i = end
    of = end > start + 1 and [t.low for t in tokens[end - 2 : end]] == ["of", "the"]
    while i < len(tokens) and (
        tokens[i].is_capital or (of and i > end and tokens[i].low in {"and", "’", "'", "'s", "’s"})
    ):
        i += 1
    closed = i >= len(tokens) or tokens[i].text in {",", ".", ":"} or tokens[i].low in {"that", "to", "whether"}
    return i if closed and (of or not tokens[end - 1].low.endswith("s")) else end


def _noun_follows(tokens: Tokens, i: int) -> bool:
    """Tell whether "her" belongs to a noun that an infinitive or a clause follows ("told her staff to …")."""
    if i + 2 >= len(tokens) or not tokens[i + 1].is_word:
        return False
    if tokens[i + 1].is_capital and tokens[i + 2].is_word and not tokens[i + 2].is_capital:
        return not is_finite(tokens[i + 2]) and tokens[i + 2].low not in lx.PREPOSITIONS | {"that", "to", "and"}
    if is_speaker(tokens[i + 1].low) and not tokens[i + 1].is_capital:
        return True  # "warned her managers on Monday that"
    known = lx.PERSONAL | lx.DETERMINERS | lx.PREPOSITIONS | lx.SUBORDINATORS | lx.TIMES | {"to"}
    return tokens[i + 1].low not in known and tokens[i + 2].low in {"to", "that", "he", "she", "they"}


def _in_listener(tokens: Tokens, i: int, start: int, *, named: bool) -> bool:
    token, low = tokens[i], tokens[i].low
    if low in lx.PERSONAL and i > start:  # "told Mum | I …"
        return False
    if not (token.is_word or token.text in {"’", "'", "“", "”", '"'}) or low in lx.DAYS | QUESTIONS | {"that", "to"}:
        return False
    before = tokens[i - 1].low if i > start else ""
    if token.is_capital or low in {"’s", "'s", "of"}:
        return named or low == "of" or before in {"of", "’s", "'s"}
    if low == "and":
        return i + 1 < len(tokens) and tokens[i + 1].is_capital
    closed = lx.DETERMINERS | lx.POSSESSIVES | lx.PRONOUNS | lx.PREPOSITIONS | lx.ADVERBS
    if low in closed or is_finite(token):
        return before == "of"
    return not named or before in {"’s", "'s"} or low in lx.ROLES
