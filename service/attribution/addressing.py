"""To whom the turns of a transcript are spoken: whom they call by name, or whoever answers a question to "you"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from service.attribution import lexicon as lx
from service.attribution.found import Found
from service.domain.news import Span

_NEXT = 2  # paragraphs to the turn that answers
_TITLES = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Doctor|Sir|Dame|Lord|Lady|Judge|Justice|Senator|Councillor|Councilor|Cllr|Captain"
    r"|Minister|Inspector|Sergeant|Commissioner|Chancellor|President|Secretary|Governor|Mayor|Colonel|General)\.?"
)
_NAME = r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2}"
_OPENING = (
    r"(?:(?:Thank you|Thanks|Good (?:morning|afternoon|evening)|Order|Well|And|But|So|Now|Right|No|Yes|OK)[,.]? )*"
)
_CALLED_FIRST = re.compile(rf"{_OPENING}(?P<called>(?:{_TITLES} )?{_NAME}),\s")
_CALLED_LATER = re.compile(rf",\s(?P<called>{_TITLES} {_NAME})(?=[.?!])")
_YOU = re.compile(r"\b(?:[Yy]ou|[Yy]our|[Yy]ours|[Yy]ourself)\b")


_NO_NAMES = lx.PREPOSITIONS | lx.SUBORDINATORS | lx.DETERMINERS | lx.POSSESSIVES | lx.DAYS | lx.ADVERBS | lx.PERSONAL


def address(text: str, found: Sequence[Found]) -> list[Found]:
    """Return `found` with whom each turn of a transcript is spoken to, where its words or the next turn show it."""
    turns = [f for f in found if _is_turn(text, f)]
    behind = {id(turn): after for turn, after in pairwise(turns)}
    return [_addressed(text, f, behind.get(id(f))) if _is_turn(text, f) else f for f in found]


def _is_turn(text: str, found: Found) -> bool:
    return found.cue is not None and found.cue.of(text) == ":" and found.source is not None and not found.nested


def _addressed(text: str, turn: Found, after: Found | None) -> Found:
    if turn.listener is not None:
        return turn
    if called := _called(text, turn.contents[0]):
        return replace(turn, listener=called)
    said = turn.contents[0].of(text)
    asks = "?" in said and _YOU.search(said)
    if after is None or after.source is None or not (asks or _YOU.match(said)):
        return turn
    answers = after.source.of(text) != (turn.source.of(text) if turn.source else "")
    near = 0 < after.paragraph - turn.paragraph <= _NEXT
    return replace(turn, listener=after.source) if answers and near else turn


def _called(text: str, said: Span) -> Span | None:
    """Return the name or title that a turn calls somebody by ("Professor Lane, did you …", "…, Ms Lane?")."""
    first = _CALLED_FIRST.match(text, said.start, said.end)
    names = first and first["called"].split()[0].lower() not in _NO_NAMES
    if first and names and (_is_title(first["called"]) or " " in first["called"]):
        return Span(*first.span("called"))
    later = _CALLED_LATER.search(text, said.start, said.end)
    return Span(*later.span("called")) if later else None


def _is_title(called: str) -> bool:
    return called.rsplit(maxsplit=1)[-1].lower() in lx.ROLES or re.match(_TITLES, called) is not None
