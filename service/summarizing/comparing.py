"""What outlets agree on and where they differ, and how a speaker's words changed from one day to another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from service.answering.expecting import figures_in
from service.answering.faults import find_fault
from service.answering.standing import Candidate, report
from service.answering.wording import spelled_day
from service.domain.answers import Claim, Support
from service.domain.news import ArticleVersion, Polarity, Statement
from service.ports import Embedder
from service.summarizing.figures import counting_figures
from service.text.words import terms, words

LEADING = 4  # the first sentences that can stand alone of each article are compared
SAME_FACT = 0.7  # of a sentence's terms that another outlet's sentence must hold to report the same
SAME_MATTER = 0.5  # cosine of two sentences that count the same thing
SHARED_TERMS = 2  # of two statements of one speaker on one matter
_NEGATIVE = re.compile(
    r"\b(?:not|no|never|cannot|without|den(?:y|ies|ied)|reject\w*|refus\w*|oppos\w*|against"
    r"|rul(?:e|ed|ing) out|unacceptable|\w+n['’]t)\b",
    re.IGNORECASE,
)


def find_agreement(by_article: Mapping[str, Sequence[Candidate]]) -> Claim | None:
    """Return the sentence that most outlets report alike, with their names; None if no two do."""
    leading = [c for found in by_article.values() for c in found[:LEADING] if c.named]
    best: list[Candidate] = []
    for first in leading:
        alike = {_outlet(first): first}
        for other in leading:
            if _outlet(other) not in alike and _confirms(other, first):
                alike[_outlet(other)] = other
        if len(alike) > max(1, len(best)):
            best = list(alike.values())
    if not best:
        return None
    names = [_outlet(c) for c in best]
    both = "both" if len(names) == 2 else "all"
    supports = tuple(s for c in best for s in c.claim.supports)
    return _checked(f"{', '.join(names[:-1])} and {names[-1]} {both} report: {best[0].claim.text}", supports)


def _confirms(other: Candidate, first: Candidate) -> bool:
    """Tell whether another sentence holds nearly all that the first one says, and every figure of it."""
    said, found = set(terms(first.claim.text)), set(terms(other.claim.text))
    same_figures = figures_in(first.claim.text) <= figures_in(other.claim.text)
    return (
        same_figures and _negative_words(first) == _negative_words(other) and len(said & found) >= SAME_FACT * len(said)
    )


def _negative_words(candidate: Candidate) -> bool:
    return bool(_NEGATIVE.search(candidate.claim.text))


def find_conflicts(by_article: Mapping[str, Sequence[Candidate]], *, embedder: Embedder) -> list[Claim]:
    """Return pairs of sentences of two outlets that count the same thing and give other figures, both told shortly."""
    counting = [c for found in by_article.values() for c in found[:LEADING] if c.named and _counts(c)]
    if len({_outlet(c) for c in counting}) < 2:
        return []
    vectors = embedder.embed_passages([c.claim.text for c in counting])
    found: dict[tuple[str, str], tuple[float, Claim]] = {}
    for (i, a), (j, b) in combinations(enumerate(counting), 2):
        likeness = float(vectors[i] @ vectors[j])
        outlets = _outlet(a), _outlet(b)
        if outlets[0] != outlets[1] and likeness >= SAME_MATTER and not _counts(a) & _counts(b) and _shares_noun(a, b):
            claim = _checked(f"{_difference(a, b)} {_told(a)} {_told(b)}", (*a.claim.supports, *b.claim.supports))
            if claim and likeness > found.get(outlets, (0.0, claim))[0]:
                found[outlets] = likeness, claim
    return [claim for _, claim in found.values()]


def _counts(candidate: Candidate) -> frozenset[str]:
    return counting_figures(candidate.claim.text)


def _shares_noun(a: Candidate, b: Candidate) -> bool:
    shared = set(terms(a.claim.text)) & set(terms(b.claim.text))
    return len({t for t in shared if not t[0].isdigit()}) >= 2


def _difference(a: Candidate, b: Candidate) -> str:
    """Return "46 or 64?", or "The figures differ." where a sentence has several and nobody knows which is meant."""
    figures = [*_counts(a), *_counts(b)]
    if min(len(_counts(a)), len(_counts(b))) == 0 or len(figures) != 2:
        return "The figures differ."
    return " or ".join(f"{int(n):,}" if n.isdigit() else n for n in figures) + "?"


def _told(candidate: Candidate) -> str:
    version = candidate.claim.supports[0].version
    known = [spelled_day(version.published_at)] if version.published_at else []
    known += ["corrected"] if version.correction else []
    when = f" ({', '.join(known)})" if known else ""
    return f"{_outlet(candidate)}{when}: {shorten(candidate.claim.text)}"


def shorten(sentence: str) -> str:
    """Return a sentence up to the clause of its last figure, and who said so; "…" stands for what is left out.

    One with quotation marks stays whole: a piece of it could put words into another mouth.
    """
    if re.search(r"[“”\"]", sentence):
        return sentence
    ends = [m.start() for m in _CLAUSE.finditer(sentence)]
    end = next((n for n in ends if len(words(sentence[:n])) >= SHORTEST and _has_all_figures(sentence, n)), None)
    if end is None:
        return sentence
    source = _SOURCE.search(sentence, end)
    left_out = sentence[end : source.start() if source else len(sentence)]
    return f"{sentence[:end]}{' …' if left_out else ''}{source[0] if source else ''}"


def _has_all_figures(sentence: str, end: int) -> bool:
    return counting_figures(sentence[:end]) == counting_figures(sentence)


SHORTEST = 5  # words that a clause must have to tell what its figure counts
_CLAUSE = re.compile(r",(?= )| (?=(?:after|when|while|because|although|though|before)\b)")
_SOURCE = re.compile(r",[^,]+\b(?:said|says|reported|reports|announced|according to)\b[^,]*$|, according to .*$")


def _outlet(candidate: Candidate) -> str:
    version = candidate.claim.supports[0].version
    return version.source or version.title or version.article_id


def find_changes(statements: Sequence[Statement], versions: Mapping[str, ArticleVersion]) -> Iterator[Claim]:
    """Yield a claim for each two successive statements of one speaker on one matter of which only one is a denial.

    Both are quoted with their days; whether it is a change is the reader's to say.
    """
    by_speaker: dict[str, list[Statement]] = {}
    for statement in statements:
        if statement.speaker and _said_on(statement):
            by_speaker.setdefault(statement.speaker.name, []).append(statement)
    for said in by_speaker.values():
        yield from _changes_of_one(sorted(said, key=_said_on), versions)


def _changes_of_one(said: Sequence[Statement], versions: Mapping[str, ArticleVersion]) -> Iterator[Claim]:
    for n, earlier in enumerate(said):
        later = next((s for s in said[n + 1 :] if _turns(earlier, s)), None)
        claim = _change(earlier, later, versions) if later else None
        if claim:
            yield claim


def _turns(earlier: Statement, later: Statement) -> bool:
    if _said_on(earlier) == _said_on(later) or _negative(earlier) == _negative(later):
        return False
    shared = set(terms(earlier.content)) & set(terms(later.content))
    return len({t for t in shared if not t.isdigit() and t not in _LIGHT}) >= SHARED_TERMS


_UNCHANGED = re.compile(
    r"\b(?:not|never|no) (?:be )?(?:change\w*|waver\w*|shift\w*|in question|in doubt)\b", re.IGNORECASE
)
_LIGHT = frozenset(
    "say said tell told think know want would could will year week day today people make go get come".split()
)


def _negative(statement: Statement) -> bool:
    denied = statement.attribution.polarity == Polarity.DENIED
    return denied or bool(_NEGATIVE.search(_UNCHANGED.sub(" ", statement.content)))


def _said_on(statement: Statement) -> str:
    return (statement.attribution.said_at or statement.published_at or "")[:10]


def _change(earlier: Statement, later: Statement, versions: Mapping[str, ArticleVersion]) -> Claim | None:
    told = [(s, report(s, versions[s.article_id])) for s in (earlier, later) if s.article_id in versions]
    claims = [(spelled_day(_said_on(s)), claim) for s, claim in told if claim]
    if len(claims) < 2:
        return None
    return _checked(
        " ".join(f"{day}: {claim.text}" for day, claim in claims), tuple(s for _, c in claims for s in c.supports)
    )


def _checked(text: str, supports: tuple[Support, ...]) -> Claim | None:
    claim = Claim(text, tuple(dict.fromkeys(supports)))
    return None if find_fault(claim, generated=False) else claim
