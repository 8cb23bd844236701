"""Whom pronouns and descriptions mean, when all the mentions of an article are weighed together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.attribution.attributor import Attributor
from service.attribution.clues import Asked
from service.attribution.people import Resolved
from service.attribution.reading import Token
from service.attribution.referring import OPEN, SURE, Referee, Weighed, agree, meant
from service.attribution.statements import find_attributions
from service.attribution.tagging import Tagger
from service.domain.news import Speaker
from service.errors import ModelUnusable

REFEREE = Referee()
LANE, ROE, BRANDT = 1, 2, 3
PEOPLE = [Resolved(Speaker("Ada Lane")), Resolved(Speaker("Nils Roe"))]


def speakers(text: str, *, referee: Referee | None = REFEREE) -> list[str | None]:
    return [a.speaker.name if a.speaker else None for a in find_attributions(text, referee=referee)]


def pronoun(word: str, *odds: float) -> Weighed:
    return Weighed({"he": "m", "she": "f"}[word], [LANE, ROE, BRANDT][: len(odds)], np.array(odds))


def asked(word: str, ruled: Resolved) -> Asked:
    return Asked((Token(word, word, 0, len(word)),), 0, ruled=ruled)


# --- pronouns that tell of each other --------------------------------------------------------------------------------


def test_who_is_he_elsewhere_is_less_likely_she() -> None:
    alone = agree([pronoun("she", 1.0, 1.0)])[0]
    beside = agree([pronoun("he", 0.1, 20.0), pronoun("he", 0.1, 20.0), pronoun("she", 1.0, 1.0)])[-1]
    assert alone[0] == pytest.approx(alone[1])
    assert beside[0] > 2 * beside[1]


def test_a_pronoun_is_no_evidence_for_itself() -> None:
    (first,) = agree([pronoun("she", 3.0, 1.0)])
    assert first == pytest.approx([3 / (4 + OPEN), 1 / (4 + OPEN)])


@given(st.lists(st.tuples(st.sampled_from(["he", "she"]), st.floats(0, 1e4), st.floats(0, 1e4)), max_size=12))
def test_shares_are_parts_of_one(odds: list[tuple[str, float, float]]) -> None:
    for shares in agree([pronoun(word, a, b) for word, a, b in odds]):
        assert (shares >= 0).all()
        assert shares.sum() <= 1 + 1e-9


# --- what is made of the weights -------------------------------------------------------------------------------------


def test_a_likely_one_is_meant_whatever_the_rules_say() -> None:
    found = meant(asked("she", PEOPLE[1]), PEOPLE, np.array([SURE + 0.01, 0.2]))
    assert found == PEOPLE[0]


def test_two_likely_ones_are_candidates() -> None:
    found = meant(asked("she", Resolved(None)), PEOPLE, np.array([0.4, 0.35]))
    assert found is not None
    assert found.speaker is None
    assert [s.name for s in found.candidates] == ["Ada Lane", "Nils Roe"]


def test_one_who_is_described_and_no_candidate_stays_with_the_rules() -> None:
    described = Resolved(Speaker("a shopper"))
    assert meant(asked("she", described), PEOPLE, np.array([0.3, 0.1])) is None
    assert meant(asked("she", described), [], np.array([])) is None


# --- articles --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Ada Lane lost the vote on Tuesday. She rang her opponent at midnight, according to her agent, Nils Roe. "
            "He had wept, he said.\n\n“The town was right to be angry,” she said.",
            "Ada Lane",
        ),
        (
            "Ada Lane opened the meeting. She thanked the staff. Nils Roe of the union walked out. "
            "He said it was a sham.\n\nLane was not sorry. Roe had “always been late”, she said.",
            "Ada Lane",
        ),
    ],
)
def test_she_is_who_he_is_not(text: str, name: str) -> None:
    assert speakers(text)[-1] == name


def test_texts_without_people_or_words_are_read() -> None:
    for text in ("", "He said no.", "“No,” it said.", "She said " * 50):
        assert all(name is None or name for name in speakers(text))


# --- files -----------------------------------------------------------------------------------------------------------


def test_a_missing_or_altered_file_is_one_clear_line(tmp_path: Path) -> None:
    text = "Ada Lane left the bank. She said it was closed."
    with pytest.raises(ModelUnusable, match=r"referee.*gone\.onnx"):
        speakers(text, referee=Referee(tmp_path / "gone.onnx"))
    (tmp_path / "cut.onnx").write_bytes(b"no trees")
    with pytest.raises(ModelUnusable, match=r"cut\.onnx"):
        speakers(text, referee=Referee(tmp_path / "cut.onnx"))


def test_statements_know_which_trees_made_them() -> None:
    assert REFEREE.identity in Attributor(Tagger(), referee=REFEREE).revision
    assert "referee" not in Attributor().revision
