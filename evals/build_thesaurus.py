"""Rebuilds the shipped word vectors (service/embedding/thesaurus.py) from the shipped embedding model.

    python -m evals.build_thesaurus --output words.npz

Every whole word of the model's vocabulary is embedded by itself; the vectors are centred and cut to their main
directions. Takes a minute.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from service.embedding import OnnxEmbedder
from service.embedding.models import MINILM

DIRECTIONS = 96
WORD = re.compile(r"[a-z][a-z'’-]+")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.build_thesaurus", description="Rebuild the word vectors.")
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args(arguments)
    content = build()
    given.output.write_bytes(content)
    print(f"{hashlib.sha256(content).hexdigest()}  {len(content):>10,}  {given.output}")


def build() -> bytes:
    """Return the file: `words`, bytes of UTF-8 one a line, and `vectors` (words, 96), int8, one scale a word."""
    tokenizer = json.loads((MINILM.folder / "tokenizer.json").read_text(encoding="utf-8"))
    words = [word for word in tokenizer["model"]["vocab"] if WORD.fullmatch(word)]
    embedder = OnnxEmbedder()
    vectors = np.stack([embedder.embed_query(word) for word in words]).astype(np.float64)
    vectors -= vectors.mean(0)
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    main_part = vectors @ directions[:, -DIRECTIONS:]
    scaled = np.round(127 * main_part / np.abs(main_part).max(1, keepdims=True)).astype(np.int8)
    file = io.BytesIO()
    np.savez_compressed(file, words=np.frombuffer("\n".join(words).encode(), np.uint8), vectors=scaled)
    return file.getvalue()


if __name__ == "__main__":
    main()
