"""The report: one file, nothing loaded from outside, words of articles never markup."""

from __future__ import annotations

import re
from typing import Any

from evals.reporting.page import report
from evals.runs import Run, SuiteRun
from evals.statistics import mean_figure
from evals.suites import Measure

Json = dict[str, Any]
MANIFEST = {"version": "1", "commit": None, "code_hash": "c", "data": {}, "split": "dev", "quick": True, "seed": 1,
            "model": None, "embedding": "e", "attribution": "full"}  # fmt: skip
HOSTILE = "<script>alert('words of an article')</script>"


def row(number: int, score: float, **more: Any) -> Json:
    excerpt = {"article": "a", "title": HOSTILE, "source": "Courier", "published_at": "2026-03-01", "speaker": "B",
               "via": None, "before": HOSTILE, "quote": f"quoted {number}", "after": "."}  # fmt: skip
    fields = {"input": f"question {number} {HOSTILE}", "output": f"answer {number} {score}", "evidence": [excerpt]}
    return {"id": f"q{number}", "score": score, "reason": "", "slices": {"kind": "fact"}, **fields, **more}


def run(*scores: float) -> Run:
    rows = [row(number, score) for number, score in enumerate(scores)]
    figures = (mean_figure("right", scores),)
    suite = SuiteRun("newsroom", (Measure("right"),), rows, figures, {"right": {"refuse": 0.25}})
    return Run("run", MANIFEST, {"newsroom": suite})


def test_nothing_comes_from_outside_and_words_stay_words() -> None:
    page = report(run(1, 0, 0.5, 1))
    assert HOSTILE not in page
    assert not re.search(r"<(script|link|img|iframe)|url\(|@import|https?://", page)


def test_what_is_wrong_comes_worst_first_with_its_evidence_marked() -> None:
    page = report(run(1, 0.5, 0, 1))
    assert page.index("answer 2 0") < page.index("answer 1 0.5")
    assert "answer 0 1" not in page
    assert "<mark>quoted 2</mark>" in page


def test_a_plot_has_each_figure_its_interval_and_its_cheats() -> None:
    page = report(run(1, 0, 1, 1))
    assert "<title>0.750 [" in page
    assert "<title>refuse 0.250</title>" in page


def test_what_changed_since_stands_side_by_side() -> None:
    page = report(run(1, 0, 1, 1), run(1, 1, 1, 1))
    assert "1 cases changed, 1 for the worse" in page
    assert page.index("answer 1 1") < page.index("answer 1 0")
    assert "<title>before 1.000</title>" in page
