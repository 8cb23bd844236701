"""A chat model and an embedding model on any OpenAI-compatible server. Only this and `openai_batches` import openai."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import httpx2
import numpy as np
import openai

from service.errors import ModelUnreachable, UnusableModelOutput
from service.llm.chunks import Heard
from service.llm.trust import trusted
from service.ports import Completion, Vector

RETRIES = 1  # the library's default of 2 with 600 s each can hold a question for half an hour
EMBEDDING_BATCH = 64
_NO_REPLY = (AttributeError, TypeError, ValueError)  # what the library raises over an answer of another shape


class OpenAIModel:
    """Chat completions with a JSON schema, temperature 0: what llama.cpp, vLLM and Ollama all speak.

    Every call has a client of its own (0.1 ms): a client belongs to one event loop, and a service may see several.
    """

    def __init__(self, model: str, *, timeout_s: float) -> None:
        self._model = model
        self._timeout_s = timeout_s
        connect(model, timeout_s)  # says at once where no key is set

    @property
    def name(self) -> str:
        return self._model

    async def complete(self, prompt: str, *, schema: Mapping[str, Any], max_tokens: int) -> Completion:
        """Return the reply; ModelUnreachable if the server fails, UnusableModelOutput if the reply is cut or empty."""
        with self._failures():
            # the client's own limit is for each read, and a server may send a byte at a time
            async with (
                asyncio.timeout(self._timeout_s * (1 + RETRIES)),
                connect(self._model, self._timeout_s) as client,
            ):
                reply = await client.chat.completions.create(**call(self._model, prompt, schema, max_tokens))
                return completion_of(reply, self._model)

    async def stream(
        self, prompt: str, *, schema: Mapping[str, Any], max_tokens: int
    ) -> AsyncGenerator[str | Completion, None]:
        """Yield the reply as it comes, then the whole; who leaves hangs up. Raises what `complete` raises.

        A connection that breaks in the middle is an UnusableModelOutput: what came cannot be used, the server may be.
        """
        deadline = asyncio.get_running_loop().time() + self._timeout_s * (1 + RETRIES)
        asked = call(self._model, prompt, schema, max_tokens)
        heard = Heard(self._model)
        async with connect(self._model, self._timeout_s) as client:
            with self._failures():
                async with asyncio.timeout_at(deadline):
                    chunks = await client.chat.completions.create(
                        **asked, stream=True, stream_options={"include_usage": True}
                    )
            async with chunks:
                while (chunk := await self._next(chunks, deadline, heard)) is not None:
                    if chunk:
                        yield chunk
            with self._failures():
                yield completion_of(heard.reply(), self._model)

    async def _next(self, chunks: Any, deadline: float, heard: Heard) -> str | None:
        """Return the text of the next chunk, "" where it has none, None at the end."""
        with self._failures():
            try:
                async with asyncio.timeout_at(deadline):  # around one step: a limit must not reach who reads
                    chunk = await anext(chunks, None)
            except (openai.APIConnectionError, httpx2.TransportError) as error:
                if isinstance(error, (openai.APITimeoutError, httpx2.TimeoutException)):
                    raise
                why = "the connection to the server broke off"
                raise UnusableModelOutput(prompt=self._model, reply=heard.text, why=why) from error
            return None if chunk is None else heard.hear(chunk)

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """Turn what the library raises into our own errors."""
        try:
            yield
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise ModelUnreachable(model=self._model, why="the server did not answer in time") from error
        except openai.OpenAIError as error:
            raise ModelUnreachable(model=self._model, why=why_failed(error)) from error
        except _NO_REPLY as error:
            raise ModelUnreachable(model=self._model, why="the server's answer is no chat completion") from error


def call(model: str, prompt: str, schema: Mapping[str, Any], max_tokens: int) -> dict[str, Any]:
    """Return the parameters of a chat completion that replies with JSON."""
    form = {"name": "reply", "strict": True, "schema": strict(schema)}
    return {
        "model": model,
        "messages": [{"role": "user", "content": prompt}],
        "temperature": 0,
        "max_tokens": max_tokens,
        "response_format": {"type": "json_schema", "json_schema": form},
    }


def completion_of(reply: Any, model: str) -> Completion:
    """Return what the server replied; UnusableModelOutput if it is cut or empty."""
    choice = reply.choices[0] if reply.choices else None
    text = (choice.message.content or "") if choice else ""
    why = _unusable(choice, text)
    if why:
        raise UnusableModelOutput(prompt=model, reply=text, why=why)
    usage = reply.usage
    return Completion(
        text, reply.model or model, usage.prompt_tokens if usage else 0, usage.completion_tokens if usage else 0
    )


def _unusable(choice: Any, text: str) -> str | None:
    if choice is None:
        return "the server sent no choice"
    if choice.finish_reason == "length":
        return "it was cut at the token limit"
    if choice.message.refusal or choice.finish_reason == "content_filter":
        return "the model refused"
    return None if text.strip() else "it was empty"


def strict(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema as strict mode wants it: every property required, no other one, no length of strings.

    https://platform.openai.com/docs/guides/structured-outputs#supported-schemas; what falls away here is still
    checked when the reply is read.
    """
    kept = {key: _strict_value(value) for key, value in schema.items() if key not in _NOT_STRICT}
    if "properties" in kept:
        kept |= {"required": list(kept["properties"]), "additionalProperties": False}
    return kept


_NOT_STRICT = frozenset({"default", "title", "minLength", "maxLength"})


def _strict_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return strict(value)
    return [_strict_value(item) for item in value] if isinstance(value, list) else value


class OpenAIEmbedder:
    """Embeddings of an OpenAI-compatible server, as floats (the default base64 breaks on local servers)."""

    def __init__(self, model: str, *, timeout_s: float, client: openai.OpenAI | None = None) -> None:
        self._model = model
        self._client = client or _client(openai.OpenAI, model, timeout_s)
        self._dimension = 0

    @property
    def identity(self) -> str:
        return f"openai:{self._model}/1"

    @property
    def dimension(self) -> int:
        if not self._dimension:
            self.embed_query("dimension")
        return self._dimension

    @property
    def reads_headings(self) -> bool:
        return True

    def embed_query(self, text: str) -> Vector:
        vector: Vector = self.embed_passages([text])[0]
        return vector

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        batches = [texts[i : i + EMBEDDING_BATCH] for i in range(0, len(texts), EMBEDDING_BATCH)]
        rows = [row for batch in batches for row in self._embed(batch)]
        if len(rows) != len(texts) or len({len(row) for row in rows}) != 1:
            raise ModelUnreachable(model=self._model, why="the server did not send one vector for each text")
        vectors = np.asarray(rows, dtype=np.float32)
        self._dimension = vectors.shape[1]
        normalised: Vector = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return normalised

    def _embed(self, texts: Sequence[str]) -> list[list[float]]:
        try:
            reply = self._client.embeddings.create(model=self._model, input=list(texts), encoding_format="float")
            return [item.embedding for item in sorted(reply.data, key=lambda item: item.index)]
        except openai.OpenAIError as error:
            raise ModelUnreachable(model=self._model, why=why_failed(error)) from error
        except _NO_REPLY as error:
            raise ModelUnreachable(model=self._model, why="the server's answer holds no vectors") from error


def connect(model: str, timeout_s: float, *, retries: int = RETRIES) -> openai.AsyncOpenAI:
    """Return a client; ModelUnreachable where no key is set."""
    http = openai.DefaultAsyncHttpxClient(verify=trusted())
    client: openai.AsyncOpenAI = _client(openai.AsyncOpenAI, model, timeout_s, http_client=http, max_retries=retries)
    return client


def _client(kind: Any, model: str, timeout_s: float, **more: Any) -> Any:
    try:
        return kind(**{"timeout": timeout_s, "max_retries": RETRIES} | more)
    except openai.OpenAIError as error:
        raise ModelUnreachable(model=model, why="OPENAI_API_KEY is not set") from error


def why_failed(error: openai.OpenAIError) -> str:
    """Return the kind of failure; never the server's text, which may repeat the prompt or the key."""
    if isinstance(error, openai.APITimeoutError):
        return "the server did not answer in time"
    if isinstance(error, openai.APIConnectionError):
        return "the server cannot be reached"
    if isinstance(error, openai.APIStatusError):
        return f"the server answered {error.status_code}"
    return f"the call failed ({type(error).__name__})"


async def reach(model: str, *, timeout_s: float) -> None:
    """Ask the server for its models; ModelUnreachable if it does not answer."""
    client: openai.AsyncOpenAI = _client(openai.AsyncOpenAI, model, timeout_s)
    try:
        await client.models.list()
    except openai.OpenAIError as error:
        raise ModelUnreachable(model=model, why=why_failed(error)) from error
    finally:
        await client.close()
