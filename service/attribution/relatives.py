"""Whom "who" tells of, where the words before it name or describe them: "it was Tran who said", "a woman who said"."""

from __future__ import annotations

from service.attribution.phrases import Range, Tokens, is_name_part
from service.attribution.subjects import subject_before
from service.attribution.thinkers import may_speak


def whom_it_tells_of(tokens: Tokens, source: Range) -> Range:
    """Return the name before "who" in "it was Tran who said"."""
    start = source[0]
    if tokens[start].text != "who" or not start:
        return source
    if not is_name_part(tokens[start - 1]):
        return _somebody_who(tokens, start) or source
    name = subject_before(tokens, start)
    opened = name is not None and [t.low for t in tokens[max(0, name[0] - 2) : name[0]]] == ["it", "was"]
    return name if name is not None and opened else source


def _somebody_who(tokens: Tokens, who: int) -> Range | None:
    """Return whom a clause without a comma tells of ("a woman | who said …")."""
    found = subject_before(tokens, who) if tokens[who - 1].is_word else None
    return found if found and tokens[found[0]].low in _INDEFINITE and may_speak(tokens, found) else None


_INDEFINITE = frozenset("a an one another two three some several".split())
