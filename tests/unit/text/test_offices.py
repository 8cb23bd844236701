"""Offices in words."""

from __future__ import annotations

import pytest

from service.text.offices import agree, contradict, is_specific, office_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Secretary of Defense", "defence secretary"),
        ("the Pentagon chief", "US Defense Secretary"),
        ("mayor of Norvale", "Norvale Mayor"),
        ("Massachusetts Sen.", "senator from Massachusetts"),
        ("GOP nominee", "Republican nominee"),
        ("chief executive officer of Solvane", "Solvane’s CEO"),
        ("Pentagon press secretary", "Pentagon spokesman"),
    ],
)
def test_one_office_in_two_wordings(one: str, other: str) -> None:
    assert office_key(one) == office_key(other)
    assert agree(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("president", "vice president"),
        ("mayor of Norvale", "former mayor of Norvale"),
        ("Republican presidential nominee", "Republican presidential nominee's eldest daughter"),
        ("mayor", "deputy mayor"),
        ("mayor of Norvale", "mayor of Tarrow"),
        ("general", "attorney general"),
        ("", "mayor"),
    ],
)
def test_two_offices(one: str, other: str) -> None:
    assert not agree(one, other)
    assert not agree(other, one)


@pytest.mark.parametrize(
    ("roles", "others"),
    [
        (["mayor of Norvale"], ["mayor of Tarrow"]),
        (["Mayor"], ["goalkeeper"]),
        (["police chief"], ["singer"]),
        (["Senator"], ["baker"]),
    ],
)
def test_roles_that_one_person_cannot_have(roles: list[str], others: list[str]) -> None:
    assert contradict(roles, others) == (roles[0], others[0])


@pytest.mark.parametrize(
    ("roles", "others"),
    [
        (["mayor of Norvale"], ["former singer"]),
        (["Mayor"], ["mayor of Tarrow"]),
        (["author", "Mayor"], ["mayor", "rival"]),
        (["Mayor"], []),
        (["economist"], ["professor of economics"]),
        (["Clinton campaign manager"], ["campaign manager"]),
    ],
)
def test_roles_that_go_together(roles: list[str], others: list[str]) -> None:
    assert contradict(roles, others) is None


@pytest.mark.parametrize("role", ["the Pentagon chief", "mayor of Norvale", "Republican presidential nominee"])
def test_an_office_of_one_holder(role: str) -> None:
    assert is_specific(role)


@pytest.mark.parametrize(
    "role",
    [
        "the mayor",
        "prime minister",
        "South Carolina senator",
        "a spokesman for Solvane",
        "the mayor of Norvale’s office",
    ],
)
def test_an_office_that_may_be_anybody_s(role: str) -> None:
    assert not is_specific(role)
