"""A digest: by event, newest first, copies folded, outlets compared, positions dated, every article accounted for."""

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
from service.domain.questions import Filters
from service.domain.summaries import Length
from service.embedding import OnnxEmbedder
from service.embedding.models import MODELS
from service.errors import InputRejected
from service.ingest.reading import read_sources
from service.presenting import summary_as_json
from service.store.library import Library
from service.summarizing.article import Summarizing, read_current
from service.summarizing.topic import Topic, summarize_topic
from tests.builders import drafts, ingest_sources
from tests.fakes import ScriptedModel
from tests.unit.summarizing.test_article import text_of, texts

Json = dict[str, Any]
SNAPSHOT = Path(__file__).parents[2] / "snapshots" / "prompts" / "summarize_topic.md"
UPDATE = os.environ.get("ONRECORD_UPDATE_SNAPSHOTS") == "1"


@pytest.fixture
def newsroom(library: Library) -> Library:
    folder = assets.folder("newsroom") / "articles"
    chosen = [str(p) for n in ("00", "018", "019", "020", "021", "022", "023", "024") for p in folder.glob(f"nw-{n}*")]
    ingest_sources(library, *read_sources(sorted(chosen), max_bytes=10**6))  # type: ignore[arg-type]
    return library


def digest(library: Library, topic: Topic, *, model: ScriptedModel | None = None) -> Json:
    using = Summarizing(lambda: "sum_1", model)
    body = summary_as_json(asyncio.run(summarize_topic(topic, library=library, using=using)))
    assert violations(body, partial(text_of, library)) == []
    coverage = body["coverage"]
    left = [item["article_id"] for item in coverage["left_out"]]
    assert coverage["read"] == coverage["used"] + len(left)
    assert len(set(left)) == len(left)
    return body


def names(library: Library, ids: list[str]) -> set[str]:
    return {(library.catalog.article(i).current.external_id or "")[:6] for i in ids}


def test_events_come_newest_first_with_their_articles(newsroom: Library) -> None:
    body = digest(newsroom, Topic("Tarrow flood"))
    events = [s for s in body["sections"] if s["name"] == "event"]
    assert [names(newsroom, e["articles"]) for e in events] == [{"nw-020", "nw-021"}, {"nw-018", "nw-019"}]
    assert events[0]["heading"].startswith("16 November 2022: ")


@pytest.mark.model
def test_outlets_that_differ_are_named_with_both_figures(newsroom: Library) -> None:
    newsroom.index.embedder = OnnxEmbedder(MODELS["minilm-l6-int8"], threads=2)
    found = texts(digest(newsroom, Topic("Tarrow flood")), "conflict")
    assert len(found) == 2
    (flood,) = [t for t in found if "46" in t]
    assert flood.startswith("46 or 64? Port Bellamy Courier (16 November 2022, corrected): Engineers have declared 46")
    assert "unsafe to live in …, the regional building inspectorate said on Tuesday." in flood
    assert "Northgate Dispatch (16 November 2022): Sixty-four homes" in flood


def test_a_copy_is_folded_and_said_to_be_one(newsroom: Library) -> None:
    body = digest(newsroom, Topic(filters=Filters(speaker="Austin")))
    (copy,) = [item for item in body["coverage"]["left_out"] if item["reason"].startswith("copy of")]
    assert names(newsroom, [copy["article_id"]]) == {"nw-003"}
    assert any(copy["article_id"] in s["articles"] for s in body["sections"])


def test_a_speakers_positions_are_dated_and_a_turn_is_flagged(newsroom: Library) -> None:
    body = digest(newsroom, Topic("ferry", Filters(speaker="Vekić")))
    days = [t[:10] for t in texts(body, "positions")]
    assert days[0] == "3 May 2023"
    assert days == sorted(days)
    (change,) = texts(body, "changes")
    assert change.startswith("3 May 2023: Marta Vekić")
    assert "“We will not sign any agreement that contains a two-tier roster" in change
    assert "9 May 2023: Marta Vekić" in change
    assert "is something we can live with" in change


def test_what_nobody_answered_is_an_open_question(newsroom: Library) -> None:
    assert "Town clerk Rosalind Keir did not say whether residents would be compensated." in texts(
        digest(newsroom, Topic("Tarrow flood")), "open"
    )


def test_nothing_found_is_a_refusal_that_says_what_was_searched(newsroom: Library) -> None:
    body = digest(newsroom, Topic("zebra migration"))
    assert body["refusal"]["searched"]["articles"] == body["coverage"]["read"] == 16
    assert {item["reason"] for item in body["coverage"]["left_out"]} == {"not about the topic"}


def test_a_brief_digest_says_what_it_left_out(newsroom: Library) -> None:
    body = digest(newsroom, Topic(length=Length.BRIEF))
    assert len([s for s in body["sections"] if s["name"] == "event"]) == 5
    assert "beyond the events that this length takes" in {item["reason"] for item in body["coverage"]["left_out"]}


def test_a_model_writes_events_and_what_does_not_hold_is_dropped(newsroom: Library) -> None:
    good = "Engineers have declared 46 houses in the lower town of Tarrow unsafe to live in."
    bad = "Engineers have declared 5,000 houses in the lower town of Tarrow unsafe to live in."
    reply = drafts((good, "46 houses"), (bad, "46 houses"))
    body = digest(newsroom, Topic("Tarrow flood"), model=ScriptedModel([reply, json.dumps({"sentences": []})]))
    first, second = (s for s in body["sections"] if s["name"] == "event")
    assert first["text"].startswith(good)
    assert bad not in body["text"]
    assert len(second["sentences"]) >= 2  # the model had nothing to say: the articles' own sentences stand
    assert body["mode"] == "generative"


def test_beyond_the_budget_events_stand_without_the_model(newsroom: Library) -> None:
    model = ScriptedModel([])
    body = digest(newsroom, Topic("Tarrow flood", budget=100), model=model)
    assert model.prompts == []
    assert body["notes"] == ["2 events stand without the model: the budget of 100 tokens was spent"]


def test_the_prompt_is_the_one_of_the_snapshot(newsroom: Library) -> None:
    model = ScriptedModel([json.dumps({"sentences": []})])
    digest(
        newsroom, Topic("Tarrow flood houses", length=Length.BRIEF, filters=Filters(since="2022-11-12")), model=model
    )
    if UPDATE:
        SNAPSHOT.write_text(model.prompts[0], encoding="utf-8")
    assert model.prompts[0] == SNAPSHOT.read_text(encoding="utf-8")


def test_what_its_publisher_withdrew_is_in_no_summary(newsroom: Library) -> None:
    (withdrawn,) = (a.id for a in newsroom.catalog.articles() if (a.current.external_id or "").startswith("nw-020"))
    newsroom.catalog.withdraw(withdrawn, now="2026-03-05T12:00:00Z")
    with pytest.raises(InputRejected, match="its publisher withdrew it"):
        read_current(withdrawn, newsroom)
    body = digest(newsroom, Topic("Tarrow flood"))
    assert withdrawn not in json.dumps(body)
