"""One shape for every surface: the objects of the contract."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from service import presenting
from service.answering.pipeline import Answering, answer_question
from service.domain.news import Speaker
from service.domain.questions import Filters
from service.ingest.reading import article_from_record
from service.retrieval.listing import list_statements
from service.retrieval.searching import find_passages
from service.store.library import Library
from service.web import schemas
from tests.builders import (
    BRANDT,
    BRIDGE,
    FERRY,
    OKORO,
    ingest_sources,
    ingest_texts,
    numbered_ids,
    question,
    said,
    source,
    store,
    version,
    where,
)

Json = dict[str, Any]
OPEN = "The bridge will open on Friday and it will stay open,"

ANSWER = "id question status mode model prompt text sentences citations refusal usage timings_ms".split()
CITATION = """number article_id version title source url published_at quote start end passage passage_start passage_end
    speaker via cue addressee said_at""".split()
STATEMENT = """id article_id version speaker speaker_text speaker_span via cue cue_span content_spans content kind
    addressee polarity said_at published_at""".split()
HIT = "article_id external_id version title passage start end score".split()


@pytest.fixture
def filled(library: Library) -> Library:
    spoken = said(
        BRIDGE,
        OPEN,
        by=BRANDT,
        via=OKORO,
        addressee=Speaker("Ann Lee"),
        said_at="2026-02-28",
        speaker_text="Mayor Ilse Brandt",
        speaker_span=where(BRIDGE, "Mayor Ilse Brandt"),
        cue_span=where(BRIDGE, "said"),
    )
    facts = {"title": "Bridge", "source": "Courier", "url": "https://courier.example/a", "published_at": "2026-03-01"}
    store(library, version(BRIDGE, external_id="desk-17", **facts), [spoken])
    return library


def ask(library: Library, text: str) -> Json:
    made = answer_question(question(text), library=library, using=Answering(numbered_ids()))
    return presenting.answer_as_json(asyncio.run(made))


def test_an_answer(filled: Library) -> None:
    answer = ask(filled, "What did Brandt say?")
    assert set(ANSWER) <= set(answer)
    (citation,) = answer["citations"]
    assert set(CITATION) <= set(citation)
    assert (citation["quote"], citation["external_id"], citation["title"]) == (OPEN, "desk-17", "Bridge")
    assert BRIDGE[citation["start"] : citation["end"]] == OPEN
    assert BRIDGE[citation["passage_start"] : citation["passage_end"]] == citation["passage"]
    assert citation["speaker"]["name"] == "Ilse Brandt"
    assert citation["speaker"]["id"].startswith("spk_")
    assert citation["via"] == {"name": "Peter Okoro", "role": "harbor master"}
    assert citation["addressee"] == {"name": "Ann Lee", "role": None}
    assert (citation["cue"], citation["said_at"]) == ("said", "2026-02-28")
    assert (answer["refusal"], answer["model"], answer["prompt"]) == (None, None, None)
    assert answer["usage"] == {"input_tokens": 0, "output_tokens": 0}
    assert set(answer["timings_ms"]) == {"retrieve", "draft", "verify", "total"}
    assert schemas.AnswerOut.model_validate(answer).model_dump() == json.loads(json.dumps(answer))


def test_a_refusal(filled: Library) -> None:
    answer = ask(filled, "What did Zoe say?")
    assert (answer["status"], answer["citations"], answer["sentences"]) == ("refused", [], [])
    assert answer["refusal"] == {
        "code": "no_statement",
        "message": answer["text"],
        "reason": "unknown_speaker",
        "searched": {"articles": 1, "since": "2026-03-01", "until": "2026-03-01"},
        "candidates": [],
        "related": [],
    }


def test_a_statement(filled: Library) -> None:
    (found,) = (
        presenting.statement_as_json(s) for s in list_statements(Filters(), about=None, to=None, library=filled)
    )
    assert set(STATEMENT) <= set(found)
    assert [BRIDGE[s:e] for s, e in found["content_spans"]] == [OPEN]
    assert BRIDGE[slice(*found["speaker_span"])] == found["speaker_text"] == "Mayor Ilse Brandt"
    assert BRIDGE[slice(*found["cue_span"])] == found["cue"] == "said"
    assert (found["kind"], found["polarity"], found["external_id"]) == ("direct", "asserted", "desk-17")
    assert schemas.StatementOut.model_validate(found).model_dump() == json.loads(json.dumps(found))


def test_a_statement_of_somebody_unknown(library: Library) -> None:
    store(library, version(BRIDGE), [said(BRIDGE, OPEN, by=None, cue=None)])
    (found,) = (
        presenting.statement_as_json(s) for s in list_statements(Filters(), about=None, to=None, library=library)
    )
    unknown = {
        name: found[name] for name in ("speaker", "speaker_span", "via", "cue", "cue_span", "addressee", "said_at")
    }
    assert set(unknown.values()) == {None}


def test_a_hit(filled: Library) -> None:
    (hit,) = (presenting.hit_as_json(h) for h in find_passages("bridge", Filters(), library=filled, limit=1))
    assert set(HIT) <= set(hit)
    assert BRIDGE[hit["start"] : hit["end"]] == hit["passage"]
    assert (hit["external_id"], hit["version"], hit["title"]) == ("desk-17", 1, "Bridge")


def test_an_article_with_its_text(filled: Library) -> None:
    article = filled.catalog.articles()[0]
    found = presenting.article_with_text_as_json(article)
    assert (found["text"], found["characters"], found["versions"], found["statements"]) == (BRIDGE, len(BRIDGE), 1, 1)
    short = presenting.article_as_json(article)
    assert "text" not in short
    assert short.items() <= found.items()


def test_what_is_exported_is_taken_back_as_the_same(library: Library) -> None:
    facts = {"url": "https://courier.example/a", "source": "Courier", "published_at": "2026-03-01", "author": "N. W."}
    ingest_sources(
        library, source(BRIDGE, external_id="desk-17", title="Bridge", **facts), source(FERRY, title="Ferry", **facts)
    )
    ingest_texts(library, "No title here. It opens.")
    catalog = library.catalog
    found = ((article.current, catalog.identity(article.id)) for article in catalog.articles())
    exported = [json.dumps(presenting.record_as_json(version, identity=identity)) for version, identity in found]
    again = [article_from_record(json.loads(line), origin="export", max_bytes=10**6) for line in exported]
    assert [outcome.status for outcome in ingest_sources(library, *again)] == ["unchanged"] * 3
