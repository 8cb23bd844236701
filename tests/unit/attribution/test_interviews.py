"""Interviews set in bold, and live tickers with the time in bold."""

from __future__ import annotations

import pytest

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
    text = INTERVIEW.replace("Ada Lane sold her shop", "Ada Lane and Tomas Brandt sold their shop")
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


BOTH = """Ada Lane has run the yard for six years. After the strike the chief executive met Tom Roe in her office.

**Quay Monthly: Five days of strike. What was it for?**

**Ada Lane:** I ask myself that.

**You told the Gazette that it would be short. Was it?**

I thought a letter was enough.

He was right.

**Have you tried it yourself?**

Once. I put it through the roof.

Asked later, the union said it looked forward to the figures."""


def test_questions_are_those_of_whom_the_introduction_says_that_she_met() -> None:
    found = _found(BOTH)
    assert ("Tom Roe", "Five days of strike. What was it for?") in found
    assert ("Tom Roe", "Have you tried it yourself?") in found
    assert {a.addressee.name for a in find_attributions(BOTH) if a.addressee and a.cue is None} == {"Ada Lane"}


def test_answers_go_on_until_the_next_question_and_a_label_is_needed_once() -> None:
    found = _found(BOTH)
    assert ("Ada Lane", "I thought a letter was enough. … He was right.") in found
    assert ("Ada Lane", "Once. I put it through the roof.") in found
    assert ("the union", "it looked forward to the figures") in found


def test_you_in_a_question_is_whoever_answers() -> None:
    assert ("Ada Lane", "that it would be short") in _found(BOTH)


def test_a_byline_names_who_asks() -> None:
    assert ("Tom Roe", "Do you miss it?") in _found("By Tom Roe\n\n" + INTERVIEW)


@pytest.mark.parametrize(
    "standfirst",
    [
        "Ada Lane sold her shop last year. Tomas Brandt met her in the harbor.",
        "Ada Lane sold her shop last year. She spoke to our books editor, Tomas Brandt, in the harbor.",
        "Ada Lane sold her shop last year. She talked to the Ledger’s Tomas Brandt. Edited excerpts:",
        "Ada Lane was interviewed by Tomas Brandt.",
    ],
)
def test_who_interviews_is_not_who_answers(standfirst: str) -> None:
    text = INTERVIEW.replace("Ada Lane sold her shop last year. We met in the harbor.", standfirst)
    assert ("Ada Lane", "Every day. I’ve kept the key.") in _found(text)


def test_the_headline_may_be_all_that_names_who_answers() -> None:
    text = INTERVIEW.split("\n\n", 1)[1]
    found = find_attributions(text, title="Five minutes with: Ada Lane, harbor pilot")
    answers = [a.speaker.name for a in found if a.speaker and a.content(text) == "A boat, I hope."]
    assert answers == ["Ada Lane"]


def test_an_answer_may_have_several_paragraphs() -> None:
    text = INTERVIEW.replace("I’ve kept the key.", "I’ve kept the key.\n\nIt opens nothing now.")
    assert ("Ada Lane", "Every day. I’ve kept the key. … It opens nothing now.") in _found(text)


BOLD = (
    "Ada Lane runs the ferry.\n\n**Is it safe?**\n\nIt is. We had it tested.\n\n"
    "**And in winter?**\n\nThen, too.\n\n**Who paid?**\n\nWe did.\n"
)


def test_a_byline_asks_where_nobody_else_is_said_to() -> None:
    asked = [a for a in find_attributions(BOLD, author="Nils Roe") if a.content(BOLD).endswith("?")]
    assert [a.speaker.name if a.speaker else None for a in asked] == ["Nils Roe"] * 3


@pytest.mark.parametrize("author", [None, "Staff", "Sports desk", "Ada Lane and Nils Roe", "Norvale Press Agency"])
def test_a_desk_or_two_people_ask_nothing(author: str | None) -> None:
    asked = [a for a in find_attributions(BOLD, author=author) if a.content(BOLD).endswith("?")]
    assert len(asked) == 3
    assert not any(a.speaker for a in asked)
