"""People: one record each, found by any name that an article used."""

from __future__ import annotations

import pytest

from service.domain.news import Kind, Polarity, Span, Speaker
from service.domain.questions import Filters
from service.store.library import Library
from service.store.speakers import StatementFilter, identify
from tests.builders import BRANDT, OKORO, said, store, version, where

TEXT = "“One is one,” she said. “Two is two,” he said. “Three is three,” they said. Four is denied."


def names(library: Library, name: str) -> list[str]:
    return [speaker.name for speaker in library.speakers.named(name)]


def test_a_speaker_goes_by_full_and_last_name_and_by_role(library: Library) -> None:
    store(library, version(TEXT), [said(TEXT, "One is one", by=Speaker("Ilse Brandt", "mayor of Norvale"))])
    for name in (
        "Ilse Brandt",
        "ilse brandt",
        "Brandt",
        "Dr. Ilse Brandt",
        "the mayor",
        "Norvale mayor",
        "Mayor of Norvale",
    ):
        assert names(library, name) == ["Ilse Brandt"], name


@pytest.mark.parametrize("name", ["", "the", "Ilse", "Brand", "governor", "mayor of Austin", "%", "_"])
def test_nobody_else_goes_by_that_name(library: Library, name: str) -> None:
    store(library, version(TEXT), [said(TEXT, "One is one", by=Speaker("Ilse Brandt", "mayor of Norvale"))])
    assert names(library, name) == []


def test_a_name_goes_before_a_role(library: Library) -> None:
    people = [Speaker("Anna Mayor"), Speaker("Ilse Brandt", "mayor")]
    store(
        library,
        version(TEXT),
        [said(TEXT, words, by=who) for words, who in zip(("One is one", "Two is two"), people, strict=True)],
    )
    assert names(library, "mayor") == ["Anna Mayor"]


def test_the_most_quoted_come_first(library: Library) -> None:
    who = {
        "One is one": Speaker("Denise Austin"),
        "Two is two": Speaker("Lloyd Austin"),
        "Three is three": Speaker("Lloyd Austin"),
    }
    store(library, version(TEXT), [said(TEXT, words, by=by) for words, by in who.items()])
    assert names(library, "Austin") == ["Lloyd Austin", "Denise Austin"]
    assert [speaker.name for speaker in library.speakers.all(limit=1, offset=1)] == ["Denise Austin"]


def test_a_role_that_is_learned_later_is_kept(library: Library) -> None:
    store(library, version(TEXT, article_id="a"), [said(TEXT, "One is one", by=Speaker("Ilse Brandt"))])
    store(library, version(TEXT, article_id="b"), [said(TEXT, "One is one", by=Speaker("Ilse Brandt", "mayor"))])
    (speaker,) = library.speakers.all()
    assert speaker.role == "mayor"


def test_a_speaker_without_a_name_is_nobody(library: Library) -> None:
    store(library, version(TEXT), [said(TEXT, "One is one", by=Speaker("the"), speaker_text="she")])
    (found,) = library.speakers.statements_in("art_bridge", Span(0, len(TEXT)))
    assert (found.speaker, found.attribution.speaker_text) == (None, "she")


def test_all_that_is_known_about_a_statement_comes_back(library: Library) -> None:
    written = said(
        TEXT,
        "One is one",
        by=BRANDT,
        kind=Kind.MIXED,
        speaker_text="she",
        speaker_span=where(TEXT, "she"),
        via=OKORO,
        cue="said",
        cue_span=where(TEXT, "said"),
        addressee=Speaker("Ann Lee"),
        polarity=Polarity.DENIED,
        said_at="2026-03-04",
    )
    store(library, version(TEXT, published_at="2026-03-05", external_id="desk-1"), [written])
    (found,) = library.speakers.statements(StatementFilter(), conditions=library.catalog.matching(Filters()))
    a = found.attribution
    assert (a.content_spans, a.kind, a.cue, a.cue_span) == (
        written.content_spans,
        written.kind,
        "said",
        written.cue_span,
    )
    assert (a.speaker_text, a.speaker_span, a.polarity, a.said_at) == (
        "she",
        written.speaker_span,
        "denied",
        "2026-03-04",
    )
    assert [s.name if s else None for s in (a.speaker, a.via, a.addressee)] == ["Ilse Brandt", "Peter Okoro", "Ann Lee"]
    assert (found.content, found.published_at, found.external_id) == ("One is one", "2026-03-05", "desk-1")


def test_candidates_come_back_and_go_by_their_names(library: Library) -> None:
    open_speaker = said(TEXT, "One is one", by=None, candidates=(BRANDT, OKORO))
    store(library, version(TEXT), [open_speaker])
    (found,) = library.speakers.statements_in("art_bridge", where(TEXT, "One is one"))
    assert found.speaker is None
    assert [c.name for c in found.attribution.candidates] == ["Ilse Brandt", "Peter Okoro"]
    assert names(library, "Okoro") == ["Peter Okoro"]


def test_statements_by_whom_through_whom_and_to_whom(library: Library) -> None:
    store(
        library,
        version(TEXT),
        [said(TEXT, "One is one", by=BRANDT, via=OKORO), said(TEXT, "Two is two", by=OKORO, addressee=BRANDT)],
    )
    everybody = {speaker.name: speaker.id or "" for speaker in library.speakers.all()}

    def contents(**ids: tuple[str, ...]) -> list[str]:
        found = library.speakers.statements(StatementFilter(**ids), conditions=library.catalog.matching(Filters()))
        return [statement.content for statement in found]

    assert contents() == ["One is one", "Two is two"]
    assert contents(speaker_ids=(everybody["Ilse Brandt"],)) == ["One is one"]
    assert contents(via_ids=(everybody["Peter Okoro"],)) == ["One is one"]
    assert contents(addressee_ids=(everybody["Ilse Brandt"],)) == ["Two is two"]
    assert contents(speaker_ids=()) == []


def test_statements_in_a_place_are_those_whose_words_touch_it(library: Library) -> None:
    store(library, version(TEXT), [said(TEXT, "One is one"), said(TEXT, "Three is three")])
    assert [s.content for s in library.speakers.statements_in("art_bridge", where(TEXT, "is one,”"))] == ["One is one"]
    assert library.speakers.statements_in("art_bridge", where(TEXT, "Two is two")) == []


def test_ids_are_stable_and_differ() -> None:
    assert identify("art", "a", "b") == identify("art", "a", "b")
    assert (
        len({identify("art", "a", "b"), identify("art", "ab"), identify("art", "a", ""), identify("spk", "a", "b")})
        == 4
    )
    assert identify("art", "a").startswith("art_")


def test_one_sentence_found_twice_is_one_statement(library: Library) -> None:
    store(library, version(TEXT), [said(TEXT, "One is one"), said(TEXT, "One is one", cue="added")])
    assert library.catalog.article("art_bridge").statements == 1
