"""Articles that tell of one event, and copies of one text, found without a model in near-linear time."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from service.answering.wording import spelled_day
from service.domain.news import ArticleVersion
from service.store.library import Library
from service.summarizing.figures import counting_figures, withdrawn_figures
from service.text.normalising import comparable
from service.text.sentences import split_sentences
from service.text.words import terms

COPIED = 0.5  # of the sentences of the shorter text: a reprint loses its end, an update keeps its middle
LONG_SENTENCE = 40  # characters; shorter ones ("He declined to comment.") are in many texts
WINDOW_DAYS = 3  # an event is told within these days
LEADING = 5  # sentences of a text that say what it is about
SAME_EVENT = 0.2  # mean cosine of what two texts lead with; on our newsroom, see docs/summaries.md
TITLE = 3  # how often a title counts

Terms = Mapping[str, float]


@dataclass(slots=True)
class Event:
    """Articles on one event, oldest first, and for each copy the article that it copies."""

    versions: list[ArticleVersion]
    copies: list[tuple[ArticleVersion, ArticleVersion]] = field(default_factory=list)

    @property
    def day(self) -> str:
        """Return the newest day of the event, "" if no article has a date."""
        return max((_day(v) for v in self.versions), default="")

    @property
    def heading(self) -> str:
        """Return the day and the headline of the leading article; the day alone if no headline lasts."""
        leading = self._leading()
        title = (leading.title or "Untitled") if leading else None
        return ": ".join(filter(None, (spelled_day(self.day) if self.day else None, title))) or "Untitled"

    def leading_last(self) -> list[ArticleVersion]:
        """Return the articles, oldest first, but the one that names the event last."""
        leading = self._leading()
        return sorted(self.versions, key=lambda v: v is leading)

    def _leading(self) -> ArticleVersion | None:
        """Return the newest article whose headline has no figure that a source took back."""
        withdrawn = withdrawn_figures(self.versions)
        return next((v for v in reversed(self.versions) if not counting_figures(v.title or "") & withdrawn), None)


def fold_copies(
    versions: Sequence[ArticleVersion],
) -> tuple[list[ArticleVersion], list[tuple[ArticleVersion, ArticleVersion]]]:
    """Return the articles that are no copies, oldest first, and (copy, original) pairs; an original is older."""
    holders: dict[str, list[int]] = defaultdict(list)
    kept: list[ArticleVersion] = []
    copies = []
    sizes: list[int] = []
    for version in sorted(versions, key=_age):
        sentences = _long_sentences(version)
        shared = Counter(n for sentence in sentences for n in holders[sentence])
        best = max(shared, key=lambda n: (shared[n], -n), default=None)
        if best is not None and shared[best] >= COPIED * min(len(sentences), sizes[best]):
            copies.append((version, kept[best]))
            continue
        for sentence in sentences:
            holders[sentence].append(len(kept))
        kept.append(version)
        sizes.append(len(sentences))
    return kept, copies


def _long_sentences(version: ArticleVersion) -> set[str]:
    spans = (s for s in split_sentences(version.text) if not any(s.overlaps(f) for f in version.furniture))
    return {comparable(s.of(version.text)) for s in spans if s.end - s.start >= LONG_SENTENCE}


def _age(version: ArticleVersion) -> tuple[str, str]:
    return version.published_at or "9", version.article_id


def _day(version: ArticleVersion) -> str:
    return (version.published_at or "")[:10]


def find_events(versions: Sequence[ArticleVersion], *, library: Library) -> list[Event]:
    """Return the events that the articles tell of, the newest first, those without a date last."""
    vectors = {v.article_id: vector for v, vector in zip(versions, _vectors(versions, library), strict=True)}
    events: list[Event] = []
    open_events: list[Event] = []
    for version in sorted(versions, key=_age):
        open_events = [e for e in open_events if _within(e, version)]
        near = [(_likeness(version, event, vectors), n) for n, event in enumerate(open_events)]
        likeness, best = max(near, default=(0.0, -1))
        if likeness >= SAME_EVENT:
            open_events[best].versions.append(version)
        else:
            events.append(Event([version]))
            open_events.append(events[-1])
    return sorted(events, key=lambda e: e.day, reverse=True)


def _within(event: Event, version: ArticleVersion) -> bool:
    if not event.day or not version.published_at:
        return not event.day and not version.published_at
    return (date.fromisoformat(_day(version)) - date.fromisoformat(event.day)).days <= WINDOW_DAYS


def _likeness(version: ArticleVersion, event: Event, vectors: Mapping[str, Terms]) -> float:
    """Return the mean cosine to the members: one member alike does not chain two events."""
    mine = vectors[version.article_id]
    return sum(_dot(mine, vectors[other.article_id]) for other in event.versions) / len(event.versions)


def _vectors(versions: Sequence[ArticleVersion], library: Library) -> list[Terms]:
    counts = [_leading_terms(version) for version in versions]
    frequencies = library.index.document_frequencies(sorted({t for c in counts for t in c}))
    total = max(1, library.index.count())
    return [_unit({t: n * math.log(1 + total / (1 + frequencies.get(t, 0))) for t, n in c.items()}) for c in counts]


def _leading_terms(version: ArticleVersion) -> Counter[str]:
    found = Counter(dict.fromkeys(terms(version.title or ""), TITLE))
    for span in split_sentences(version.text[:4000])[:LEADING]:
        found.update(set(terms(span.of(version.text))))
    return found


def _unit(vector: dict[str, float]) -> Terms:
    length = math.sqrt(sum(x * x for x in vector.values())) or 1.0
    return {term: x / length for term, x in vector.items()}


def _dot(a: Terms, b: Terms) -> float:
    small, large = (a, b) if len(a) < len(b) else (b, a)
    return sum(x * large.get(term, 0.0) for term, x in small.items())
