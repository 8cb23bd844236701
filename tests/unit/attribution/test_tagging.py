"""The tagger's reading of a text, its weights, and what its vote does to the reports of the rules."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.attribution.attributor import Attributor
from service.attribution.statements import find_attributions, read
from service.attribution.tagging import WEIGHTS, WINDOW, Pieces, Tagger, cut_windows, find_segments, merge_kinds
from service.domain.news import Polarity
from service.errors import ModelUnusable

TAGGER = Tagger()


@given(st.lists(st.integers(1, 3 * WINDOW), max_size=30))
def test_windows_hold_every_piece_once_and_are_never_too_long(lengths: list[int]) -> None:
    borders = np.cumsum(lengths).tolist()
    windows = list(cut_windows(borders))
    assert [p for a, b in windows for p in range(a, b)] == list(range(sum(lengths)))
    assert all(0 < b - a <= WINDOW for a, b in windows)


def test_windows_end_with_sentences() -> None:
    assert list(cut_windows([100, 180, 260, 300])) == [(0, 180), (180, 300)]


def pieces(count: int) -> Pieces:
    at = np.arange(count) * 2
    zeros = np.zeros(count, np.int64)
    return Pieces(zeros, zeros, zeros, at, at + 1, [count])


def scores(*labels: int) -> np.ndarray:
    """Return log-probabilities that are nearly sure of one label a piece."""
    return np.log(np.full((len(labels), 5), 0.01, np.float32) + 0.95 * np.eye(5, dtype=np.float32)[list(labels)])


def test_segments_begin_anew_at_each_beginning_and_leave_thoughts_out() -> None:
    found = find_segments(pieces(8), scores(0, 1, 2, 1, 2, 0, 3, 4))
    assert [(s.span.start, s.span.end) for s in found] == [(2, 5), (6, 9)]
    assert all(s.probability == pytest.approx(0.97) for s in found)


def test_a_stretch_without_a_beginning_is_a_segment() -> None:
    assert [(s.span.start, s.span.end) for s in find_segments(pieces(3), scores(2, 2, 0))] == [(0, 3)]


def test_merged_kinds_are_one_segment_whether_it_is_said_or_thought() -> None:
    found = find_segments(pieces(5), merge_kinds(scores(0, 3, 4, 1, 0)))
    assert [(s.span.start, s.span.end) for s in found] == [(2, 5), (6, 7)]


def test_no_pieces_no_segments() -> None:
    assert find_segments(pieces(0), np.empty((0, 5), np.float32)) == []


def test_the_tagger_adds_what_the_rules_do_not_know() -> None:
    text = "Senator Ilse Brandt could not resist pointing out that the bridge had been closed for most of the spring."
    assert find_attributions(text) == []
    (found,) = find_attributions(text, tagger=TAGGER)
    assert found.speaker is not None
    assert (found.speaker.name, found.speaker.role) == ("Ilse Brandt", "Senator")
    assert found.content(text).endswith("the bridge had been closed for most of the spring")


@pytest.mark.parametrize(
    "text",
    [
        "Prell nodded when asked whether Holm would return.",
        "If Brandt resigned, critics would say that she had given up on the town.",
        "Ilse Brandt closed the bridge on Friday and opened the ferry.",
    ],
)
def test_the_tagger_invents_nothing_here(text: str) -> None:
    assert find_attributions(text, tagger=TAGGER) == []


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("The goalkeeper regretted that he had ever left Genoa.", "the goalkeeper", "that he had ever left Genoa"),
        (
            "Shareholders opposed the sale of the mill to a foreign fund.",
            "Shareholders",
            "the sale of the mill to a foreign fund",
        ),
        (
            "The minister realised that the figures had been wrong all along.",
            "the minister",
            "that the figures had been wrong all along",
        ),
    ],
)
def test_what_somebody_thinks_or_opposes_is_added(text: str, speaker: str, content: str) -> None:
    (found,) = find_attributions(text, tagger=TAGGER)
    assert found.speaker is not None
    assert (found.speaker.name, found.content(text)) == (speaker, content)


def test_a_belief_told_by_itself_is_kept_where_the_tagger_takes_it_for_speech() -> None:
    text = "“We will see,” Marlow said. He doubted that the ferry would run again before Easter."
    assert [a.cue for a in find_attributions(text, tagger=TAGGER)] == ["said", "doubted"]


def test_what_is_done_with_words_alone_is_kept() -> None:
    text = "The tenants demanded a public inquiry."
    assert find_attributions(text, tagger=TAGGER) == find_attributions(text) != []


@pytest.mark.parametrize(
    "text",
    [
        "The court sentenced the treasurer to four years in prison.",
        "Councillors voted to turn the field into a lorry park.",
        "Members agreed to spend £48,000 on the roof of the market.",
        "The storm seemed to weaken before it reached the coast.",
        "The refugees named their robot after the bay that they had crossed.",
        "Rescuers found the boat at dawn, two miles off the point.",
    ],
)
def test_deeds_and_what_seems_so_are_no_thoughts(text: str) -> None:
    assert find_attributions(text, tagger=TAGGER) == []


@pytest.mark.parametrize(
    "text",
    [
        "“The bridge will open on Friday and it will stay open,” Mayor Ilse Brandt said.",
        "The company did not respond to a request for comment.",
        "BRANDT: You never asked me.\n\nRUIZ: I did, twice.",
    ],
)
def test_quotations_turns_and_silence_stay_with_the_rules(text: str) -> None:
    alone = find_attributions(text)
    assert alone
    assert find_attributions(text, tagger=TAGGER) == alone


def test_a_witness_keeps_what_the_tagger_would_drop() -> None:
    text = "The alliance recommended 2 percent of gross domestic product on defense."
    (alone,) = find_attributions(text)
    assert find_attributions(text, tagger=TAGGER) == []
    kept = find_attributions(text, tagger=TAGGER, witnessed=[alone.content_spans[0]])
    assert [a.polarity for a in kept] == [Polarity.ASSERTED]


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.sampled_from([*'“”"’,.:—', "Brandt", "said", "that", "he", "told", "Ruiz", "won", "\n\n"]), max_size=30)
)
def test_spans_lie_in_the_text_whatever_it_is(words: list[str]) -> None:
    text = " ".join(words)
    found = find_attributions(text, tagger=TAGGER)
    assert all(s.of(text).strip() for a in found for s in a.content_spans)
    assert found == find_attributions(text, tagger=TAGGER)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "\ud800 said “no”", "x" * 3_000, "א ב ג said “ד ה”.", "他说：“不。”"]
)
def test_any_text_is_taken(text: str) -> None:
    find_attributions(text, tagger=TAGGER)


def test_missing_or_altered_weights_are_one_clear_line(tmp_path: Path) -> None:
    absent = tmp_path / "tagger.onnx"
    found = read("Brandt said no.").found
    with pytest.raises(ModelUnusable, match="cannot read"):
        Tagger(absent).tag("Brandt said no.", found)
    absent.write_bytes(WEIGHTS.read_bytes()[:-1] + b"\0")
    with pytest.raises(ModelUnusable, match="has sha256"):
        Tagger(absent).tag("Brandt said no.", found)


def test_the_weights_are_small() -> None:
    assert WEIGHTS.stat().st_size < 30_000_000


def test_the_revision_names_what_attributes() -> None:
    rules, full = Attributor().revision, Attributor(TAGGER).revision
    assert rules.startswith("rules/")
    assert full.startswith(f"{rules}+tagger/")


@pytest.mark.parametrize(
    "text",
    [
        "The harbour board expects to move its cranes to the northern quay before winter.",
        "A reader in Holm wanted to know whether the bridge would be open at night.",
        "An audit by the province found that the ferry had sailed without a licence for two years.",
    ],
)
def test_what_the_tagger_sees_as_thought_stands_as_the_rules_have_it(text: str) -> None:
    alone = find_attributions(text)
    assert alone
    assert find_attributions(text, tagger=TAGGER) == alone


def test_the_tagger_leaves_what_a_speaker_said_before_of_himself() -> None:
    text = "“I told nobody. I said that it was a bad bargain,” Ilse Brandt recalled."
    assert "that it was a bad bargain" in {a.content(text) for a in find_attributions(text, tagger=TAGGER)}
