"""Reporting verbs before their speaker: "“…,” said Brandt", "Said Brandt: …"."""

from __future__ import annotations

from service.attribution import lexicon as lx
from service.attribution.cues import INVERTED, PHRASAL, Cue, Form
from service.attribution.phrases import Tokens, is_finite, phrase_end
from service.attribution.thinkers import may_speak

_NO_SPEAKERS = frozenset("it he she they to that".split()) | lx.TIMES | lx.PREPOSITIONS
_OPEN_SPEAKERS = lx.DETERMINERS | lx.POSSESSIVES | lx.ROLES | {"former", "one", "who"}


_PARTICIPLES = frozenset("seen written known taken given made held found shown gone done".split())


def is_particle(tokens: Tokens, i: int) -> bool:
    """Tell whether a word makes a verb of speech with the verb before it ("shot | back")."""
    return i > 0 and tokens[i - 1].low in PHRASAL.get(tokens[i].low, ()) and not tokens[i - 1].is_capital


def _tells(tokens: Tokens) -> bool:
    return any(is_finite(t) and t.low not in _PARTICIPLES for t in tokens)


def is_inverted(tokens: Tokens, i: int, cue: Cue) -> bool:
    if i + 1 >= len(tokens) or cue.form not in {Form.PAST, Form.PRESENT, Form.BASE}:
        return False
    if i == 0:
        return tokens[0].low in INVERTED and tokens[0].is_capital and cue.form is not Form.BASE and _announces(tokens)
    first = i - is_particle(tokens, i)
    if not first:
        return False
    touching = tokens[first - 1].quotation is not None
    if tokens[i].low in {"say", "says"} and tokens[i - 1].text == "," and _ends_with_group(tokens, i + 1):
        return True
    if tokens[i].low not in INVERTED and (not touching or cue.form is Form.BASE):
        return False
    parted = tokens[first - 1].text == "," and first > 1
    beside = touching or (parted and tokens[first - 2].quotation is not None)
    parted = tokens[i - 1].text in {",", "”", '"', "’", "'", "''"} and i >= 3
    whole = i == _SHORT and tokens[1].text == "," and tokens[0].low in WHOLE  # "Never, says her brother"
    fronted = beside or whole or (parted and (tokens[i + 1].is_capital or _tells(tokens[:i])))
    return fronted and _may_be_speaker(tokens, i + 1, beside=beside)


WHOLE = frozenset("never no yes none nothing nobody always absolutely perhaps maybe hardly".split())
_SHORT = 2  # tokens before the cue
_LONGEST_GROUP = 4  # words


def _ends_with_group(tokens: Tokens, start: int) -> bool:
    """Tell whether a sentence or headline ends with nothing but a plural ("…, say | police chiefs")."""
    words = [t for t in tokens[start:] if t.text not in {".", "!", "?"}]
    plain = all(t.is_word and t.quotation is None and not is_finite(t) for t in words)
    closed = lx.PRONOUNS | lx.DETERMINERS | lx.SUBORDINATORS
    ends = bool(words) and (words[-1].low.endswith("s") or words[-1].low in {"police", "people"})
    return plain and ends and len(words) <= _LONGEST_GROUP and words[0].low not in closed


def _may_be_speaker(tokens: Tokens, start: int, *, beside: bool) -> bool:
    """Tell whether a noun phrase that can speak begins at `start`, with no verb of its own behind it."""
    first = tokens[start]
    if first.low in _NO_SPEAKERS or (first.low in {"this", "i"} and not beside):
        return False
    if not (first.is_capital or first.low in _OPEN_SPEAKERS or (beside and first.is_word)):
        return False
    end = phrase_end(tokens, start, len(tokens))
    if end == start or (end < len(tokens) and is_finite(tokens[end])):
        return False
    return beside or _is_fronted_by(tokens, start, end)


def _is_fronted_by(tokens: Tokens, start: int, end: int) -> bool:
    """Tell whether a noun phrase can be who speaks behind words without marks ("…, said a technician with them").

    "The mayor, who was away, declared three days of mourning" is no such sentence.
    """
    first = tokens[start]
    if not (first.is_capital or may_speak(tokens, (start, end))):
        return False
    if end < len(tokens) and tokens[end].low in _REPORTED:
        return False
    if first.is_capital or end >= len(tokens) - 1 or tokens[end].text in {",", "."}:
        return True
    whole = phrase_end(tokens, start, len(tokens), loose=True)
    return tokens[end - 1].low in lx.ROLES and (whole >= len(tokens) or tokens[whole].text in {",", "."})


_REPORTED = frozenset("whether that if why how what to about for".split())


def _announces(tokens: Tokens) -> bool:
    """Tell whether a sentence opens with its cue ("Said Brandt: …")."""
    end = phrase_end(tokens, 1, len(tokens))
    return 1 < end < len(tokens) - 1 and tokens[end].text in {":", ","}
