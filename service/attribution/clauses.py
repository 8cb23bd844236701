"""Reports of speech inside one sentence: which words are the cue, whose they are, and what they report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from service.attribution import lexicon as lx
from service.attribution.acts import find_acts
from service.attribution.afterthoughts import ends_before_deed, is_timed
from service.attribution.candidates import Verb
from service.attribution.cues import BELIEFS, Takes
from service.attribution.dealings import find_dealings
from service.attribution.deeds import WHOM, is_bare, is_deed, is_visit, means_deed
from service.attribution.extents import content_end, content_start, skip_adjuncts
from service.attribution.figures import find_counts, find_figures
from service.attribution.findings import find_findings
from service.attribution.fronted import ends_report, find_fronted, find_rest
from service.attribution.hearsay import find_heard
from service.attribution.inverted import is_particle
from service.attribution.judgements import find_judgements
from service.attribution.listeners import find_listener
from service.attribution.minds import find_minds, is_clause
from service.attribution.openings import find_leads
from service.attribution.passives import find_asked, find_told
from service.attribution.phrases import DASHES, ENDS, MARKS, Range, Tokens, is_finite
from service.attribution.reading import Sentence
from service.attribution.reports import Report
from service.attribution.silences import (
    find_claim,
    find_curt,
    find_silences,
    find_told_within,
    find_topic,
    find_unable,
    without,
)
from service.attribution.sources import find_accordings, find_nominals, find_quoted_as, find_signed, find_worded
from service.attribution.thinkers import may_speak
from service.attribution.times import time_end
from service.attribution.verbs import find_verbs
from service.attribution.walls import find_walls, is_wall
from service.domain.news import Polarity

_ANSWERS = frozenset("read reply respond answer comment".split())


def find_reports(sentence: Sentence) -> list[Report]:
    """Return the reports of a sentence in order of their cue."""
    tokens = sentence.tokens
    said = find_verbs(tokens)
    figures, acts, dealings = list(find_figures(tokens)), list(find_acts(tokens)), list(find_dealings(tokens))
    verbs = sorted([*said, *find_walls(tokens, said, [*figures, *acts, *dealings])], key=lambda v: v.at)
    spoken = [r for verb in said if (r := _report(tokens, verb, verbs))]
    asked = list(find_asked(tokens))
    if any(r.source and r.cue[0] == 0 for r in asked):
        spoken = [replace(r, replies=r.listener is None) for r in spoken]
    spoken = [_answering(tokens, r, asked) for r in spoken]
    silent = [r for r in spoken if r.polarity is not Polarity.ASSERTED and _is_open(tokens, r)]
    spoken = [r for r in spoken if not any(a <= r.cue[0] < b for s in silent if s is not r for a, b in s.contents)]
    others = [
        *find_told(tokens),
        *find_accordings(tokens),
        *find_quoted_as(tokens),
        *find_nominals(tokens),
        *find_signed(tokens),
        *asked,
    ]
    found = [*spoken, *others]
    found += without(found, find_worded(tokens))
    found += without(found, chain(find_silences(tokens), find_unable(tokens), find_curt(tokens)))
    found += without(found, iter(figures))
    found += find_told_within(found, find_counts(tokens))
    found += without(found, find_judgements(tokens))
    found += without(found, find_findings(tokens))
    found += find_told_within(found, iter(acts))
    found += without(found, find_leads(tokens))
    found += without(found, iter(dealings))
    found += without(found, find_heard(tokens))
    found += without(found, find_minds(tokens))
    worded = (replace(r, contents=tuple((a, b) for a, b in r.contents if a < b)) for r in found)
    return sorted((r for r in worded if r.contents), key=lambda r: r.cue)


def _is_open(tokens: Tokens, report: Report) -> bool:
    """Tell whether it is left open that what a report holds was ever so ("did not say whether Lane had asked").

    What is denied was not said either ("denied that Lane had asked").
    """
    if report.polarity is Polarity.DENIED:
        return any(tokens[a].low == "that" or (is_clause(tokens, a) and b - a > 2) for a, b in report.contents)
    unsaid = report.polarity in {Polarity.DID_NOT_SAY, Polarity.DECLINED}
    return unsaid and any(tokens[a].low in {"whether", "if"} for a, _ in report.contents)


def _answering(tokens: Tokens, report: Report, asked: Sequence[Report]) -> Report:
    """Return a refusal with the question that it refuses to answer ("Asked whether it hurt, Lane declined to say")."""
    question = next((a for a in asked if a.cue[0] == 0 and a.contents[0][1] <= report.cue[0]), None)
    words = " ".join(t.low for a, b in report.contents for t in tokens[a:b])
    silent = report.polarity in {Polarity.DECLINED, Polarity.DID_NOT_SAY} and words in _NO_ANSWERS
    return replace(report, contents=question.contents) if question and silent else report


_NO_ANSWERS = frozenset({"to say", "to answer", "to comment", "to elaborate", "to be drawn"})


_NOBODY = frozenset("nobody none neither no".split())
_NEEDS_CLAUSE = frozenset(
    "promise ask question say write tell add propose dismiss cry declare read quote call agree claim".split()
)


def _report(tokens: Tokens, verb: Verb, verbs: Sequence[Verb]) -> Report | None:
    report = _said(tokens, verb, verbs)
    if report is None or (report.source and tokens[report.source[0]].low in _NOBODY and not verb.negated):
        return None
    if verb.cue.lemma == "tell" and report.listener and tokens[report.listener[1] - 1].low in _TALES:
        return None
    if all(b - a == 1 and tokens[a].low in WHOM for a, b in report.contents) or means_deed(tokens, verb):
        return None
    asked = verb.cue.lemma in {"ask", "tell"} and report.listener is not None
    if asked and all(b - a == 1 and tokens[a].low in {"that", "this", "so", "it"} for a, b in report.contents):
        return None  # "My brother asks me that."
    bare = verb.cue.lemma in _NEEDS_CLAUSE and all(is_bare(tokens, verb, a, b) for a, b in report.contents)
    return None if bare or _is_passive(tokens, verb) else report


_TALES = frozenset("story tale joke lie truth".split())


def _is_passive(tokens: Tokens, verb: Verb) -> bool:
    """Tell whether somebody is told, not telling ("Lane, told of the plan, laughed")."""
    after = tokens[verb.at + 1].low if verb.at + 1 < len(tokens) else ""
    parted = verb.group == verb.at and verb.at > 0 and tokens[verb.at - 1].text == ","
    asked = verb.cue.lemma == "ask" and after in {"for", "why", "whether", "if", "how", "what", "when", "where", "by"}
    asked = asked and any(t.text == "," for t in tokens[verb.at :]) and not any(is_finite(t) for t in tokens[: verb.at])
    told = verb.cue.takes is Takes.LISTENER and after in {"of", "about"}
    return parted and verb.shared and (told or asked)


def _said(tokens: Tokens, verb: Verb, verbs: Sequence[Verb]) -> Report | None:
    floor = _floor(verb, verbs)
    cue = (verb.group if verb.negated else verb.at - is_particle(tokens, verb.at), verb.at + 1)
    replies = verb.cue.lemma in {"reply", "answer", "respond", "retort"} and not verb.negated
    base = Report(cue, verb.source, (), polarity=_polarity(verb), replies=replies)
    if report := _backward(tokens, verb, verbs, base, floor=floor):
        return report
    if not verb.inverted:
        return _forward(tokens, verb, verbs, base)
    if verb.at or not verb.source:
        return None
    start = verb.source[1] + 1  # "Said Brandt: …"
    end = start + 1 if tokens[start].quotation is not None else content_end(tokens, start, verbs, verb)
    return replace(base, contents=((start, end),)) if end > start else None


def _floor(verb: Verb, earlier: Sequence[Verb]) -> int:
    """Return where what stands before a cue may begin: behind an earlier cue that has its content before it too."""
    behind = [v for v in earlier if v.at < verb.start and not is_wall(v)]
    return max(
        (v.at + 1 for v in behind if v.inverted or (v.shared and v.cue.lemma not in _ASIDE)),
        default=behind[0].start if behind else 0,
    )


_ASIDE = frozenset("ask".split())  # "She had written to him asking for help, she added"


def _polarity(verb: Verb) -> Polarity:
    if verb.negated and (verb.cue.lemma in _ANSWERS or verb.refuses):
        return Polarity.DECLINED
    if verb.negated and verb.cue.polarity in {Polarity.ASSERTED, Polarity.DENIED}:
        return Polarity.DID_NOT_SAY
    return verb.cue.polarity


def _backward(tokens: Tokens, verb: Verb, verbs: Sequence[Verb], base: Report, *, floor: int) -> Report | None:
    """Return the report of what stands before the cue, and around it."""
    fronted = find_fronted(tokens, verb, floor)
    if fronted is None:
        return None
    listener, after = None, verb.source[1] if verb.inverted and verb.source else verb.at + 1
    if not verb.inverted:
        listener, after = find_listener(tokens, verb, after)
    ending = skip_adjuncts(tokens, after)
    if not verb.inverted and not ends_report(tokens, ending, fronted):
        return None
    contents = (fronted, *find_rest(tokens, verb, verbs, ending, fronted))
    return replace(base, contents=contents, listener=listener, firm=verb.cue.lemma in BELIEFS)


def _forward(tokens: Tokens, verb: Verb, verbs: Sequence[Verb], base: Report) -> Report | None:
    """Return the report of what follows the cue."""
    listener, start = find_listener(tokens, verb, verb.at + 1)
    unsaid = verb.negated and start < len(tokens) and _asks(tokens, start)
    judged = _judges(tokens, verb, start)
    start = start if unsaid or judged else content_start(tokens, start)  # "did not say when the court would sit"
    if _is_cleft(tokens, verb, start):
        start = content_start(tokens, start + 1)
    if start < len(tokens) and tokens[start].text == "," and verb.source and verb.source[0] and not verb.shared:
        start += tokens[verb.source[0] - 1].text == ","  # "Six months ago, he said, …"
    if start + 1 < len(tokens) and tokens[start].low == "only" and tokens[start + 1].low in _SAID_ONLY:
        start = content_start(tokens, start + 1)
    if start >= len(tokens):
        return None
    if tokens[start].quotation is not None:
        return replace(base, contents=((start, start + 1),), listener=listener)
    if verb.cue.polarity is Polarity.DENIED:
        start = find_claim(tokens, start)
    if _is_empty(tokens, start) or (_refuses(tokens, verb, start) and not _is_bid(tokens, start, listener)):
        return None
    pointed = verb.cue.polarity is Polarity.DENIED and _is_pointed_at(tokens, start)
    end = start + 1 if pointed else content_end(tokens, start, verbs, verb)
    if base.polarity in {Polarity.DECLINED, Polarity.DID_NOT_SAY}:
        start = find_topic(tokens, start, end)
    said = any(t.is_word or t.quotation is not None for t in tokens[start:end])
    if not said or (verb.cue.lemma == "call" and is_visit(tokens, start, end)):
        return None
    requested = base.polarity is Polarity.ASKED and tokens[start].low in {"for", "to"}
    polarity = Polarity.ASSERTED if requested else base.polarity
    firm = (
        _is_plain(tokens, verb, start, end)
        or ends_before_deed(tokens, start, end)
        or (end < len(tokens) and is_timed(tokens, end))
    )
    return replace(base, contents=((start, end),), listener=listener, polarity=polarity, firm=firm)


def _is_plain(tokens: Tokens, verb: Verb, start: int, end: int) -> bool:
    """Tell whether the words alone leave no doubt ("demanded a recount", "called for it to be sold")."""
    if verb.cue.lemma == "call" and tokens[start].low in {"for", "on"}:
        return any(t.low == "to" for t in tokens[start:end]) and not any(t.text == "," for t in tokens[start:end])
    told = verb.cue.lemma == "dispute" or (verb.cue.lemma == "demand" and tokens[start].low in lx.DETERMINERS)
    return told and verb.source is not None and may_speak(tokens, verb.source)


def _is_pointed_at(tokens: Tokens, start: int) -> bool:
    """Tell whether only "this" and a colon follow a cue ("disputes this: the numbers, it says, …")."""
    return tokens[start].low in {"this", "that", "it"} and [t.text for t in tokens[start + 1 : start + 2]] == [":"]


def _judges(tokens: Tokens, verb: Verb, start: int) -> bool:
    """Tell whether it follows as what something is taken, or on whom one calls ("dismissed | as “nonsense” talk")."""
    if start >= len(tokens):
        return False
    if verb.cue.lemma == "call":
        return tokens[start].low == "on" and start + 1 < len(tokens) and time_end(tokens, start, len(tokens)) == start
    return verb.cue.takes is Takes.OBJECT and tokens[start].low == "as"


_SAID_ONLY = frozenset({"that", ":", ",", "“", "”", '"', "‘"}) | lx.PERSONAL


def _asks(tokens: Tokens, start: int) -> bool:
    """Tell whether an indirect question begins at `start` ("when …", "from whom")."""
    at = start + (tokens[start].low in lx.PREPOSITIONS and start + 1 < len(tokens))
    return tokens[at].low in {"when", "where", "why", "how", "which", "whom", "what"}


def _is_bid(tokens: Tokens, start: int, listener: Range | None) -> bool:
    """Tell whether somebody is asked not to do something."""
    return listener is not None and [t.low for t in tokens[start : start + 2]] == ["not", "to"]


def _is_cleft(tokens: Tokens, verb: Verb, start: int) -> bool:
    """Tell whether the content is what a cleft points to ("What he said was, “…”")."""
    led = verb.source is not None and verb.source[0] > 0 and tokens[verb.source[0] - 1].low == "what"
    return led and start + 1 < len(tokens) and tokens[start].low in {"was", "is"}


def _is_empty(tokens: Tokens, start: int) -> bool:
    return tokens[start].text in ENDS | DASHES | {",", ";", ":", ")"} or tokens[start].low in {"and", "but"}


def _refuses(tokens: Tokens, verb: Verb, start: int) -> bool:
    """Tell whether the verb does not report what follows it ("spoke at length", "said in anger")."""
    lemma, low = verb.cue.lemma, tokens[start].low
    if lemma in {"speak", "talk"}:
        return low not in {"about", "of"}
    if lemma in _ANSWERS:
        asked = verb.negated and low == "to"
        return not asked and low != "that" and tokens[start].text not in MARKS
    if lemma == "write" and low in {"that", "it", "this"} and start + 1 < len(tokens):
        return tokens[start + 1].low == "down"
    if (verb.negated and lemma in {"announce", "promise", "call"}) or is_deed(tokens, lemma, start):
        return True
    if verb.cue.takes is Takes.OBJECT:
        return low == "by" or (lemma == "accuse" and low == "of")
    elsewhere = (
        not (verb.negated and _asks(tokens, start))
        and low in {"in", "at", "during", "from"}
        and lemma in {"say", "write", "report"}
    )
    return lemma in {"continue", "begin"} or (lemma == "ask" and low == "not") or low in {"by", "than"} or elsewhere
