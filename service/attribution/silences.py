"""Silence as news: "did not answer", "could not be reached", "made no statement", and figures that somebody gives."""

from __future__ import annotations

from collections.abc import Iterator

from service.attribution import lexicon as lx
from service.attribution.extents import without_stop
from service.attribution.matters import CLAIMS
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
    "speak": frozenset("press reporters journalists media".split()),
    "had": frozenset({"no"}),
    "has": frozenset({"nothing", "no"}),
    "gave": frozenset({"no"}),
    "gives": frozenset({"no"}),
    "give": frozenset({"no"}),
    "say": frozenset({"nothing"}),
    "says": frozenset({"nothing"}),
    "said": frozenset({"nothing", "when", "why", "how", "where"}),
}
_WITHHELD = frozenset("give provide release share offer disclose".split())
_FACTS = frozenset(
    """name names number numbers figure figures detail details reason reasons date dates answer answers explanation
    address addresses price prices total location identity identities source sources information specifics particulars
    timetable timeline estimate age cause cost costs comment evidence example examples
    """.split()
)
_OPEN = frozenset(
    "rule dismiss name identify specify divulge defend disown endorse".split()
)  # "would not name the buyer"
_TRIGGERS = _ANSWERS | set(_SILENT) | _WITHHELD | _OPEN
_SPOKEN = frozenset("statement comment answer reply say reason reasons explanation explanations details".split())
_NEAR = 4


def find_silences(tokens: Tokens) -> Iterator[Report]:
    """Yield who is reported to have said nothing; the content is of what, or the last word of what they did not do."""
    for i, token in enumerate(tokens):
        if token.low not in _TRIGGERS or token.quoted or token.is_capital:
            continue
        start = _group_start(tokens, i)
        silence = (_said_nothing if token.low in _SAID else _silence)(tokens, i, start)
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
    at = i + 1 + _has_out(tokens, i)
    if low in _WITHHELD | _OPEN:
        head = object_head(tokens, at) if negated and (low != "rule" or at == i + 2) else None
        if head is None or (low in _WITHHELD and tokens[head].low not in _FACTS):
            return None
        return at, (at, _topic_end(tokens, at)), willing
    last = _undone(tokens, i, negated=negated)
    if last is None:
        return None
    topic = last + 2 < len(tokens) and tokens[last].low == "drawn" and tokens[last + 1].low in _ABOUT
    if topic and tokens[last + 2].low in {"it", "this", "that"}:
        return None
    content = (last + 2, _topic_end(tokens, last + 2)) if topic else (last, last + 1)
    return last + 2 * topic, content, Polarity.DECLINED


_UNABLE = frozenset("unable able yet failed fails".split())
_TELLS = frozenset("say explain answer comment confirm elaborate respond give provide name".split())


def find_unable(tokens: Tokens) -> Iterator[Report]:
    """Yield what somebody cannot or does not yet tell ("was unable to say when …", "has yet to comment on …")."""
    for i in range(3, len(tokens)):
        if tokens[i].low not in _TELLS or tokens[i - 1].low != "to" or tokens[i].quoted:
            continue
        start = verb_group_start(tokens, i - 2)
        able = tokens[i - 2].low == "able" and not {t.low for t in tokens[start:i]} & _NOT
        source = _silent(tokens, start) if tokens[i - 2].low in _UNABLE and not able else None
        if source is not None and not (i + 1 < len(tokens) and tokens[i + 1].low in {"this", "that", "it"}):
            content = _untold(tokens, i)
            yield Report((start, i + 1), source, (content,), polarity=Polarity.DID_NOT_SAY)


def find_curt(tokens: Tokens) -> Iterator[Report]:
    """Yield a refusal that is all that a sentence tells ("Petrescu refused.")."""
    for i in range(1, min(_SHORT, len(tokens) - 1)):
        if tokens[i].low in {"refused", "declined", "refuses", "declines"} and tokens[i + 1].text in {".", ","}:
            source = subject_before(tokens, verb_group_start(tokens, i))
            if source is not None and source[0] == 0 and _is_somebody(tokens, source):
                yield Report((i, i + 1), source, ((i, i + 1),), polarity=Polarity.DECLINED)


_SHORT = 6  # tokens of a subject and its verb


def _is_somebody(tokens: Tokens, source: Range) -> bool:
    return tokens[source[0]].low in {"he", "she", "they"} or all(t.is_capital for t in tokens[slice(*source)])


def _untold(tokens: Tokens, i: int) -> Range:
    at = i + 1 + (i + 1 < len(tokens) and tokens[i + 1].low in _ABOUT)
    end = _topic_end(tokens, at) if at < len(tokens) else at
    return (at, end) if end > at and tokens[at].is_word else (i, i + 1)


_SAID = frozenset({"say", "says", "said"})
_TOPICS = _ABOUT | {"of"}


def _has_out(tokens: Tokens, i: int) -> bool:
    return tokens[i].low == "rule" and i + 1 < len(tokens) and tokens[i + 1].low == "out"


def _opens_neither(tokens: Tokens, start: int) -> bool:
    source = _silent(tokens, start)
    return source is not None and tokens[source[0]].low == "neither"


def _said_nothing(tokens: Tokens, i: int, start: int) -> tuple[int, Range, Polarity] | None:
    """Return what somebody says nothing about, else the word itself ("has said nothing", "Neither has said when")."""
    neither = tokens[start].low == "neither" or _opens_neither(tokens, start)
    following = tokens[i + 1].low if i + 1 < len(tokens) else ""
    if neither and following in {"when", "why", "how", "where"} and tokens[i].low == "said":
        return i + 1, (i + 1, i + 2), Polarity.DID_NOT_SAY
    if following != "nothing":
        return None
    topic = i + 3 < len(tokens) and tokens[i + 2].low in _TOPICS
    perfect = tokens[i].low != "said" or tokens[i - 1].low in {"has", "have", "had"}
    content = (i + 3, _topic_end(tokens, i + 3)) if topic else (i + 1, i + 2)
    return (i + 2, content, Polarity.DID_NOT_SAY) if topic or perfect else None


def _unanswered(tokens: Tokens, i: int) -> tuple[int, Range, Polarity] | None:
    closed = i + 1 >= len(tokens) or tokens[i + 1].low in _CLOSED
    if closed and not _is_reported(tokens, i):
        return i, (i, i + 1), Polarity.DECLINED
    about = tokens[i].low.startswith(("comment", "elaborate")) and not closed and tokens[i + 1].low in _ABOUT
    return (i + 1, (i + 1, _topic_end(tokens, i + 2)), Polarity.DECLINED) if about else None


_CLOSED = frozenset({",", ".", ";", "and", "but", "when", "—", "–"})


def _topic_end(tokens: Tokens, start: int) -> int:
    """Return where it ends what somebody is silent about."""
    ahead = range(start + 1, len(tokens))
    end = next((j for j in ahead if tokens[j].text in _ENDS or tokens[j].low in _NEXT), len(tokens))
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
    if low == "speak":
        return found if negated and tokens[i + 1].low == "to" and tokens[i - 1].low != "to" else None
    if low in {"return", "returned", "be", "take", "grant"}:
        return found
    said = next((j for j in range(found + 1, min(found + 4, len(tokens))) if tokens[j].low in _SPOKEN), None)
    return said if found == i + 1 else None


def _is_reported(tokens: Tokens, i: int) -> bool:
    """Tell whether what a verb answers is named ("did not answer whether …"), so that the verb reports it itself."""
    return i + 1 < len(tokens) and tokens[i + 1].low == "when" and tokens[i].low == "comment"


_SPEAKS = frozenset("discuss comment answer speak say elaborate talk respond rule reply".split())
_LINKS = frozenset("on about to out upon".split())
_ASKED = frozenset(
    "comment comments interview interviews questions request requests inquiries enquiries message".split()
)
_TOPIC_LINKS = frozenset("on about regarding concerning".split())


def find_topic(tokens: Tokens, start: int, end: int) -> int:
    """Return where it begins what somebody would not speak of ("to comment on | the bill", "to a request about | it").

    `start` itself where nothing follows.
    """
    if tokens[start].low != "to":
        return start
    at = start + 1
    if at < end and tokens[at].low in _SPEAKS:
        at += 1
        at += at < end and tokens[at].low in _LINKS
        return at if at < end and tokens[at].low not in _NEXT else start
    asked = next((j for j in range(at, min(at + 6, end)) if tokens[j].low in _ASKED and _asks_on(tokens, j, end)), None)
    return start if asked is None else asked + 2


def _asks_on(tokens: Tokens, j: int, end: int) -> bool:
    return j + 2 < end and tokens[j + 1].low in _TOPIC_LINKS


def without(reports: list[Report], silences: Iterator[Report]) -> list[Report]:
    """Return silences and the like that no other report holds already; they may hold others as a whole."""
    return [s for s in silences if not any(_clash(s, r) for r in reports)]


def _clash(one: Report, other: Report) -> bool:
    """Tell whether two reports have words in common, and the first does not only tell of the other."""
    start, end = one.contents[0]
    inner = other.source is not None and all(start <= a and b <= end for a, b in (other.source, *_words(other)))
    return not inner and any(a < end and one.cue[0] < b for a, b in _words(other))


def find_claim(tokens: Tokens, start: int) -> int:
    """Return where it begins what was claimed, behind what commas add ("denied reports, widely shared, | that …")."""
    head = object_head(tokens, start)
    if head is None or tokens[head].low not in CLAIMS or tokens[head + 1 : head + 2] == ():
        return start
    comma = next((j for j in range(head + 2, len(tokens) - 1) if tokens[j].text == ","), None)
    told = comma is not None and tokens[head + 1].text == "," and tokens[comma + 1].low == "that"
    return comma + 1 if comma is not None and told else start


def find_told_within(reports: list[Report], acts: Iterator[Report]) -> list[Report]:
    """Return acts that stand as a whole within what another says ("said that | Lane had offered to go"), or in none."""
    return [a for a in acts if not any(_clash(a, r) and not _tells_of(r, a) for r in reports)]


def _tells_of(report: Report, act: Report) -> bool:
    """Tell whether a report tells of an act, which has a subject of its own there."""
    whole = act.source is not None and all(_holds(report, words) for words in (act.source, *_words(act)))
    thing = act.contents[0][1] - act.contents[0][0] == 1
    return whole and not thing and report.polarity is Polarity.ASSERTED and report.source is not None


def _holds(report: Report, words: Range) -> bool:
    return any(a <= words[0] and words[1] <= b for a, b in report.contents)


def _words(report: Report) -> list[Range]:
    return [report.cue, *report.contents]
