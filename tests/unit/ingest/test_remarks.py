"""What a publisher says beside the words: embargo, correction, section, paywall, captions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from service.domain.questions import Filters
from service.ingest.cleaning import find_correction
from service.ingest.inputs import Rejected
from service.ingest.newswire import read_newsml, read_ninjs
from service.ingest.pages import read_page
from service.ingest.pipeline import ingest, lift_embargoes
from service.ingest.reading import article_from_record, read_sources
from service.presenting import article_as_json, records_as_json
from service.retrieval.searching import find_passages
from service.store.library import Library
from tests.builders import BRIDGE, FERRY, ingest_sources, open_library, source

BEFORE, AFTER = "2026-03-05T12:00:00Z", "2026-03-06T06:00:01Z"
ENDS = "2026-03-06T06:00:00Z"


def take(library: Library, *inputs: Any, now: str = BEFORE) -> list[Any]:
    return list(ingest(inputs, catalog=library.catalog, index=library.index, clock=lambda: now))


def found(library: Library, query: str = "bridge over the Aar") -> list[str]:
    return [hit.version.article_id for hit in find_passages(query, Filters(), library=library, limit=5)]


# Embargo


def test_an_article_under_embargo_is_stored_and_is_no_evidence_before_its_time(library: Library) -> None:
    (outcome,) = take(library, source(BRIDGE, external_id="a", embargo_until=ENDS))
    assert (outcome.status, outcome.note) == ("added", f"under embargo until {ENDS}: stored, and in no search before")
    article = library.catalog.article(outcome.article_id)
    assert (article.held_until, article.passages, article.statements, article.is_public) == (ENDS, 0, 0, False)
    assert article.current.text == BRIDGE
    assert found(library) == []
    assert library.speakers.all(limit=5) == []
    assert library.catalog.searched(Filters()).articles == 0

    lift = {"catalog": library.catalog, "index": library.index}
    assert lift_embargoes(**lift, clock=lambda: "2026-03-06T05:59:59Z") == 0
    assert found(library) == []
    assert lift_embargoes(**lift, clock=lambda: AFTER) == 1
    article = library.catalog.article(outcome.article_id)
    assert (article.held_until, article.is_public, article.versions) == (None, True, 1)
    assert (article.passages > 0, article.statements) == (True, 3)
    assert found(library) == [article.id]
    assert lift_embargoes(**lift, clock=lambda: AFTER) == 0
    assert library.index.drift().clean


def test_whatever_is_ingested_next_lifts_what_is_due(library: Library) -> None:
    (held,) = take(library, source(BRIDGE, external_id="a", embargo_until=ENDS))
    take(library, source(FERRY, external_id="b"), now=AFTER)
    assert held.article_id in found(library)


def test_an_embargo_that_is_over_is_none(library: Library) -> None:
    (outcome,) = take(library, source(BRIDGE, embargo_until=ENDS), now=AFTER)
    assert outcome.note is None
    assert found(library) == [outcome.article_id]


def test_an_embargo_that_is_lifted_early_or_set_again(library: Library) -> None:
    take(library, source(BRIDGE, external_id="a", embargo_until=ENDS))
    (outcome,) = take(library, source(BRIDGE, external_id="a"))
    assert (outcome.status, outcome.version) == ("updated", 2)
    assert found(library) == [outcome.article_id]
    take(library, source(BRIDGE, external_id="a", embargo_until="2026-04-01"))
    assert found(library) == []


def test_statements_made_anew_leave_out_what_is_held(library: Library) -> None:
    from service.attribution.attributor import Attributor
    from service.ingest.reattributing import reattribute

    (outcome,) = take(library, source(BRIDGE, embargo_until=ENDS))
    assert reattribute(library.catalog, Attributor()) == 0
    assert library.catalog.article(outcome.article_id).statements == 0


def test_an_export_keeps_what_is_said_beside_the_words(library: Library, tmp_path: Path) -> None:
    text = f"{BRIDGE}\n\nCorrection: an earlier version gave another day."
    caption = source(text, external_id="a", embargo_until=ENDS, section="City", paywalled=True)
    (outcome,) = take(library, caption)
    article = library.catalog.article(outcome.article_id)
    records = records_as_json(article, library.catalog.versions(article.id), "id::a")
    other = open_library(tmp_path / "other")
    take(other, *(article_from_record(json.loads(json.dumps(r)), origin="x", max_bytes=10_000) for r in records))
    there = other.catalog.article(outcome.article_id)
    kept = {k: v for k, v in article_as_json(there).items() if k != "ingested_at"}
    assert kept == {k: v for k, v in article_as_json(article).items() if k != "ingested_at"}
    assert (kept["section"], kept["paywalled"], kept["held_until"]) == ("City", True, ENDS)
    assert there.current.furniture == article.current.furniture
    other.index.close()
    other.catalog.engine.dispose()


def test_agencies_write_embargoes_in_their_ways(tmp_path: Path) -> None:
    ninjs = {"uri": "urn:1", "body_text": BRIDGE, "embargoed": "2026-03-06T07:00:00+01:00", "pubstatus": "usable"}
    assert read_ninjs(ninjs, origin="x").embargo_until == ENDS
    newsml = f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:2"><itemMeta>
        <embargoed>2026-03-06T06:00:00Z</embargoed></itemMeta><contentSet><inlineData>{FERRY}</inlineData></contentSet>
        </newsItem>"""
    (item,) = read_newsml(newsml.encode(), origin="x")
    assert getattr(item, "embargo_until", None) == ENDS
    path = tmp_path / "a.md"
    path.write_text(f"---\nembargo_until: {ENDS}\n---\n{BRIDGE}", encoding="utf-8")
    (item,) = read_sources([str(path)], max_bytes=10_000)
    assert getattr(item, "embargo_until", None) == ENDS


def test_an_embargo_that_is_no_date_is_rejected_and_not_published(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": BRIDGE, "embargo_until": "until the mayor has spoken"}), encoding="utf-8")
    (item,) = read_sources([str(path)], max_bytes=10_000)
    assert isinstance(item, Rejected)
    assert "is 'until the mayor has spoken', which is no date" in str(item.error)


# Corrections


@pytest.mark.parametrize(
    "note",
    [
        "Correction: An earlier version of this article gave the wrong day.",
        "CORRECTION (May 3): The bridge cost 13 million euros.",
        "Clarification — the mayor spoke on Monday.",
        "Editor’s note: This article has been updated with the harbor’s reply.",
        "This article was amended on 4 March 2026 to correct the name of the bridge.",
        "*An earlier version of this story misspelled the mayor's name.",
    ],
)
def test_a_correction_is_found(note: str) -> None:
    assert find_correction(f"{BRIDGE}\n\n{note}") == note


@pytest.mark.parametrize(
    "paragraph",
    [
        "Corrections officers said the prison was full.",
        "A correction of the market was overdue, she said.",
        "“This article was amended,” the editor told the court.",
        "The article was amended by parliament in May.",
    ],
)
def test_news_of_corrections_is_none(paragraph: str) -> None:
    assert find_correction(f"{BRIDGE}\n\n{paragraph}") is None


def test_a_correction_stands_with_the_article(library: Library) -> None:
    note = "Correction: the bridge opens on Saturday."
    (outcome,) = ingest_sources(library, source(f"{BRIDGE}\n\n{note}"))
    assert article_as_json(library.catalog.article(outcome.article_id))["correction"] == note


# Pages

PARAGRAPHS = "".join(f"<p>{p}</p>" for p in BRIDGE.split("\n\n"))


def read(head: str, body: str = "") -> Any:
    html = f"<html><head><title>t</title>{head}</head><body><article>{PARAGRAPHS}{body}</article></body></html>"
    (found,) = read_page(html, origin="x")
    return found


def linked(**fields: Any) -> str:
    return (
        f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": "t", **fields})}</script>'
    )


@pytest.mark.parametrize(
    ("head", "paywalled"),
    [
        (linked(isAccessibleForFree=False), True),
        (linked(isAccessibleForFree="False"), True),
        (linked(isAccessibleForFree=True), False),
        ('<meta property="article:content_tier" content="locked">', True),
        ('<meta property="article:content_tier" content="free">', False),
        ("", False),
    ],
)
def test_a_page_says_whether_it_is_behind_a_paywall(library: Library, head: str, paywalled: bool) -> None:
    page = read(head)
    assert page.paywalled is paywalled
    (outcome,) = ingest_sources(library, page)
    assert (outcome.note == "behind a paywall: this may be a part of the article") is paywalled


def test_a_page_says_its_section_and_its_correction() -> None:
    page = read(
        linked(articleSection=["Politics", "UK"], correction={"@type": "CorrectionComment", "text": "It was May."})
    )
    assert (page.section, page.correction) == ("Politics", "It was May.")
    assert read('<meta property="article:section" content="Sport">').section == "Sport"


def test_a_caption_is_kept_and_is_no_evidence(library: Library) -> None:
    words = "The mayor cuts the ribbon of the zeppelin hall in a picture from 1961"
    page = read("", f"<figure><img src='x.jpg'><figcaption>{words}</figcaption></figure><p>The band played on.</p>")
    (outcome,) = ingest_sources(library, page)
    version = library.catalog.article(outcome.article_id).current
    if words in version.text:  # what is kept of a caption is marked
        assert words in [span.of(version.text) for span in version.furniture]
    assert all(
        "zeppelin" not in hit.passage.text
        for hit in find_passages("zeppelin hall", Filters(), library=library, limit=5)
    )
