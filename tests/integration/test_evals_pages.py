"""The report and the page for judges in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from evals.labelling.judgements import read, sample
from evals.labelling.server import LabelServer
from evals.reporting.page import report
from tests.conftest import require
from tests.integration.browser import open_page
from tests.unit.evals.test_reporting import run

pytestmark = [pytest.mark.server, pytest.mark.process]


def test_the_report_opens_and_fits_its_window(tmp_path: Path) -> None:
    require("chromium")
    page_file = tmp_path / "report.html"
    page_file.write_text(report(run(1, 0.5, 0, 1), run(1, 1, 1, 1)), encoding="utf-8")
    with open_page(page_file.as_uri(), tmp_path / "profile") as page:
        page.wait_for("document.querySelectorAll('article').length === 2")
        assert page.evaluate("document.querySelectorAll('svg circle').length") >= 2
        assert page.evaluate("document.querySelectorAll('mark').length") == 2
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert page.evaluate("performance.getEntriesByType('resource').length") == 0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LabelServer]:
    rows = sample(run(1, 0, 1, 0), size=4, seed=1)
    with LabelServer(rows, judge="ada", store=tmp_path / "judgements.jsonl") as serving:
        thread = Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


def test_a_judge_clicks_and_types_and_comes_back(server: LabelServer, tmp_path: Path) -> None:
    require("chromium")
    with open_page(server.url, tmp_path / "profile") as page:
        page.wait_for("document.querySelector('#left')?.textContent === '4 of 4 are open'")
        page.evaluate("document.querySelector('article button:nth-child(3)').click()")
        page.wait_for("document.querySelector('#left').textContent === '3 of 4 are open'")
        page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: '1'}))")
        page.wait_for("document.querySelector('#left').textContent === '2 of 4 are open'")
        page.call("Page.reload")
        page.wait_for("document.querySelectorAll('[aria-pressed=true]').length === 2")
    assert [v["ada"] for v in read(server.store).values()] == ["wrong speaker", "supported"]
