"""Cheats beside the figures of suites that run as a whole: none wins but a guard."""

from __future__ import annotations

import pytest

from evals.attribution.systems import FINDING_CHEATS
from evals.execution import _from_result
from evals.pages import make_pages
from evals.runs import SuiteRun
from evals.statistics import mean_figure
from evals.suites import Measure, Result
from evals.suites.copies import FIGURES, originals
from evals.suites.copies import compare as compare_groups
from evals.suites.pages import CHEAT, compare
from evals.suites.verification import balanced
from evals.tables import rows, won_by_cheats
from evals.wire import make_wire


def whole(*measures: Measure) -> SuiteRun:
    """Return a suite whose figures are .9 right, .1 wrong and .9 detected; its cheat has 1, 0 and 1."""
    figures = tuple(mean_figure(name, [value]) for name, value in (("right", 0.9), ("wrong", 0.1), ("detected", 0.9)))
    cheats = {"right": {"all apart": 0.5}, "wrong": {"all apart": 0.4}, "detected": {"all apart": 1.0}}
    return _from_result("s", Result("s", figures, cheats=cheats, measures=measures))


def test_a_figure_that_is_better_low_and_a_guard_are_judged_as_such() -> None:
    low, guard = Measure("wrong", higher_is_better=False), Measure("detected", guard=True)
    assert won_by_cheats(whole(low, guard)) == {}
    assert won_by_cheats(whole(low)) == {"detected": ["all apart"]}
    assert won_by_cheats(whole(guard)) == {"wrong": ["all apart"]}


def test_a_cheat_of_one_suite_stands_by_name_in_the_last_column() -> None:
    head, *body = rows([whole()])
    assert head[-1] == "other cheats"
    assert [row[-1] for row in body] == ["all apart 0.500", "all apart 0.400", "all apart 1.000"]


@pytest.mark.parametrize("verdict", [True, False])
def test_who_says_the_same_of_every_case_has_half(verdict: bool) -> None:
    kinds = [True] * 3 + [False] * 50
    assert balanced([(kind, float(kind is verdict)) for kind in kinds]) == 0.5
    assert balanced([(kind, 1.0) for kind in kinds]) == 1.0


def test_to_group_nothing_or_everything_wins_one_half_of_a_pair_only() -> None:
    wire = make_wire(originals()[:4])
    names = [str(d.article.external_id) for d in wire]
    apart = compare_groups(wire, {name: name for name in names})
    together = compare_groups(wire, dict.fromkeys(names, names[0]))
    assert FIGURES["precision of pairs"](apart) == FIGURES["recall of pairs"](together) == 1.0
    assert FIGURES["F1 of pairs"](apart) == 0.0
    assert FIGURES["F1 of pairs"](together) < 0.5
    assert {row["score"] for row in apart} == {0.0}


def test_a_reader_who_takes_the_whole_page_has_no_page_right() -> None:
    read = [compare(page) for page in make_pages(originals())]
    assert [row["id"] for row in read if all(row[CHEAT].values())] == []
    assert any(row[CHEAT]["title"] for row in read)
    assert [row["score"] for row in read] == [float(all(row["ours"].values())) for row in read]


def test_the_nearest_name_says_every_quotation() -> None:
    text = "Ann Ross met Bob Lee. “We will open the bridge,” said the mayor."
    (found,) = FINDING_CHEATS["nearest name"](text, title="Bridge", published_at=None, furniture=())
    assert found.content(text) == "We will open the bridge,"
    assert found.speaker is not None
    assert found.speaker.name == "Bob Lee"
    assert not FINDING_CHEATS["nobody speaks"](text, title="Bridge")
