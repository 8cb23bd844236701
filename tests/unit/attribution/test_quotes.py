"""Which quotations are speech."""

from __future__ import annotations

import pytest

from service.attribution.quotes import Verdict, judge, stands_alone
from service.text.marks import find_quotations


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("“We lost the pumps at six, and nobody came,” said Orlo.", Verdict.SPEECH),
        ("Orlo said, “I was there.”", Verdict.SPEECH),
        ("The so-called “miracle diet” sold well.", Verdict.NOT_SPEECH),
        ("Lars “Lucky” Holm scored.", Verdict.NOT_SPEECH),
        ("His book “The Long Winter of Norvale” sold well.", Verdict.NOT_SPEECH),
        ("He praised “a fair option for everybody” in the hall.", Verdict.UNSURE),
    ],
)
def test_verdict(text: str, verdict: Verdict) -> None:
    assert judge(text, find_quotations(text)[0]) is verdict


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("“It opens,” he said.", True),
        ("He said: “It opens.”", True),
        ("“It opens,” he said, “and stays open.”", True),
        ("He called it “a disaster.”", False),
        ("The “miracle diet” sold well.", False),
    ],
)
def test_standing_alone(text: str, alone: bool) -> None:
    assert stands_alone(text, find_quotations(text)[-1]) is alone
