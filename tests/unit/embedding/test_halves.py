"""The embedding model cut in two: both halves together are the whole, and the lower one runs alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from service.answering.judging import SHARED
from service.embedding import MINILM, OnnxEmbedder
from service.embedding.halves import split_at
from service.embedding.weights import open_session

MIDDLE = str(MINILM.middle)
WHOLE = (MINILM.folder / "model.onnx").read_bytes()
HALVES = split_at(WHOLE, MIDDLE)
IDS = np.array([[101, 2129, 2116, 3506, 102]], np.int64)
SENTENCE = "The mayor opened the bridge on Friday."


def test_both_halves_give_the_vector_of_the_whole_to_the_last_bit() -> None:
    lower, upper = map(open_session, HALVES)
    states = lower.run([MIDDLE], {"ids": IDS})[0]
    assert states.shape == (1, 5, MINILM.dimension)
    (vector,) = upper.run(["vector"], {MIDDLE: states})
    assert np.array_equal(vector, open_session(WHOLE).run(["vector"], {"ids": IDS})[0])


def test_no_weights_are_in_both_halves() -> None:
    lower, upper = map(len, HALVES)
    assert len(WHOLE) < lower + upper < len(WHOLE) + 10_000  # a few constants, the inputs and outputs
    assert upper < 0.4 * len(WHOLE)  # the table of words is below


def test_the_judge_reads_on_from_the_middle() -> None:
    assert f"layer{SHARED - 1}.norm2" == MIDDLE


@pytest.mark.parametrize(
    ("value", "why"),
    [("layer9.norm2", "no node makes layer9.norm2"), ("layer1.gelu", "the upper half needs layer1.gelu, layer1.norm1")],
)
def test_a_value_that_does_not_divide_the_model_is_refused(value: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        split_at(WHOLE, value)


class Counted:
    """A session that notes how many pieces each of its runs has."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self.pieces: list[int] = []

    def run(self, outputs: Sequence[str], inputs: dict[str, Any]) -> Any:
        self.pieces += [value.shape[1] for value in inputs.values()]
        return self._session.run(outputs, inputs)


@pytest.fixture
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder(threads=1)


def lower_of(embedder: OnnxEmbedder) -> Counted:
    encoder: Any = embedder._encoder()
    encoder._lower = Counted(encoder._lower)
    counted: Counted = encoder._lower
    return counted


def test_what_was_embedded_is_not_read_again(embedder: OnnxEmbedder) -> None:
    lower = lower_of(embedder)
    embedder.embed_passages([SENTENCE])
    states = embedder.read(SENTENCE, most=80).states
    assert len(lower.pieces) == 1
    assert np.array_equal(states, OnnxEmbedder().read(SENTENCE, most=80).states)


def test_more_pieces_than_are_wanted_are_cut_before_they_are_read(embedder: OnnxEmbedder) -> None:
    lower = lower_of(embedder)
    embedder.embed_passages([SENTENCE])
    cut = embedder.read(SENTENCE, most=4)
    assert len(cut.states) == len(cut.offsets) == 4
    assert lower.pieces[-1] == 4  # what stands behind does not shine through
    assert len(embedder.read("word " * 5_000, most=80).states) == lower.pieces[-1] == 80
