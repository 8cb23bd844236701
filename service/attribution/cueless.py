"""Whose a quotation is that no word of speech introduces: whoever its own sentence, or the one before, is about."""

from __future__ import annotations

from service.attribution import lexicon as lx
from service.attribution.phrases import MARKS, Range, Tokens, clause_subject, is_finite, is_name_part, phrase_end
from service.attribution.reading import Token

_BACK = frozenset("back out up in again quietly".split())  # "shot back"
_OTHERS = frozenset("one another others".split())  # "said another", "One reads: “…”"
_HUMAN = frozenset("he she".split())
_CLOSED = lx.PREPOSITIONS | lx.DETERMINERS | lx.POSSESSIVES | lx.SUBORDINATORS | lx.PERSONAL | lx.AUXILIARIES


def whose_beside(tokens: Tokens, at: int) -> Range | None:
    """Return whom the sentence of the quotation at `at` gives it to, by a colon or by a verb of any kind.

    So in "Lane was furious: “…”", "“…,” grinned Lane" and "“…,” Lane teased".
    """
    if at > 1 and tokens[at - 1].text == ":":
        if tokens[0].low in _OTHERS and is_finite(tokens[1]):
            return (0, 1)
        return _shown(tokens, at - 1) if tokens[0].low == "there" else clause_subject(tokens, at - 1)
    return _behind(tokens, at + 1) if at + 2 < len(tokens) else None


def who_acts(tokens: Tokens) -> Range | None:
    """Return who does what a sentence tells, if that is a person ("Lane, reached by phone, laughed.")."""
    subject = clause_subject(tokens, len(tokens))
    asks = tokens[0].low in lx.AUXILIARIES
    if subject is None or asks or any(t.quotation is not None for t in tokens):
        return None
    words = tokens[slice(*subject)]
    named = any(is_name_part(t) for t in words) or words[-1].low in lx.ROLES
    following = tokens[subject[1] : subject[1] + 3]
    acts = any(is_finite(t) or t.text == "," or _is_past(t) for t in following) or _is_present(tokens, subject[1])
    return subject if acts and (named or words[0].low in _HUMAN) else None


def _is_present(tokens: Tokens, at: int) -> bool:
    """Tell whether a verb in the present stands at `at` ("He shrugs.")."""
    low = tokens[at].low if at < len(tokens) else ""
    return low.endswith("s") and len(low) > 3 and not tokens[at].is_capital and low not in _CLOSED


def _shown(tokens: Tokens, colon: int) -> Range | None:
    """Return what there is ("There was a note on the door: “…”")."""
    start = next((i + 1 for i in range(colon) if tokens[i].low in lx.BE), colon)
    end = phrase_end(tokens, start, colon)
    return (start, end) if end > start else None


def _behind(tokens: Tokens, start: int) -> Range | None:
    verb = tokens[start]
    if _is_act(verb) or _is_phrasal(tokens, start):
        named = start + 1 + (tokens[start + 1].low in _BACK)
        if named < len(tokens) and tokens[named].low in _OTHERS and _closes(tokens, named + 1):
            return (named, named + 1)
        end = phrase_end(tokens, named, len(tokens)) if named < len(tokens) else named
        return (named, end) if end > named and _may_speak(tokens, named, end) else None
    end = phrase_end(tokens, start, len(tokens))
    acts = start < end < len(tokens) and (_is_act(tokens[end]) or _is_phrasal(tokens, end))
    return (start, end) if acts and _may_speak(tokens, start, end) else None


def _closes(tokens: Tokens, at: int) -> bool:
    return at >= len(tokens) or tokens[at].text in {".", ",", ";"}


def _is_act(token: Token) -> bool:
    return token.is_word and not token.is_capital and token.low not in _CLOSED and (is_finite(token) or _is_past(token))


def _is_phrasal(tokens: Tokens, verb: int) -> bool:
    """Tell whether a word is a verb with its particle ("shot back")."""
    plain = tokens[verb].is_word and not tokens[verb].is_capital and tokens[verb].low not in _CLOSED
    return plain and verb + 1 < len(tokens) and tokens[verb + 1].low in _BACK


def _is_past(token: Token) -> bool:
    return token.low.endswith("ed") and len(token.low) > 4 and not token.is_capital


def _may_speak(tokens: Tokens, start: int, end: int) -> bool:
    """Tell whether a phrase means one person: a name, "he" or "she", or a trade with its article."""
    if tokens[start].text in MARKS:
        return False
    opened = tokens[start].low in lx.DETERMINERS | lx.POSSESSIVES and tokens[end - 1].low in lx.ROLES
    return tokens[start].low in _HUMAN or is_name_part(tokens[start]) or opened
