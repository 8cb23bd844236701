"""Whom a question only describes ("the baker whose shop was flooded"), by what articles call who speaks in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service.domain.news import Speaker
from service.store.speakers import SpeakerRecords
from service.text.offices import CALLED, office_words
from service.text.words import is_proper_name, name_key, stem, terms, words

NEAREST = 0.6  # what a fit gains in the article that was found first for the question; less in one that fits it less
IN_ARTICLE = 0.6  # what a word of a description counts that stands in the article, not beside the name
OF_ANOTHER = 0.5  # what a fit loses where the office beside the name is that of another body
OTHER_WORD = 0.2  # what it loses where what somebody is stands there in another word: a "boss" who is a manager
BESIDE = 60  # letters before a name that may describe who has it
SHORTEST = 5  # letters of a head that may end another one: a "keeper" is a "goalkeeper"
FURTHER = 0.01  # and for each nearer word that does not stand there
SAME_BEGINNING = 4  # letters of which one word may be the beginning of another: the "dockers" of the "Dock" union
_CUT = re.compile(r",| (?:who|whose|whom|which|that|of|in|at|for|from|with|on|by|to|behind)\b")
_CLAUSE = re.compile(r"\b(?:who|whose|whom|which|that)\b.*|\b(?:on|in|at|from|behind|with) [^A-Z]*$")
_BEFORE = re.compile(r"\b(?:that|told|tells|said|says|and|with|to|by|but|as|when|who|while|whom)\b", re.IGNORECASE)
_DOES = re.compile(
    r"\b(?:who|whose|whom|which|that)\b(?! (?:is|was|has been|had been|served|works?|worked)\b(?! not\b| no\b))"
)
_DEED = re.compile(r"^(?:has |had )?(?P<verb>\w+)")
_WHO = re.compile(r",? who (?P<deed>[^.;:“”\"\n]{3,100})")
_BEHIND = re.compile(r"(?: [KQ]C)?(?:, \d+)?(?:, (?P<behind>[^.;:“”\"\n]{3,120}))?")
_EDGE = re.compile(r"\b")
_STOPS = '.!?:;“”"\n'  # of what stands before a name

# What a question calls somebody, and the words that articles may have for it: what they are called or what they do.
_CALLED = tuple(
    (stem(line.split()[0]), tuple(map(stem, line.split())))
    for line in (
        "boss executive ceo chief runs head leads led leader chair chairman chairwoman director president manager",
        "leader head president secretary leads led heads chief chair chairman chairwoman premier convener general",
        "owner owns owned runs proprietor keeper landlord landlady founder keeps",
        "mp member lawmaker representative congressman congresswoman parliament",
        "judge justice magistrate recorder",
        "captain skipper master",
        "lawyer solicitor barrister counsel attorney kc qc advocate prosecutor represents defending",
        "prosecutor prosecution prosecuting crown attorney",
        "prosecution prosecutor prosecuting crown attorney",
        "defence defense defending defends lawyer solicitor barrister counsel",
        "defense defence defending defends lawyer solicitor barrister counsel",
        "reviewer critic reviews reviewed reviewing",
        "scientist researcher professor physicist biologist geologist chemist ecologist hydrologist",
        "academic professor lecturer scholar historian economist teaches",
        "expert professor analyst specialist researcher",
        "doctor surgeon consultant dr physician gp",
        "campaigner activist protester organiser organizer",
        "chairman chairwoman chair chairs chaired chairperson",
        "spokesman spokeswoman spokesperson",
        "headteacher head principal headmaster headmistress",
        "shopkeeper shop trader runs",
        "resident lives neighbour neighbor villager householder",
        "fisherman skipper fishes trawlerman",
        "teacher teaches taught",
        "farmer farms grazier tenant",
        "coach manager trainer",
        "author writer novelist wrote",
        "dramatist playwright",
        "policeman policewoman constable detective inspector superintendent sergeant officer",
    )
)
_TIMES = frozenset(map(stem, "former ex late old then current new outgoing incoming long-serving longtime".split()))


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody who speaks in an article, its text, and what it calls them where they speak ("the pastor").

    `near` is how well the article fits the question, of the one that fits best; 1 for all where no topic says which.
    """

    speaker: Speaker
    text: str
    called: str | None = None
    near: float = 1.0


def described_speakers(description: str, heard: Iterable[Heard], *, records: SpeakerRecords) -> list[Speaker]:
    """Return whom an article describes so in a role or beside the name: "Karel Donner, one of the paper's reviewers".

    What they are (the "reviewer" of the river paper) must stand there or in another word for it, the names of the
    description in the article; who fits best, in the article that comes nearest to the question, is meant.
    """
    fits = fits_of(description, heard)
    best = max(fits.values(), default=0.0)
    return records.by_id(sorted(found for found, fit in fits.items() if fit == best > 0))


def fits_of(description: str, heard: Iterable[Heard]) -> dict[str, float]:
    """Return how well each of those heard fits a description, by their ids: above 0, up to 1 + NEAREST."""
    head = head_of(description)
    fits: dict[str, float] = {}
    if not head or not is_described(description):
        return fits
    for one in heard:
        called_so = name_key(one.speaker.name) == name_key(description)
        fit = _fit(description, head, one) if is_proper_name(one.speaker.name) else float(called_so)
        if fit and one.speaker.id:
            fits[one.speaker.id] = max(round(fit + NEAREST * one.near, 3), fits.get(one.speaker.id, 0.0))
    return fits


def head_of(description: str) -> str:
    """Return the term of what somebody is: "baker" of "the baker whose shop was flooded"; "" for none."""
    found = terms(_CUT.split(description)[0])
    return found[-1] if found else ""


def is_described(name: str) -> bool:
    """Tell whether somebody is described, and not named: "the baker", and "Tolbury MP" too."""
    return not is_proper_name(name) or any(head_of(name) in line for _, line in _CALLED)


def names_a_body(description: str) -> bool:
    """Tell whether a description says of which body or place somebody is what they are."""
    return bool(re.search(r"\b[A-Z]", description))


def is_plural(description: str) -> bool:
    """Tell whether several people are described together: "nurses in Harmon"."""
    first = words(_CUT.split(description)[0])
    return bool(first) and not is_proper_name(description) and bool(re.search(r"[^us]s$", first[-1]))


def other_words(head: str) -> tuple[str, ...]:
    """Return the terms that articles may have instead of what a question calls somebody, the nearest first."""
    return tuple(dict.fromkeys(term for first, line in _CALLED if first == head for term in line))


def _is_called(head: str, beside: set[str]) -> bool:
    """Tell whether a word beside a name is what somebody is, in another form of it, or as part of a longer word."""
    own = office_words(head)
    return any(
        stem(word) == head
        or office_words(word) == own
        or (min(len(word), len(head)) >= SHORTEST and (head.endswith(word) or word.endswith(head)))
        for word in beside
    )


def _is_office(description: str, beside: set[str]) -> bool:
    """Tell whether the office beside a name is the one that a description calls otherwise ("the union leader")."""
    return any(set(name_key(office).split()) <= beside for office in CALLED.get(name_key(description), ()))


def _has_trade(head: str, deeds: set[str]) -> bool:
    """Tell whether somebody does what makes them what they are: who teaches "economics" is an "economist"."""
    trade = head.removesuffix("ist")
    return trade != head and len(trade) >= SHORTEST and any(word.startswith(trade) for word in deeds)


def _fit(description: str, head: str, one: Heard) -> float:
    """Return how well one fits a description, 0 where they are something else, or the article names no such body."""
    descriptions, deeds = list(_descriptions(one)), list(_deeds(one))
    found = {word for text in descriptions for word in words(text)}
    verbs = {stem(m["verb"].lower()) for text in deeds if (m := _DEED.match(text))}
    called = (
        _is_called(head, found)
        or _is_office(description, found)
        or _has_trade(head, {w for text in deeds for w in words(text)})
    )
    stems = set(map(stem, found)) | verbs
    others = [rank for rank, term in enumerate(other_words(head)) if term in stems]
    if not called and not others:
        return 0.0
    beside = {t for text in (*descriptions, *deeds) for t in terms(text)}
    asked = set(terms(description)) - {head} - _TIMES
    around = set(terms(one.text))
    if not all(_stands(t, beside) or t in around for t in asked - set(terms(_clause(description)))):
        return 0.0
    asked = {t for t in asked if _stands(t, beside) or t in around}
    worth = sum(1.0 if _stands(t, beside) else IN_ARTICLE for t in asked)
    fit = (worth / len(asked) if asked else 1.0) - (0.0 if called else OTHER_WORD + FURTHER * others[0])
    fit -= OF_ANOTHER if _of_another(descriptions, description, one) else 0.0
    fit -= OTHER_WORD if _is_past(beside) != _is_past(set(terms(description))) else 0.0
    return round(max(fit, 0.01), 3)


def _clause(description: str) -> str:
    """Return what a description tells of somebody ("whose shop was flooded"): articles may do so in other words."""
    found = _CLAUSE.search(description)
    return found[0] if found else ""


def _is_past(found: set[str]) -> bool:
    return bool(found & {"former", "ex"})


def _stands(term: str, among: set[str]) -> bool:
    if term in among:
        return True
    return any(
        min(len(term), len(other)) >= SAME_BEGINNING and (term.startswith(other) or other.startswith(term))
        for other in among
    )


_BODY = re.compile(r"\b(?:of|at|for) (?:the )?(?P<of>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)|(?P<whose>[A-Z][\w-]+)['’]s? ")


def _of_another(descriptions: list[str], description: str, one: Heard) -> bool:
    """Tell whether the office beside a name is said to be of a body, and never of the one that is asked for."""
    own = set(name_key(one.speaker.name).split())
    bodies = {w for text in descriptions for m in _BODY.finditer(text) for w in words(m["of"] or m["whose"])} - own
    named = {w for name in re.findall(r"\b[A-Z][\w-]*", description) for w in words(name)}
    return bool(named and bodies) and not bodies & named


def _descriptions(one: Heard) -> Iterator[str]:
    """Yield the role, what stands before the name up to a verb, and what stands behind it up to a stop."""
    yield one.speaker.role or ""
    if one.called and not is_proper_name(one.called):
        yield one.called
    for before, behind in _named(one.speaker.name, one.text):
        yield _BEFORE.split(before)[-1]
        yield _DOES.split(behind)[0]


def _named(name: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield where a text has a name: up to BESIDE letters before it, and what stands behind it after a comma.

    Where it stands twice within these letters, the last one counts. No pattern is made of the name: to compile one
    takes longer than to look through the article.
    """
    end = 0
    while (first := _find_word(name, text, end)) >= 0:
        start = _start_of(text, max(end, first - BESIDE), first)
        at = _last_without_stop(name, text, first, start + BESIDE)
        behind = _BEHIND.match(text, at + len(name))
        assert behind  # all of it may be missing
        yield text[start:at], behind["behind"] or ""
        end = behind.end()


def _find_word(name: str, text: str, start: int) -> int:
    """Return where a name stands next that begins as a word, -1 if it does not."""
    at = text.find(name, start)
    while at >= 0 and not _EDGE.match(text, at):
        at = text.find(name, at + 1)
    return at


def _start_of(text: str, start: int, end: int) -> int:
    """Return where what may be said of somebody begins between these places: behind the last stop."""
    return max(start, *(text.rfind(stop, start, end) + 1 for stop in _STOPS))


def _last_without_stop(name: str, text: str, first: int, most: int) -> int:
    """Return the last place of a name up to `most`, no stop between it and the first."""
    last = first
    while 0 <= (at := _find_word(name, text, last + 1)) <= most and _start_of(text, last, at) == last:
        last = at
    return last


def _deeds(one: Heard) -> Iterator[str]:
    """Yield what somebody is said to do right behind the name: "runs a café opposite Gate 3"."""
    name, text = one.speaker.name, one.text
    at = text.find(name)
    while at >= 0:
        found = _WHO.match(text, at + len(name))
        if found:
            yield found["deed"]
        at = text.find(name, found.end() if found else at + 1)
