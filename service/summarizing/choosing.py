"""Which sentences make the summary: what leads, what is central, who speaks, and nothing twice."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from service.answering.standing import Candidate
from service.domain.answers import Claim
from service.domain.news import ArticleVersion, Kind, Polarity
from service.retrieval import ranking
from service.summarizing.naming import introduce_all
from service.text.words import terms, words

LEAD, CENTRAL, SPOKEN, FIGURES = 0.45, 0.35, 0.12, 0.08  # weights, tried on the odd articles of our newsroom
LEAD_FADES = 6  # sentences after which the bonus of the beginning has halved
REPEATS = 0.6  # of the terms shared: the second sentence says the first again
NOVELTY = 0.5  # what a sentence loses for the share of its terms that were said already
SAME_SPEAKER = 0.08  # what it loses for each sentence of its speaker that is in already
QUESTION = 0.25
ANSWER = 0.1  # words that answer a question which the summary does not hold: "The roads office."
LONG_WORDS = 45
_JUST_ASKED = re.compile(
    r"(?:\?[”\"’*]*|^(?:QUESTION|REPORTER|Q)\b[^\n]*)\s+(?:[A-Z][A-Z .’'-]{2,40}: )?[“\"‘]?$", re.MULTILINE
)


def choose(versions: Sequence[ArticleVersion], candidates: Sequence[Candidate], *, limit: int) -> list[Claim]:
    """Return at most `limit` claims from the sentences of these articles, those of the last article first.

    The last has one if any of it can stand; the others follow as background, the one before it first.
    """
    order = {version.article_id: -n for n, version in enumerate(versions)}
    weights = _weigh_terms(versions)
    chosen: list[Candidate] = []
    leading = [c for c in candidates if versions and _article(c) == versions[-1].article_id]
    if leading and limit > 0:
        chosen.append(max(leading, key=lambda c: (_worth(c, chosen, weights), -c.ordinal)))
    while len(chosen) < limit:
        left = [c for c in candidates if c not in chosen and not _repeats(c, chosen)]
        if not left:
            break
        chosen.append(max(left, key=lambda c: (_worth(c, chosen, weights), -c.ordinal)))
    return introduce_all(sorted(chosen, key=lambda c: (order[_article(c)], c.ordinal)))


def _article(candidate: Candidate) -> str:
    return candidate.claim.supports[0].version.article_id


def _weigh_terms(versions: Sequence[ArticleVersion]) -> dict[str, float]:
    """Return how much each term matters: how often it occurs, those of a title twice as much."""
    counts = Counter(term for version in versions for term in terms(version.text))
    title = {term for version in versions for term in terms(version.title or "")}
    return {
        term: (1 + math.log(n)) * (2 if term in title else 1) for term, n in counts.items() if n > 1 or term in title
    }


def _is_answer(candidate: Candidate) -> bool:
    """Tell whether the sentence answers a question in front of it, which the summary would leave out."""
    text = candidate.claim.supports[0].version.text
    start = candidate.statement.attribution.extent.start if candidate.statement else candidate.span.start
    return bool(_JUST_ASKED.search(text, 0, min(start, candidate.span.start)))


def _worth(candidate: Candidate, chosen: Sequence[Candidate], weights: Mapping[str, float]) -> float:
    own = set(terms(candidate.claim.text))
    lead = 1 / (1 + candidate.ordinal / LEAD_FADES)
    total = sum(sorted(weights.values(), reverse=True)[:20]) or 1.0
    central = min(1.0, sum(weights.get(t, 0.0) for t in own) / total * 1.6)
    figures = min(2, sum(t[0].isdigit() for t in own)) / 2
    score = LEAD * lead + CENTRAL * central + SPOKEN * _spoken(candidate) + FIGURES * figures
    said = {t for c in chosen for t in terms(c.claim.text)}
    score -= NOVELTY * (len(own & said) / len(own) if own else 1) * (score if chosen else 0)
    score -= SAME_SPEAKER * sum(_speaker(c) is not None and _speaker(c) == _speaker(candidate) for c in chosen)
    if candidate.claim.text.rstrip('”"').endswith("?"):  # an interviewer's, or rhetoric
        score -= QUESTION
    score -= ANSWER * _is_answer(candidate)
    return score - 0.1 * max(0, len(words(candidate.claim.text)) - LONG_WORDS) / LONG_WORDS


def _spoken(candidate: Candidate) -> float:
    statement = candidate.statement
    if statement is None or statement.attribution.polarity in (Polarity.DECLINED, Polarity.DID_NOT_SAY):
        return 0.0
    return 0.6 if statement.attribution.kind == Kind.DIRECT else 1.0


def _speaker(candidate: Candidate) -> str | None:
    return candidate.statement.speaker.name if candidate.statement and candidate.statement.speaker else None


def _repeats(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    for other in chosen:
        if candidate.statement is not None and candidate.statement == other.statement:
            return True
        if ranking.similarity(terms(candidate.claim.text), terms(other.claim.text)) > REPEATS:
            return True
    return False
