"""What courts and meetings heard or were told, by nobody who is named ("…, the jury heard", "had been promised …")."""

from __future__ import annotations

from collections.abc import Iterator

from service.attribution import lexicon as lx
from service.attribution.extents import skip_adjuncts, without_stop
from service.attribution.phrases import ENDS, Tokens, is_finite, verb_group_start
from service.attribution.reports import Report
from service.attribution.subjects import subject_before
from service.attribution.thinkers import head_of

_HEARERS = frozenset(
    """court jury jurors tribunal inquest inquiry enquiry hearing committee panel magistrates commission council
    councillors parliament mps peers judge judges investigators meeting conference audience
    """.split()
)
_LONGEST = 6  # tokens of "the jury at Thornby crown court"
_SHORTEST = 3  # of what it heard


def find_heard(tokens: Tokens) -> Iterator[Report]:
    """Yield what a court or a meeting heard or was told, before or behind these words; it is by nobody."""
    for i in range(1, len(tokens)):
        low = tokens[i].low
        if low not in {"heard", "told", "promised"} or tokens[i].quoted:
            continue
        passive = low != "heard" and tokens[i - 1].low in {"was", "were", "been"}
        if low == "promised":
            report = _promised(tokens, i) if passive else None
        else:
            report = _heard(tokens, i) if passive or low == "heard" else None
        if report is not None:
            yield report


def _heard(tokens: Tokens, i: int) -> Report | None:
    group = verb_group_start(tokens, i)
    source = subject_before(tokens, group)
    if source is None or tokens[head_of(tokens, source)].low not in _HEARERS or source[1] - source[0] > _LONGEST:
        return None
    cue, comma = (i, i + 1), source[0] - 1
    closes = skip_adjuncts(tokens, i + 1)
    if comma >= _SHORTEST and tokens[comma].text == "," and _ends(tokens, closes):
        quoted = tokens[comma - 1].quotation is not None
        return Report(cue, None, (((comma - 1) if quoted else 0, comma),), source, firm=True)
    if tokens[i].low == "heard" and i + 2 < len(tokens) and tokens[i + 1].low in {"that", "how"}:
        return Report(cue, None, ((i + 1, _end(tokens, i + 1)),), source, firm=True)
    return None


def _ends(tokens: Tokens, at: int) -> bool:
    return at >= len(tokens) or tokens[at].text in ENDS | {";", ","}


def _end(tokens: Tokens, start: int) -> int:
    end = next((j for j in range(start, len(tokens)) if tokens[j].text == ";" and not tokens[j].quoted), len(tokens))
    return without_stop(tokens, start, end)


def _promised(tokens: Tokens, i: int) -> Report | None:
    """Return the thing that somebody had been promised ("had been promised a new hall")."""
    group = verb_group_start(tokens, i)
    listener = subject_before(tokens, group)
    opens = i + 2 < len(tokens) and (
        tokens[i + 1].low in lx.DETERMINERS | lx.POSSESSIVES or tokens[i + 1].text[0] in "£$€"
    )
    if listener is None or not opens:
        return None
    end = next((j for j in range(i + 2, len(tokens)) if _leaves(tokens, j)), len(tokens))
    return Report((i, i + 1), None, ((i + 1, without_stop(tokens, i + 1, end)),), listener, firm=True)


def _leaves(tokens: Tokens, j: int) -> bool:
    return tokens[j].text in {",", ";", "—", "–"} or tokens[j].low in {"but", "and"} or is_finite(tokens[j])
