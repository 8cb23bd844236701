"""The page in a real browser, on a real server, over the sample newsroom."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from service import assets
from tests.conftest import require
from tests.integration.browser import open_page
from tests.integration.processes import PATIENCE_S, command, environment, onrecord

pytestmark = [pytest.mark.server, pytest.mark.process, pytest.mark.model]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    require("chromium")
    home = tmp_path_factory.mktemp("page-home")
    assert onrecord("ingest", assets.folder("newsroom") / "articles", home=home).code == 0
    server = subprocess.Popen(
        command("serve", "--port", 0), env=environment(home), cwd=home.parent, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        yield server.stdout.readline().split()[3].rstrip("/")
    finally:
        server.terminate()
        server.communicate(timeout=PATIENCE_S)


def test_an_answer_shows_its_sentences_and_marks_the_cited_words(address: str, tmp_path: Path) -> None:
    with open_page(f"{address}/?question={quote('What did Austin say?')}", tmp_path) as page:
        sentences = page.wait_for("[...document.querySelectorAll('.sentence')].map(s => s.innerText)")
        sources = page.wait_for("document.querySelectorAll('.sources li').length")  # they follow the sentences
        marked = page.evaluate("[...document.querySelectorAll('mark')].map(m => m.innerText)")
    assert any("Lloyd Austin" in sentence for sentence in sentences)
    assert len(marked) == sources > 0
    assert all(words.strip() for words in marked)


def test_a_click_on_a_candidate_asks_again_about_that_person(address: str, tmp_path: Path) -> None:
    with open_page(f"{address}/?question={quote('What did Okafor say about the docks?')}", tmp_path) as page:
        page.wait_for("document.querySelectorAll('.refusal .chip').length === 2")
        page.evaluate(
            "[...document.querySelectorAll('.refusal .chip')].find(c => c.innerText.includes('Daniel')).click()"
        )
        sentences = page.wait_for("[...document.querySelectorAll('.sentence')].map(s => s.innerText).join(' ')")
    assert "Daniel Okafor" in sentences
    assert "Ruth Okafor" not in sentences


def test_markup_in_a_question_stays_text(address: str, tmp_path: Path) -> None:
    question = quote("<img src=x onerror=\"document.title='broken'\"> who is it?")
    with open_page(f"{address}/?question={question}", tmp_path) as page:
        page.wait_for("document.querySelectorAll('.refusal, .sentence').length")
        assert page.evaluate("document.querySelectorAll('#answer img').length") == 0
        assert page.evaluate("document.title") == "OnRecord"
