"""What every embedder does: the hashing one of the tests, the embedded models, and one behind an address."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import openai
import pytest

from service.embedding import E5_SMALL, MINILM, OnnxEmbedder
from service.llm.openai_model import OpenAIEmbedder
from service.ports import Embedder
from tests.fakes import HashingEmbedder
from tests.integration.scripted_server import ScriptedServer

DENIAL = "The minister denied that she had met the lobbyists."
SAME_DENIAL = "The lobbyists were never met, the minister said in a denial."
WEATHER = "Heavy rain is expected along the coast on Thursday."


@pytest.fixture(
    scope="module",
    params=[
        "hashing",
        pytest.param("minilm", marks=pytest.mark.model),
        pytest.param("e5", marks=pytest.mark.model),
        pytest.param("openai", marks=pytest.mark.server),
    ],
)
def embedder(request: pytest.FixtureRequest) -> Iterator[Embedder]:
    if request.param == "openai":
        with ScriptedServer() as server, openai.OpenAI(base_url=server.url, api_key="k", max_retries=0) as client:
            yield OpenAIEmbedder("hashing", timeout_s=10, client=client)
    else:
        made = {
            "hashing": HashingEmbedder,
            "minilm": lambda: OnnxEmbedder(MINILM),
            "e5": lambda: OnnxEmbedder(E5_SMALL),
        }
        yield made[request.param]()


def test_it_says_what_it_is(embedder: Embedder) -> None:
    assert embedder.identity
    assert "\n" not in embedder.identity
    assert embedder.dimension > 0


def test_passages_are_unit_rows_in_the_order_given(embedder: Embedder) -> None:
    vectors = embedder.embed_passages([DENIAL, WEATHER])
    assert vectors.shape == (2, embedder.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert np.allclose(vectors[::-1], embedder.embed_passages([WEATHER, DENIAL]))


def test_no_passages_are_an_empty_array(embedder: Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, embedder.dimension)


def test_a_query_is_one_unit_vector(embedder: Embedder) -> None:
    vector = embedder.embed_query("What did the minister deny?")
    assert (vector.shape, vector.dtype) == ((embedder.dimension,), np.float32)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_a_text_has_one_vector_whatever_its_neighbours(embedder: Embedder) -> None:
    alone = embedder.embed_passages([DENIAL])[0]
    assert np.allclose(alone, embedder.embed_passages([WEATHER, DENIAL, WEATHER * 9])[1])


def test_a_question_finds_its_passage(embedder: Embedder) -> None:
    scores = embedder.embed_passages([WEATHER, DENIAL, WEATHER * 2]) @ embedder.embed_query(
        "Which lobbyists did the minister meet?"
    )
    assert scores.argmax() == 1


def test_texts_on_one_subject_are_nearer(embedder: Embedder) -> None:
    same, other = embedder.embed_passages([SAME_DENIAL, WEATHER]) @ embedder.embed_passages([DENIAL])[0]
    assert same > other


def test_more_texts_than_a_batch_holds(embedder: Embedder) -> None:
    texts = [f"Article {number}." for number in range(130)]
    vectors = embedder.embed_passages(texts)
    assert vectors.shape == (130, embedder.dimension)
    assert np.allclose(vectors[100], embedder.embed_passages([texts[100]])[0])


@pytest.mark.parametrize("text", ["", " ", "\n", "😀", "“[”"])
def test_odd_texts_have_unit_vectors(embedder: Embedder, text: str) -> None:
    assert np.linalg.norm(embedder.embed_passages([text])[0]) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(embedder.embed_query(text)) == pytest.approx(1, abs=1e-5)
