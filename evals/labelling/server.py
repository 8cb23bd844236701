"""The page on which people judge: on this machine only, behind a token that is in its address."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

from evals.labelling.judgements import VERDICTS, append, key_of, read
from evals.reporting.page import evidence
from evals.suites import Json

MOST_BYTES = 10_000


class LabelServer(ThreadingHTTPServer):
    """Serves one judge the sampled answers, scores hidden, and stores what they say."""

    daemon_threads = True

    def __init__(self, rows: Sequence[Json], *, judge: str, store: Path) -> None:
        self.rows = {key_of(row): row for row in rows}
        self.judge, self.store = judge, store
        self.token = secrets.token_urlsafe(16)
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/{self.token}/"

    def page(self) -> str:
        done = {key: verdicts[self.judge] for key, verdicts in read(self.store).items() if self.judge in verdicts}
        cards = "".join(_card(key, row, done.get(key)) for key, row in self.rows.items())
        folder = files("evals")
        style = folder.joinpath("reporting", "report.css").read_text(encoding="utf-8")
        script = folder.joinpath("labelling", "label.js").read_text(encoding="utf-8")
        return (
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Judge answers</title>'
            f"<style>{style}</style></head><body><main><h1>Judge answers</h1><p class=soft>You are "
            f"{escape(self.judge)}. Does the cited text say what the answer says, and do the right people say it? "
            "Every click is stored at once; the last one counts. Keys 1 to 4 judge the first open answer.</p>"
            f"<p id=left></p>{cards}</main><script>{script}</script></body></html>"
        )


def _card(key: str, row: Json, chosen: str | None) -> str:
    buttons = "".join(
        f'<button data-verdict="{v}" aria-pressed="{str(v == chosen).lower()}">{n} {v}</button>'
        for n, v in enumerate(VERDICTS, start=1)
    )
    return (
        f'<article class="card case" data-key="{key}"><p>{escape(str(row.get("input") or row["id"]))}</p>'
        f"<div class=out>{escape(str(row['output']))}</div>{evidence(row['evidence'])}<p>{buttons}</p></article>"
    )


class _Handler(BaseHTTPRequestHandler):
    server: LabelServer

    def do_GET(self) -> None:
        if self.path != f"/{self.server.token}/":
            self._send(HTTPStatus.NOT_FOUND, "text/plain", "not here: use the whole address that was printed")
            return
        self._send(HTTPStatus.OK, "text/html", self.server.page())

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if self.path != f"/{self.server.token}/judgements" or length > MOST_BYTES:
            self._send(HTTPStatus.NOT_FOUND, "text/plain", "not here")
            return
        judged = _parse(self.rfile.read(length))
        row = self.server.rows.get(str(judged.get("key")))
        if row is None or judged.get("verdict") not in VERDICTS:
            self._send(HTTPStatus.BAD_REQUEST, "text/plain", f"needs key and verdict: {', '.join(VERDICTS)}")
            return
        kept = {"key": judged["key"], "verdict": judged["verdict"], "judge": self.server.judge}
        append(self.server.store, kept | {"suite": row["suite"], "case": row["id"]})
        self._send(HTTPStatus.OK, "application/json", json.dumps(kept))

    def _send(self, status: HTTPStatus, kind: str, text: str) -> None:
        raw = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(raw)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing: the terminal shows the address."""


def _parse(raw: bytes) -> Json:
    try:
        value = json.loads(raw)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
