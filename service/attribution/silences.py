"""Silence as news: "did not answer", "could not be reached", "made no statement", and figures that somebody gives."""

from __future__ import annotations

from collections.abc import Iterator

from service.attribution import lexicon as lx
from service.attribution.extents import skip_adjuncts, without_stop
from service.attribution.phrases import Range, Tokens, clause_subject, object_head, verb_group_start
from service.attribution.reports import Report
from service.attribution.subjects import subject_before, subject_with_relative
from service.domain.news import Polarity

_NOT = lx.NEGATIONS | {"n’t", "n't", "neither"}
_WILLING = frozenset("would will wouldn’t wouldn't won’t won't could couldn’t couldn't".split())
_ANSWERS = frozenset("answer reply respond comment elaborate answered replied responded commented elaborated".split())
_ABOUT = frozenset("on about".split())
# Verbs, and what must be the head of what they would not give, or stand among the words right behind them.
_SILENT = {
    "return": frozenset("call calls message messages email emails".split()),
    "returned": frozenset("call calls message messages email emails".split()),
    "be": frozenset("reached drawn contacted interviewed".split()),
    "take": frozenset("question questions".split()),
    "grant": frozenset("interview interviews".split()),
    "made": frozenset({"no"}),
    "had": frozenset({"no"}),
    "has": frozenset({"nothing", "no"}),
    "gave": frozenset({"no"}),
}
_WITHHELD = frozenset("give provide release share offer disclose".split())
_FACTS = frozenset(
    """name names number numbers figure figures detail details reason reasons date dates answer answers explanation
    address addresses price prices total location identity identities source sources information specifics particulars
    timetable timeline estimate age cause cost costs comment evidence example examples
    """.split()
)
_OPEN = frozenset("name identify specify divulge defend disown endorse".split())  # "would not name the buyer"
_TRIGGERS = _ANSWERS | set(_SILENT) | _WITHHELD | _OPEN
_SPOKEN = frozenset("statement comment answer reply say".split())
_NEAR = 4


def find_silences(tokens: Tokens) -> Iterator[Report]:
    """Yield who is reported to have said nothing; the content is of what, or the last word of what they did not do."""
    for i, token in enumerate(tokens):
        if token.low not in _TRIGGERS or token.quoted or token.is_capital:
            continue
        start = _group_start(tokens, i)
        silence = _silence(tokens, i, start)
        source = _silent(tokens, start) if silence is not None else None
        if silence is not None and source is not None:
            cue_end, content, polarity = silence
            yield Report((start, cue_end), source, (content,), polarity=polarity)


def _group_start(tokens: Tokens, i: int) -> int:
    if i > 1 and tokens[i - 1].low == "to" and tokens[i - 2].low in _WISHES:
        return verb_group_start(tokens, i - 2)  # "did not wish to comment"
    return verb_group_start(tokens, i - (i > 0 and tokens[i - 1].low == "neither"))


_WISHES = frozenset("wish want care choose".split())


def _silent(tokens: Tokens, start: int) -> Range | None:
    """Return who is silent, also where a clause goes on with "but" or "and"."""
    if start > 1 and tokens[start - 1].low in {"and", "but"}:
        return clause_subject(tokens, start - 1)
    return subject_with_relative(tokens, start) or subject_before(tokens, start)


def _silence(tokens: Tokens, i: int, start: int) -> tuple[int, Range, Polarity] | None:
    """Return the end of the cue, the content and the polarity of a silence whose verb is at `i`; None if it is none."""
    low = tokens[i].low
    words = {t.low for t in tokens[start:i]}
    negated = bool(words & _NOT)
    willing = Polarity.DECLINED if words & _WILLING else Polarity.DID_NOT_SAY
    if low in _ANSWERS:
        return _unanswered(tokens, i) if negated else None
    if low in _WITHHELD | _OPEN:
        head = object_head(tokens, i + 1) if negated else None
        if head is None or (low in _WITHHELD and tokens[head].low not in _FACTS):
            return None
        return i + 1, (i + 1, _topic_end(tokens, i + 1)), willing
    last = _undone(tokens, i, negated=negated)
    if last is None:
        return None
    topic = last + 1 < len(tokens) and tokens[last].low == "drawn" and tokens[last + 1].low in _ABOUT
    content = (last + 2, _topic_end(tokens, last + 2)) if topic else (last, last + 1)
    return last + 2 * topic, content, Polarity.DECLINED


def _unanswered(tokens: Tokens, i: int) -> tuple[int, Range, Polarity] | None:
    closed = i + 1 >= len(tokens) or tokens[i + 1].low in _CLOSED
    if closed and not _is_reported(tokens, i):
        return i, (i, i + 1), Polarity.DECLINED
    about = tokens[i].low.startswith(("comment", "elaborate")) and not closed and tokens[i + 1].low in _ABOUT
    return (i + 1, (i + 1, _topic_end(tokens, i + 2)), Polarity.DECLINED) if about else None


_CLOSED = frozenset({",", ".", ";", "and", "but", "when", "—", "–"})


def _topic_end(tokens: Tokens, start: int) -> int:
    """Return where it ends what somebody is silent about."""
    end = next((j for j in range(start, len(tokens)) if tokens[j].text in _ENDS or tokens[j].low in _NEXT), len(tokens))
    return without_stop(tokens, start, end)


_ENDS = frozenset({",", ";", ":", "—", "–"})
_NEXT = frozenset("and but nor because while as when after before until saying citing".split())


def _undone(tokens: Tokens, i: int, *, negated: bool) -> int | None:
    """Return the last token of what somebody did not do ("did not return calls", "made no statement")."""
    low = tokens[i].low
    near = range(i + 1, min(i + 1 + _NEAR, len(tokens)))
    found = next((j for j in near if tokens[j].low in _SILENT[low]), None)
    if found is None or (low in {"return", "returned", "be", "take", "grant"} and not negated):
        return None
    if low in {"return", "returned", "be", "take", "grant"}:
        return found
    said = next((j for j in range(found + 1, min(found + 4, len(tokens))) if tokens[j].low in _SPOKEN), None)
    return said if found == i + 1 else None


def _is_reported(tokens: Tokens, i: int) -> bool:
    """Tell whether what a verb answers is named ("did not answer whether …"), so that the verb reports it itself."""
    return i + 1 < len(tokens) and tokens[i + 1].low == "when" and tokens[i].low == "comment"


_AT = frozenset("at nearer near between above below around closer".split())
_FIGURES = {"put": _AT, "puts": _AT, "gave": {"as"}, "gives": {"as"}}
_FARTHEST = 14


def find_figures(tokens: Tokens) -> Iterator[Report]:
    """Yield figures that somebody gives ("Insurers put the damage at 35 million", "gave the number as 46")."""
    for i in range(1, len(tokens) - 3):
        link = _FIGURES.get(tokens[i].low)
        if link is None or tokens[i].quoted or tokens[i].is_capital:
            continue
        source = subject_before(tokens, verb_group_start(tokens, i))
        at = next((j for j in range(i + 2, min(i + _FARTHEST, len(tokens) - 1)) if tokens[j].low in link), None)
        if source is not None and at is not None and _counts(tokens, at + 1):
            yield Report((i, i + 1), source, ((i + 1, _figure_end(tokens, at + 1)),))


def _counts(tokens: Tokens, start: int) -> bool:
    """Tell whether a number stands at `start`, or right behind "about", "more than" and the like."""
    near = [t for t in tokens[start : start + 4] if t.text not in {",", "."}]
    return any(any(c.isdigit() for c in t.text) or t.low in _NUMBERS for t in near)


_NUMBERS = frozenset("two three four five six seven eight nine ten dozen half hundred thousand million zero".split())


def _figure_end(tokens: Tokens, start: int) -> int:
    end = next((j for j in range(start, len(tokens)) if _stops(tokens, j)), len(tokens))
    return without_stop(tokens, start, end)


def _stops(tokens: Tokens, j: int) -> bool:
    if tokens[j].quoted:
        return False
    if tokens[j].text in {",", ";"} or tokens[j].low in {"and", "but", "while", "after"}:
        return True
    return tokens[j].low in {"on", "last"} and skip_adjuncts(tokens, j) > j


def without(reports: list[Report], silences: Iterator[Report]) -> list[Report]:
    """Return silences that no other report holds already."""
    taken: list[Range] = [r.cue for r in reports] + [c for r in reports for c in r.contents]
    return [s for s in silences if not any(a < s.contents[0][1] and s.cue[0] < b for a, b in taken)]
