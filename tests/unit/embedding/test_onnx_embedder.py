"""The shipped embedding models, run for real: they are files of this repository."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from service.embedding import MINILM, MODELS, EmbeddingModel, OnnxEmbedder
from service.errors import ModelUnusable

DENIAL = "The minister denied that she had met the lobbyists."
SAME_DENIAL = "She did not meet any lobbyist, the minister said."
WEATHER = "Heavy rain is expected along the coast on Thursday."
LONG = "The committee will report to parliament next week. " * 200


@pytest.fixture(scope="module", params=MODELS.values(), ids=list(MODELS))
def embedder(request: pytest.FixtureRequest) -> OnnxEmbedder:
    return OnnxEmbedder(request.param)


def test_passages_are_unit_rows_in_the_order_given(embedder: OnnxEmbedder) -> None:
    vectors = embedder.embed_passages([DENIAL, WEATHER])
    assert vectors.shape == (2, embedder.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert np.array_equal(vectors[::-1], embedder.embed_passages([WEATHER, DENIAL]))


def test_no_passages_are_an_empty_array(embedder: OnnxEmbedder) -> None:
    assert embedder.embed_passages([]).shape == (0, embedder.dimension)


def test_a_query_is_one_unit_vector(embedder: OnnxEmbedder) -> None:
    vector = embedder.embed_query("What did the minister deny?")
    assert vector.shape == (embedder.dimension,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_a_vector_does_not_depend_on_its_neighbours_or_threads(embedder: OnnxEmbedder) -> None:
    alone = embedder.embed_passages([DENIAL])[0]
    among = embedder.embed_passages([WEATHER, LONG, DENIAL, "Yes."])[2]
    assert np.array_equal(alone, among)


def test_a_paraphrase_is_closer_than_another_subject(embedder: OnnxEmbedder) -> None:
    paraphrase, weather = embedder.embed_passages([SAME_DENIAL, WEATHER]) @ embedder.embed_passages([DENIAL])[0]
    assert paraphrase > weather + 0.05


def test_a_question_finds_its_passage(embedder: OnnxEmbedder) -> None:
    scores = embedder.embed_passages([WEATHER, DENIAL]) @ embedder.embed_query("Did the minister see lobbyists?")
    assert scores.argmax() == 1


@pytest.mark.parametrize("text", ["", " ", "\n", "\x00", "\ufdfa" * 50, "😀", "[", "\ud800"])
def test_odd_texts_have_unit_vectors(embedder: OnnxEmbedder, text: str) -> None:
    assert np.linalg.norm(embedder.embed_passages([text])[0]) == pytest.approx(1, abs=1e-5)


def test_what_lies_beyond_the_limit_does_not_count(embedder: OnnxEmbedder) -> None:
    ended_otherwise = LONG + WEATHER
    assert np.array_equal(*embedder.embed_passages([LONG, ended_otherwise]))


def test_brackets_within_a_quotation_count(embedder: OnnxEmbedder) -> None:
    plain, bracketed = embedder.embed_passages(["other terrorist groups", "other [terrorist] groups"])
    assert 0.8 < plain @ bracketed < 0.9999


def test_identities_differ() -> None:
    assert len({model.identity for model in MODELS.values()}) == len(MODELS)


def test_vectors_are_those_of_this_revision(embedder: OnnxEmbedder) -> None:
    """Guards `revision`: if this fails on purpose, raise it. Processors may differ in the last digits."""
    starts = {
        "minilm-l6-int8/1": [0.0147, 0.0440, 0.0298, 0.0557],
        "e5-small-int8/1": [0.0574, 0.0255, -0.0103, -0.0713],
    }
    assert embedder.embed_passages([DENIAL])[0][:4] == pytest.approx(starts[embedder.identity], abs=2e-3)


@pytest.fixture
def copied_model(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MINILM.folder, tmp_path / "model"))


def test_an_altered_file_is_one_clear_line(copied_model: Path) -> None:
    (copied_model / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelUnusable) as caught:
        OnnxEmbedder(MINILM, folder=copied_model).embed_query("Who?")
    line = str(caught.value)
    assert line.startswith("model minilm-l6-int8: ")
    assert "tokenizer.json has sha256 44136fa355b3…, expected 32d70b45ea26…" in line
    assert "\n" not in line


def test_a_missing_file_is_one_clear_line(copied_model: Path) -> None:
    (copied_model / "model.onnx").unlink()
    with pytest.raises(ModelUnusable, match=r"cannot read .*model\.onnx \(No such file or directory\)"):
        OnnxEmbedder(MINILM, folder=copied_model).embed_passages(["text"])


def test_nothing_is_loaded_before_the_first_text(tmp_path: Path) -> None:
    assert OnnxEmbedder(MINILM, folder=tmp_path / "nowhere").dimension == 384


@pytest.mark.parametrize("model", MODELS.values(), ids=list(MODELS))
def test_the_registry_names_every_shipped_file(model: EmbeddingModel) -> None:
    assert {file.name for file in model.folder.iterdir()} == set(model.files)
