"""Findings of texts and examiners, and times that stand where a subject does."""

from __future__ import annotations

import pytest

from service.attribution.statements import find_attributions


def _found(text: str) -> list[tuple[str | None, str]]:
    return [(a.speaker_text, a.content(text)) for a in find_attributions(text)]


@pytest.mark.parametrize(
    ("who", "finding"),
    [
        ("A survey of many parents", "found that most were unhappy"),
        ("Tests", "found listeria in two batches"),
        ("The log", "shows that the gate was locked"),
        ("Its own register, also seen by the Ledger,", "records that a filter was changed"),
        ("The coroner", "found that he had drowned"),
    ],
)
def test_texts_and_examiners_tell_what_they_find(who: str, finding: str) -> None:
    verb, _, content = finding.partition(" ")
    assert _found(f"{who} {finding}.") == [(who.split(",", maxsplit=1)[0], content)], verb


@pytest.mark.parametrize("text", ["The climbers found the hut empty.", "Ada Lane found that the door was locked."])
def test_what_people_come_upon_is_no_statement(text: str) -> None:
    assert _found(text) == []


def test_a_finding_may_tell_of_what_others_said() -> None:
    text = "The interim report, published last week, found that the mayor asked for boats at dawn."
    assert ("The interim report", "that the mayor asked for boats at dawn") in _found(text)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("A letter sent two days earlier said the bridge was unsafe.", "A letter"),
        ("A survey published last year said the bridge was unsafe.", "A survey"),
        ("Ten minutes later Lane said the bridge was unsafe.", "Lane"),
        ("The club, which a year ago said the bridge was unsafe, has closed it.", "which"),
        ("In 1988 she left, two days after a defeat, and said the bridge was unsafe.", "she"),
        ("Ada Lane, who on Tuesday said the bridge was unsafe, resigned.", "who"),
        ("April Lane said the bridge was unsafe.", "April Lane"),
        ("The Drivers' and Guards' Federation said the bridge was unsafe.", "The Drivers' and Guards' Federation"),
    ],
)
def test_no_time_speaks(text: str, who: str) -> None:
    assert _found(text) == [(who, "the bridge was unsafe")]


def test_what_nobody_can_say_is_declared_by_the_subject_before_it() -> None:
    assert all(
        who != "three days of mourning"
        for who, _ in _found("The mayor, who flew home, declared three days of mourning.")
    )
