"""Which body "the company" or "the club" is, and who is described before they are named."""

from __future__ import annotations

import pytest

from service.attribution.statements import find_attributions


def _speakers(text: str) -> list[str | None]:
    return [a.speaker.name if a.speaker else None for a in find_attributions(text)]


@pytest.mark.parametrize(
    "lead",
    [
        "Heating manufacturer Orrin closed a plant.",
        "Orrin, a maker of boilers, closed a plant.",
        "A plant of the tram operator, Orrin, closed.",
        "Orrin’s chief executive closed a plant.",
    ],
)
def test_the_company_is_the_one_that_the_article_shows_to_be_one(lead: str) -> None:
    assert _speakers(f"{lead} The company said that nobody would lose a job.") == ["Orrin"]


def test_it_takes_up_the_body_that_has_just_spoken() -> None:
    text = "Waste firm Orrin said it was sorry. It denied that it had cut crews."
    assert _speakers(text) == ["Orrin", "Orrin"]


def test_of_two_companies_named_as_often_neither_is_meant() -> None:
    text = "A court heard the brewer Orrin and the supermarket Velm. The company said that it would win."
    assert "Orrin" not in _speakers(text)
    assert "Velm" not in _speakers(text)


def test_a_name_behind_a_comma_is_whom_the_description_means() -> None:
    text = "“We borrow,” said its director, Ada Lane. The bill passed."
    assert _speakers(text) == ["Ada Lane"]


def test_an_office_is_whose_the_next_sentences_give_it_to() -> None:
    text = (
        "Norvale closed the border and its foreign minister said that talks were over. "
        "The minister, Tomas Brandt, left."
    )
    assert _speakers(text)[0] == "Tomas Brandt"


def test_whom_the_first_sentence_is_about_is_named_in_the_next() -> None:
    text = "A plumber told the court that he had warned the town.\n\nIvo Brandt, who is 40, said he was tired."
    assert _speakers(text)[0] == "Ivo Brandt"


def test_one_of_many_is_not_whoever_comes_next() -> None:
    text = "One analyst said that prices would fall.\n\nIvo Brandt, an analyst at Velm, said they would not."
    assert _speakers(text)[0] != "Ivo Brandt"


def test_what_somebody_heads_does_not_speak() -> None:
    text = "The chief executive of Orrin Foods, which owns a farm, told a panel that he was sorry."
    assert "Orrin Foods" not in _speakers(text)


def test_who_speaks_with_others_is_named() -> None:
    assert _speakers("Ada Lane paused. Lane and five colleagues report that the ice is thin.") == ["Ada Lane"]
