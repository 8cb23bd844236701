"""Near copies: which articles are one story, under which of them, and what a reader sees of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evals.suites.copies import compare as compare_groups
from evals.suites.copies import originals, stories
from evals.wire import make_wire
from service.domain.news import SourceArticle
from service.domain.questions import Filters
from service.ingest import copies
from service.presenting import article_as_json, hit_as_json
from service.retrieval.searching import find_passages
from service.store.library import Library
from tests.builders import NOW, ingest_sources

ORIGINALS = originals()
STORY = next(a for a in ORIGINALS if a.external_id == "nw-018-tarrow-flood-wire")
OTHER = next(a for a in ORIGINALS if a.external_id == "nw-019-tarrow-flood-courier")  # of the same flood


def copy(text: str, name: str, day: str | None, *, of: SourceArticle = STORY) -> SourceArticle:
    return replace(of, text=text, external_id=name, published_at=day, url=None, location=None)


def cut(share: float) -> str:
    return STORY.text[: round(len(STORY.text) * share)]


def found(library: Library) -> dict[str, str | None]:
    """Return the name of the story of each article by its own name."""
    listed = {a.id: a.current for a in library.catalog.articles()}
    return {str(v.external_id): str(listed[v.story].external_id) if v.story else None for v in listed.values()}


@pytest.mark.parametrize("seed", [1, 2])
def test_a_wire_of_edited_and_truncated_copies(library: Library, seed: int) -> None:
    """One original, seven edited copies, three cut short, and four other stories, two of them of the same event."""
    wire = make_wire([STORY, OTHER, *ORIGINALS[:3]], seed=seed)
    rows = compare_groups(wire, stories(wire, library=library, clock=lambda: NOW))
    assert sum(r["found"] for r in rows) == sum(r["right"] for r in rows)
    assert sum(r["right"] for r in rows) >= 0.9 * sum(r["gold"] for r in rows)


def test_minhash_finds_what_shares_half() -> None:
    rng = np.random.default_rng(5)
    hits = 0
    for _ in range(100):
        shared, own = rng.integers(0, 2**63, 200, dtype=np.uint64), rng.integers(0, 2**63, (2, 100), dtype=np.uint64)
        a, b = (set(copies.bands(np.unique(np.concatenate([shared, part])))) for part in own)
        hits += bool(a & b)
    assert hits >= 97
    unrelated = [set(copies.bands(rng.integers(0, 2**63, 300, dtype=np.uint64))) for _ in range(100)]
    assert sum(len(keys) for keys in unrelated) == len(set().union(*unrelated))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_earliest_is_the_story_in_whatever_order_they_come(library: Library, order: tuple[int, ...]) -> None:
    made = [
        copy(STORY.text, "first", "2026-03-01"),
        copy(cut(0.6), "second", "2026-03-02T08:00:00Z"),
        copy(STORY.text + "\n\nNothing else was known.", "undated", None),
    ]
    ingest_sources(library, *(made[i] for i in order))
    assert found(library) == dict.fromkeys(("first", "second", "undated"), "first")


def test_a_story_outlives_its_original(library: Library) -> None:
    made = [copy(STORY.text, "a", "2026-03-01"), copy(cut(0.8), "b", "2026-03-02"), copy(cut(0.7), "c", "2026-03-03")]
    ingest_sources(library, *made)
    library.catalog.delete(library.catalog.resolve("a"))
    assert found(library) == {"b": "b", "c": "b"}
    library.catalog.delete(library.catalog.resolve("b"))
    assert found(library) == {"c": None}


def test_an_article_that_is_rewritten_leaves_the_story(library: Library) -> None:
    first, second = copy(STORY.text, "a", "2026-03-01"), copy(cut(0.8), "b", "2026-03-02")
    ingest_sources(library, first, second)
    ingest_sources(library, replace(second, text=OTHER.text))
    assert found(library) == {"a": None, "b": None}


def test_a_digest_does_not_unite_the_stories_that_it_quotes(library: Library) -> None:
    digest = copy(f"{STORY.text}\n\n{OTHER.text}", "digest", "2026-03-05")
    ingest_sources(library, copy(STORY.text, "a", "2026-03-01"), copy(OTHER.text, "b", "2026-03-01"), digest)
    groups = found(library)
    assert groups["a"] != groups["b"] or groups["a"] is None


def test_short_texts_are_no_copies(library: Library) -> None:
    text = "The council meets at noon on Friday in the town hall of Norvale."
    ingest_sources(library, copy(text, "a", "2026-03-01"), copy(text + " It is public.", "b", "2026-03-02"))
    assert found(library) == {"a": None, "b": None}


def test_a_search_shows_the_original_and_says_how_many_copies_there_are(library: Library) -> None:
    made = [
        copy(cut(0.9), "late", "2026-03-02"),
        copy(STORY.text, "first", "2026-03-01"),
        copy(cut(0.7), "cut", "2026-03-03"),
    ]
    ingest_sources(library, *made, OTHER)
    hits = [
        hit_as_json(h) for h in find_passages("How high did the Tarrow rise?", Filters(), library=library, limit=10)
    ]
    of_story = [h for h in hits if h["external_id"] != OTHER.external_id]
    assert {(h["external_id"], h["copies"]) for h in of_story} == {("first", 2)}
    assert any(h["external_id"] == OTHER.external_id and h["copies"] == 0 for h in hits)
    shown = article_as_json(library.catalog.article(library.catalog.resolve("cut")))
    assert (shown["story"], shown["copies"]) == (library.catalog.resolve("first"), 2)
