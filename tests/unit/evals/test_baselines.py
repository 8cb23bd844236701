"""What is stored to hold later runs against."""

from __future__ import annotations

from pathlib import Path

import pytest

import evals
from evals.comparing import compare
from evals.runs import RunUnusable, read_run
from evals.tables import won_by_cheats

BASELINES = sorted((Path(evals.__file__).parent / "baselines").glob("*.json"))


@pytest.mark.parametrize("path", BASELINES, ids=lambda path: path.stem)
def test_a_stored_run_is_whole_and_no_cheat_wins_in_it(path: Path) -> None:
    run = read_run(path)
    assert [c.verdict for c in compare(run, run)] == ["same"] * len(run.suites)
    assert {name: won for name, suite in run.suites.items() if (won := won_by_cheats(suite))} == {}


def test_there_is_one_for_the_quick_suites() -> None:
    assert "quick" in [path.stem for path in BASELINES]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 1, "suites": {"newsroom": {}}}'])
def test_what_is_no_run_is_refused_by_name(content: str, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(content)
    with pytest.raises(RunUnusable, match=r"other\.json"):
        read_run(path)
    with pytest.raises(RunUnusable, match=r"no manifest\.json"):
        read_run(tmp_path)
    with pytest.raises(RunUnusable, match="is not there"):
        read_run(tmp_path / "absent")
