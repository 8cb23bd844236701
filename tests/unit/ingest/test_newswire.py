"""ninjs and NewsML-G2: what agencies send, and what they take back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from service.domain.news import SourceArticle
from service.ingest.inputs import Rejected
from service.ingest.newswire import is_withdrawn, plain_text
from service.ingest.reading import read_sources
from service.store.library import Library
from tests.builders import ingest_sources

HTML = "<h2>Late</h2><p>The bridge opens on <b>Friday</b>.</p><ul><li>It is&nbsp;late.</li></ul><p>“It will stay open,” Mayor Ilse Brandt said.</p>"
TEXT = "Late\n\nThe bridge opens on Friday.\n\nIt is late.\n\n“It will stay open,” Mayor Ilse Brandt said."
NINJS_2 = {
    "uri": "urn:newsml:wire.example:20260304:17",
    "standard": {"name": "ninjs", "version": "2.0"},
    "type": "text",
    "pubstatus": "usable",
    "firstcreated": "2026-03-04T10:00:00+01:00",
    "versioncreated": "2026-03-04T11:00:00+01:00",
    "language": "en",
    "by": "Ana Ito",
    "headlines": [{"role": "short", "value": "Bridge"}, {"role": "main", "value": "Bridge to open"}],
    "bodies": [{"role": "teaser", "value": "Soon."}, {"role": "main", "contenttype": "text/html", "value": HTML}],
    "infosources": [{"name": "Meridian Wire", "role": "nsrol:originfo"}],
}
NINJS_3 = {
    "uri": "https://wire.example/17",
    "standard": {"name": "ninjs", "version": "3.0"},
    "pubStatus": "usable",
    "firstCreated": "2026-03-04T09:00:00Z",
    "versionCreated": "2026-03-04T10:00:00Z",
    "by": "Ana Ito",
    "headlines": [{"value": "Bridge to open"}],
    "bodies": [{"contentType": "text/plain", "value": TEXT}],
    "infoSources": [{"name": "Meridian Wire"}],
}
NEWSML = """<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2026-03-04T11:00:00Z</sent></header><itemSet>
<newsItem guid="urn:newsml:wire.example:20260304:17" version="2" standard="NewsML-G2" standardversion="2.34">
 <itemMeta><provider qcode="p:mw"><name>Meridian Wire</name></provider><versionCreated>2026-03-04T11:00:00+01:00</versionCreated>
  <firstCreated>2026-03-04T10:00:00+01:00</firstCreated><pubStatus qcode="stat:{status}"/></itemMeta>
 <contentMeta><by>Ana Ito</by><language tag="en"/><headline>Bridge to open</headline></contentMeta>
 <contentSet>{content}</contentSet></newsItem></itemSet></newsMessage>"""
INLINE = f'<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>{HTML.replace("&nbsp;", "&#160;")}</body></html></inlineXML>'
NITF = '<inlineXML><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.content><p>One paragraph.</p><p>Another one.</p></body.content></body></nitf></inlineXML>'


def read(tmp_path: Path, content: Any) -> list[Any]:
    path = tmp_path / ("item.xml" if isinstance(content, str) else "item.json")
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return list(read_sources([str(path)], max_bytes=100_000))


def check(article: SourceArticle) -> None:
    assert article.text == TEXT
    assert (article.title, article.source, article.author) == ("Bridge to open", "Meridian Wire", "Ana Ito")
    assert (article.published_at, article.modified_at) == ("2026-03-04T09:00:00Z", "2026-03-04T10:00:00Z")
    assert not article.withdrawn


@pytest.mark.parametrize("record", [NINJS_2, NINJS_3])
def test_ninjs(tmp_path: Path, record: dict[str, Any]) -> None:
    (article,) = read(tmp_path, record)
    check(article)
    assert article.external_id == record["uri"]


def test_ninjs_of_version_1(tmp_path: Path) -> None:
    first = {"uri": "urn:17", "headline": "Bridge", "byline": "Ana Ito", "body_xhtml": "<p>It opens.</p><p>Late.</p>"}
    (article,) = read(tmp_path, first)
    assert (article.text, article.title, article.author) == ("It opens.\n\nLate.", "Bridge", "Ana Ito")


def test_newsml(tmp_path: Path) -> None:
    (article,) = read(tmp_path, NEWSML.format(status="usable", content=INLINE))
    check(article)
    assert (article.external_id, article.language) == ("urn:newsml:wire.example:20260304:17", "en")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (NITF, "One paragraph.\n\nAnother one."),
        ("<inlineData contenttype='text/plain'>One line.\n\nAnother.</inlineData>", "One line.\n\nAnother."),
    ],
)
def test_other_content_of_newsml(tmp_path: Path, content: str, text: str) -> None:
    (article,) = read(tmp_path, NEWSML.format(status="usable", content=content))
    assert article.text == text


@pytest.mark.parametrize(
    ("status", "withdrawn"),
    [
        ("usable", False),
        ("canceled", True),
        ("stat:canceled", True),
        ("stat:withheld", True),
        ("http://cv.iptc.org/newscodes/pubstatusg2/canceled", True),
        (None, False),
    ],
)
def test_status(status: str | None, withdrawn: bool) -> None:
    assert is_withdrawn(status) is withdrawn


@pytest.mark.parametrize(
    ("item", "notice"),
    [
        (
            NINJS_2,
            {"uri": NINJS_2["uri"], "pubstatus": "canceled", "versioncreated": "2026-03-04T12:00:00Z"}
            | {"infosources": NINJS_2["infosources"]},
        ),
        (NINJS_3, NINJS_3 | {"pubStatus": "withheld"}),
        (NEWSML.format(status="usable", content=INLINE), NEWSML.format(status="canceled", content="")),
        ({"id": "17", "source": "Courier", "text": TEXT}, {"id": "17", "source": "Courier", "pubstatus": "canceled"}),
    ],
)
def test_a_notice_withdraws_its_article(tmp_path: Path, library: Library, item: Any, notice: Any) -> None:
    (added,) = ingest_sources(library, *read(tmp_path, item))
    (withdrawn,) = ingest_sources(library, *read(tmp_path, notice))
    assert (added.status, withdrawn.status) == ("added", "withdrawn")
    assert withdrawn.article_id == added.article_id
    assert library.index.count() == 0


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({"uri": "urn:17", "pubstatus": "usable", "headlines": []}, "the ninjs object has no text"),
        ({"uri": "urn:17", "bodies": [None, {"value": 7}], "headlines": "x"}, "the ninjs object has no text"),
        (NEWSML.format(status="usable", content=""), "the NewsML-G2 item has no text"),
        ('<?xml version="1.0"?><newsMessage/>', "has no news item"),
    ],
)
def test_an_item_without_text(tmp_path: Path, content: Any, why: str) -> None:
    (rejected,) = read(tmp_path, content)
    assert isinstance(rejected, Rejected)
    assert why in str(rejected.error)


def test_text_without_blocks() -> None:
    assert plain_text("Only <i>this</i>.") == "Only this."
    assert plain_text(" ") == ""
