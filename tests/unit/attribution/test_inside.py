"""What a speaker tells of others' words inside a quotation, and beliefs told in the present tense."""

from __future__ import annotations

import pytest

from service.attribution.statements import find_attributions


def _found(text: str) -> list[tuple[str | None, str]]:
    return [(a.speaker_text, a.content(text)) for a in find_attributions(text)]


def test_words_retold_inside_a_quotation_are_a_statement_of_their_own() -> None:
    text = "“They told me the bridge was safe,” Ada Lane said."
    assert ("They", "the bridge was safe") in _found(text)


@pytest.mark.parametrize("quote", ["I believe the bridge is safe", "You said it was safe", "I say that it is safe"])
def test_what_a_speaker_says_now_is_not_retold(quote: str) -> None:
    text = f"“{quote},” Ada Lane said."
    assert [speaker for speaker, _ in _found(text)] == ["Ada Lane"]


def test_a_belief_is_told_in_the_present_tense_and_not_as_a_thing() -> None:
    assert ("Divers", "the ferry was empty") in _found("Divers believe the ferry was empty.")
    assert _found("Ada Lane thought about the ferry.") == []


@pytest.mark.parametrize("epithet", ["Little", "Mum-of-three"])
def test_an_epithet_is_no_part_of_a_name(epithet: str) -> None:
    text = f"{epithet} Ada Lane was there. “It was cold,” Lane said."
    assert [a.speaker.name for a in find_attributions(text) if a.speaker] == ["Ada Lane"]
