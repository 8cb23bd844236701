"""Model calls kept by the hash of their content: asked once on a server, replayed for ever after without one."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Any

from evals.suites import Request
from service.errors import UnusableModelOutput
from service.ports import Completion, LanguageModel

Json = dict[str, Any]


class NotRecorded(Exception):
    """A replayed run needs a call that was not recorded: the prompt, the schema or the model is another one."""

    def __init__(self, key: str, prompt: str) -> None:
        super().__init__(f"not recorded: call {key[:12]} ({prompt[:60]!r}…)")


def recorded_model(request: Request, real: LanguageModel | None) -> LanguageModel | None:
    """Return the model of a run: none without recordings, else one that replays, and asks `real` where it may."""
    if request.recordings is None:
        return None
    return RecordedModel(request.recordings, real if request.record else None)


def recorded_name(path: Path) -> str | None:
    """Return the model whose calls a file holds, None if it holds none."""
    return next((str(call["model"]) for call in read_calls(path).values()), None)


def read_calls(path: Path) -> dict[str, Json]:
    """Return the calls of a file by key; a line that a killed process left unfinished is left out."""
    calls: dict[str, Json] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            call = json.loads(line)
        except ValueError:
            continue
        calls[call["key"]] = call
    return calls


class RecordedModel:
    """Replays calls from a file; a call that is not there goes to `real` and is written down, or is `NotRecorded`."""

    def __init__(self, path: Path, real: LanguageModel | None = None) -> None:
        self._path = path
        self._real = real
        self._calls = read_calls(path)
        self._name = real.name if real else next((str(c["model"]) for c in self._calls.values()), "nothing recorded")

    @property
    def name(self) -> str:
        return self._name

    async def complete(self, prompt: str, *, schema: Mapping[str, Any], max_tokens: int) -> Completion:
        """Return the recorded reply, or raise the recorded failure; a server that cannot be reached is not kept."""
        key = key_of(self._name, prompt, schema, max_tokens)
        if key not in self._calls:
            if self._real is None:
                raise NotRecorded(key, prompt)
            kept = {"key": key, "model": self._name, "prompt": prompt, "max_tokens": max_tokens}
            self._keep(kept | await _asked(self._real, prompt, schema, max_tokens))
        reply = self._calls[key]["reply"]
        if "why" in reply:
            raise UnusableModelOutput(prompt=self._name, reply=reply["text"], why=reply["why"])
        return Completion(**reply)

    async def stream(
        self, prompt: str, *, schema: Mapping[str, Any], max_tokens: int
    ) -> AsyncGenerator[str | Completion, None]:
        """Yield the recorded reply in one piece."""
        whole = await self.complete(prompt, schema=schema, max_tokens=max_tokens)
        yield whole.text
        yield whole

    def _keep(self, call: Json) -> None:
        """Write a call in one piece, so that several processes may write to one file."""
        self._calls[call["key"]] = call
        self._path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps(call, ensure_ascii=False, sort_keys=True) + "\n"
        with self._path.open("ab", buffering=0) as file:
            if file.tell() and not _ends_with_newline(self._path):
                line = "\n" + line
            file.write(line.encode())
            os.fsync(file.fileno())


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


async def _asked(model: LanguageModel, prompt: str, schema: Mapping[str, Any], max_tokens: int) -> Json:
    try:
        reply = await model.complete(prompt, schema=schema, max_tokens=max_tokens)
    except UnusableModelOutput as error:
        return {"reply": {"text": error.reply, "why": error.why}}
    tokens = {"input_tokens": reply.input_tokens, "output_tokens": reply.output_tokens}
    return {"reply": {"text": reply.text, "model": reply.model, **tokens}}


def key_of(model: str, prompt: str, schema: Mapping[str, Any], max_tokens: int) -> str:
    """Return the hash of all that a reply depends on."""
    content = json.dumps([model, prompt, dict(schema), max_tokens], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
