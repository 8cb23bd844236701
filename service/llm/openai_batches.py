"""The Batch API of OpenAI: requests as a file of JSON lines, replies within a day at half the price."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import openai
from openai.types.chat import ChatCompletion

from service.errors import ModelUnreachable, UnusableModelOutput
from service.llm.openai_model import call, completion_of, connect, why_failed
from service.ports import Completion, Reply, Request

ENDPOINT: Final = "/v1/chat/completions"
LABEL = "onrecord_submission"
LOOKED_AT = 300  # of the newest batches of the account, to find one by its label
KEPT_S = 3 * 24 * 3600  # that a file of requests may lie on the server if nobody deletes it
FILE_TIMEOUT_S = 600.0  # for a file of 200 MB
_WORKING = frozenset({"validating", "in_progress", "finalizing", "cancelling"})
_PASSING = frozenset({408, 409, 429})  # refusals that may pass


class OpenAIBatches:
    """Submissions to an OpenAI-compatible server that has `/files` and `/batches`."""

    def __init__(self, model: str, *, timeout_s: float) -> None:
        self._model = model
        self._timeout_s = timeout_s

    @property
    def name(self) -> str:
        return self._model

    def weigh(self, request: Request) -> int:
        return len(self._line(request))

    async def submit(self, requests: Sequence[Request], *, label: str) -> str:
        lines = b"".join(map(self._line, requests))
        async with self._client() as client:
            file = await client.with_options(timeout=max(FILE_TIMEOUT_S, self._timeout_s)).files.create(
                file=(f"{label}.jsonl", lines, "application/jsonl"),
                purpose="batch",
                expires_after={"anchor": "created_at", "seconds": KEPT_S},
            )
            made = await client.batches.create(
                input_file_id=file.id, endpoint=ENDPOINT, completion_window="24h", metadata={LABEL: label}
            )
            return made.id

    async def find(self, label: str) -> str | None:
        async with self._client() as client:
            looked_at = 0
            async for batch in client.batches.list(limit=100):
                if (batch.metadata or {}).get(LABEL) == label:
                    return batch.id
                looked_at += 1
                if looked_at == LOOKED_AT:
                    break
            return None

    async def collect(self, remote_id: str) -> list[Reply] | None:
        """Return the replies and delete the files of them: articles are not left with the server."""
        async with self._client() as client:
            batch = await client.batches.retrieve(remote_id)
            if batch.status in _WORKING:
                return None
            files = [i for i in (batch.output_file_id, batch.error_file_id) if i]
            large = client.with_options(timeout=max(FILE_TIMEOUT_S, self._timeout_s))
            texts = [(await large.files.content(i)).text for i in files]
            replies = [reply for text in texts for reply in _replies(text)]
            refused = _refusal(batch)
            if refused:
                replies.append(Reply("", error=refused))
            for i in [*files, batch.input_file_id]:
                with suppress(openai.OpenAIError):
                    await client.files.delete(i)
            return replies

    async def cancel(self, remote_id: str) -> None:
        async with self._client() as client:
            with suppress(openai.ConflictError, openai.NotFoundError, openai.BadRequestError):  # it ended meanwhile
                await client.batches.cancel(remote_id)

    def completion(self, body: Mapping[str, Any]) -> Completion:
        try:
            return completion_of(ChatCompletion.construct(**body), self._model)
        except (AttributeError, TypeError, ValueError, KeyError) as error:
            raise UnusableModelOutput(prompt=self._model, reply="", why="no chat completion") from error

    def _line(self, request: Request) -> bytes:
        body = call(self._model, request.prompt, request.schema, request.max_tokens)
        line = {"custom_id": request.key, "method": "POST", "url": ENDPOINT, "body": body}
        return json.dumps(line, ensure_ascii=False).encode() + b"\n"

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[openai.AsyncOpenAI]:
        try:
            async with connect(self._model, self._timeout_s) as client:
                yield client
        except openai.APIStatusError as error:
            code = error.status_code
            if 400 <= code < 500 and code not in _PASSING:
                why = f"the server refused the batch ({code})"
                raise UnusableModelOutput(prompt=self._model, reply="", why=why) from error
            raise ModelUnreachable(model=self._model, why=why_failed(error)) from error
        except openai.OpenAIError as error:
            raise ModelUnreachable(model=self._model, why=why_failed(error)) from error
        except (TimeoutError, asyncio.IncompleteReadError) as error:
            raise ModelUnreachable(model=self._model, why="the server did not answer in time") from error


def _replies(text: str) -> Iterator[Reply]:
    """Yield the replies of an output or error file; a line that is no reply counts as none."""
    for line in text.split("\n"):
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            if line.strip():
                yield _reply(json.loads(line))


def _reply(line: dict[str, Any]) -> Reply:
    key, response, error = line["custom_id"], line.get("response") or {}, line.get("error") or {}
    code = int(response.get("status_code") or 0)
    if code == 200:
        return Reply(key, body=response["body"])
    if error.get("code"):
        return Reply(key, error=f"the server says {error['code']}")
    return Reply(key, error=f"the server answered {code}", is_final=400 <= code < 500 and code not in _PASSING)


def _refusal(batch: Any) -> str | None:
    """Return why a whole batch failed, by the code of the first error."""
    if batch.status != "failed":
        return None
    errors = batch.errors.data if batch.errors and batch.errors.data else []
    return f"the server says {errors[0].code}" if errors else "the server failed the batch"
