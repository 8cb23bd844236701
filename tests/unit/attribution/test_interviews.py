"""Interviews set in bold, and live tickers with the time in bold."""

from __future__ import annotations

from service.attribution.statements import find_attributions
from service.domain.news import Polarity

INTERVIEW = """Ada Lane sold her shop last year. We met in the harbor.

**Do you miss it?**

Every day. I’ve kept the key.

**Would you do it again?**

My brother asks me that. No.

**What is next?**

A boat, I hope."""


def _found(text: str) -> list[tuple[str | None, str]]:
    return [(a.speaker.name if a.speaker else None, " ".join(a.content(text).split())) for a in find_attributions(text)]


def test_answers_are_the_interviewees_and_questions_nobodys() -> None:
    found = _found(INTERVIEW)
    assert ("Ada Lane", "Every day. I’ve kept the key.") in found
    assert ("Ada Lane", "A boat, I hope.") in found
    assert (None, "Do you miss it?") in found


def test_questions_are_asked() -> None:
    asked = [a for a in find_attributions(INTERVIEW) if a.content(INTERVIEW).endswith("?")]
    assert {a.polarity for a in asked} == {Polarity.ASKED}
    assert len(asked) == 3


def test_two_people_in_the_standfirst_leave_the_answers_open() -> None:
    text = INTERVIEW.replace("We met", "Tomas Brandt met her")
    assert "Every day. I’ve kept the key." not in [content for _, content in _found(text)]


def test_bold_headings_are_no_questions() -> None:
    text = (
        "Ada Lane left.\n\n**The shop**\n\nIt was old.\n\n**The harbor**\n\nIt was cold.\n\n**The end**\n\nIt rained."
    )
    assert _found(text) == []


def test_a_ticker_has_turns_behind_its_times() -> None:
    text = (
        "**6:31 p.m.** Council member Ada Lane: How did you count? Brandt: From reports.\n\n"
        "**6:40 p.m.** Lane, in the hall: “Call me Thursday.”"
    )
    found = _found(text)
    assert ("Ada Lane", "How did you count?") in found
    assert ("Brandt", "From reports.") in found
    assert ("Ada Lane", "Call me Thursday.") in found
