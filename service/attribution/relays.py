"""Through whom a statement came: spokespeople, lawyers, written statements, other outlets."""

from __future__ import annotations

from collections.abc import Sequence

from service.attribution import lexicon as lx
from service.attribution.phrases import Range, Tokens, phrase_end
from service.attribution.reading import Token

_MOUTHS = frozenset(
    """spokesman spokeswoman spokesperson lawyer lawyers attorney attorneys aide aides representative representatives
    agent publicist interpreter translator intermediary counsel spokespeople solicitor barrister advisers advisors
    """.split()
)
_SEEN = frozenset("seen obtained reviewed published viewed released shared cited".split())


def find_relay(tokens: Tokens, skip: Sequence[Range]) -> Range | None:
    """Return who passes the words on, outside the ranges in `skip` ("through his lawyer, Dana Ilves")."""
    for i in range(len(tokens) - 2):
        if tokens[i].quoted or any(a <= i < b for a, b in skip):
            continue
        if tokens[i].low in {"through", "via"} and (found := _mouth(tokens, i + 1)):
            return found
    return None


def find_seer(tokens: Tokens, source: Range) -> Range | None:
    """Return the outlet that saw the paper in `source` ("a log seen by the Norvale Gazette")."""
    for i in range(source[0], source[1] - 2):
        if tokens[i].low in _SEEN and tokens[i + 1].low == "by":
            return (i + 2, source[1])
    return None


def find_meeting(tokens: Tokens, content: Range) -> Range | None:
    """Return the other side of a conversation ("in a call with his counterpart Benny Gantz")."""
    for i in range(content[0], content[1] - 3):
        if tokens[i].low in {"call", "meeting", "conversation", "talk", "talks", "letter", "phone-call"} and (
            tokens[i + 1].low in {"with", "to"} and any(t.low in {"in", "during"} for t in tokens[max(0, i - 3) : i])
        ):
            end = phrase_end(tokens, i + 2, content[1])
            return (i + 2, end) if end > i + 2 else None
    return None


def is_mouth(words: Sequence[Token]) -> bool:
    """Tell whether a phrase names somebody whose office is to speak for another."""
    return any(t.low in _MOUTHS for t in words)


def _mouth(tokens: Tokens, start: int) -> Range | None:
    end = phrase_end(tokens, start, len(tokens))
    staff = tokens[start].low in lx.POSSESSIVES and any(t.low in lx.ROLES for t in tokens[start:end])
    if not staff and not is_mouth(tokens[start:end]):
        return None
    if end + 1 < len(tokens) and tokens[end].text == "," and tokens[end + 1].is_capital:
        named = phrase_end(tokens, end + 1, len(tokens))
        if named < len(tokens) and tokens[named].text == ",":
            return (end + 1, named)
    return (start, end)
