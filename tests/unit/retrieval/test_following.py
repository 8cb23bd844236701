"""Follow-ups become questions that stand alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.domain.questions import Turn
from service.retrieval.following import stand_alone
from service.store.library import Library
from tests.builders import BRIDGE, OKORO, question, said, store, version

OPEN = "The bridge will open on Friday and it will stay open,"
SPAN = "We have not been told who raises the [swing] span at night,"


@pytest.fixture
def filled(library: Library) -> Library:
    store(library, version(BRIDGE, article_id="bridge"), [said(BRIDGE, OPEN), said(BRIDGE, SPAN, by=OKORO)])
    return library


def read(library: Library, text: str, *turns: Turn) -> str:
    return stand_alone(replace(question(text), turns=turns), records=library.speakers).text


ABOUT_BRIDGE = Turn("What did Brandt say about the bridge?", ("Ilse Brandt",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("And about the ferry?", "What did Brandt say about the ferry?"),
        ("what about the toll", "What did Brandt say about the toll?"),
        ("and Okoro?", "What did Okoro say about the bridge?"),
        ("What about Peter Okoro?", "What did Peter Okoro say about the bridge?"),
        ("What did she promise?", "What did Ilse Brandt promise?"),
        ("And what did she say about the ferry?", "And what did Ilse Brandt say about the ferry?"),
        ("What is her opinion?", "What is Ilse Brandt’s opinion?"),
        ("What did Okoro tell her about it?", "What did Okoro tell Ilse Brandt about it?"),
        ("What did Okoro reply?", "What did Okoro reply?"),
        ("How many people came?", "How many people came?"),
        ("What did Okoro say when he left?", "What did Okoro say when he left?"),
    ],
)
def test_what_a_follow_up_asks(filled: Library, text: str, expected: str) -> None:
    assert read(filled, text, ABOUT_BRIDGE) == expected


def test_without_a_conversation_a_question_stays(filled: Library) -> None:
    assert read(filled, "And about the ferry?") == "And about the ferry?"


def test_a_pronoun_after_two_people_is_whom_the_question_was_about(filled: Library) -> None:
    both = Turn("What did Brandt say about the bridge?", ("Ilse Brandt", "Peter Okoro"))
    assert read(filled, "What did she promise?", both) == "What did Brandt promise?"


def test_a_pronoun_after_two_people_and_no_speaker_stays(filled: Library) -> None:
    nobody = Turn("Who said something about the bridge?", ("Ilse Brandt", "Peter Okoro"))
    assert read(filled, "What did she promise?", nobody) == "What did she promise?"


def test_the_last_turn_counts(filled: Library) -> None:
    assert read(filled, "and the ferry?", ABOUT_BRIDGE, Turn("What did Okoro say?", ("Peter Okoro",))) == (
        "What did Okoro say about the ferry?"
    )
