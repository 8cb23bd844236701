"""A sentence laid beside its evidence, word by word: what was put in another's place, and which "not" came or went.

Stems are aligned as in a diff. Where both sides go on alike around a short gap, another word in that gap changes the
sense ("fell 7 percent" → "rose 7 percent", "in August" → "in May"); a rewording that moves words does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from service.answering.expecting import spelled_number
from service.text.words import STOPWORDS, stem, words

LONGEST_GAP = 4  # words of meaning on either side; a longer stretch is a rewording, left to the shared vocabulary
CLOSE = 3  # words between a "not" and the next words that both sides have

PLAIN_NEGATIONS = frozenset(stem(w) for w in "not no never none nobody nothing neither nor without".split())
DENIALS = frozenset(
    stem(w) for w in "deny denied denies denying refuse refused refuses declined decline declines fails failed".split()
)
REPORTS = "say"  # what every plain reporting verb is read as
SAYING = frozenset(
    """say says said saying tell tells told telling add adds added reply replies replied answer answers answered state
    states stated note notes noted explain explains explained write writes wrote according remark remarked report
    reports reported announce announces announced tweeted spoke convey conveys conveyed describe describes
    described""".split()
)


def tokens(text: str) -> list[str]:
    """Return the stems of all words in order, numbers in digits, "didn't" as two."""
    return [t for word in words(text) for t in _token(word)]


def _token(word: str) -> tuple[str, ...]:
    if word == "cannot":
        return "can", "not"
    if word.endswith("n't"):
        return stem(word[:-3]), "not"
    number = spelled_number(word)
    if number is not None:
        return (str(number),)
    if word[:1].isdigit():
        return (word.replace(",", ""),)
    return (REPORTS if word in SAYING else stem(word),)


def carries_meaning(token: str) -> bool:
    return token not in STOPWORDS and token != REPORTS and not denies(token)


def denies(token: str) -> bool:
    return token in PLAIN_NEGATIONS or token in DENIALS


def mismatches(
    claim: str, evidence: str, *, granted: frozenset[str], outlets: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Yield what the claim says otherwise than the evidence; `granted` are stems that it may put in (who, when).

    `outlets` are stems of outlets, which it may put in, too, though not in the place of a name.
    """
    said, found = tokens(claim), tokens(evidence)
    steps = SequenceMatcher(None, found, said, autojunk=False).get_opcodes()
    yield from _exchanged(steps, said, found, granted=granted, outlets=outlets, names=_names(evidence))
    yield from _lost_heads(steps, found)
    if _denials_differ(steps, said, found):
        yield "it denies what its evidence does not, or the reverse"


Steps = Sequence[tuple[str, int, int, int, int]]


def _names(text: str) -> frozenset[str]:
    """Return the stems of words with a capital that opens no sentence."""
    return frozenset(t for found in _CAPITAL.finditer(text) for t in tokens(found[0])) - _CALENDAR


_CAPITAL = re.compile(r"(?<=[\w,;’'] )[A-Z][\w’'-]+")


def _exchanged(
    steps: Steps,
    said: Sequence[str],
    found: Sequence[str],
    *,
    granted: frozenset[str],
    outlets: frozenset[str],
    names: frozenset[str],
) -> Iterator[str]:
    for tag, i1, i2, j1, j2 in steps:
        if tag != "replace":
            continue
        there = [t for t in found[i1:i2] if carries_meaning(t)]
        here = [t for t in said[j1:j2] if carries_meaning(t)]
        lost = [t for t in there if t not in said]
        dated = any(_counts_or_dates(t) for t in lost)
        named = any(t in names for t in lost)
        free = granted if named else granted | outlets
        put = [t for t in here if (dated and _counts_or_dates(t)) or t not in free]
        new = [t for t in put if t not in found]
        short = max(len(here), len(there)) <= LONGEST_GAP
        at_once = len(here) <= 2 and carries_meaning(said[j1]) and carries_meaning(found[i1])
        if lost and ((short and put) or (at_once and new)):
            yield f"it has “{' '.join(put)}” where its evidence has “{' '.join(lost[:LONGEST_GAP])}”"


def _lost_heads(steps: Steps, found: Sequence[str]) -> Iterator[str]:
    """Yield a head that is gone from the beginning: "the strike on the ferries ended" → "the ferries ended"."""
    for tag, i1, i2, j1, _ in steps:
        lost = [t for t in found[i1:i2] if t not in _ARTICLES]
        if tag == "delete" and j1 <= 1 and len(lost) == 2 and carries_meaning(lost[0]) and lost[1] in _PREPOSITIONS:
            yield f"it leaves out “{' '.join(lost)}”"


_ARTICLES = frozenset(("the", "a", "an"))
_PREPOSITIONS = frozenset(stem(w) for w in "of on for against to from with in by over".split())


def _counts_or_dates(token: str) -> bool:
    return token[:1].isdigit() or token in _CALENDAR


_CALENDAR = frozenset(
    stem(w)
    for w in """january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday""".split()
)


def _denials_differ(steps: Steps, said: Sequence[str], found: Sequence[str]) -> bool:
    changed = [step for step in steps if step[0] != "equal"]
    added = sum(denies(t) for _, _, _, j1, j2 in changed for t in said[j1:j2])
    lost = sum(denies(found[i]) for step in changed for i in range(step[1], step[2]) if _goes_on(steps, step, i))
    left = sum(denies(t) for _, i1, i2, _, _ in changed for t in found[i1:i2])
    return added not in ((lost, left) if added else (lost,))


def _goes_on(steps: Steps, step: tuple[str, int, int, int, int], at: int) -> bool:
    """Tell whether the claim goes on right after the word that it leaves out: no clause was cut off with it."""
    _, start, end, _, _ = step
    first, last = step is steps[0], step is steps[-1]
    return not last and end - at <= CLOSE and (not first or end - start <= CLOSE)
