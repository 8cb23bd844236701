"""Prompts are files in `prompts/` with `$names`; rendering is strict, and each has a hash of its content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from string import Template

from service import assets
from service.errors import PromptMisused


@dataclass(frozen=True, slots=True)
class Prompt:
    """A rendered prompt; `version` is the name and the hash of the file that it came from."""

    text: str
    version: str


def render(name: str, /, *, folder: Path | None = None, **values: str) -> Prompt:
    """Return `prompts/<name>.md` with its names filled in.

    PromptMisused if there is no such prompt, or a name is missing, or one is given that it does not have.
    """
    path = (folder or assets.folder("prompts")) / f"{name}.md"
    try:
        raw = path.read_text(encoding="utf-8")
    except OSError as error:
        raise PromptMisused(prompt=name, why="there is no such prompt") from error
    template = Template(raw)
    declared = set(template.get_identifiers())
    if declared != set(values):
        wrong = ", ".join(sorted(declared ^ set(values)))
        raise PromptMisused(prompt=name, why=f"missing or unknown names: {wrong}")
    return Prompt(template.substitute(values), _version(name, raw))


def prompt_version(name: str, /, *, folder: Path | None = None) -> str:
    """Return the version of `prompts/<name>.md`, which is part of the identity of what is made with it."""
    path = (folder or assets.folder("prompts")) / f"{name}.md"
    return _version(name, path.read_text(encoding="utf-8"))


def _version(name: str, raw: str) -> str:
    return f"{name}@{hashlib.sha256(raw.encode()).hexdigest()[:12]}"
