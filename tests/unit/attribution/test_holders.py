"""Offices at a body that is named right before whoever holds them."""

from __future__ import annotations

import pytest

from service.attribution.statements import find_attributions


def _speakers(text: str) -> list[tuple[str | None, str | None]]:
    return [(a.speaker.name, a.speaker.role) if a.speaker else (None, None) for a in find_attributions(text)]


@pytest.mark.parametrize(
    ("office", "name"),
    [
        ("CEO of the Refugee Council", "Enver Solomon"),
        ("General secretary of the Dockers' Union", "Piers Roe"),
        ("Former head of the Bank of Norvale", "Ursula van der Lane"),
        ("Director of Public Prosecutions", "Ada Lane"),
        ("Mayor of Port Bellamy", "Ada Lane"),
    ],
)
def test_an_office_and_its_body_are_the_role_of_the_name_behind_them(office: str, name: str) -> None:
    assert _speakers(f"{office} {name} said the plan would not work.") == [(name, office)]
    assert _speakers(f"“It will fail,” said {office} {name}.") == [(name, office)]


def test_an_office_with_its_article_holds_where_the_body_shows_its_end() -> None:
    text = "The director of the Institute for Fiscal Studies Paul Roe said taxes would rise."
    assert [a.speaker.name for a in find_attributions(text) if a.speaker] == ["Paul Roe"]


@pytest.mark.parametrize("head", ["Trinity College Dublin", "the European Central Bank", "Wells Fargo Advisors"])
def test_the_end_of_a_body_is_no_person(head: str) -> None:
    (said,) = find_attributions(f"The head of {head} said fees would rise.")
    assert said.speaker is not None
    assert said.speaker.name == f"the head of {head}"
