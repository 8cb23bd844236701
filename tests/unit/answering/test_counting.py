"""Whether a sentence counts what a question asks for."""

from __future__ import annotations

import pytest

from service.answering.expecting import asks_for_number, expected_in, fitness


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("How many ships were checked in the strait?", "She said that 31 vessels had been inspected since Monday."),
        ("How many houses were damaged?", "Some 240 homes were flooded."),
        ("How many soldiers crossed the river?", "More than 3,000 troops crossed it at dawn."),
        ("How many cars were pulled out?", "Twenty-two vehicles had to be pulled out of the park."),
        ("How many pupils does the school have?", "The school has 410 students."),
        ("How many workers will go?", "The mill will dismiss 300 employees."),
        ("How many individuals came?", "Some 141 people came."),
        ("How many pages did the rules grow to?", "They went from ten to 32 pages."),
    ],
)
def test_what_is_counted_may_go_by_a_word_that_means_nearly_the_same(asked: str, told: str) -> None:
    assert fitness(told, expected_in(asked)) == 1


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("How many lives did the flood claim?", "The flood killed at least 12."),
        ("How many people died in the flood?", "The toll rose to 41 on Monday."),
        ("How many lives were lost?", "Officials put the dead at 14."),
        ("How many people were hurt?", "Nineteen were injured, two of them badly."),
        ("How many villagers are still missing?", "Seven remain unaccounted for."),
        ("How many families had to leave their homes?", "The police evacuated 1,200."),
        ("How many were arrested?", "The police made 14 arrests."),
    ],
)
def test_what_befell_people_is_counted_in_any_of_its_words(asked: str, told: str) -> None:
    assert fitness(told, expected_in(asked)) == 1


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("How many ships were checked?", "Forty minutes had passed, and the strait was calm."),
        ("How many houses were damaged?", "The river rose by 3 metres."),
        ("How many people died?", "The shop had stood there for 41 years."),
        ("How many lives did it claim?", "It cost 12 million crowns."),
        ("How many people were hurt?", "Nineteen were arrested."),
        ("How many passengers does it carry?", "About 70,000 people have signed the petition."),
        ("How many places will the nursery have?", "The district would open two schools."),
        ("How many jobs were cut?", "Shares fell 3 per cent on March 4."),
    ],
)
def test_a_number_of_something_else_does_not_count_it(asked: str, told: str) -> None:
    assert fitness(told, expected_in(asked)) < 1


@pytest.mark.parametrize(
    "told",
    [
        "Councillors voted by 21 to 19 to close it.",
        "The report was rejected, 53.4% to 46.6%.",
        "She leads by fourteen seconds.",
        "The motion passed 4–3.",
    ],
)
def test_a_margin_is_told_by_two_numbers_or_by_a_lead(told: str) -> None:
    asked = "By what margin did it pass?"
    assert asks_for_number(asked)
    assert fitness(told, expected_in(asked)) == 1
    assert fitness("The pool opened in 1934.", expected_in(asked)) < 1
