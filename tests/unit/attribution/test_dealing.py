"""What people ask, appeal for, want done, cannot say and dismiss, in wordings beside the plain verbs of speech."""

from __future__ import annotations

import pytest

from service.attribution.statements import find_attributions
from service.domain.news import Polarity


def _found(text: str) -> list[tuple[str | None, str]]:
    return [(a.speaker_text, a.content(text)) for a in find_attributions(text)]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Thwaite wants a strip of alder planted along both banks.", "a strip of alder planted along both banks"),
        ("Thwaite wants the rule changed.", "the rule changed"),
        ("Thwaite wanted an inquiry into the fire.", "an inquiry into the fire"),
        ("Thwaite wished that she had come sooner.", "that she had come sooner"),
        ("Thwaite doubted whether tests could settle it.", "whether tests could settle it"),
        ("Thwaite appealed for witnesses.", "witnesses"),
        ("Thwaite appealed to drivers to slow down.", "to slow down"),
        ("Thwaite called on the council to act.", "on the council to act"),
        ("Thwaite dismissed as “nonsense” a report of a leak.", "as “nonsense” a report of a leak"),
        ("Thwaite told her managers on Monday that it was over.", "that it was over"),
        ("Thwaite told MPs what had followed, in a voice so quiet that few heard.", "what had followed"),
        ("The road is open, Thwaite said shortly before midnight.", "The road is open"),
        ("They were on, Thwaite said, but pointed at the garden.", "They were on … but pointed at the garden"),
        ("Thwaite says she never reads it, then quotes from it.", "she never reads it"),
    ],
)
def test_what_somebody_wants_asks_or_judges(text: str, content: str) -> None:
    assert _found(text) == [("Thwaite", content)]


@pytest.mark.parametrize("text", ["Thwaite wants to go home.", "Thwaite wants more from his strikers."])
def test_not_every_wish_is_told(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize("cue", ["could not say", "was unable to say", "has yet to say"])
def test_who_cannot_say_something_did_not_say_it(cue: str) -> None:
    (said,) = find_attributions(f"Thwaite {cue} when power would return.")
    assert (said.polarity, said.content_spans[0].of(f"Thwaite {cue} when power would return.")) == (
        Polarity.DID_NOT_SAY,
        "when power would return",
    )


def test_a_refusal_has_the_question_it_refuses_and_not_its_occasion() -> None:
    assert _found("Asked when it broke, Thwaite declined to say.")[1] == ("Thwaite", "when it broke")
    assert _found("He declined to name the managers when he was asked twice.") == [("He", "to name the managers")]


def test_who_is_asked_between_commas_does_not_ask() -> None:
    text = "Vos, asked for a prediction, just laughed."
    (asked,) = find_attributions(text)
    assert (asked.speaker, asked.content(text), asked.polarity) == (None, "a prediction", Polarity.ASKED)


def test_what_is_denied_nobody_said() -> None:
    text = "Jelenic denied that Lasko had promised a date."
    assert _found(text) == [("Jelenic", "that Lasko had promised a date")]


@pytest.mark.parametrize("text", ["She left early, citing the inquiry.", "Anyone can call, quoting reference 4471."])
def test_what_is_only_cited_is_not_said(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The suspect, described as “armed and dangerous”, was seen in May.",
        "The council called an emergency session.",
        "The role called on all her skill.",
        "The findings raised more questions about the fund.",
        "Their home states' votes are tallied in May.",
    ],
)
def test_what_nobody_says_with_words_that_look_like_speech(text: str) -> None:
    assert _found(text) == []
