"""Weekdays that are past and sure have their dates beside them; the others stay as the article has them."""

from __future__ import annotations

import pytest

from service.domain.answers import Claim
from service.summarizing.dating import dated
from tests.builders import support, version


def shown(text: str, *, published: str | None = "2022-11-16T09:00:00Z") -> str:
    """Return how a sentence of an article of a Wednesday stands in a digest."""
    of = version(text, published_at=published)
    return dated(Claim(text, (support(of, text),))).text


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("The port was closed, its office said on Tuesday.", "on Tuesday [15 November 2022]"),
        ("The port spoke on Wednesday of a flood.", "on Wednesday [16 November 2022]"),
        ("The strike was called off on Saturday night after a vote.", "on Saturday night [12 November 2022]"),
        ("“Not Monday,” she told the court on Tuesday.", "on Tuesday [15 November 2022]"),
    ],
)
def test_a_past_weekday_has_its_date(text: str, date: str) -> None:
    found = shown(text)
    assert date in found
    assert found.count("[") == 1


@pytest.mark.parametrize(
    "text",
    [
        "The port will be opened on Friday, its office said.",
        "The inquiry continues on Thursday.",
        "The port said it was due to open on Monday.",
        "The mayor had been promised a meeting on Monday.",
        "The port asked owners to move their boats on Monday.",
        "“The port was closed on Tuesday,” the mayor said.",
        "The port was closed on Thursday, its office said.",  # six days ago, or today where the clock is ahead
        "The port was closed on Tuesdays, its office said.",
    ],
)
def test_what_may_lie_ahead_or_elsewhere_has_none(text: str) -> None:
    assert shown(text) == text


def test_without_a_date_of_publication_there_is_none() -> None:
    text = "The port was closed, its office said on Tuesday."
    assert shown(text, published=None) == text
