"""Passages: exact slices, in order, nothing lost, no quotation cut in two."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.news import Span
from service.ingest.cleaning import find_furniture
from service.ingest.splitting import PASSAGE_CHARACTERS, SLACK, split_passages
from service.text.normalising import normalise

WORDS = (
    "the mayor Brandt said bridge Friday café naïve Erdoğan 2,400 U.S. Mr. don’t 東京 Żółć 👩🚒 it’s [swing] 3.5 No. "
    "“Jaws” re-open"
).split()
WORD = st.one_of(
    st.sampled_from(WORDS), st.text(st.characters(categories=["L", "N", "M", "P", "S"]), min_size=1, max_size=8)
)
PLAIN = st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join)
ODD = st.lists(WORD, min_size=1, max_size=30).map(" ".join)
SPOKEN = st.lists(PLAIN, min_size=1, max_size=8).map(lambda s: ". ".join(s).replace("“", "").replace("”", ""))
QUOTED = st.tuples(
    SPOKEN, st.sampled_from([",” Brandt said.", ".” She left.", ",” the harbor master told reporters on Friday."])
)
SENTENCE = st.one_of(PLAIN.map(lambda s: s + "."), QUOTED.map(lambda parts: "“" + "".join(parts)))
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=6).map(" ".join)
PROMOTION = st.sampled_from(["Follow us on Twitter.", "Subscribe to our newsletter today.", "Advertisement"])
ARTICLE = st.lists(st.one_of(PARAGRAPH, PARAGRAPH, PARAGRAPH, PROMOTION), min_size=1, max_size=8)
ARTICLES = ARTICLE.flatmap(lambda p: st.sampled_from([p, p * 2, p + p[:1] * 9])).map("\n\n".join).map(normalise)
ANYTHING = st.one_of(ARTICLES, st.lists(ODD).map("\n".join).map(normalise), st.text().map(normalise))


def passages(text: str) -> list[Span]:
    return split_passages(text, furniture=find_furniture(text))


@given(ANYTHING)
def test_passages_are_slices_in_order_without_overlap(text: str) -> None:
    found = passages(text)
    assert all(span.of(text) == span.of(text).strip() for span in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(ANYTHING)
def test_no_letter_is_lost_and_no_furniture_is_taken(text: str) -> None:
    furniture = find_furniture(text)
    covered = {i for span in split_passages(text, furniture=furniture) for i in range(span.start, span.end)}
    promoted = {i for span in furniture for i in range(span.start, span.end)}
    assert not covered & promoted
    assert {i for i, c in enumerate(text) if c.isalnum()} - promoted <= covered


@given(ANYTHING)
def test_passages_are_of_the_size_that_models_read(text: str) -> None:
    assert all(span.end - span.start <= PASSAGE_CHARACTERS + SLACK for span in passages(text))


@given(ARTICLES)
def test_no_quotation_is_cut(text: str) -> None:
    cuts = {edge for span in passages(text) for edge in (span.start, span.end)}
    for start, end in quotations(text):
        assert end - start > PASSAGE_CHARACTERS or not any(start < cut < end for cut in cuts), text[start:end]


@pytest.mark.parametrize("length", [300, 600, PASSAGE_CHARACTERS])
@pytest.mark.parametrize("around", [100, 500, 800])
def test_no_quotation_is_cut_within_a_long_sentence(length: int, around: int) -> None:
    quoted = "“" + ("the bridge will open " * 50)[: length - 3] + "x”"
    lead = ("the city and the harbor and " * 50)[:around]
    text = normalise(f"It rained. Brandt said of {lead} {quoted} and of {lead} nothing more. It rained again.")
    start = text.index("“")
    assert not [s for s in passages(text) for cut in (s.start, s.end) if start < cut < start + len(quoted)]


def test_a_quotation_too_long_for_a_passage_is_cut_between_its_sentences() -> None:
    text = "“" + "We will see it through to the end. " * 40 + "It is ours,” Mayor Ilse Brandt said."
    found = passages(text)
    assert len(found) > 1
    assert all(span.of(text).endswith(("the end.", "said.")) for span in found)


def quotations(text: str) -> list[tuple[int, int]]:
    """Return where the quotations are that the strategy has put in, marks included."""
    found = []
    start = text.find("“")
    while start >= 0:
        end = text.index("”", start) + 1
        found.append((start, end))
        start = text.find("“", end)
    return found


def test_a_quotation_stays_with_its_attribution() -> None:
    filler = "The council met again on Monday to hear about the cost of the work. " * 6
    words = "We will see it through to the end, whatever it costs. " * 8
    text = normalise(f"{filler}\n\n“{words}It is ours.” Mayor Ilse Brandt said so. {filler}")
    (holding,) = [span for span in passages(text) if "It is ours" in span.of(text)]
    assert "“We will see" in holding.of(text)
    assert "Mayor Ilse Brandt said" in holding.of(text)


def test_repeated_text_has_offsets_of_its_own() -> None:
    sentence = "The bridge will open on Friday, and that is that, the mayor said once more. "
    text = normalise(sentence * 100)
    found = passages(text)
    assert len(found) > 5
    assert [span.start for span in found] == sorted({span.start for span in found})
    assert " ".join(span.of(text) for span in found) == text


def test_a_sentence_without_end_is_cut_at_spaces() -> None:
    text = "word " * 2000 + "end"
    found = passages(text)
    assert " ".join(span.of(text) for span in found) == text
    assert max(span.end - span.start for span in found) <= PASSAGE_CHARACTERS + SLACK


def test_a_word_without_end_is_cut_all_the_same() -> None:
    text = "x" * 5000
    assert "".join(span.of(text) for span in passages(text)) == text


@pytest.mark.parametrize("text", ["", "—", "…\n\n“ ”", "* * *"])
def test_nothing_to_say_is_no_passage(text: str) -> None:
    assert passages(text) == []


def test_furniture_at_both_ends_and_in_the_middle() -> None:
    text = "Advertisement\n\nThe bridge opens.\n\nFollow us on Twitter.\n\nThe mayor was there.\n\nAdvertisement"
    assert [span.of(text) for span in passages(text)] == ["The bridge opens.", "The mayor was there."]


def seconds(action: Callable[[], object]) -> float:
    """Return the least time that this process needs for `action` in three runs."""

    def once() -> float:
        started = time.process_time()
        action()
        return time.process_time() - started

    return min(once() for _ in range(3))


@pytest.mark.parametrize(
    "paragraph",
    [
        "“The bridge will open,” Brandt said. She said it again.\n\n",
        "“The bridge will open and open and “open” again\n\n",
        '"He is 6\'2" tall," she said. ',
        "The bridge opens.\n\nAdvertisement\n\n",
        "“",
    ],
)
def test_eight_times_the_text_is_no_more_than_eight_times_the_work(paragraph: str) -> None:
    split_passages("The splitter is imported here.")
    few, many = (normalise(paragraph * (size // len(paragraph))) for size in (5_000, 40_000))
    assert seconds(lambda: passages(many)) < 24 * seconds(lambda: passages(few)) + 0.01  # quadratic would be 64
