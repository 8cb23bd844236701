"""Who holds an office at a body that is named right before them ("CEO of the Refugee Council Enver Solomon")."""

from __future__ import annotations

from service.attribution import lexicon as lx
from service.attribution.cues import CUES
from service.attribution.kinds import BODIES, ENDS_OF_BODIES
from service.attribution.phrases import DOUBLE_MARKS, Range, Tokens, is_name_part

_LINKS = frozenset("of for at with".split())
PARTICLES = frozenset("de van von der den bin ibn al el la le du da di dos del ter ben".split())
_SHORTEST_NAME = 2  # words; a last name alone would be the end of the body's name
_FARTHEST = 8  # tokens of "the Institute for" between an office and the run of capitals with the name


def find_holder(tokens: Tokens, start: int, end: int) -> tuple[Range, int] | None:
    """Return the office with its body, and where the name begins, in a run of capitals from `start` to `end`.

    An office without an article is a title, behind which somebody is named; one with an article may stand for itself
    ("the head of Trinity College Dublin"), so that the body's name must show where it ends. None if nobody is named so.
    """
    named = _name_start(tokens, start, end)
    office = _office(tokens, start, named) if named is not None else None
    if named is None or office is None or not tokens[named - 1].is_capital or _is_body(tokens, named, end):
        return None
    opened = office
    while opened > 0 and office - opened < _FARTHEST and _modifies(tokens, opened - 1):
        opened -= 1
    if not _is_title(tokens, opened) and not _ends_body(tokens[named - 1].low):
        return None
    return (opened, named), named


def spelled(words: Tokens) -> str:
    """Return words as the text spaces them ("the Dockers’ Union")."""
    return "".join(" " * (n > 0 and t.start > words[n - 1].end) + t.text for n, t in enumerate(words))


def _is_title(tokens: Tokens, opened: int) -> bool:
    """Tell whether an office opens its clause, or follows a verb of speech, without an article."""
    if opened == 0:
        return True
    before = tokens[opened - 1]
    return before.quotation is not None or before.text in DOUBLE_MARKS or (before.low in CUES and not before.is_capital)


def _name_start(tokens: Tokens, start: int, end: int) -> int | None:
    """Return where the first and last name at the end of a run begin ("Refugee Council | Ursula von der Leyen")."""
    i = end - 1
    while i > start and tokens[i - 1].low in PARTICLES and not tokens[i - 1].is_capital:
        i -= 1
    i -= 1
    while i > start and len(tokens[i].text.strip(".")) == 1:  # "Ada B. | Lane"
        i -= 1
    spelled = i >= start and end - i >= _SHORTEST_NAME and all(_is_spelled(tokens[j].text) for j in (i, end - 1))
    return i if spelled else None


def _is_spelled(text: str) -> bool:
    return text.replace("-", "").replace("’", "").replace("'", "").isalpha() and not text.isupper()


def _office(tokens: Tokens, start: int, named: int) -> int | None:
    """Return the office that a link ties to the words before a name, in the run of capitals or right before it."""
    for i in range(named - 2, max(-1, start - _FARTHEST), -1):
        if tokens[i].low in lx.ROLES and not tokens[i].quoted and tokens[i + 1].low in _LINKS:
            return i if i + 2 < named else None
        linked = tokens[i].low in _LINKS | {"the", "and", "&", "’", "'"}
        if not linked and not (tokens[i].is_capital and is_name_part(tokens[i])):
            return None
    return None


def _is_body(tokens: Tokens, start: int, end: int) -> bool:
    return any(t.low in BODIES | ENDS_OF_BODIES | _ENDS | lx.ROLES or t.low in _LINKS for t in tokens[start:end])


def _ends_body(low: str) -> bool:
    return low in BODIES | ENDS_OF_BODIES | _ENDS or low.endswith(("ies", "ions"))  # "Studies", "Prosecutions"


_ENDS = frozenset(
    """organization organisation confederation chamber guild congress authority community communities charity theatre
    theater orchestra choir museum gallery library board branch ward parish diocese regiment brigade battalion
    rovers wanderers rangers athletic albion city hornets lions tigers eagles bears workers farmers teachers nurses
    doctors employers trades commerce trade industry justice finance education health transport energy defence
    interior culture agriculture environment labour labor science technology sport communications networks
    """.split()
)


def _modifies(tokens: Tokens, i: int) -> bool:
    token = tokens[i]
    closed = lx.PREPOSITIONS | lx.DETERMINERS | lx.POSSESSIVES | lx.SUBORDINATORS | lx.PERSONAL | lx.AUXILIARIES
    plain = token.is_word and token.low not in closed | lx.DAYS | {"and", "’s", "'s", "’"}
    return plain and (token.low in lx.ROLES or token.low in _OFFICE_WORDS or token.low in {"former", "then"})


_OFFICE_WORDS = frozenset(
    """chief deputy acting interim vice senior executive managing general joint assistant former ex outgoing incoming
    co first national regional""".split()
)
