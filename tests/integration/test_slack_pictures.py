"""Ten messages of the bot over the sample newsroom, in a browser: whole, readable, and as they are in the docs.

`PICTURES=docs` keeps the pictures.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service import assets, presenting
from service.answering.pipeline import answer_question
from service.bootstrap import Service, open_owner
from service.domain.questions import Filters, Question
from service.ingest.pipeline import ingest
from service.ingest.reading import read_sources
from service.retrieval.listing import list_statements
from service.retrieval.quoting import look_up, quotations_in
from service.settings import Settings
from service.slack import messages
from service.slack.messages import Message
from service.store.slack import TeamSettings
from tests.conftest import require
from tests.integration.browser import open_page
from tests.integration.slack_preview import page
from tests.slack_blocks import check_blocks

pytestmark = [pytest.mark.process, pytest.mark.model]
WEB = "https://onrecord.example.com"
KEPT = {"answer": "slack-answer.png", "altered": "slack-altered.png", "ambiguous": "slack-ambiguous.png"}


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    require("chromium")
    service = open_owner(Settings(home=tmp_path_factory.mktemp("pictures")))
    library = service.library()
    articles = sorted((assets.folder("newsroom") / "articles").glob("nw-0*.md"))[:17]
    inputs = read_sources([str(path) for path in articles], max_bytes=10**6)
    assert all(
        o.status == "added" for o in ingest(inputs, catalog=library.catalog, index=library.index, clock=service.clock)
    )
    yield service
    service.close()


def ask(service: Service, question: str) -> dict[str, Any]:
    asked = Question(question, "default", "2021-05-14T12:00:00Z", Filters())
    answer = asyncio.run(answer_question(asked, library=service.library(), using=service.answering))
    return presenting.answer_as_json(answer)


def ten(service: Service) -> Iterator[tuple[str, str, Message]]:
    """Yield ten messages: a name, what was asked, the reply."""
    library = service.library()
    for name, question in (
        ("answer", "What did Austin say about the rockets?"),
        ("ambiguous", "What did Okafor say about the docks?"),
        ("refusal", "What did Blinken say about the lighthouse?"),
        ("unknown", "What did Zoe Zimmer say?"),
        ("private", "What did Psaki say?"),
    ):
        message = messages.answer_parts(ask(service, question), web=WEB)[0]
        yield name, question, messages.with_sharing(message, "k") if name == "private" else message
    altered = "“to take steps that restore order”"
    checked = [
        look_up(q, library=library) for q in quotations_in(altered + " and “the sky over the harbor is falling”")
    ]
    yield (
        "altered",
        f"Who said this?  Austin told Gantz {altered} and “the sky over the harbor is falling”",
        messages.lookups_message(checked),
    )
    found = list_statements(Filters(speaker="Blinken"), about=None, to=None, library=library)
    versions = library.catalog.current_versions(sorted({s.article_id for s in found}))
    yield (
        "statements",
        "/onrecord statements Blinken",
        messages.statements_message(found, versions, heading="Statements on record for “Blinken”"),
    )
    yield "help", "/onrecord help", messages.help_message()
    yield (
        "failure",
        "@OnRecord What did Austin say?",
        messages.failure("the index is missing; run `onrecord reindex`", "4f1d2c9be071"),
    )
    recent = [ask(service, "What did Austin say about the rockets?")]
    home = messages.home(
        recent, TeamSettings(period_days=30), sources=library.catalog.sources(), articles=17, may_set=True
    )
    yield "home", "Home", Message((), tuple(home["blocks"]), "home")


def test_ten_messages_are_whole_and_readable(newsroom: Service, tmp_path: Path) -> None:
    folder = Path(__file__).parents[2] / os.environ["PICTURES"] if "PICTURES" in os.environ else tmp_path
    made = list(ten(newsroom))
    assert len(made) == 10
    with open_page("about:blank", tmp_path / "profile", size="720,900") as browser:
        for name, asked, message in made:
            check_blocks(message.whole, most=100 if name == "home" else 50)
            file = tmp_path / f"{name}.html"
            file.write_text(page(message.whole, asked=asked), encoding="utf-8")
            browser.call("Page.navigate", url=file.as_uri())
            browser.wait_for("document.readyState === 'complete' && !!document.querySelector('.body')")
            assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
            assert (
                browser.evaluate("document.querySelectorAll('.markdown :is(a,em,strong,code,h1,ul,ol,img)').length")
                == 0
            )
            height = browser.evaluate("Math.ceil(document.querySelector('.message').getBoundingClientRect().bottom)")
            browser.call(
                "Emulation.setDeviceMetricsOverride", width=720, height=height, deviceScaleFactor=1, mobile=False
            )
            browser.picture((folder if name in KEPT else tmp_path) / KEPT.get(name, f"{name}.png"))
    if folder == tmp_path:
        assert all((tmp_path / kept).stat().st_size > 5_000 for kept in KEPT.values())
