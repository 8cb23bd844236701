"""What people are reported to think, do by speaking, keep silent on, count and hear, and what only looks like it."""

from __future__ import annotations

import pytest

from service.attribution.statements import find_attributions


def _found(text: str) -> list[tuple[str | None, str]]:
    return [(a.speaker.name if a.speaker else None, a.content(text)) for a in find_attributions(text)]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Ada Lane hoped the work would be done by May.", "the work would be done by May"),
        ("Ada Lane thought the decision was wrong and walked off.", "the decision was wrong"),
        ("Ada Lane wants the whole board to resign.", "the whole board to resign"),
        ("Ada Lane hopes for a quick settlement.", "for a quick settlement"),
        ("Ada Lane considered the third act a failure and rewrote it.", "the third act a failure"),
        ("Ada Lane regards the letter “as an insult”.", "the letter “as an insult”"),
        ("Ada Lane was less sure that the roof would hold.", "that the roof would hold"),
        ("Ada Lane was satisfied no foul had been committed.", "no foul had been committed"),
    ],
)
def test_thoughts_that_somebody_must_have_told(text: str, content: str) -> None:
    assert _found(text) == [("Ada Lane", content)]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Ada Lane apologised to residents for the noise.", "the noise"),
        ("Ada Lane threatened legal action.", "legal action"),
        ("Ada Lane dedicated her medal to her late coach.", "her medal to her late coach"),
        ("Ada Lane agreed to fix the lift.", "to fix the lift"),
        ("Ada Lane proposed flooding the meadows.", "flooding the meadows"),
        ("Ada Lane would not rule out an appeal.", "an appeal"),
        ("Ada Lane declined to comment on the bill.", "the bill"),
        ("Ada Lane did not respond to a request for comment about the recall.", "the recall"),
        ("Ada Lane gave no reason.", "reason"),
        ("Ada Lane denied having said so when a reporter rang.", "having said so"),
        ("Ada Lane spoke on Monday of 1,200 dead.", "of 1,200 dead"),
        ("Never, says Ada Lane, “except on Sundays”.", "Never … “except on Sundays”"),
        ("Ada Lane has said nothing since the vote.", "nothing"),
        ("Ada Lane said only that talks would go on.", "that talks would go on"),
        ("Ada Lane would only say that he was in hospital.", "that he was in hospital"),
        ("Ada Lane put the figure at 612.", "612"),
        ("Ada Lane counted 140 nests.", "140 nests"),
        ("It was their fault, Ada Lane added: the gate was open.", "It was their fault … the gate was open"),
        ("He ate alone in a flat where, Ada Lane said, nobody called.", "nobody called"),
    ],
)
def test_what_is_done_and_left_unsaid_by_speaking(text: str, content: str) -> None:
    assert _found(text) == [("Ada Lane", content)]


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("Children sleep less, a study of 400 pupils has found.", "a study of 400 pupils", "Children sleep less"),
        ("The shop was empty, the jury heard.", None, "The shop was empty"),
        ("A baker had poisoned him, a court was told on Monday.", None, "A baker had poisoned him"),
        ("Parents had been promised a new hall by autumn.", None, "a new hall by autumn"),
        ("Voters are older, a trial in four towns has shown.", "a trial in four towns", "Voters are older"),
        ("Critics split: one complained that it was slow.", "one", "that it was slow"),
        ("It made no mention of a pay rise.", None, "a pay rise"),
        ("A memo to staff warned that the boiler was old.", "A memo to staff", "that the boiler was old"),
    ],
)
def test_findings_and_hearsay(text: str, speaker: str | None, content: str) -> None:
    assert _found(text) == [(speaker, content)]


@pytest.mark.parametrize("question", ["Does he miss it?", "Will he come back?", "Did he ever regret it?"])
def test_free_questions_that_words_between_marks_answer(question: str) -> None:
    found = _found(f"{question} He shrugs. “Every night,” he says.")
    assert found[0] == (None, question)


@pytest.mark.parametrize(
    "text",
    [
        "The pilot feared for his passengers and turned back.",
        "She felt the cold through her gloves.",
        "The dog wanted to go out.",
        "Police found the car in a ditch.",
        "The committee considered the report on Tuesday.",
        "The nurses have written to her in their hundreds.",
        "The council agreed to spend £2m on the pool.",
        "The club agreed a fee of £3m.",
        "An ankle injury ruled out the striker.",
        "The storm threatened the harvest.",
        "The evening promised much.",
        "She dedicated her life to the poor.",
        "Halden Motors recalled 310,000 of its vans.",
        "The magistrate refused bail.",
        "The mayor calls the candidates together.",
        "They arrived at 10.",
        "He counted his change.",
        "They heard the whistle blow.",
    ],
)
def test_deeds_and_sensations_are_no_statements(text: str) -> None:
    assert _found(text) == []
