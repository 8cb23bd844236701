"""Files that travel with the program: prompts and the sample newsroom.

In a wheel they lie in `service/_assets`, in a checkout at the top of the tree.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_IN_CHECKOUT = {"prompts": "prompts", "newsroom": "evals/datasets/newsroom"}


def folder(name: str) -> Path:
    """Return the folder of the assets called `name` ("prompts" or "newsroom"); KeyError for another name."""
    packed = _PACKAGE / "_assets" / name
    return packed if packed.is_dir() else _PACKAGE.parent / _IN_CHECKOUT[name]
