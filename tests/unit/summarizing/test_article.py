"""One article: sentences that stand alone, nothing twice, who said what, all under the invariants of an answer."""

from __future__ import annotations

import asyncio
import json
import os
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from evals.invariants import violations
from service import assets
from service.answering.standing import dangles, is_well_marked
from service.domain.news import Kind, Polarity, Speaker
from service.domain.summaries import Length
from service.errors import ModelUnreachable
from service.ingest.reading import read_sources
from service.presenting import summary_as_json
from service.store.library import Library
from service.summarizing.article import Summarizing, summarize_article
from tests.builders import BRIDGE, FERRY, OKORO, drafts, ingest_sources, newer, said, source, store, version
from tests.fakes import ScriptedModel

Json = dict[str, Any]
OPEN = "The bridge will open on Friday and it will stay open,"
SPAN = "We have not been told who raises the [swing] span at night,"
SNAPSHOT = Path(__file__).parents[2] / "snapshots" / "prompts" / "summarize_article.md"
UPDATE = os.environ.get("ONRECORD_UPDATE_SNAPSHOTS") == "1"


def summarize(
    library: Library, article_id: str, *, length: Length = Length.SHORT, model: ScriptedModel | None = None
) -> Json:
    """Return the Summary object of an article, its invariants checked."""
    using = Summarizing(lambda: "sum_1", model)
    of = library.catalog.article(article_id).current
    body = summary_as_json(asyncio.run(summarize_article(of, length=length, library=library, using=using)))
    assert violations(body, partial(text_of, library)) == []
    return body


def text_of(library: Library, article_id: str, number: int) -> str:
    return library.catalog.version(article_id, number).text


def texts(body: Json, name: str = "summary") -> list[str]:
    return [s["text"] for section in body["sections"] if section["name"] == name for s in section["sentences"]]


@pytest.fixture
def filled(library: Library) -> Library:
    of = version(
        BRIDGE, article_id="bridge", source="Courier", published_at="2026-03-04", title="Norvale bridge to open"
    )
    store(library, of, [said(BRIDGE, OPEN), said(BRIDGE, SPAN, by=OKORO)])
    return library


def test_a_summary_leads_with_the_lead_and_quotes_its_speakers(filled: Library) -> None:
    assert texts(summarize(filled, "bridge")) == [
        "The new bridge over the Aar opens to traffic on Friday, 14 months late and 3 million euros over its budget.",
        "Mayor Ilse Brandt said: “The bridge will open on Friday and it will stay open”.",
        "Harbor master Peter Okoro said: “We have not been told who raises the [swing] span at night”.",
    ]


@pytest.mark.parametrize(("length", "most"), [(Length.BRIEF, 1), (Length.SHORT, 3), (Length.LONG, 8)])
def test_each_length_has_its_number_of_sentences(filled: Library, length: Length, most: int) -> None:
    assert 1 <= len(texts(summarize(filled, "bridge", length=length))) <= most


def test_the_tables_say_who_spoke_when_and_how_much(filled: Library) -> None:
    body = summarize(filled, "bridge")
    assert len(texts(body, "said")) == 2
    assert texts(body, "who") == ["Mayor Ilse Brandt.", "Harbor master Peter Okoro."]
    assert texts(body, "numbers")[0].startswith("The new bridge over the Aar")
    assert body["coverage"] == {"read": 1, "used": 1, "left_out": []}


def test_furniture_and_credits_are_never_in_a_summary(filled: Library) -> None:
    text = f"{BRIDGE}\n\nReporting by Ann Lee; editing by Bo Ek"
    ingest_sources(filled, source(text, title="Norvale bridge"))
    (article,) = [a for a in filled.catalog.articles() if a.id != "bridge"]
    body = summarize(filled, article.id, length=Length.LONG)
    assert "Follow us" not in body["text"]
    assert "Reporting by" not in body["text"]


@pytest.mark.parametrize(
    "sentence",
    [
        "He had been briefed in the morning.",
        "This was denied by the office.",
        "Their owners will be offered temporary homes.",
        "A reporter asked him whether it had been proportionate.",
        "“Same message, different counterpart,” he said.",
        "The town clerk told them that the hall was shut.",
        "The dredged sand will buy my house 15 years.",
        "Asked who would pay, the mayor said nothing.",
        "But the pipes do not care.",
    ],
)
def test_a_sentence_that_points_back_dangles(sentence: str) -> None:
    assert dangles(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Mayor Ruth Okafor said she would support better lighting.",
        "There were 31 break-ins on the quay.",
        "The company runs six ships between the mainland and three islands.",
        "Under the plan, Wren said, the houses stay as they are.",
    ],
)
def test_a_sentence_that_stands_alone_does_not(sentence: str) -> None:
    assert not dangles(sentence)


@pytest.mark.parametrize(
    ("sentence", "well"),
    [
        ('Brandt said “yes” and "no".', True),
        ('Brandt called it a “good bridge," who came back”.', False),
        ("Brandt said ”yes“.", False),
        ("Brandt said “she said “no””.", False),
        ("Brandt said “yes.", False),
    ],
)
def test_marks_open_and_close_in_turn(sentence: str, well: bool) -> None:
    assert is_well_marked(sentence) is well


def test_what_a_speaker_did_not_say_is_nobodys_statement(library: Library) -> None:
    text = "Kirby said little on Wednesday. John Kirby did not say whether Benny Gantz had asked for more interceptors."
    unsaid = said(
        text,
        "whether Benny Gantz had asked for more interceptors",
        by=Speaker("John Kirby"),
        kind=Kind.INDIRECT,
        cue="did not say",
        polarity=Polarity.DID_NOT_SAY,
    )
    inner = said(text, "for more interceptors", by=Speaker("Benny Gantz"), kind=Kind.INDIRECT, cue="asked")
    store(library, version(text, article_id="a"), [unsaid, inner])
    assert not any(line.startswith("Benny Gantz") for line in texts(summarize(library, "a"), "said"))


def test_an_older_version_is_summarized_from_its_own_text(filled: Library) -> None:
    first = filled.catalog.article("bridge").current
    store(filled, newer(first, FERRY))
    using = Summarizing(lambda: "sum_1")
    body = summary_as_json(asyncio.run(summarize_article(first, length=Length.SHORT, library=filled, using=using)))
    assert violations(body, partial(text_of, filled)) == []
    assert {c["version"] for c in body["citations"]} == {1}


def test_an_article_without_a_whole_sentence_is_refused(library: Library) -> None:
    store(library, version("Weather: 12 degrees, rain", article_id="a"))
    body = summarize(library, "a")
    assert body["refusal"]["code"] == "no_evidence"
    assert body["coverage"] == {
        "read": 1,
        "used": 0,
        "left_out": [{"article_id": "a", "reason": "no sentence can stand alone"}],
    }


def test_a_models_sentences_are_kept_if_they_hold(filled: Library) -> None:
    lead = "The new bridge over the Aar opens to traffic on Friday."
    lie = "The new bridge over the Aar opens to traffic on Friday, 99 months late."
    stolen = "Peter Okoro said: “The bridge will open on Friday and it will stay open”."
    model = ScriptedModel([drafts((lead, "14 months late"), (lie, "14 months late"), (stolen, "stay open"))])
    body = summarize(filled, "bridge", model=model)
    assert texts(body) == [lead]
    assert (body["mode"], body["model"]) == ("generative", "scripted")
    assert body["prompt"].startswith("summarize_article@")
    assert [v["text"] for v in body["verdicts"] if v["outcome"] == "dropped"] == [lie, stolen]
    assert body["usage"]["input_tokens"] > 0


def test_without_the_model_the_summary_is_extractive_and_says_so(filled: Library) -> None:
    model = ScriptedModel([ModelUnreachable(model="scripted", why="the server answered 500")])
    body = summarize(filled, "bridge", model=model)
    assert body["mode"] == "extractive"
    assert "the server answered 500" in body["notes"][0]
    assert len(texts(body)) == 3


def test_the_prompt_is_the_one_of_the_snapshot(filled: Library) -> None:
    model = ScriptedModel([json.dumps({"sentences": []})])
    summarize(filled, "bridge", model=model)
    if UPDATE:
        SNAPSHOT.write_text(model.prompts[0], encoding="utf-8")
    assert model.prompts[0] == SNAPSHOT.read_text(encoding="utf-8")


def test_every_article_of_the_newsroom_keeps_the_invariants(library: Library) -> None:
    folder = str(assets.folder("newsroom") / "articles")
    ingest_sources(library, *read_sources([folder], max_bytes=10**6))  # type: ignore[arg-type]
    for article_id in library.catalog.article_ids():
        body = summarize(library, article_id, length=Length.LONG)
        assert body["status"] == "answered"
        assert not [s for s in texts(body) if dangles(s)]
        assert len(set(texts(body))) == len(texts(body))
