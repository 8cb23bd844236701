"""Quotations that are passed on, looked up word by word."""

from __future__ import annotations

import pytest

from service.retrieval.quoting import Verdict, look_up, quotations_in
from service.store.library import Library
from tests.builders import BRIDGE, FERRY, ingest_texts


@pytest.fixture
def newsroom(library: Library) -> Library:
    ingest_texts(library, BRIDGE)
    ingest_texts(library, FERRY, external_id="ferry")
    return library


@pytest.mark.parametrize(
    ("quotation", "verdict", "stands"),
    [
        ("The bridge will open on Friday and it will stay open", Verdict.VERBATIM, None),
        (
            "the BRIDGE will open on Friday, and it will stay open.",
            Verdict.VERBATIM,
            "The bridge will open on Friday and it",
        ),
        (
            "The bridge will open … it will stay open",
            Verdict.VERBATIM,
            "The bridge will open on Friday and it will stay open",
        ),
        ("it will stay open … The bridge will open", Verdict.ALTERED, None),
        ("We have not been told who raises the swing span at night", Verdict.VERBATIM, "who raises the [swing] span"),
        ("The bridge will not open on Friday and it will stay open", Verdict.ALTERED, "The bridge will open on Friday"),
        ("The bridge will open on Monday and it will stay open", Verdict.ALTERED, "on Friday and it will stay open"),
        ("Everybody in this town will miss the queue", Verdict.ALTERED, "Nobody in this town will miss the queue"),
        ("The tram will close on Sunday for good", Verdict.NOT_FOUND, None),
        ("The town council has raised all taxes again", Verdict.NOT_FOUND, None),
    ],
)
def test_a_quotation_is_verbatim_altered_or_not_found(
    newsroom: Library, quotation: str, verdict: Verdict, stands: str | None
) -> None:
    found = look_up(quotation, library=newsroom)
    assert found.verdict == verdict
    assert bool(found.sightings) == (verdict != Verdict.NOT_FOUND)
    if stands:
        assert stands in found.sightings[0].span.of(found.sightings[0].version.text)


def test_the_speaker_comes_with_the_words(newsroom: Library) -> None:
    (sighting,) = look_up("We have not been told who raises the [swing] span", library=newsroom).sightings
    assert [s.speaker.name for s in sighting.statements if s.speaker] == ["Peter Okoro"]


def test_words_that_nobody_is_quoted_with_say_so(newsroom: Library) -> None:
    (sighting,) = look_up("It carried 2,400 passengers a day in 1961", library=newsroom).sightings
    assert sighting.statements == ()


def test_the_difference_is_word_by_word(newsroom: Library) -> None:
    (sighting,) = look_up("The bridge will not open on Monday and stay open", library=newsroom).sightings
    changed = [(c.kind, c.text) for c in sighting.changes if c.kind != "same"]
    assert changed == [("put_in", "not"), ("left_out", "Friday"), ("put_in", "Monday"), ("left_out", "it will")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He said “one two three” and “no”.", ["one two three"]),
        ("one two three four", ["one two three four"]),
        ("one two", []),
        ("word " * 90, []),
    ],
)
def test_what_of_a_message_is_looked_up(text: str, found: list[str]) -> None:
    assert quotations_in(text) == found
