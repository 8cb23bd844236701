import numpy as np

from service.store.remembering import RememberedVectors
from tests.fakes import HashingEmbedder


def test_remembered_vectors_are_those_of_the_embedder_in_the_order_of_the_texts() -> None:
    embedder, remembered = HashingEmbedder(), RememberedVectors()
    remembered.embed(["the dike broke", "the dike held"], embedder)
    again = remembered.embed(["the dike held", "the pump failed", "the dike broke"], embedder)
    assert np.array_equal(
        again, HashingEmbedder().embed_passages(["the dike held", "the pump failed", "the dike broke"])
    )
    assert embedder.embedded == ["the dike broke", "the dike held", "the pump failed"]


def test_a_vector_of_another_model_is_never_taken() -> None:
    old, new, remembered = HashingEmbedder(), HashingEmbedder("hashing-64/2"), RememberedVectors()
    remembered.embed(["the dike broke"], old)
    remembered.embed(["the dike broke"], new)
    assert new.embedded == ["the dike broke"]


def test_what_was_asked_for_longest_ago_is_forgotten_beyond_the_bytes() -> None:
    embedder = HashingEmbedder()
    size = embedder.embed_query("a").nbytes
    remembered = RememberedVectors(most_bytes=2 * size)
    for text in ("one", "two", "one", "three", "one", "two"):
        remembered.embed([text], embedder)
    assert embedder.embedded == ["one", "two", "three", "two"]


def test_a_text_that_comes_twice_at_once_has_its_vector_twice() -> None:
    same, other = RememberedVectors().embed(["a flood", "a flood"], HashingEmbedder())
    assert np.array_equal(same, other)
