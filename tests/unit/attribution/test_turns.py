"""Turns of transcripts, panels and interviews in every marking that newspapers use."""

from __future__ import annotations

import pytest

from service.attribution.statements import find_attributions

_TALK = (
    ("Rosa Achter", "How do you tune it?"),
    ("Mara Lindt", "Slowly. You turn it."),
    ("Achter", "Have you gone too far?"),
    ("Lindt", "Once, in Ghent. I paid."),
)


def _found(text: str) -> list[tuple[str | None, str]]:
    return [(a.speaker.name if a.speaker else None, " ".join(a.content(text).split())) for a in find_attributions(text)]


@pytest.mark.parametrize(
    "label", ["{}: ", "**{}:** ", "**{}**: ", "__{}:__ ", "*{}*: ", "**{}.** ", "**{}** — ", "**{}** "]
)
def test_labels_open_turns_in_every_marking(label: str) -> None:
    turns = "\n\n".join(label.format(name) + said for name, said in _TALK)
    text = f"Mara Lindt has tuned bells for years. We met in the tower.\n\n{turns}"
    speakers = ["Rosa Achter", "Mara Lindt", "Rosa Achter", "Mara Lindt"]
    assert _found(text) == list(zip(speakers, [said for _, said in _TALK], strict=True))


@pytest.mark.parametrize("label", ["{}: ", "{} — ", "{} - "])
def test_names_in_capitals_open_turns_with_hyphens_too(label: str) -> None:
    turns = [("ADA LANE-ROSS", "When?"), ("TOM BRANDT", "In May."), ("LANE-ROSS", "Why?"), ("BRANDT", "It rained.")]
    text = "Ada Lane-Ross heard Tom Brandt.\n\n" + "\n\n".join(label.format(name) + said for name, said in turns)
    assert _found(text) == [
        ("Ada Lane-Ross", "When?"),
        ("Tom Brandt", "In May."),
        ("Ada Lane-Ross", "Why?"),
        ("Tom Brandt", "It rained."),
    ]


def test_datelines_with_dashes_are_no_turns() -> None:
    text = "NORTHGATE — The bridge is open again.\n\nTARROW — Nobody came to the fair.\n\nCALDER — Snow fell."
    assert _found(text) == []


def test_initials_stand_for_the_only_name_that_has_them() -> None:
    text = "Mara Lindt has tuned bells. Rosa Achter met her.\n\nRA: Why?\n\nML: I like it.\n\nRA: Still?"
    assert _found(text) == [("Rosa Achter", "Why?"), ("Mara Lindt", "I like it."), ("Rosa Achter", "Still?")]


def test_an_office_or_a_party_may_stand_behind_the_name() -> None:
    text = "Ada Lane (Labour): We need it.\n\nTom Brandt, chair of the board: We don’t.\n\nLane: Who pays?"
    assert _found(text) == [("Ada Lane", "We need it."), ("Tom Brandt", "We don’t."), ("Ada Lane", "Who pays?")]


@pytest.mark.parametrize(
    ("asks", "answers"), [("Q: ", "A: "), ("Q. ", "A. "), ("**Q:** ", "**A:** "), ("Q — ", "A — ")]
)
def test_letters_part_questions_from_answers(asks: str, answers: str) -> None:
    text = (
        f"Ada Lane sold her shop.\n\n{asks}Why?\n\n{answers}I was tired. So was it.\n\n{asks}Now?\n\n{answers}A boat."
    )
    assert _found(text) == [
        (None, "Why?"),
        ("Ada Lane", "I was tired. So was it."),
        (None, "Now?"),
        ("Ada Lane", "A boat."),
    ]


def test_an_answer_may_follow_a_bold_question_in_its_paragraph() -> None:
    text = "Ada Lane sold her shop.\n\n**Why?** I was tired.\n\n**Sad?** No. Not now.\n\n**What next?** A boat."
    assert _found(text)[1::2] == [("Ada Lane", "I was tired."), ("Ada Lane", "No. Not now."), ("Ada Lane", "A boat.")]


HEARING = """Members present: Dame Margaret Goddard (Chair); Tom Hobday; Leila Jardine.

Witnesses: Helen Farquhar, Foreign Minister; Professor Ruth Ibarra.

The Chair: Good morning. Did anybody ring the institute?

Helen Farquhar: In March, I am told, somebody did.

Tom Hobday: Would you accept that it was late, Professor Ibarra?

Professor Ibarra: Yes.

Leila Jardine: You said at the time that three satellites had seen it.

Professor Ibarra: They had."""


def test_a_hearing_has_offices_for_names_and_lists_nobody() -> None:
    turns = [a.speaker.name for a in find_attributions(HEARING) if a.speaker and a.cue == ":"]
    assert turns[:2] == ["Margaret Goddard", "Helen Farquhar"]


def test_a_turn_is_spoken_to_whom_it_calls_or_who_answers() -> None:
    told = [a.addressee.name if a.addressee else None for a in find_attributions(HEARING) if a.cue == ":"]
    assert told == [None, None, "Ruth Ibarra", None, "Ruth Ibarra", None]


def test_you_in_a_turn_is_whom_it_is_spoken_to() -> None:
    said = next(a for a in find_attributions(HEARING) if a.cue == "said")
    assert said.speaker
    assert said.speaker.name == "Ruth Ibarra"


def test_questions_of_a_hearing_are_numbered() -> None:
    text = (
        "Members present: Ada Lane (Chair); Tom Brandt.\nWitness: Captain Mina Roe, Harbor Office.\n\n"
        "Q1 Chair: When did you hear of it?\n\nCaptain Roe: In May.\n\nQ2 Tom Brandt: From whom?\n\nCaptain Roe: Her."
    )
    speakers = ["Ada Lane", "Mina Roe", "Tom Brandt", "Mina Roe"]
    assert _found(text) == list(
        zip(speakers, ["When did you hear of it?", "In May.", "From whom?", "Her."], strict=True)
    )


def test_last_names_in_capitals_are_those_of_whom_the_introduction_names() -> None:
    text = "Moderator Ada Lane opened.\n\nLANE: Who pays?\n\nROE: We do.\n\nLANE: All of it?"
    assert _found(text) == [("Ada Lane", "Who pays?"), ("ROE", "We do."), ("Ada Lane", "All of it?")]


def test_a_dateline_with_a_colon_is_no_turn() -> None:
    assert _found("MUMBAI: The harbor was closed on Monday.") == []
