"""Last names that are trades, names within names, and who is a man or a woman by what is told of them."""

from __future__ import annotations

import pytest

from service.attribution.statements import find_attributions


def speaker(text: str) -> str | None:
    found = find_attributions(text)
    assert found, text
    return found[-1].speaker.name if found[-1].speaker else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The writer Jared Sexton drove home. On Friday Sexton said the rally had frightened him.", "Jared Sexton"),
        ("Voters met Patty Judge in Ames. The bridge, Judge said, was too dear.", "Patty Judge"),
        ("Ada Baker lost. Mrs Baker said she would sue.", "Ada Baker"),
        ("They heard Tom Cook on Monday. “It will hold,” Cook told the council.", "Tom Cook"),
    ],
)
def test_a_trade_may_be_a_last_name(text: str, name: str) -> None:
    assert speaker(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "Tom Roe lost. The Judge said the case was closed.",
        "District Judge Ada Lane sat on Monday. The judge said the case was closed.",
        "Tom Roe met the Town Clerk. The clerk said the hall was shut.",
    ],
)
def test_a_trade_is_no_name_without_one(text: str) -> None:
    assert speaker(text) != "Tom Roe"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rep. Debbie Wasserman Roe left. Wasserman Roe said it was over.", "Debbie Wasserman Roe"),
        ("Ms. Hillary Lane left. Hilary Lane said it was over.", "Hillary Lane"),
        ("The council met. Given Lane’s plan, it sat late. Ada Lane said it was over.", "Ada Lane"),
    ],
)
def test_forms_of_a_name_are_one_person(text: str, name: str) -> None:
    assert speaker(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Peter Lane died in April. He was 61. Sheila Lane, his wife, found him. Mrs Lane said it was sudden.",
            "Sheila Lane",
        ),
        ("For Ada Lane, whose husband died in May, it came late. “I need to know why,” she said.", "Ada Lane"),
        ("Ms Lane rang Tom Roe. Lane asked him why. She said he had no answer.", "Lane"),
    ],
)
def test_who_is_she_is_told_by_titles_and_pronouns(text: str, name: str) -> None:
    assert speaker(text) == name
