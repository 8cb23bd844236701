"""The chunks of a streamed chat completion, put together to the reply that they are pieces of."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any


class Heard:
    """What was heard of one reply so far. A server that sends no chunk at all does not speak the protocol."""

    def __init__(self, model: str) -> None:
        self.text = ""
        self._chunks = 0
        self._model = model
        self._usage: Any = None
        self._refusal = ""
        self._finish_reason: str | None = None
        self._chosen = False

    def hear(self, chunk: Any) -> str:
        """Return the text that a chunk adds; AttributeError or TypeError if it is no chunk."""
        self._chunks += 1
        self._model = chunk.model or self._model
        self._usage = chunk.usage or self._usage
        if not chunk.choices:  # the last chunk has the usage alone
            return ""
        choice = chunk.choices[0]
        self._chosen = True
        self._finish_reason = choice.finish_reason or self._finish_reason
        self._refusal += choice.delta.refusal or ""
        added: str = choice.delta.content or ""
        self.text += added
        return added

    def reply(self) -> Any:
        """Return the whole as the library's own ChatCompletion has it; ValueError if nothing was heard."""
        if not self._chunks:
            raise ValueError("no chunk")
        message = SimpleNamespace(content=self.text, refusal=self._refusal)
        choice = SimpleNamespace(message=message, finish_reason=self._finish_reason)
        return SimpleNamespace(choices=[choice] if self._chosen else [], model=self._model, usage=self._usage)
