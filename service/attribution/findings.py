"""What texts and those who examine things find: "a report found that …", "tests found listeria", "the log shows …"."""

from __future__ import annotations

from collections.abc import Iterator

from service.attribution import lexicon as lx
from service.attribution.afterthoughts import goes_on_with_deed, leaves_phrase
from service.attribution.cues import CUES, Form
from service.attribution.extents import without_stop
from service.attribution.minds import is_clause
from service.attribution.phrases import DASHES, Range, Tokens, clause_subject, is_finite, verb_group_start
from service.attribution.reports import Report
from service.attribution.subjects import subject_before, subject_with_relative
from service.attribution.thinkers import head_of, is_text

_FOUND = frozenset("found finds find".split())
_SHOWN = frozenset("shows showed show records recorded record reveals revealed establishes established".split())
# Who finds something out to tell it: a finding of theirs is a statement, one of "police" or "climbers" need not be.
_EXAMINERS = frozenset(
    """auditor inspector investigator researcher scientist surveyor pathologist coroner inquest tribunal jury court
    judge magistrate watchdog regulator ombudsman reviewer examiner assessor academic economist pollster adjudicator
    committee panel commission inspectorate assessor analyst epidemiologist psychologist historian sociologist
    statistician biologist chemist physicist geologist hydrologist arbitrator referee engineer""".split()
)


def find_findings(tokens: Tokens) -> Iterator[Report]:
    """Yield what a study, a log or an inspector is told to have found."""
    for i in range(1, len(tokens) - 2):
        if tokens[i].low not in _FOUND | _SHOWN or tokens[i].quoted or tokens[i].is_capital:
            continue
        source = _finder(tokens, i)
        if source is not None and _opens_finding(tokens, i, source):
            yield Report((i, i + 1), source, ((i + 1, _end(tokens, i + 1)),))


def _finder(tokens: Tokens, i: int) -> Range | None:
    group = verb_group_start(tokens, i)
    words = {t.low for t in tokens[group:i]}
    if group == 0 or words & (lx.MODALS | (lx.BE - {"’s", "'s"}) | lx.NEGATIONS) or tokens[group - 1].low == "to":
        return None
    if tokens[group - 1].low in {"and", "but"}:
        return clause_subject(tokens, group - 1)
    return subject_with_relative(tokens, group) or subject_before(tokens, group)


def _opens_finding(tokens: Tokens, i: int, source: Range) -> bool:
    """Tell whether what was found follows: a clause, or of a text any noun phrase ("tests found | listeria")."""
    clause = _is_clause(tokens, i + 1) or tokens[i + 1].low in {"how", "why", "whether"}
    if is_text(tokens, source):
        plain = tokens[i].low in _FOUND and tokens[i + 1].is_word and tokens[i + 1].low not in _NO_OBJECTS
        return clause or plain
    return clause and tokens[i].low in _FOUND and _examines(tokens, source)


def _is_clause(tokens: Tokens, at: int) -> bool:
    """Tell whether a clause begins, and "that" is no article in it ("found that | action unconstitutional")."""
    told = any(is_finite(t) or t.low.endswith("ed") for t in tokens[at + 1 : at + _FARTHEST])
    return is_clause(tokens, at) and told


_FARTHEST = 16  # tokens of a subject and its verb
_NO_OBJECTS = (lx.PREPOSITIONS | lx.SUBORDINATORS | lx.ADVERBS | {"him", "them", "us", "itself", "themselves"}) - {"no"}


def _examines(tokens: Tokens, source: Range) -> bool:
    low = tokens[head_of(tokens, source)].low
    return low in _EXAMINERS or (low.endswith("s") and low[:-1] in _EXAMINERS)


def _end(tokens: Tokens, start: int) -> int:
    """Return where a finding ends: before the next deed of who found it, or a clause of contrast."""
    for j in range(start + 1, len(tokens)):
        if tokens[j].quoted:
            continue
        if (
            tokens[j].text == ";"
            or _is_dash(tokens, j)
            or leaves_phrase(tokens, j, start)
            or goes_on_with_deed(tokens, j)
        ):
            return without_stop(tokens, start, j)
        if tokens[j].text == "," and tokens[j + 1 : j + 2] and tokens[j + 1].low in {"according", "but", "while"}:
            return j
        if tokens[j].low in {"and", "but"} and j + 1 < len(tokens) and _tells_on(tokens, j + 1):
            return j - (tokens[j - 1].text == ",")
    return without_stop(tokens, start, len(tokens))


def _is_dash(tokens: Tokens, j: int) -> bool:
    return tokens[j].text in DASHES and tokens[j].start > tokens[j - 1].end


def _tells_on(tokens: Tokens, i: int) -> bool:
    """Tell whether a verb of speech goes on with the subject of a finding ("… and | warned that")."""
    cue = CUES.get(tokens[i].low)
    told = cue is not None and cue.form is Form.PAST and is_finite(tokens[i])
    return told or tokens[i].low in {"put", "puts"}
