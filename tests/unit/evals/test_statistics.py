"""Intervals and tests: their values by hand, and against a second way to get them."""

from __future__ import annotations

import numpy as np
import pytest

from evals.statistics import figure, holm, mean, mean_figure, permutation_p
from tests.conftest import require


def test_the_mean_has_the_interval_of_the_general_way() -> None:
    values = [float(v) for v in np.random.default_rng(3).integers(0, 2, 200)]
    fast, slow = mean_figure("x", values), figure("x", values, mean)
    assert fast.value == pytest.approx(slow.value)
    assert fast.low == pytest.approx(slow.low, abs=0.01)
    assert fast.high == pytest.approx(slow.high, abs=0.01)


def test_no_case_gives_no_figure() -> None:
    assert mean_figure("x", []).cases == 0


@pytest.mark.parametrize(
    ("differences", "p"),
    [
        ([], 1.0),
        ([0.0, 0.0], 1.0),
        ([-1.0] * 5, 1 / 32),
        ([-1.0] * 4 + [1.0], 6 / 32),
        ([1.0] * 5, 1.0),
        ([-1.0, 1.0], 3 / 4),
    ],
)
def test_p_of_a_loss_is_the_share_of_signs_that_lose_as_much(differences: list[float], p: float) -> None:
    assert permutation_p(differences) == pytest.approx(p)


def test_drawn_signs_come_near_all_signs() -> None:
    differences = [-1.0] * 9 + [1.0] * 4
    exact = permutation_p(differences)
    drawn = permutation_p([*differences, 1e-12])  # one more that weighs nothing: too many for all signs
    assert drawn == pytest.approx(exact, abs=0.01)
    assert drawn == permutation_p([*differences, 1e-12])


def test_p_is_that_of_scipy() -> None:
    require("scipy")
    from scipy import stats

    rng = np.random.default_rng(5)
    before, after = rng.normal(0.1, 1, 40), rng.normal(0, 1, 40)
    found = stats.permutation_test(
        (after, before),
        lambda a, b: np.mean(a - b),
        permutation_type="samples",
        alternative="less",
        n_resamples=999,
        rng=1,
    )
    assert permutation_p(list(after - before)) == pytest.approx(found.pvalue, abs=0.04)


def test_holm_corrects_step_by_step() -> None:
    corrected = holm({"a": 0.01, "b": 0.04, "c": 0.03})
    assert corrected == pytest.approx({"a": 0.03, "c": 0.06, "b": 0.06})
    assert holm({"a": 0.9, "b": 0.8}) == {"b": 1.0, "a": 1.0}
