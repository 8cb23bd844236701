"""A newsroom with the bot: our Slack, the bot behind a real HTTP server, and people who write, click and command."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from weakref import WeakValueDictionary

import httpx2
import uvicorn
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.routing import Route

from service.slack.delivering import Wire
from service.slack.running import SCOPES, Slack, build
from tests.builders import BRIDGE, FERRY, MemoryService, ingest_sources, open_service, source
from tests.slack_api import Installed, SlackApi
from tests.slack_blocks import shown

Json = dict[str, Any]
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TEAM, CHANNEL, DIRECT, ASKER = "T1", "C1", "D1", "U1"
PATIENCE_S = 20
OAUTH = {
    "slack_bot_token": None,
    "slack_client_id": "client",
    "slack_client_secret": "secret",
    "slack_token_key": "3zSVDcqeJ8FYRfXtqjL-MPpZ3JWjSNLIWR1PLNYJqdE=",
}


@dataclass(slots=True)
class Desk:
    api: SlackApi
    service: MemoryService
    slack: Slack
    http: httpx2.Client
    secret: str = SECRET
    _serial: Iterator[int] = field(default_factory=lambda: iter(range(1, 1_000_000)))

    # What Slack sends

    def post(self, body: str, *, kind: str = "application/json", age_s: int = 0, **headers: str) -> httpx2.Response:
        """Send a request with the signature that Slack would give it."""
        stamp = str(int(time.time()) - age_s)
        signature = SignatureVerifier(self.secret).generate_signature(timestamp=stamp, body=body) or ""
        signed = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature, "Content-Type": kind}
        return self.http.post("/slack/events", content=body.encode(), headers=signed | headers)

    def event(self, event: Json, *, retry: int = 0, **around: Any) -> httpx2.Response:
        body = {"type": "event_callback", "team_id": TEAM, "api_app_id": "A1", "event": event} | around
        headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
        return self.post(json.dumps(body), **headers)

    def interact(self, payload: Json) -> httpx2.Response:
        return self.post(urlencode({"payload": json.dumps(payload)}), kind="application/x-www-form-urlencoded")

    # What people do

    def mention(self, text: str, *, channel: str = CHANNEL, user: str = ASKER, **event: Any) -> Json:
        """Write a message that mentions the bot, and return it; the bot has heard of it."""
        said = self.api.say(channel, user, f"<@UBOT> {text}", thread_ts=event.get("thread_ts"))
        assert self.event({**said, "type": "app_mention", "team": TEAM, **event}).status_code == 200
        return said

    def write(self, text: str, *, channel: str = CHANNEL, user: str = ASKER, **event: Any) -> Json:
        """Write a message without a mention."""
        said = self.api.say(channel, user, text, thread_ts=event.get("thread_ts"))
        kind = "im" if channel.startswith("D") else "channel"
        assert self.event({**said, "channel_type": kind, "team": TEAM, **event}).status_code == 200
        return said

    def command(self, text: str, *, user: str = ASKER) -> str:
        """Give the slash command, and return the path of its response address."""
        hook = f"/hooks/{next(self._serial)}"
        form = {
            "command": "/onrecord",
            "text": text,
            "team_id": TEAM,
            "channel_id": CHANNEL,
            "user_id": user,
            "response_url": self.api.url + hook,
            "trigger_id": hook,
            "api_app_id": "A1",
        }
        response = self.post(urlencode(form), kind="application/x-www-form-urlencoded")
        assert response.status_code == 200, response.text
        return hook

    def check(self, text: str) -> str:
        """Call "Who said this?" on a message."""
        return self.shortcut("who_said_this", {"text": text, "ts": "1.2"})

    def shortcut(self, name: str, message: Json) -> str:
        """Call a shortcut on a message, and return the path of the response address."""
        hook = f"/hooks/{next(self._serial)}"
        payload = {
            "type": "message_action",
            "callback_id": name,
            "trigger_id": hook,
            "team": {"id": TEAM},
            "channel": {"id": CHANNEL},
            "user": {"id": ASKER},
            "message": {"type": "message", **message},
            "response_url": self.api.url + hook,
        }
        assert self.interact(payload).status_code == 200
        return hook

    def click(self, element: Json, message: Json, *, user: str = ASKER, private: bool = False, **action: Any) -> str:
        """Click an element of a message, and return the path of the response address."""
        hook = f"/hooks/{next(self._serial)}"
        clicked = {k: element[k] for k in ("type", "action_id", "value") if k in element} | action
        container = {"type": "message", "message_ts": message.get("ts", "9.9"), "channel_id": CHANNEL}
        payload = {
            "type": "block_actions",
            "trigger_id": hook,
            "api_app_id": "A1",
            "actions": [{**clicked, "action_ts": hook}],
            "team": {"id": TEAM},
            "channel": {"id": message.get("channel", CHANNEL)},
            "user": {"id": user},
            "container": container | ({"is_ephemeral": True} if private else {}),
            "response_url": self.api.url + hook,
            **({} if private else {"message": message}),
        }
        assert self.interact(payload).status_code == 200
        return hook

    # What they see

    def replies(self, said: Json, *, number: int = 1) -> list[Json]:
        """Return the bot's finished messages in the thread of a message, once there are so many."""
        thread = said.get("thread_ts") or said["ts"]

        def finished() -> list[Json]:
            found = self.api.in_thread(said["channel"], thread)
            return found if len(found) >= number and not any("streaming" in m for m in found) else []

        found = self.until(finished)
        self.settle()
        return found

    def responses(self, hook: str, *, number: int = 1) -> list[Json]:
        """Return what came through a response address, once there is so much."""

        def come() -> list[Json]:
            found = [r.body for r in self.api.replies if r.path == hook]
            return found if len(found) >= number else []

        found = self.until(come)
        self.settle()
        return found

    def sweep_elsewhere(self, *, later_s: float = 0, at_once: int = 1) -> None:
        """Let another bot, as of another process, take over what is open and post what is due."""
        before = self.slack.bot.now

        async def sweep() -> None:
            # Locks and semaphores belong to one event loop: those of the first bot would never wake this one.
            other = replace(
                self.slack.bot,
                now=lambda: before() + later_s,
                _working={},
                _sweeping=None,
                _slots=asyncio.Semaphore(at_once),
                _order=WeakValueDictionary(),
            )
            async with asyncio.timeout(PATIENCE_S):
                await other.sweep()
                await other.idle()

        asyncio.run(sweep())

    def settle(self) -> None:
        """Wait until the bot works on nothing."""
        self.until(lambda: not self.slack.bot._working)

    def until(self, found: Callable[[], Any]) -> Any:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if value := found():
                return value
            time.sleep(0.005)
        raise AssertionError(f"never came; refused: {self.api.refused}; last calls: {self.api.calls[-5:]}")


def text_of(message: Json) -> str:
    return shown(message["blocks"])


def elements(message: Json, action: str) -> list[Json]:
    """Return the buttons and menus of a message whose action id begins so."""
    found: list[Json] = []
    for block in message["blocks"]:
        found += block.get("elements", []) if block["type"] in ("actions", "context_actions") else []
        found += [block["accessory"]] if "accessory" in block else []
    return [e for e in found if e.get("action_id", "").startswith(action)]


@contextmanager
def open_api(*, scopes: tuple[str, ...] = SCOPES) -> Iterator[SlackApi]:
    with SlackApi() as api:
        api.tokens["xoxb-1"] = Installed(TEAM, scopes=frozenset(scopes))
        api.channels |= {CHANNEL: {"UBOT", ASKER}, DIRECT: {"UBOT", ASKER}}
        yield api


@contextmanager
def serve(slack: Slack, extra: Mapping[str, Any]) -> Iterator[str]:
    """Serve the bot's routes on a real socket, and yield the address."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> Any:
        async with slack.running():
            yield

    more = [Route(path, endpoint, methods=["POST"]) for path, endpoint in extra.items()]
    app = Starlette(routes=[*slack.routes(), *more], lifespan=lifespan)  # type: ignore[arg-type]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(15)


def open_newsroom(home: Path, **settings: Any) -> MemoryService:
    """Return a service with two articles in its default workspace."""
    given = {"slack_signing_secret": SECRET, "slack_bot_token": "xoxb-1", "public_url": "https://onrecord.example.com"}
    service = open_service(home, **(given | settings))
    bridge = source(
        BRIDGE, title="Bridge to open", source="Courier", published_at="2026-03-01", url="https://courier.example/17"
    )
    ferry = source(FERRY, title="Ferry to end", source="Ledger", published_at="2026-03-04", origin="desk-2")
    ingest_sources(service.library(), bridge, ferry)
    return service


@contextmanager
def open_desk(
    home: Path,
    *,
    scopes: tuple[str, ...] = SCOPES,
    timeout_s: int = 2,
    extra: Mapping[str, Any] | None = None,
    **settings: Any,
) -> Iterator[Desk]:
    with open_api(scopes=scopes) as api:
        service = open_newsroom(home, **settings)
        slack = build(service, wire=Wire(f"{api.url}/api/", timeout_s=timeout_s, pause_s=0.02))
        with serve(slack, extra or {}) as url, httpx2.Client(base_url=url, timeout=PATIENCE_S) as http:
            yield Desk(api, service, slack, http)
        service.close()
