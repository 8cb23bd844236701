"""An ONNX model cut in two at an inner value, so that its lower layers run alone where nobody needs the upper ones.

ONNX Runtime computes every node of a graph, whatever output is asked for. The package that edits models is not needed
for this: a serialised model is fields behind each other, and those of a half are copied as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

GRAPH = 7  # of ModelProto
NODE, INITIALIZER, INPUT, OUTPUT = 1, 5, 11, 12  # of GraphProto
_TAKES, _MAKES = 1, 2  # of NodeProto
_NAME_OF_TENSOR, _NAME_OF_VALUE, _TYPE_OF_VALUE = 8, 1, 2
_FLOAT = b"\x0a\x02\x08\x01"  # TypeProto: a tensor of FLOAT, its shape left open
_FIXED = {1: 8, 5: 4}  # bytes of the wire types of fixed length


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of a message: its number, its content where it is a message or a text, and all of it as it stands."""

    number: int
    content: memoryview
    whole: memoryview


@dataclass(frozen=True, slots=True)
class _Node:
    field: _Field
    takes: frozenset[str]
    makes: frozenset[str]


def split_at(content: bytes, value: str) -> tuple[bytes, bytes]:
    """Return a model as two: what makes the float32 `value` of its inputs, and what makes its outputs of `value`.

    Each holds only the weights that it uses. ValueError if no node makes `value`, or if the upper half needs more of
    the lower one than that.
    """
    model = list(_fields(memoryview(content)))
    graph = list(_fields(next(f.content for f in model if f.number == GRAPH)))
    nodes = [_node(f) for f in graph if f.number == NODE]
    lower = _below(value, nodes)
    upper = [n for n in nodes if n not in lower]
    if not lower:
        raise ValueError(f"no node makes {value}")
    shared = {name for n in upper for name in n.takes} & {name for n in lower for name in n.makes}
    if shared != {value}:
        raise ValueError(f"the upper half needs {', '.join(sorted(shared))}")
    between = _message(_NAME_OF_VALUE, value.encode()) + _message(_TYPE_OF_VALUE, _FLOAT)
    first = _with_graph(model, _kept(graph, lower, OUTPUT), _message(OUTPUT, between))
    return first, _with_graph(model, _kept(graph, upper, INPUT), _message(INPUT, between))


def _below(value: str, nodes: Sequence[_Node]) -> list[_Node]:
    """Return the nodes on the way to a value; they stand in an order in which each can run."""
    wanted, found = {value}, []
    for node in reversed(nodes):
        if node.makes & wanted:
            wanted |= node.takes
            found.append(node)
    return found[::-1]


def _kept(graph: Sequence[_Field], nodes: Sequence[_Node], dropped: int) -> Iterator[memoryview]:
    """Yield the fields of a graph that belong to these nodes, and all that belong to none but those `dropped`."""
    used = {name for node in nodes for name in node.takes}
    mine = {id(node.field) for node in nodes}
    for field in graph:
        if field.number == NODE:
            keep = id(field) in mine
        elif field.number == INITIALIZER:
            keep = _texts(field.content, _NAME_OF_TENSOR) <= used
        else:
            keep = field.number != dropped
        if keep:
            yield field.whole


def _with_graph(model: Sequence[_Field], kept: Iterator[memoryview], added: bytes) -> bytes:
    around = [f.whole for f in model if f.number != GRAPH]
    return b"".join([*around, _message(GRAPH, b"".join([*kept, added]))])


def _node(field: _Field) -> _Node:
    return _Node(field, _texts(field.content, _TAKES), _texts(field.content, _MAKES))


def _texts(message: memoryview, number: int) -> frozenset[str]:
    """Return the texts of a field that may be repeated, without the empty ones (an input that is left out)."""
    return frozenset(bytes(f.content).decode() for f in _fields(message) if f.number == number and f.content)


def _fields(message: memoryview) -> Iterator[_Field]:
    at = 0
    while at < len(message):
        start = at
        tag, at = _varint(message, at)
        kind, length = tag & 7, 0
        if kind == 0:
            _, at = _varint(message, at)
        elif kind == 2:
            length, at = _varint(message, at)
        at += length + _FIXED.get(kind, 0)
        yield _Field(tag >> 3, message[at - length : at], message[start:at])


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    """Return a number of variable length, and where it ends."""
    value = shift = 0
    while True:
        byte = message[at]
        value, shift, at = value | (byte & 127) << shift, shift + 7, at + 1
        if byte < 128:
            return value, at


def _message(number: int, content: bytes) -> bytes:
    length, head = len(content), bytearray([number << 3 | 2])
    while length > 127:
        head.append(length & 127 | 128)
        length >>= 7
    return bytes([*head, length]) + content
