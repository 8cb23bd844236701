"""The Batch API of OpenAI: requests as a file of JSON lines, replies within a day at half the price.

Of what the server says only codes are passed on, never its text, which may repeat the prompt.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import httpx2
import openai
from openai.types import Batch
from openai.types.chat import ChatCompletion

from service.errors import ModelUnreachable, SubmissionRefused, UnusableModelOutput
from service.llm.openai_model import call, completion_of, connect, why_failed
from service.ports import Completion, Outcome, Reply, Request

ENDPOINT: Final = "/v1/chat/completions"
LABEL = "onrecord_submission"  # the key of our name in a batch's metadata
KEPT_S = 3 * 24 * 3600  # that a file may lie on the server if nobody comes to delete it
FILE_TIMEOUT_S = 600.0  # for a file of 200 MB
ENDED = frozenset({"failed", "completed", "expired", "cancelled"})  # all others, unknown ones too, may still end
_PASSING = frozenset({401, 403, 408, 409, 425, 429})  # refusals that time, or another key, may mend
_WHY = {"expired": "the server's time for it was over", "cancelled": "it was cancelled at the server"}
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,64}")


class OpenAIBatches:
    """Submissions to an OpenAI-compatible server that has `/files` and `/batches`."""

    def __init__(self, model: str, *, timeout_s: float) -> None:
        self._model = model
        self._timeout_s = timeout_s

    def weigh(self, request: Request) -> int:
        return len(self._line(request))

    async def submit(self, requests: Sequence[Request], *, label: str) -> str:
        """Upload the requests under the label and make a batch of the file; no call is repeated by itself."""
        lines = b"".join(map(self._line, requests))
        async with self._client(retries=0) as client:
            file = await client.files.create(
                file=(_file_name(label), lines, "application/jsonl"),
                purpose="batch",
                expires_after={"anchor": "created_at", "seconds": KEPT_S},
            )
            made = await client.batches.create(
                input_file_id=file.id,
                endpoint=ENDPOINT,
                completion_window="24h",
                metadata={LABEL: label},
                output_expires_after={"anchor": "created_at", "seconds": KEPT_S},
            )
            return made.id

    async def find(self, label: str) -> str | None:
        """Look for the batch; if there is none, delete the file, so that no call on its way makes one, and look again.

        What was made of the file in between is found the second time.
        """
        async with self._client() as client:
            known = await _with_label(client, label)
            if known is None:
                async for file in client.files.list(purpose="batch", order="desc"):
                    if file.filename == _file_name(label):
                        await _delete(client, file.id)
                known = await _with_label(client, label)
            return known

    async def collect(self, remote_id: str) -> Outcome | None:
        async with self._client() as client:
            batch = await client.batches.retrieve(remote_id)
            if batch.status not in ENDED:
                return None
            files = [await _read(client, i) for i in (batch.output_file_id, batch.error_file_id) if i]
            replies = [reply for content in files for reply in self._replies(content)]
            return Outcome(tuple(replies), _why_missing(batch), is_full=_code(batch) == "token_limit_exceeded")

    async def cancel(self, remote_id: str) -> None:
        async with self._client() as client:
            with suppress(openai.ConflictError, openai.NotFoundError, openai.BadRequestError):  # it ended meanwhile
                await client.batches.cancel(remote_id)

    async def clear(self, remote_id: str) -> None:
        async with self._client() as client:
            with suppress(openai.NotFoundError):
                batch = await client.batches.retrieve(remote_id)
                for i in (batch.input_file_id, batch.output_file_id, batch.error_file_id):
                    if i:
                        await _delete(client, i)

    def _line(self, request: Request) -> bytes:
        body = call(self._model, request.prompt, request.schema, request.max_tokens)
        line = {"custom_id": request.key, "method": "POST", "url": ENDPOINT, "body": body}
        return json.dumps(line, ensure_ascii=False).encode() + b"\n"

    def _replies(self, content: bytes) -> Iterator[Reply]:
        """Yield the replies of an output or error file; a line that is none (a torn one) counts as no reply."""
        for line in content.split(b"\n"):
            with suppress(ValueError, KeyError, TypeError, AttributeError):
                if line.strip():
                    yield self._reply(json.loads(line))

    def _reply(self, line: dict[str, Any]) -> Reply:
        key, response, error = str(line["custom_id"]), line.get("response") or {}, line.get("error") or {}
        status = int(response.get("status_code") or 0)
        if status == 200:
            return self._answer(key, response["body"])
        if error.get("code"):
            return Reply(key, error=f"the server says {_shown(error['code'])}")
        return Reply(key, error=f"the server answered {status}", is_final=_is_final(status))

    def _answer(self, key: str, body: dict[str, Any]) -> Reply:
        usage = body.get("usage") or {}
        spent = _whole(usage, "prompt_tokens"), _whole(usage, "completion_tokens")
        completion, why = None, ""
        try:
            found = completion_of(ChatCompletion.construct(**body), self._model)
            completion = Completion(found.text, str(found.model), *spent)
        except UnusableModelOutput as error:
            why = str(error)
        except (AttributeError, TypeError, ValueError, KeyError):
            why = "the server's answer is no chat completion"
        return Reply(key, completion, why, input_tokens=spent[0], output_tokens=spent[1])

    @asynccontextmanager
    async def _client(self, *, retries: int = 1) -> AsyncIterator[openai.AsyncOpenAI]:
        """Yield a client; its errors leave as ours."""
        timeout = max(FILE_TIMEOUT_S, self._timeout_s)
        try:
            # the client's own limit is for each read, and a server may send a byte at a time
            limit = asyncio.timeout(2 * timeout * (1 + retries))
            async with limit, connect(self._model, timeout, retries=retries) as client:
                yield client
        except openai.APIStatusError as error:
            code = error.status_code
            if _is_final(code):
                why = f"the server refused the batch with {code}"
                raise SubmissionRefused(model=self._model, why=why) from error
            raise ModelUnreachable(model=self._model, why=why_failed(error)) from error
        except openai.OpenAIError as error:
            raise ModelUnreachable(model=self._model, why=why_failed(error)) from error
        except TimeoutError as error:
            raise ModelUnreachable(model=self._model, why="the server did not answer in time") from error
        except (httpx2.HTTPError, *_NO_REPLY) as error:
            raise ModelUnreachable(model=self._model, why="the server's answer is cut or of another shape") from error


_NO_REPLY = (AttributeError, TypeError, ValueError, KeyError)  # what the library raises over an answer of another shape


async def _with_label(client: openai.AsyncOpenAI, label: str) -> str | None:
    """Return the id of the batch of this account that bears the label."""
    async for batch in client.batches.list(limit=100):
        if (batch.metadata or {}).get(LABEL) == label:
            return batch.id
    return None


async def _read(client: openai.AsyncOpenAI, file_id: str) -> bytes:
    """Return a file; ValueError if it is shorter than the server says: what is cut off would be paid once more."""
    content = (await client.files.content(file_id)).content
    size = (await client.files.retrieve(file_id)).bytes
    if isinstance(size, int) and size > len(content):
        raise ValueError(f"{len(content)} of {size} bytes")
    return content


async def _delete(client: openai.AsyncOpenAI, file_id: str) -> None:
    with suppress(openai.NotFoundError):
        await client.files.delete(file_id)


def _file_name(label: str) -> str:
    return f"{label}.jsonl"


def _is_final(status: int) -> bool:
    return 400 <= status < 500 and status not in _PASSING


def _whole(usage: dict[str, Any], name: str) -> int:
    found = usage.get(name)
    return found if isinstance(found, int) else 0


def _shown(code: Any) -> str:
    """Return a code of the server as far as it is one."""
    return code if isinstance(code, str) and _CODE.fullmatch(code) else "an error without a code"


def _code(batch: Batch) -> str | None:
    errors = (batch.errors.data if batch.errors else None) or []
    return errors[0].code if batch.status == "failed" and errors else None


def _why_missing(batch: Batch) -> str:
    """Return why requests without a reply have none."""
    if batch.status == "failed":
        return f"the server refused the whole batch with {_shown(_code(batch))}"
    return _WHY.get(batch.status, "the server returned no usable line for it")
