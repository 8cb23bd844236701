"""Weights of a shipped model: read, checked, and opened to run in this process."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from service.errors import ModelUnusable


def read_weights(model: str, path: Path, expected: str) -> bytes:
    """Return the bytes of a file; ModelUnusable if it cannot be read or its sha256 is not the `expected` one."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelUnusable(model=model, why=f"cannot read {path} ({error.strerror})") from error
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise ModelUnusable(model=model, why=f"{path} has sha256 {found[:12]}…, expected {expected[:12]}…")
    return content


def open_session(content: bytes) -> Any:
    """Open an ONNX model on one thread of the CPU."""
    import onnxruntime  # type: ignore[import-untyped]  # it ships no types

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # two texts on two threads: 88 passages/s; one text on two threads: 81
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL  # the graph is fused already
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
