"""Bridging words around verbatim evidence."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answering.faults import quotations
from service.answering.wording import name_with_role, plain, spelled_day, spoken_by, without_dateline, word_statement
from service.domain.news import ArticleVersion, Attribution, Kind, Polarity, Span, Speaker, Statement
from tests.builders import BRANDT, OKORO, statement, version, where

KIRBY = Speaker("John Kirby", "Pentagon spokesman")
AUSTIN = Speaker("Lloyd Austin", "US Defense Secretary")


def worded(text: str, words: str, **fields: object) -> str:
    of = version(text, source="Courier")
    return word_statement(statement(of, words, **fields), of)


@pytest.mark.parametrize(
    ("speaker", "spelled"),
    [
        (AUSTIN, "US Defense Secretary Lloyd Austin"),
        (Speaker("Ilse Brandt", "mayor"), "mayor Ilse Brandt"),
        (Speaker("Ilse Brandt", "the mayor of Norvale"), "Ilse Brandt (mayor of Norvale)"),
        (Speaker("Ilse Brandt"), "Ilse Brandt"),
        (Speaker("Mayor Ilse Brandt", "mayor"), "Mayor Ilse Brandt"),
        (Speaker("Ilse Brandt", "Minister for the Interior"), "Ilse Brandt (Minister for the Interior)"),
        (Speaker("Ilse Brandt", " , "), "Ilse Brandt"),
    ],
)
def test_a_name_with_its_role(speaker: Speaker, spelled: str) -> None:
    assert name_with_role(speaker) == spelled


@pytest.mark.parametrize(("iso", "spelled"), [("2021-05-12", "12 May 2021"), ("2021-05-01T22:25:00Z", "1 May 2021")])
def test_a_day(iso: str, spelled: str) -> None:
    assert spelled_day(iso) == spelled


def test_a_relayed_statement_names_both() -> None:
    text = "“We stand firm,” Austin said, according to Kirby."
    assert worded(text, "We stand firm,", by=AUSTIN, via=KIRBY).startswith(
        "US Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, said: “We stand firm”"
    )


def test_a_speaker_without_a_name_goes_by_the_words_of_the_article() -> None:
    of = version("“We stand firm,” a nurse said.")
    assert spoken_by(statement(of, "We stand firm,", by=None, speaker_text="a nurse")) == "a nurse"
    assert spoken_by(statement(of, "We stand firm,", by=None)) == "somebody"


def test_direct_words_stand_in_quotation_marks_with_their_day() -> None:
    sentence = worded("“We stand firm,” Brandt said on Wednesday.", "We stand firm,", said_at="2021-05-12")
    assert sentence.startswith("Mayor Ilse Brandt said on 12 May 2021: “We stand firm”")


def test_a_bracket_within_a_quotation_stays() -> None:
    text = "“By Hamas and other [terrorist] groups since [2021],” Brandt said."
    assert "“By Hamas and other [terrorist] groups since [2021]”" in worded(text, text[1 : text.index("”")])


def test_a_quotation_over_two_paragraphs_is_one() -> None:
    text = "“We stand firm.\n\n“We always have,” Brandt said."
    spans = (where(text, "We stand firm."), where(text, "We always have,"))
    of = version(text)
    found = Attribution(spans, Kind.DIRECT, speaker=BRANDT, cue="said")
    sentence = word_statement(Statement("s", "a", 1, found.content(text), found), of)
    assert quotations(sentence) == ["We stand firm.", "We always have"]


def test_reported_words_read_on_from_their_cue() -> None:
    text = "Brandt told reporters in Norvale that the bridge would open on Friday."
    sentence = worded(
        text, "the bridge would open on Friday", kind=Kind.INDIRECT, cue="told", cue_span=where(text, "told")
    )
    assert sentence == "Mayor Ilse Brandt told reporters in Norvale that the bridge would open on Friday."


def test_reported_words_before_their_cue_are_the_outlet_s() -> None:
    text = "The bridge would open on Friday, Brandt said."
    sentence = worded(
        text, "The bridge would open on Friday", kind=Kind.INDIRECT, cue="said", cue_span=where(text, "said")
    )
    assert sentence.startswith("Mayor Ilse Brandt")
    assert "in the words of Courier: The bridge would open on Friday" in sentence
    assert quotations(sentence) == []


@pytest.mark.parametrize("polarity", [Polarity.DENIED, Polarity.DECLINED, Polarity.DID_NOT_SAY])
def test_what_was_not_said_is_not_worded_as_said(polarity: Polarity) -> None:
    text = "Brandt denied that “the bridge is late and dear.”"
    sentence = worded(
        text, "the bridge is late and dear.", polarity=polarity, cue="denied", cue_span=where(text, "denied")
    )
    assert "denied that" in sentence
    assert "Brandt said" not in sentence


def test_a_denial_reads_on_from_its_cue() -> None:
    text = "Brandt denied that the bridge was late."
    sentence = worded(
        text,
        "the bridge was late",
        kind=Kind.INDIRECT,
        polarity=Polarity.DENIED,
        cue="denied",
        cue_span=where(text, "denied"),
    )
    assert sentence == "Mayor Ilse Brandt denied that the bridge was late."


def test_a_loose_number_in_brackets_is_never_a_citation() -> None:
    assert plain("The bridge [12] opens\n\nin [2021], [sic].") == "The bridge (12) opens in (2021), [sic]."


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("NORVALE — The bridge opens.", "The bridge opens."),
        ("AUSTIN, Texas - The bridge opens.", "The bridge opens."),
        ("NORTHGATE, Oct 24 (Meridian Wire) - The bridge opens.", "The bridge opens."),
        ("NATO opens the bridge.", "NATO opens the bridge."),
        ("The bridge — at last — opens.", "The bridge — at last — opens."),
    ],
)
def test_datelines(sentence: str, left: str) -> None:
    assert without_dateline(sentence) == left


WORDS = st.lists(
    st.sampled_from("we will open [the] bridge [2021] now don’t 3.5 Brandt said no.".split()), min_size=1
).map(" ".join)


@given(before=WORDS, quoted=WORDS, after=WORDS, kind=st.sampled_from(Kind), polarity=st.sampled_from(Polarity))
def test_what_stands_in_quotation_marks_stands_in_the_article(
    before: str, quoted: str, after: str, kind: Kind, polarity: Polarity
) -> None:
    text = f"{before} “{quoted},” Ilse Brandt said. {after}"
    span = Span(len(before) + 2, len(before) + 2 + len(quoted))
    found = Attribution((span,), kind, speaker=BRANDT, cue="said", polarity=polarity)
    of: ArticleVersion = version(text)
    sentence = word_statement(Statement("s", "a", 1, found.content(text), found), of)
    assert "Ilse Brandt" in sentence
    assert not re.search(r"\[\d+\]", re.sub(r"“[^”]*”", "", sentence))
    assert all(piece.rstrip(",. ") in text for piece in quotations(sentence))


def test_two_speakers_are_two_names() -> None:
    text = "“We stand firm,” Okoro said."
    assert "Ilse" not in worded(text, "We stand firm,", by=OKORO)


def test_words_joined_with_a_participle_become_a_sentence() -> None:
    text = "Brandt called for the videos, saying that openness brings progress."
    at = where(text, "saying")
    told = worded(text, "that openness brings progress", kind=Kind.INDIRECT, cue="saying", cue_span=at)
    assert told.endswith("Ilse Brandt said that openness brings progress.")


def test_two_apostrophes_close_a_sentence() -> None:
    text = "Brandt said it was ''a long day.''"
    told = worded(text, "it was ''a long day.''", kind=Kind.INDIRECT, cue="said", cue_span=where(text, "said"))
    assert told.endswith("it was ''a long day.''")


def test_a_turn_that_ends_its_line_is_the_speaker_s_own_words() -> None:
    text = "MAYOR BRANDT: The bridge opens on Friday.\n\nQUESTION: And the tower?"
    span = where(text, "The bridge opens on Friday.")
    found = Attribution((span,), Kind.DIRECT, speaker=BRANDT)
    sentence = word_statement(Statement("s", "a", 1, found.content(text), found), version(text))
    assert sentence == "Mayor Ilse Brandt said: “The bridge opens on Friday.”"


def test_reported_words_that_name_their_speaker_are_not_introduced_again() -> None:
    text = "The bridge opens on Friday, Mayor Ilse Brandt said on Monday, and the ferry ends."
    span, cue = where(text, text[:-1]), where(text, "said")
    found = Attribution((span,), Kind.INDIRECT, speaker=BRANDT, cue="said", cue_span=cue)
    sentence = word_statement(Statement("s", "a", 1, found.content(text), found), version(text))
    assert sentence == text
