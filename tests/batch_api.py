"""The Batch API of OpenAI on a real loopback socket: `/v1/files` and `/v1/batches`, as documented, with its faults.

Made after the reference of the API (files, batches, the lines of input, output and error files): a batch is validated,
runs, is finalised and ends; each look at it brings it one step on. Files are deleted only by who asks for it.
"""

from __future__ import annotations

import json
import random
import re
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]
DAY_S = 24 * 3600
PURPOSES = {"assistants", "batch", "fine-tune", "vision", "user_data", "evals"}
ENDPOINTS = {"/v1/responses", "/v1/chat/completions", "/v1/embeddings", "/v1/completions", "/v1/moderations"}
NEXT = {"validating": "in_progress", "in_progress": "finalizing", "finalizing": "completed", "cancelling": "cancelled"}
ENDED = {"failed", "completed", "expired", "cancelled"}


class Refused(Exception):
    """An answer with an error, in the API's form."""

    def __init__(self, status: int, message: str, *, code: str | None = None, param: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"message": message, "type": "invalid_request_error", "param": param, "code": code}}


class BatchAPI:
    """A server that replies to each request by `replies(prompt)`, and counts in `answered` how often it did.

    `faults` are tried for each request, in order: one is a function of the prompt that names what befalls it ("429",
    "400", "500", "expired", "missing", "malformed", "cut", "twice", "stranger"), or None. `endings` are what befalls
    whole batches, one after the other: "expired", "cancelled", or the code of a failed validation.
    `wires` are what befalls calls: (method, path, fault), each once: "500", "deaf" (done, but no answer),
    "torn" (half the answer, then the end), "short" (half the answer, as if it were all).
    `watch` is told of each call before it is done and before it is answered.
    """

    def __init__(self, replies: Callable[[str], str], *, key: str = "key-of-ours") -> None:
        self.replies, self.key = replies, key
        self.files: dict[str, Json] = {}
        self.contents: dict[str, bytes] = {}
        self.batches: dict[str, Json] = {}
        self.answered: Counter[str] = Counter()
        self.faults: list[Callable[[str], str | None]] = []
        self.endings: deque[str | None] = deque()
        self.wires: list[tuple[str, str, str]] = []
        self.calls: list[str] = []
        self.watch: Callable[[str, str], None] = lambda call, moment: None
        self.most_requests, self.most_bytes, self.most_tokens = 50_000, 200_000_000, 10**9
        self.pace_s = 0.0  # that each step of a batch takes at least
        self.lock = threading.Lock()
        self.dice = random.Random(7)
        self._numbers = count(1)
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.api = self
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

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

    def sizes(self) -> list[int]:
        """Return how many requests each batch had that was made."""
        return [batch["request_counts"]["total"] for batch in self.batches.values()]

    # Files

    def upload(self, fields: Json, name: str, content: bytes) -> Json:
        if fields.get("purpose") not in PURPOSES:
            raise Refused(400, "purpose is not one of the allowed ones", param="purpose")
        if len(content) > self.most_bytes:
            raise Refused(413, "the file is too large")
        kept = int(fields.get("expires_after[seconds]", 30 * DAY_S))
        if not 3600 <= kept <= 30 * DAY_S or fields.get("expires_after[anchor]", "created_at") != "created_at":
            raise Refused(400, "expires_after is out of range", param="expires_after")
        return self.keep(content, name, fields["purpose"], kept)

    def keep(self, content: bytes, name: str, purpose: str, kept_s: int) -> Json:
        now = int(time.time())
        file = {
            "id": f"file-{next(self._numbers):05}",
            "object": "file",
            "bytes": len(content),
            "created_at": now,
            "expires_at": now + kept_s,
            "filename": name,
            "purpose": purpose,
            "status": "processed",
        }
        self.files[file["id"]], self.contents[file["id"]] = file, content
        return file

    def file(self, file_id: str) -> Json:
        if file_id not in self.files:
            raise Refused(404, f"No such File object: {file_id}", param="id")
        return self.files[file_id]

    def delete(self, file_id: str) -> Json:
        self.file(file_id)
        del self.files[file_id], self.contents[file_id]
        return {"id": file_id, "object": "file", "deleted": True}

    # Batches

    def create(self, asked: Json) -> Json:
        file = self.files.get(asked.get("input_file_id", ""))
        if file is None or file["purpose"] != "batch":
            raise Refused(400, "input_file_id names no file for a batch", param="input_file_id")
        if asked.get("endpoint") not in ENDPOINTS or asked.get("completion_window") != "24h":
            raise Refused(400, "endpoint or completion_window is none of the allowed ones")
        metadata = asked.get("metadata") or {}
        if len(metadata) > 16 or any(len(k) > 64 or len(str(v)) > 512 for k, v in metadata.items()):
            raise Refused(400, "metadata is too large", param="metadata")
        now = int(time.time())
        stamps = "in_progress finalizing completed failed expired cancelling cancelled".split()
        batch = {f"{name}_at": None for name in stamps} | {
            "id": f"batch_{next(self._numbers):05}",
            "object": "batch",
            "endpoint": asked["endpoint"],
            "errors": None,
            "input_file_id": file["id"],
            "completion_window": "24h",
            "status": "validating",
            "output_file_id": None,
            "error_file_id": None,
            "created_at": now,
            "expires_at": now + DAY_S,
            "request_counts": {"total": 0, "completed": 0, "failed": 0},
            "metadata": metadata or None,
        }
        self.batches[batch["id"]] = batch | {"_since": time.monotonic(), "_kept": asked.get("output_expires_after")}
        self.batches[batch["id"]]["_ending"] = self.endings.popleft() if self.endings else None
        return batch

    def batch(self, batch_id: str) -> Json:
        if batch_id not in self.batches:
            raise Refused(404, f"No batch found with id '{batch_id}'.")
        return self.batches[batch_id]

    def look(self, batch_id: str) -> Json:
        """Return the batch as it is; the next look finds it one step on."""
        batch = self.batch(batch_id)
        shown = shown_of(batch)
        if batch["status"] not in ENDED and time.monotonic() - batch["_since"] >= self.pace_s:
            batch["_since"] = time.monotonic()
            self._step(batch)
        return shown

    def cancel(self, batch_id: str) -> Json:
        batch = self.batch(batch_id)
        if batch["status"] in ENDED:
            raise Refused(409, f"Cannot cancel a batch with status '{batch['status']}'.")
        self._enter(batch, "cancelling")
        return shown_of(batch)

    def _enter(self, batch: Json, status: str) -> None:
        batch["status"] = status
        batch[f"{status}_at"] = int(time.time())

    def _step(self, batch: Json) -> None:
        if batch["status"] == "validating":
            lines, errors = self._validate(batch)
            if errors:
                batch["errors"] = {"object": "list", "data": errors}
                self._enter(batch, "failed")
                return
            batch["_lines"] = lines
            batch["request_counts"]["total"] = len(lines)
        following = NEXT[batch["status"]]
        if following in ("finalizing", "cancelled") and batch["output_file_id"] is None:
            self._execute(batch)
        if following == "completed" and batch["_ending"] in ("expired", "cancelled"):
            following = batch["_ending"]
        self._enter(batch, following)

    def _validate(self, batch: Json) -> tuple[list[Json], list[Json]]:
        if batch["_ending"] not in (None, "expired", "cancelled"):
            return [], [_fault(batch["_ending"], None)]
        if batch["input_file_id"] not in self.contents:
            return [], [_fault("invalid_file", None)]
        lines, seen, errors = [], set[str](), []
        for number, raw in enumerate(self.contents[batch["input_file_id"]].splitlines(), start=1):
            try:
                line = json.loads(raw)
                assert line["method"] == "POST"
                assert line["url"] == batch["endpoint"]
                assert isinstance(line["custom_id"], str)
                assert 0 < len(line["custom_id"]) <= 64
                assert line["body"]["model"]
                assert line["body"]["messages"]
            except (ValueError, KeyError, TypeError, AssertionError):
                errors.append(_fault("invalid_json_line", number))
                continue
            if line["custom_id"] in seen:
                errors.append(_fault("duplicate_custom_id", number))
            seen.add(line["custom_id"])
            lines.append(line)
        if len({line["body"]["model"] for line in lines}) > 1:
            errors.append(_fault("mismatched_model", None))
        if not lines and not errors:
            errors.append(_fault("empty_file", None))
        if len(lines) > self.most_requests:
            errors.append(_fault("too_many_requests", None))
        waiting = (b for b in self.batches.values() if b["status"] in ("in_progress", "finalizing"))
        enqueued = sum(_tokens(line) for b in waiting for line in b["_lines"])
        if enqueued + sum(map(_tokens, lines)) > self.most_tokens:
            errors = [_fault("token_limit_exceeded", None)]
        return lines, errors

    def _execute(self, batch: Json) -> None:
        """Answer the requests, half of them where the batch does not run to its end, and write both files."""
        lines = batch.get("_lines", [])
        whole = batch["_ending"] is None and batch["status"] != "cancelling"
        done, rest = (lines, []) if whole else (lines[: len(lines) // 2], lines[len(lines) // 2 :])
        output, errors = [], []
        for line in done:
            good, bad = self._answer(line)
            output += good
            errors += bad
        why = "batch_expired" if batch["_ending"] == "expired" else "batch_cancelled"
        errors += [_failed(line["custom_id"], why) for line in rest]
        self.dice.shuffle(output)
        counts = {"total": len(lines), "completed": len(output), "failed": len(errors)}
        batch["request_counts"] = counts
        kept = (batch["_kept"] or {}).get("seconds", 30 * DAY_S)
        for field, found in (("output_file_id", output), ("error_file_id", errors)):
            if found:
                content = b"".join(json.dumps(line).encode() + b"\n" for line in found)
                batch[field] = self.keep(content, f"{batch['id']}_{field}.jsonl", "batch_output", kept)["id"]

    def _answer(self, line: Json) -> tuple[list[Json], list[Json]]:
        prompt, key = line["body"]["messages"][0]["content"], line["custom_id"]
        fault = next((found for fault in self.faults if (found := fault(prompt))), None)
        if fault in ("429", "500", "400"):
            return [], [_line(key, int(fault), {"error": {"message": f"secret: {prompt}", "code": None}})]
        if fault == "missing":
            return [], []
        if fault == "expired":
            return [], [_failed(key, "batch_expired")]
        self.answered[prompt] += 1
        content = '{"sentences": [' if fault == "malformed" else self.replies(prompt)
        good = _line(key, 200, completion(content, finish_reason="length" if fault == "cut" else "stop"))
        if fault == "twice":
            return [good, _line(key, 200, completion('{"sentences": []}'))], []
        return [good, _line("item-77777", 200, completion(content))] if fault == "stranger" else [good], []


def completion(content: str, *, finish_reason: str = "stop") -> Json:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted-2026",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish_reason,
                "message": {"role": "assistant", "content": content, "refusal": None},
                "logprobs": None,
            }
        ],
        "usage": {"prompt_tokens": 300, "completion_tokens": 40, "total_tokens": 340},
    }


def shown_of(batch: Json) -> Json:
    return json.loads(json.dumps({name: value for name, value in batch.items() if not name.startswith("_")}))  # type: ignore[no-any-return]


def _tokens(line: Json) -> int:
    return len(line["body"]["messages"][0]["content"]) // 4


def _fault(code: str, line: int | None) -> Json:
    return {"code": code, "line": line, "message": f"{code}: secret of the server", "param": None}


def _line(key: str, status: int, body: Json) -> Json:
    response = {"status_code": status, "request_id": "req_1", "body": body}
    return {"id": "batch_req_1", "custom_id": key, "response": response, "error": None}


def _failed(key: str, code: str) -> Json:
    error = {"code": code, "message": "This request could not be executed."}
    return {"id": "batch_req_1", "custom_id": key, "response": None, "error": error}


class _Server(ThreadingHTTPServer):
    api: BatchAPI
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent: clients that are killed are part of the test."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        api, address = self.server.api, urlsplit(self.path)
        api.watch(f"{self.command} {address.path}", "before")
        with api.lock:
            api.calls.append(f"{self.command} {address.path}")
            fault = self._wire(address.path)
            try:
                if self.headers.get("Authorization") != f"Bearer {api.key}":
                    raise Refused(401, "Incorrect API key provided: secret", code="invalid_api_key")
                if fault.isdigit():
                    raise Refused(int(fault), "The server had an error: secret")
                found, status = self._answer(address.path, parse_qs(address.query), raw), 200
            except Refused as error:
                found, status = error.body, error.status
        api.watch(f"{self.command} {address.path}", "after")
        if fault == "deaf":
            self._hang_up()
            return
        body = found if isinstance(found, bytes) else json.dumps(found).encode()
        self._send(body[: len(body) // 2] if fault == "short" else body, status, torn=fault == "torn")

    def _wire(self, path: str) -> str:
        """Return what befalls this call."""
        for number, (method, pattern, fault) in enumerate(self.server.api.wires):
            if method == self.command and re.fullmatch(pattern, path):
                del self.server.api.wires[number]
                return fault
        return ""

    def _answer(self, path: str, query: dict[str, list[str]], raw: bytes) -> Json | bytes:  # noqa: PLR0911
        api, parts = self.server.api, path.removeprefix("/v1/").split("/")
        match (self.command, *parts):
            case ("POST", "files"):
                return api.upload(*self._form(raw))
            case ("GET", "files"):
                wanted = query.get("purpose")
                found = [f for f in api.files.values() if not wanted or f["purpose"] == wanted[0]]
                order = query.get("order", ["desc"])[0]
                return page(found if order == "asc" else found[::-1], query, most=10_000, usual=10_000)
            case ("GET", "files", file_id):
                return api.file(file_id)
            case ("DELETE", "files", file_id):
                return api.delete(file_id)
            case ("GET", "files", file_id, "content"):
                api.file(file_id)
                return api.contents[file_id]
            case ("POST", "batches"):
                return api.create(json.loads(raw))
            case ("GET", "batches"):
                return page([shown_of(b) for b in api.batches.values()][::-1], query, most=100, usual=20)
            case ("GET", "batches", batch_id):
                return api.look(batch_id)
            case ("POST", "batches", batch_id, "cancel"):
                return api.cancel(batch_id)
        raise Refused(404, f"Invalid URL ({self.command} {path})")

    def _form(self, raw: bytes) -> tuple[Json, str, bytes]:
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        fields: Json = {}
        name, content = "", b""
        for part in BytesParser(policy=HTTP).parsebytes(head + raw).iter_parts():
            field = part.get_param("name", header="content-disposition")
            if field == "file":
                name, content = part.get_filename() or "", part.get_payload(decode=True)
            else:
                fields[str(field)] = part.get_content().strip()
        return fields, name, content

    def _send(self, body: bytes, status: int, *, torn: bool) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if torn else body)
        if torn:
            self._hang_up()

    def _hang_up(self) -> None:
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""


def page(found: list[Json], query: dict[str, list[str]], *, most: int, usual: int) -> Json:
    """Return one page of a list, as the API does: from behind `after`, `limit` long."""
    limit = int(query.get("limit", [str(usual)])[0])
    if not 1 <= limit <= most:
        raise Refused(400, "limit is out of range", param="limit")
    if after := query.get("after"):
        ids = [one["id"] for one in found]
        found = found[ids.index(after[0]) + 1 :] if after[0] in ids else []
    shown = found[:limit]
    ends = {"first_id": shown[0]["id"], "last_id": shown[-1]["id"]} if shown else {}
    return {"object": "list", "data": shown, "has_more": len(found) > limit} | ends
