"""Whom words are told to where an article says only "him" or "me"."""

from __future__ import annotations

import pytest

from service.retrieval.hearing import told_unnamed
from service.retrieval.people import find_speakers
from service.retrieval.pipeline import collect_evidence
from service.retrieval.planning import plan
from service.retrieval.searching import find_statements
from service.store.library import Library
from tests.builders import OKORO, question, said, store, version, where

CALL = (
    "Tom Mellish has been the mayor of Aar for a week. Ada Keller leads the council.\n\n"
    'Okoro telephoned the mayor on Friday and promised him "whatever the town needs". '
    "Okoro told the clerk that the wall is safe."
)
LETTER = "I asked the owner. Okoro assured me that the paper will stay open."


@pytest.fixture
def filled(library: Library) -> Library:
    call = [
        said(CALL, "whatever the town needs", by=OKORO, cue="promised", cue_span=where(CALL, "promised")),
        said(CALL, "that the wall is safe", by=OKORO, cue="told", cue_span=where(CALL, "told")),
    ]
    store(library, version(CALL, article_id="call"), call)
    assured = said(LETTER, "that the paper will stay open", by=OKORO, cue="assured", cue_span=where(LETTER, "assured"))
    store(library, version(LETTER, article_id="letter", author="Nora Gask"), [assured])
    return library


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("What did Okoro promise Tom Mellish?", ["whatever the town needs"]),
        ("What promise did Okoro make to Tom Mellish?", ["whatever the town needs"]),
        ("What assurance did Okoro give to Nora Gask?", ["that the paper will stay open"]),
        ("What did Okoro tell Petra Lund?", []),
    ],
)
def test_him_and_me_are_whom_the_question_names(filled: Library, asked: str, told: list[str]) -> None:
    found = collect_evidence(question(asked), library=filled).statements
    assert [s.statement.content for s in found] == told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Tom Mellish", ["whatever the town needs"]),
        ("Rosa Mellish", []),
        ("the clerk", []),
        ("Nora Gask", ["that the paper will stay open"]),
        ("Petra Lund", []),
    ],
)
def test_a_pronoun_means_who_is_named_before_and_nobody_without_a_name(
    filled: Library, name: str, told: list[str]
) -> None:
    asked = plan(question("What did Okoro say?"))
    said_by = find_statements(find_speakers("Okoro", records=filled.speakers), asked, library=filled)
    assert len(said_by) == 3
    assert [s.content for s in told_unnamed(name, said_by, topic=None, library=filled)] == told
