"""Kinds of report that news prose has beside "he said": acts, passives, relative subjects, free questions."""

from __future__ import annotations

import pytest

from service.attribution.statements import find_attributions
from service.domain.news import Polarity


def _found(text: str) -> list[tuple[str | None, str]]:
    return [(a.speaker.name if a.speaker else None, a.content(text)) for a in find_attributions(text)]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Ada Lane offered her condolences to the crew.", "her condolences to the crew"),
        ("Ada Lane offered to mediate.", "to mediate"),
        ("Ada Lane paid tribute to “a stubborn man”.", "to “a stubborn man”"),
        ("Ada Lane welcomed the ruling as “long overdue”.", "the ruling as “long overdue”"),
        ("Ada Lane put the delay down to the snow.", "the snow"),
        ("Ada Lane put the loss nearer £120,000.", "the loss nearer £120,000"),
        ("Ada Lane ruled out a strike on Monday.", "a strike"),
        ("Ada Lane made it clear she would stay.", "she would stay"),
        ("Ada Lane raised the matter over coffee.", "the matter over coffee"),
        ("Ada Lane called it insulting.", "it insulting"),
        ("Ada Lane conceded defeat shortly after midnight.", "defeat"),
        ("Ada Lane apologised for the noise and took a chair.", "the noise"),
        ("Ada Lane predicted snow, and nobody was glad.", "snow"),
        ("Ada Lane insists the ice will hold, and turned to the others.", "the ice will hold"),
    ],
)
def test_acts_of_speech_and_where_they_end(text: str, content: str) -> None:
    assert _found(text) == [("Ada Lane", content)]


@pytest.mark.parametrize("text", ["Ada Lane welcomed 300 guests.", "Ada Lane offered a seat.", "Ada Lane gave a ring."])
def test_deeds_with_the_same_verbs_are_no_speech(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(
    ("text", "content", "polarity"),
    [
        ("The chair, Ada Lane, would not comment on the case.", "on the case", Polarity.DECLINED),
        ("Ada Lane won’t be drawn on what it holds.", "what it holds", Polarity.DECLINED),
        ("Ada Lane would not take questions.", "questions", Polarity.DECLINED),
        ("Ada Lane would not give their names.", "their names", Polarity.DECLINED),
        ("Ada Lane has not commented.", "commented", Polarity.DECLINED),
        ("Ada Lane did not give a number.", "a number", Polarity.DID_NOT_SAY),
    ],
)
def test_silences_tell_about_what(text: str, content: str, polarity: Polarity) -> None:
    found = find_attributions(text)
    assert [(a.speaker.name, a.content(text), a.polarity) for a in found if a.speaker] == [
        ("Ada Lane", content, polarity)
    ]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The farmer had been told twice to mend the brakes.", "to mend the brakes"),
        ("Tenants were told this could not be done.", "this could not be done"),
        ("The crew were ordered to rest and had supper.", "to rest"),
    ],
)
def test_what_somebody_was_told_is_nobodys(text: str, content: str) -> None:
    assert _found(text) == [(None, content)]


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("A woman who was in the room said it was cold.", "A woman who was in the room", "it was cold"),
        ("A man who rang Radio Aubry said it was cold.", "A man", "it was cold"),
        ("The letter, dated May 9, claims the film is stolen.", "the letter", "the film is stolen"),
        ("A man next to me said “We are early.”", "A man next to me", "We are early."),
        ("“Never,” Tom Brandt shot back.", "Tom Brandt", "Never,"),
        ("“Never,” shot back Tom Brandt, who was late.", "Tom Brandt", "Never,"),
        ("Such a seed can live for a century, Tom Brandt thinks.", "Tom Brandt", "Such a seed can live for a century"),
        ("The ice is thinner than ever, say scientists.", "scientists", "The ice is thinner than ever"),
        ("Another parent, Tom Brandt, had said, “It is over.”", "Tom Brandt", "It is over."),
        ("It is shut, his lawyer, Tom Brandt, said.", "Tom Brandt", "It is shut"),
        ("Tom Brandt was unmoved: “Faster to where? Not here.”", "Tom Brandt", "Faster to where? Not here."),
        ("Tom Brandt laughed. “She writes fiction.”", "Tom Brandt", "She writes fiction."),
        ("Had she lost it, Tom Brandt wanted to know.", "Tom Brandt", "Had she lost it"),
    ],
)
def test_frames_around_what_is_said(text: str, speaker: str, content: str) -> None:
    assert _found(text) == [(speaker, content)]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("It was fair, Tom Brandt felt; the rest was nonsense.", "the rest was nonsense"),
        ("He would not go, Tom Brandt said, until it was over.", "until it was over"),
    ],
)
def test_what_stands_behind_an_inserted_cue_is_said_too(text: str, rest: str) -> None:
    (only,) = find_attributions(text)
    assert only.content_spans[-1].of(text) == rest


def test_a_question_told_without_marks_is_asked_by_nobody_named() -> None:
    text = "Had he seen it from the stand? “Twice,” said Tom Brandt."
    first, second = find_attributions(text)
    assert (first.speaker, first.polarity, first.content(text)) == (
        None,
        Polarity.ASKED,
        "Had he seen it from the stand?",
    )
    assert second.speaker is not None
    assert second.speaker.name == "Tom Brandt"


def test_who_quotes_somebody_unnamed_passes_it_on() -> None:
    text = "“They told me it was over,” said Ada Lane."
    inner = next(a for a in find_attributions(text) if a.cue == "told")
    assert inner.speaker is None
    assert inner.via is not None
    assert inner.via.name == "Ada Lane"
