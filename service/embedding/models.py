"""The embedded models: what they are, what they expect, and which files they must be. See docs/models.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

WEIGHTS = Path(__file__).resolve().parent / "weights"


@dataclass(frozen=True, slots=True)
class EmbeddingModel:
    """One embedded model.

    `reads_headings` tells whether it finds more with title and source in front of a passage. `revision` goes up
    whenever the same text would get another vector: new files, another prefix, another cut. `files` maps each file's
    name to its sha256. A text is cut at `max_characters` first, then at `max_tokens`. `middle` is the value between its
    lower and its upper layers, where others read on from the lower ones.
    """

    name: str
    revision: int
    dimension: int
    max_tokens: int
    query_prefix: str
    passage_prefix: str
    reads_headings: bool
    files: Mapping[str, str]
    licence: str
    middle: str | None = None

    @property
    def identity(self) -> str:
        return f"{self.name}/{self.revision}"

    @property
    def max_characters(self) -> int:
        """How much of a text the tokenizer sees: 20 characters a token, where English news has about 5."""
        return 20 * self.max_tokens

    @property
    def folder(self) -> Path:
        return WEIGHTS / self.name


MINILM = EmbeddingModel(
    name="minilm-l6-int8",
    revision=1,
    dimension=384,
    max_tokens=256,
    query_prefix="",
    passage_prefix="",
    reads_headings=False,
    files={
        "model.onnx": "7b14dfa4df07884decf1615307bee8a92de098c250ed6064f621877a0b986161",
        "tokenizer.json": "32d70b45ea2679485328eafb8a5a94dcc9fbaadaf0c92b7ca06fe5684a4b8389",
    },
    licence="Apache-2.0",
    middle="layer2.norm2",
)

E5_SMALL = EmbeddingModel(
    name="e5-small-int8",
    revision=1,
    dimension=384,
    max_tokens=512,
    query_prefix="query: ",
    passage_prefix="passage: ",
    reads_headings=True,
    files={
        "model.onnx": "d9bedb8db60cf37c3d780aeea70a713ca738ac9993f56538b154a7c763ba57d6",
        "tokenizer.json": "8e310a08dc39577a3edca43dfd2e5fd17267324ccb004f5c4f80c66df0ea645c",
    },
    licence="MIT",
)

MODELS: Mapping[str, EmbeddingModel] = {model.name: model for model in (MINILM, E5_SMALL)}
