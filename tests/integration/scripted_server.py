"""An OpenAI-compatible server on a real loopback socket that replies as it was told, good or bad."""

from __future__ import annotations

import json
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

from tests.fakes import HashingEmbedder

Json = dict[str, Any]
Reply = Callable[["_Handler", Json], None]


class ScriptedServer:
    """Serves `/v1/chat/completions` from a script, `/v1/embeddings` by hashing, and `/v1/models`.

    Every request's body is in `requests`, its headers in `headers`. A chat request beyond the script is a 599.
    """

    def __init__(self, *script: Reply) -> None:
        self.script: deque[Reply] = deque(script)
        self.embedding_script: deque[Reply] = deque()
        self.requests: list[Json] = []
        self.headers: list[dict[str, str]] = []
        self.asked = Event()  # set when the first request is there
        self.gone = Event()  # set when a client hung up on a reply
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.scripted = self
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    scripted: ScriptedServer
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent: clients that hang up are part of the script."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_json({"object": "list", "data": [{"id": "scripted", "object": "model"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        scripted = self.server.scripted
        scripted.requests.append(body)
        scripted.asked.set()
        scripted.headers.append({name.lower(): value for name, value in self.headers.items()})
        if self.path == "/v1/embeddings":
            reply = scripted.embedding_script.popleft() if scripted.embedding_script else embeds
        else:
            reply = scripted.script.popleft() if scripted.script else fails(599)
        reply(self, body)

    def send_reply(self, value: Any, body: Json) -> None:
        """Send a chat completion, as server-sent events where the request asks for a stream."""
        if not body.get("stream"):
            self.send_json(value)
            return
        self.open_stream()
        for chunk in chunks(value) if isinstance(value, dict) and "choices" in value else [value]:
            self.send_chunk(chunk)
        self.wfile.write(b"data: [DONE]\n\n")

    def open_stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def send_chunk(self, chunk: Any) -> None:
        self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
        self.wfile.flush()

    def send_json(self, value: Any, *, status: int = 200, **headers: str) -> None:
        self.send_raw(json.dumps(value).encode(), status=status, **headers)

    def send_raw(self, raw: bytes, *, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(raw)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""


def completion(content: str | None, *, finish_reason: str = "stop") -> Json:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted-2026",
        "choices": [{"index": 0, "finish_reason": finish_reason, "message": {"role": "assistant", "content": content}}],
        "usage": {"prompt_tokens": 321, "completion_tokens": 45, "total_tokens": 366},
    }


def chunks(whole: Json, *, size: int = 12) -> Iterator[Json]:
    """Yield a completion as the chunks of a stream: its words in small pieces, how it ended, then the usage alone."""
    base = {key: whole.get(key) for key in ("id", "created", "model")} | {"object": "chat.completion.chunk"}
    for choice in whole["choices"]:
        message = choice.get("message")
        if message is None:
            yield base | {"choices": [{"index": 0}]}
            continue
        words = message["content"] or ""
        for at in range(0, len(words), size):
            yield base | {"choices": [{"index": 0, "delta": {"content": words[at : at + size]}, "finish_reason": None}]}
        end = {"refusal": message.get("refusal")}
        yield base | {"choices": [{"index": 0, "delta": end, "finish_reason": choice["finish_reason"]}]}
    yield base | {"choices": [], "usage": whole["usage"]}


def streams(content: Callable[[str], str], *, until: str, then: Callable[[_Handler], None]) -> Reply:
    """Stream a reply up to and with the words `until`, do `then`, and send the rest if the client is still there."""

    def reply(handler: _Handler, body: Json) -> None:
        text = content(body["messages"][0]["content"])
        cut = text.index(until) + len(until)
        handler.open_stream()
        first, rest = completion(text[:cut]), completion(text[cut:])
        for chunk in [c for c in chunks(first) if c["choices"] and not c["choices"][0]["finish_reason"]]:
            handler.send_chunk(chunk)
        then(handler)
        for chunk in chunks(rest):
            handler.send_chunk(chunk)

    return reply


def hangs_up(handler: _Handler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError("as scripted")


def waits_for_the_client_to_go(handler: _Handler) -> None:
    if not handler.connection.recv(1):
        handler.server.scripted.gone.set()
    raise ConnectionAbortedError("as scripted")


def waits_for(event: Event) -> Callable[[_Handler], None]:
    def wait(_handler: _Handler) -> None:
        event.wait(20)

    return wait


def says(content: str | Callable[[str], str] | None, *, finish_reason: str = "stop") -> Reply:
    """Reply with this content, or with what it makes of the prompt."""

    def reply(handler: _Handler, body: Json) -> None:
        text = content(body["messages"][0]["content"]) if callable(content) else content
        handler.send_reply(completion(text, finish_reason=finish_reason), body)

    return reply


def refuses(words: str) -> Reply:
    """Reply with a refusal, as OpenAI's models do where they will not follow the schema."""
    refused = completion(None)
    refused["choices"][0]["message"]["refusal"] = words
    return sends(refused)


def sends(value: Any) -> Reply:
    """Reply with any JSON value, of whatever shape."""
    return lambda handler, body: handler.send_reply(value, body)


def sends_raw(raw: bytes) -> Reply:
    return lambda handler, _body: handler.send_raw(raw)


def fails(status: int, **headers: str) -> Reply:
    error = {"error": {"message": "secret of the server", "type": "scripted"}}
    return lambda handler, _body: handler.send_json(error, status=status, **headers)


def no_choices() -> Reply:
    return sends(completion("") | {"choices": []})


def cuts_off(handler: _Handler, _body: Json) -> None:
    """Promise more than is sent, and hang up."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"id": "chatcmpl')
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def stays_silent(handler: _Handler, _body: Json) -> None:
    """Say nothing until the client hangs up."""
    handler.connection.recv(1)
    handler.server.scripted.gone.set()


def trickles(handler: _Handler, _body: Json) -> None:
    """Send white space without end, a byte at a time, until the client hangs up (or 20 seconds have gone)."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.close_connection = True
    try:
        for _ in range(400):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        handler.server.scripted.gone.set()


def embeds(handler: _Handler, body: Json) -> None:
    """Reply with hashed vectors, of another length than one and out of order, as servers may."""
    texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
    vectors = HashingEmbedder().embed_passages(texts) * 3
    data = [{"object": "embedding", "index": i, "embedding": v.tolist()} for i, v in enumerate(vectors)]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    handler.send_json({"object": "list", "model": body["model"], "data": data[::-1], "usage": usage})
