"""Where one report ends and the next deed, speaker or clause begins, and what stands as a whole within another."""

from __future__ import annotations

import pytest

from service.attribution.statements import find_attributions


def _found(text: str) -> list[tuple[str | None, str]]:
    return [(a.speaker_text, a.content(text)) for a in find_attributions(text)]


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("Lane said five bikes were missing and appealed for witnesses.", "five bikes were missing", "witnesses"),
        ("Lane wrote that it was over, and offered to host talks.", "that it was over", "to host talks"),
        ("Lane said the roof had gone and put the cost at £9m.", "the roof had gone", "the cost at £9m"),
        ("Lane praised the crew and, in a statement, warned that fog was due.", "the crew", "that fog was due"),
    ],
)
def test_the_next_act_of_a_speaker_ends_the_first(text: str, first: str, second: str) -> None:
    assert _found(text) == [("Lane", first), ("Lane", second)]


def test_what_two_had_done_is_told_as_one() -> None:
    text = "Lane said Roe had come and offered to help."
    assert _found(text)[0] == ("Lane", "Roe had come and offered to help")


def test_a_deed_within_what_another_says_is_found_as_well() -> None:
    text = "An official said that Lasko had offered to end the checks."
    assert ("Lasko", "to end the checks") in _found(text)


def test_who_asked_in_the_past_of_the_past_is_of_whom_it_is_told() -> None:
    text = "Frances Haigh said her father had followed every match and had asked for silence."
    assert _found(text) == [
        ("Frances Haigh", "her father had followed every match and had asked for silence"),
        ("her father", "for silence"),
    ]


def test_a_clause_about_somebody_ends_before_the_verb_of_its_sentence() -> None:
    text = "A woman who said she had lost her brother in the flood wanted to know why nobody was charged."
    assert [content for _, content in _found(text)] == [
        "she had lost her brother in the flood",
        "why nobody was charged",
    ]


@pytest.mark.parametrize(
    ("text", "who", "content"),
    [
        ("The club was last and, according to its accounts, had £340.", "its accounts", "had £340"),
        ("As he liked to say, he never raised his voice.", "he", "he never raised his voice"),
        ("It was, as Lane put it, a farce.", "Lane", "a farce"),
        ("She denied reports, widely shared, that it had sunk.", "She", "that it had sunk"),
        ("Lane put the toll at 12, not the 9 given before.", "Lane", "the toll at 12, not the 9 given before"),
        (
            "Lane writes: Bread is gone and the grocer says no more is due.",
            "Lane",
            "Bread is gone and the grocer says no more is due",
        ),
    ],
)
def test_asides_and_additions(text: str, who: str, content: str) -> None:
    assert (who, content) in _found(text)


def test_kin_may_be_quoted_in_the_present() -> None:
    assert ("My mother", "I should frame it") in _found("“My mother thinks I should frame it,” she said.")
    assert len(_found("“I think I should frame it,” she said.")) == 1


def test_who_writes_asks_in_what_is_written() -> None:
    text = "She had written to the minister asking for a sailing, she added."
    assert ("She", "for a sailing") in _found(text)
    assert ("she", "She had written to the minister asking for a sailing") in _found(text)


def test_a_refusal_may_be_all_that_a_sentence_tells() -> None:
    assert _found("Petrescu refused.") == [("Petrescu", "refused")]
    assert _found("The engine refused.") == []
