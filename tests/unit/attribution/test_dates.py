"""Days named beside a statement."""

from __future__ import annotations

import pytest

from service.attribution.dates import find_day
from service.attribution.statements import find_attributions

PUBLISHED = "2021-05-13"  # a Thursday


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("said Wednesday", "2021-05-12"),
        ("said on Thursday", "2021-05-13"),
        ("said on Friday", "2021-05-07"),
        ("said yesterday", "2021-05-12"),
        ("said today", "2021-05-13"),
        ("said on May 2", "2021-05-02"),
        ("said on Dec. 30", "2020-12-30"),
        ("said on March 3, 2019", "2019-03-03"),
        ("said last week", None),
        ("said last Wednesday", None),
        ("said on Feb. 30", None),
        ("said Monday and Tuesday", None),
        ("said", None),
    ],
)
def test_day(words: str, day: str | None) -> None:
    assert find_day(words, PUBLISHED) == day


@pytest.mark.parametrize("published", [None, "", "soon"])
def test_no_day_without_a_date_of_publication(published: str | None) -> None:
    assert find_day("said Wednesday", published) is None


def test_a_day_inside_the_content_is_not_when_it_was_said() -> None:
    text = "Ruiz said the bridge opens on Friday."
    assert find_attributions(text, published_at=PUBLISHED)[0].said_at is None
