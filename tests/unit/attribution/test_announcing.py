"""Words set apart from the sentence that announces them: paragraphs, lists, cited lines, signatures."""

from __future__ import annotations

import pytest

from service.attribution.statements import find_attributions
from service.attribution.tagging import Tagger

LATER = "\n\nThe council meets on Monday."
TAGGER = Tagger()


def said(text: str, tagger: Tagger | None = None) -> list[tuple[str | None, list[str]]]:
    found = find_attributions(text, tagger=tagger)
    return [(a.speaker.name if a.speaker else None, [s.of(text) for s in a.content_spans]) for a in found]


@pytest.mark.parametrize("tagger", [None, TAGGER], ids=["rules", "full"])
@pytest.mark.parametrize(
    ("text", "speaker", "pieces"),
    [
        ("In its report, the auditor said:\n\n“The pier is unsafe.”", "the auditor", ["The pier is unsafe."]),
        ("The auditor wrote:\n\n“It fails.\n\n“We knew.”", "the auditor", ["It fails.", "We knew."]),
        ("The auditor wrote:\n\n“It fails.\n\nWe knew.\n\nAll.”", "the auditor", ["It fails.", "We knew.", "All."]),
        ("Ada Lane said in a statement:\n\nWe keep it. It is ours.", "Ada Lane", ["We keep it. It is ours."]),
        ("Ada Lane tweeted:\n\nNo sale. Not now, not ever.", "Ada Lane", ["No sale. Not now, not ever."]),
        ("Ada Lane wrote to us on Monday:\n\n> We stay.\n>\n> It is ours.", "Ada Lane", ["We stay.", "It is ours."]),
        ("Ada Lane said we need:\n\n- a pier\n- pilots by May", "Ada Lane", ["we need", "a pier", "pilots by May"]),
        ("“We keep the pier. It is ours.”\n— Ada Lane, mayor", "Ada Lane", ["We keep the pier. It is ours."]),
        ("“We keep the pier. It is ours.”\n\n— Ada Lane, mayor", "Ada Lane", ["We keep the pier. It is ours."]),
        ("“Pier found unsafe years ago” — The Harbour Press, 2008", "Harbour Press", ["Pier found unsafe years ago"]),
    ],
)  # fmt: skip
def test_what_is_set_apart_is_said_by_whoever_is_announced(
    text: str, speaker: str, pieces: list[str], tagger: Tagger | None
) -> None:
    assert said(text + LATER, tagger) == [(speaker, pieces)]


def test_a_note_behind_a_quotation_does_not_hide_it() -> None:
    text = "The mayor, Ada Lane, spoke about the pier:\n\n“We keep the pier. It is ours” (in Portuguese)."
    assert ("Ada Lane", ["We keep the pier. It is ours"]) in said(text + LATER)


@pytest.mark.parametrize(
    "text",
    [
        "Ada Lane was at the pier:\n\nIt was cold. Nobody came.",  # nobody speaks
        "Here is what the city has:\n\n- a pier\n- a market",
        "The doubts begin to show when looking at how he rated this line:\n\n“We keep the pier, and it is ours.”",
        "“The pier is closed until the work is done.”\n— and nobody knows when that is",
    ],
)
def test_what_nobody_announces_is_no_statement_by_itself(text: str) -> None:
    assert said(text + LATER) == []


def test_who_says_an_announced_paragraph_is_read_there_if_it_tells() -> None:
    text = "Ada Lane said:\n\nThe auditor said the pier was unsafe." + LATER
    assert said(text) == [("the auditor", ["the pier was unsafe"])]


def test_what_is_retold_in_an_announced_paragraph_is_nested_and_both_stand() -> None:
    text = "Ada Lane wrote:\n\nDear friends, the pier is ours. Brandt says it is his." + LATER
    assert [speaker for speaker, _ in said(text)] == ["Ada Lane", "Brandt"]


def test_a_forgotten_closing_mark_swallows_no_paragraph() -> None:
    text = "“We keep the pier.\n\nThe sea was calm.\n\nBrandt said the pier was “a wreck.”"
    assert all("sea" not in piece for _, pieces in said(text) for piece in pieces)


def test_whom_somebody_describes_is_not_the_speaker() -> None:
    text = (
        "Ada Lane and Sara Ruiz met. Lane left with Ruiz in the evening. She described Ruiz as “a friend to all of us.”"
    )
    assert said(text)[-1] == ("Ada Lane", ["Ruiz as “a friend to all of us.”"])


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The head of the union (TUN), Ada Lane, said the pier was unsafe.", "Ada Lane"),
        ("According to the Northgate team’s coach, the pier was unsafe.", "the Northgate team’s coach"),
    ],
)
def test_a_name_that_only_describes_is_not_the_speaker(text: str, speaker: str) -> None:
    assert [name for name, _ in said(text)] == [speaker]


def test_a_newspaper_called_i_reports() -> None:
    text = "Officials told the BBC the pier would close, with the i reporting it was unsafe."
    assert [name for name, _ in said(text)] == ["Officials", "the i"]
