"""Nobody in a summary comes from nowhere: full names the first time, roles that stand elsewhere, no loose answers."""

from __future__ import annotations

import pytest

from service.answering.introducing import introduce
from service.answering.standing import find_candidates
from service.answering.wording import name_with_role
from service.domain.news import Kind, Speaker
from service.summarizing.naming import introduce_all
from tests.builders import statement, version, where

ANE = Speaker("Ane Ruud", "harbour master")
CALLS = (
    "Harbour master Ane Ruud spoke to Olav Berg on Monday.\n\n"
    "Ruud told Mr Berg that the pier would be closed in May, the port said.\n\n"
    "“Berg has heard me,” Ruud said."
)


def told(text: str, *spoken: tuple[str, Speaker | None], only: str) -> str:
    """Return the one sentence with the words `only`, as a summary that begins with it tells it."""
    of = version(text)
    candidates = find_candidates(of, [statement(of, words, by=by, kind=Kind.INDIRECT) for words, by in spoken])
    (chosen,) = [c for c in candidates if only in c.text]
    return introduce_all([chosen])[0].text


def test_last_names_become_full_ones_where_nobody_is_introduced() -> None:
    spoken = (("the pier would be closed in May", ANE), ("Berg has heard me", Speaker("Olav Berg")))
    found = told(CALLS, *spoken, only="pier would")
    assert found == "Ane Ruud told Olav Berg that the pier would be closed in May, the port said."


def test_who_is_introduced_is_not_introduced_again() -> None:
    of = version(CALLS)
    spoken = [statement(of, "the pier would be closed in May", by=ANE, kind=Kind.INDIRECT)]
    claims = introduce_all(find_candidates(of, spoken)[:2])
    assert claims[1].text.startswith("Ruud told Mr Berg that the pier")


def test_a_name_that_two_have_or_that_is_a_place_stays() -> None:
    text = "Ruud told the council in Berg that the pier would be closed in May, the port said."
    people = (("the pier would be closed in May", ANE), ("the council", Speaker("Olav Berg")))
    assert "in Berg" in told(text, *people, only="pier would")
    two = "Ruud told the council that the pier would be closed in May, the port said."
    both = (("the pier would be closed in May", ANE), ("the council", Speaker("Tor Ruud")))
    assert told(two, *both, only="pier would").startswith("Ruud told")


def test_a_part_of_another_name_stays() -> None:
    text = "Captain Berg and Karl Ruud told the council that the pier would be closed in May, the port said."
    people = (("the pier would be closed in May", ANE), ("the council", Speaker("Olav Berg")))
    assert "Karl Ruud" in told(text, *people, only="pier would")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("“Use the buoys,” harbour master Ane Ruud said.", "harbour master"),
        ("Ane Ruud, a diver whose boat sank, shook her head.", "diver"),
        ("Ane Ruud is a retired ship’s carpenter. She said so.", "retired ship’s carpenter"),
        ("Their teacher is Ane Ruud. She said the class was full.", "teacher"),
        ("“No,” replied Ane Ruud said later.", None),
        ("He sat with Ane Ruud, and said nothing.", None),
        ("“No,” then laughing Ane Ruud said.", None),
    ],
)
def test_a_role_is_looked_for_beside_the_name(text: str, role: str | None) -> None:
    of = version(text)
    found = introduce(Speaker("Ane Ruud"), of)
    assert (found and found[0]) == role
    assert found is None or found[1].of(of.text) == role


def test_the_place_of_a_role_is_cited_with_the_words() -> None:
    text = "“My kitchen is nine steps from the edge,” Ane Ruud said.\n\nAne Ruud is a retired carpenter."
    of = version(text)
    words = "My kitchen is nine steps from the edge,"
    claim = find_candidates(of, [statement(of, words, by=Speaker("Ane Ruud"))])[0].claim
    assert claim.text == "Retired carpenter Ane Ruud said: “My kitchen is nine steps from the edge”."
    assert [s.quote.of(of.text) for s in claim.supports] == [words, "retired carpenter"]


def test_a_role_in_the_firm_is_not_the_firms() -> None:
    assert name_with_role(Speaker("Brightwater Foods", "Chief Executive of Brightwater")) == "Brightwater Foods"
    assert (
        name_with_role(Speaker("Ane Ruud", "Chief Executive of Brightwater"))
        == "Chief Executive of Brightwater Ane Ruud"
    )


def test_what_somebody_unknown_passes_on_is_no_fact() -> None:
    text = "It added that Ane Ruud had asked Berg for “practical steps and good words”."
    of = version(text)
    outer = statement(of, "Ane Ruud had asked Berg for “practical steps and good words”", by=None, kind=Kind.MIXED)
    inner = statement(
        of, "for “practical steps and good words”", by=ANE, kind=Kind.MIXED, cue="asked", cue_span=where(text, "asked")
    )
    assert find_candidates(of, [outer, inner]) == []
    assert find_candidates(of, [inner])


TURNS = """Transcript of the daily briefing by Ane Ruud, Room 2.

MS. RUUD: Good morning, everybody. The island will have its ferry until the end of September.

QUESTION: Who is paying for the ferry, then?

MS. RUUD: The roads office. Its director will say on Friday how it is to be done.

QUESTION: Is the harbour closed for the winter?

MS. RUUD: No. We close the inner harbour alone, and only for a week.

QUESTION: The opposition says the premier knew of it in March.

MS. RUUD: That is not true, he learned of it from a letter in May.
"""


def test_greetings_headings_and_loose_answers_are_no_sentences() -> None:
    of = version(TURNS)
    turns = [line.removeprefix("MS. RUUD: ") for line in TURNS.splitlines() if line.startswith("MS. RUUD: ")]
    claims = [c.claim.text for c in find_candidates(of, [statement(of, turn, by=ANE) for turn in turns])]
    assert claims == [
        "Harbour master Ane Ruud said: “The island will have its ferry until the end of September.”",
        "Harbour master Ane Ruud said: “Its director will say on Friday how it is to be done.”",
        "Harbour master Ane Ruud said: “No. We close the inner harbour alone, and only for a week.”",
    ]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("The dike broke shortly after 4 a.m. Firefighters went from door to door in the streets.", 2),
        ("The dike broke shortly after 4 a.m. Tuesday, and the streets were under water.", 1),
        ("The dike broke shortly after 4 a.m. Eastern time, and the streets were under water.", 1),
    ],
)
def test_an_hour_may_end_a_sentence(text: str, sentences: int) -> None:
    assert len(find_candidates(version(text), [])) == sentences
