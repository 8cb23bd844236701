"""Speech that verbs and nouns tell together: "paid tribute to", "offered her condolences", "welcomed the plan as …"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service.attribution import lexicon as lx
from service.attribution.afterthoughts import leaves_phrase
from service.attribution.extents import without_stop
from service.attribution.matters import CLAIMS, MATTERS, POLICIES, SAYINGS
from service.attribution.phrases import (
    DASHES,
    ENDS,
    Range,
    Tokens,
    clause_subject,
    is_finite,
    object_head,
    verb_group_start,
)
from service.attribution.reports import Report
from service.attribution.subjects import subject_before, subject_with_relative
from service.attribution.thinkers import is_text, may_speak
from service.attribution.times import UNITS
from service.domain.news import Polarity

_FORMS = {
    "pay": "pays paid",
    "make": "makes made make",
    "offer": "offers offered offer",
    "give": "gives gave given",
    "send": "sends sent",
    "extend": "extends extended extend",
    "issue": "issues issued",
    "raise": "raises raised raise",
    "lodge": "lodges lodged",
    "let": "lets let",
    "welcome": "welcomes welcomed welcome",
    "reject": "rejects rejected reject",
    "defend": "defends defended defend",
    "rule": "rules ruled",
    "play": "plays played",
    "put": "puts put",
    "point": "points pointed point",
    "float": "floats floated",
    "brush": "brushes brushed",
    "laugh": "laughs laughed",
    "shrug": "shrugs shrugged",
    "wave": "waves waved",
    "attribute": "attributes attributed attribute",
    "ascribe": "ascribes ascribed",
    "liken": "likens likened",
    "compare": "compares compared",
    "hail": "hails hailed",
    "refer": "refers referred",
    "allude": "alludes alluded",
    "object": "objected",
    "hit": "hit",
    "lash": "lashes lashed",
    "speak": "spoke",
    "take": "took",
    "second": "seconded",
    "echo": "echoed echoes",
    "oppose": "opposed opposes oppose",
    "credit": "credited credits",
}
_LEMMAS = {form: lemma for lemma, forms in _FORMS.items() for form in forms.split()}

NEGATING = frozenset("reject".split())


@dataclass(frozen=True, slots=True)
class _Act:
    """Where what is said begins and ends, and the last token of the cue."""

    cue_end: int
    start: int
    end: int
    polarity: Polarity = Polarity.ASSERTED


def find_acts(tokens: Tokens) -> Iterator[Report]:
    """Yield what somebody does by speaking, with a verb that says more than speech and an object that tells it."""
    for i in range(1, len(tokens) - 1):
        lemma = _LEMMAS.get(tokens[i].low)
        if lemma is None or tokens[i].quoted or tokens[i].is_capital:
            continue
        group = verb_group_start(tokens, i)
        words = {t.low for t in tokens[group:i]}
        if words & (lx.MODALS | lx.BE | lx.NEGATIONS) or tokens[group - 1].low == "to" or group == 0:
            continue
        act = _act(tokens, i, lemma)
        source = _subject(tokens, group, silent=act.polarity is Polarity.DID_NOT_SAY) if act is not None else None
        spoken = act is not None and act.polarity is not Polarity.DID_NOT_SAY
        if source is not None and spoken and lemma in _OF_PEOPLE and is_text(tokens, source):
            continue  # "the findings raised questions"
        if act is not None and source is not None and act.end > act.start:
            yield Report((i, act.cue_end), source, ((act.start, act.end),), polarity=act.polarity, firm=True)


_OF_PEOPLE = frozenset("raise offer give float make".split())


def _subject(tokens: Tokens, group: int, *, silent: bool) -> Range | None:
    """Return who acts: the noun phrase before the verb, or the subject of a clause that goes on with "and"."""
    if tokens[group - 1].low in {"and", "but", "then"}:
        return clause_subject(tokens, group - 1)
    source = subject_with_relative(tokens, group) or subject_before(tokens, group)
    if silent and source is not None and tokens[source[0]].low == "it":
        return source  # "It made no mention of a rise": a letter, or whoever wrote it
    if source is None or tokens[source[0]].low in {"which", "that", "it", "this", "these", "those"}:
        return None
    return source if may_speak(tokens, source) or is_text(tokens, source) else None


def _act(tokens: Tokens, i: int, lemma: str) -> _Act | None:
    for read in (_with_particle, _with_saying, _offered, _judged):
        if act := read(tokens, i, lemma):
            return act
    return None


_PARTICLES = {
    ("pay", "tribute"): "to",
    ("make", "no mention"): "of",
    ("make", "mention"): "of",
    ("make", "reference"): "to",
    ("make", "no reference"): "to",
    ("make", "light"): "of",
    ("make", "fun"): "of",
    ("give", "credit"): "to",
    ("give", "thanks"): "",
    ("rule", "out"): "",
    ("play", "down"): "",
    ("brush", "off"): "",
    ("brush", "aside"): "",
    ("shrug", "off"): "",
    ("laugh", "off"): "",
    ("wave", "away"): "",
    ("hit", "out"): "at",
    ("lash", "out"): "at",
    ("speak", "out"): "against",
    ("take", "issue"): "with",
    ("make", "clear"): "",
    ("make", "it clear"): "",
    ("make", "plain"): "",
    ("make", "it plain"): "",
    ("make", "it known"): "",
    ("let", "it be known"): "",
    ("point", "out"): "",
}
_CLAUSE_ONLY = frozenset({"clear", "plain", "known"})
_SILENT = frozenset({"no mention", "no reference"})


def _with_particle(tokens: Tokens, i: int, lemma: str) -> _Act | None:
    """Return an act that a verb tells with fixed words ("paid tribute to …", "ruled out …", "made clear that …")."""
    for length in (3, 2, 1):
        words = " ".join(t.low for t in tokens[i + 1 : i + 1 + length])
        link = _PARTICLES.get((lemma, words))
        at = i + 1 + length
        if link is None or at >= len(tokens):
            continue
        if link and tokens[at].low != link:
            continue
        if words.rsplit(maxsplit=1)[-1] in _CLAUSE_ONLY and not _is_clause(tokens, at):
            continue
        start = at + bool(link) if words in _SILENT else at
        if tokens[at].text in ENDS | {",", ";"} or (at + 1 < len(tokens) and tokens[at + 1].low in UNITS):
            return None  # "which she had ruled out six days earlier"
        polarity = Polarity.DID_NOT_SAY if words in _SILENT else Polarity.ASSERTED
        return _Act(at, start, _end(tokens, start), polarity)
    return None


def _is_clause(tokens: Tokens, at: int) -> bool:
    opens = tokens[at].low in {"that", "how", "what", "why", "whether"} or tokens[at].low in lx.PERSONAL
    return opens or any(is_finite(t) for t in tokens[at : at + 8])


def _with_saying(tokens: Tokens, i: int, lemma: str) -> _Act | None:
    """Return an act whose object is something said ("offered her condolences", "raised the matter over coffee")."""
    if lemma not in {"offer", "give", "send", "extend", "issue", "raise", "lodge", "float", "make"}:
        return None
    head = object_head(tokens, i + 1)
    if head is None or tokens[head].low not in SAYINGS or (lemma in {"give", "make"} and not _says_more(tokens, head)):
        return None
    return _Act(i + 1, i + 1, _end(tokens, i + 1))


def _says_more(tokens: Tokens, head: int) -> bool:
    """Tell whether it follows what was said ("gave a warning that …"): without it one only learns that it was."""
    return head + 1 < len(tokens) and tokens[head + 1].low in {"that", "to", "about", "of"}


def _offered(tokens: Tokens, i: int, lemma: str) -> _Act | None:
    """Return what somebody with a name offers to do or give ("offered to mediate", "offered two ships")."""
    if lemma != "offer" or i + 2 >= len(tokens):
        return None
    if tokens[i + 1].low == "to" and tokens[i + 2].is_word:
        return _Act(i + 1, i + 1, _end(tokens, i + 1))
    counted = tokens[i + 1].low in _NUMBERS or tokens[i + 1].text[0].isdigit() or tokens[i + 1].text[0] in "£$€"
    return _Act(i + 1, i + 1, _end(tokens, i + 1)) if counted else None


_NUMBERS = frozenset("two three four five six seven eight nine ten".split())
_OBJECTS = {
    "welcome": MATTERS,
    "reject": CLAIMS,
    "defend": POLICIES,
    "echo": CLAIMS | SAYINGS,
    "oppose": MATTERS | POLICIES,
}
_LINKED = {"attribute": "to", "ascribe": "to", "liken": "to", "compare": "to", "credit": "with"}


def _judged(tokens: Tokens, i: int, lemma: str) -> _Act | None:
    """Return what somebody says of something ("welcomed the plan as …", "rejected the claim", "put it down to …")."""
    head = object_head(tokens, i + 1)
    if lemma == "put":
        return _put_down(tokens, i) or _put_to(tokens, i)
    if head is None and not _is_it(tokens, i + 1):
        return None
    return _told_of(tokens, i, lemma, head)


def _told_of(tokens: Tokens, i: int, lemma: str, head: int | None) -> _Act | None:
    after = (head if head is not None else i + 1) + 1
    if lemma in _LINKED:
        link = next((j for j in range(after, min(after + 4, len(tokens))) if tokens[j].low == _LINKED[lemma]), None)
        return _Act(i + 1, i + 1, _end(tokens, i + 1)) if link else None
    if lemma not in _OBJECTS:
        return None
    if lemma == "reject" and head is None and (after >= len(tokens) or not tokens[after].is_word):
        return _Act(i + 1, i + 1, i + 2, Polarity.DENIED)  # "rejects this"
    judged = any(t.low == "as" for t in tokens[after : after + 8])
    if not judged and (head is None or tokens[head].low not in _OBJECTS[lemma]):
        return None
    polarity = Polarity.DENIED if lemma in NEGATING else Polarity.ASSERTED
    return _Act(i + 1, i + 1, _end(tokens, i + 1), polarity)


def _put_down(tokens: Tokens, i: int) -> _Act | None:
    """Return the reason that somebody gives ("put the delay down to …")."""
    for j in range(i + 2, min(i + 9, len(tokens) - 2)):
        if tokens[j].low == "down" and tokens[j + 1].low == "to":
            return _Act(j + 2, j + 2, _end(tokens, j + 2))
    return None


def _put_to(tokens: Tokens, i: int) -> _Act | None:
    """Return what somebody suggests to a witness ("put it to the sergeant that …")."""
    if [t.low for t in tokens[i + 1 : i + 3]] != ["it", "to"]:
        return None
    that = next((j for j in range(i + 4, min(i + 12, len(tokens) - 1)) if tokens[j].low == "that"), None)
    return _Act(i + 3, that, _end(tokens, that)) if that else None


def _is_it(tokens: Tokens, i: int) -> bool:
    return i < len(tokens) and tokens[i].low in {"it", "that", "this", "them", "him", "her"}


def _end(tokens: Tokens, start: int) -> int:
    """Return where the object of an act ends: before the next clause, and before when and where it was."""
    for j in range(start, len(tokens)):
        if tokens[j].quoted:
            continue
        if tokens[j].text in DASHES | {";", ":"} or (j > start and leaves_phrase(tokens, j, start)):
            return without_stop(tokens, start, j)
        if tokens[j].text == "," and not (j + 1 < len(tokens) and tokens[j + 1].low in lx.PREPOSITIONS):
            return j
        if j > start + 1 and tokens[j].low in {"but", "after", "before", "while", "when", "because"}:
            return j
        if j > start + 1 and _dates(tokens, j):
            return j
    return without_stop(tokens, start, len(tokens))


def _dates(tokens: Tokens, j: int) -> bool:
    """Tell whether a day begins at `j` ("on Monday", "Monday")."""
    return tokens[j].low in lx.DAYS or (tokens[j].low == "on" and j + 1 < len(tokens) and tokens[j + 1].low in lx.DAYS)
