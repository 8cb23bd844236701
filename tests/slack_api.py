"""A Slack of our own, over a real socket, that refuses what Slack refuses.

Methods, their arguments, scopes and errors are those of docs.slack.dev/reference/methods; blocks are checked by
`slack_blocks`. Stricter than Slack where it forgives: an argument that a method does not have is an error here.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from base64 import b64decode
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web
from slack_sdk.models.views import View

from tests.slack_blocks import Refused, check_blocks

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Method:
    """What a method needs: any of these scopes (space: all of them), its arguments."""

    scope: str
    required: str
    optional: str = ""


METHODS = {
    "auth.test": Method("", ""),
    "chat.postMessage": Method(
        "chat:write", "channel", "text blocks thread_ts unfurl_links unfurl_media markdown_text metadata"
    ),
    "chat.postEphemeral": Method("chat:write", "channel user", "text blocks thread_ts"),
    "chat.update": Method("chat:write", "channel ts", "text blocks"),
    "chat.startStream": Method("chat:write", "channel thread_ts", "markdown_text recipient_user_id recipient_team_id"),
    "chat.appendStream": Method("chat:write", "channel ts markdown_text"),
    "chat.stopStream": Method("chat:write", "channel ts", "markdown_text blocks"),
    "chat.unfurl": Method("links:write", "unfurls", "unfurl_id source channel ts"),
    "assistant.threads.setStatus": Method("chat:write", "channel_id thread_ts status", "loading_messages"),
    "assistant.threads.setSuggestedPrompts": Method("assistant:write", "channel_id prompts", "title"),
    "conversations.replies": Method(
        "channels:history groups:history im:history", "channel ts", "limit oldest cursor include_all_metadata"
    ),
    "conversations.history": Method(
        "channels:history groups:history im:history", "channel", "limit oldest cursor include_all_metadata"
    ),
    "views.publish": Method("", "user_id view"),
    "users.info": Method("users:read", "user"),
}
EVENT_SCOPES = {
    "app_home_opened": "",
    "app_uninstalled": "",
    "tokens_revoked": "",
    "app_mention": "app_mentions:read",
    "link_shared": "links:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
}
STREAM_LIFE_S = 300


@dataclass(slots=True)
class Installed:
    """A team as the owner of a token."""

    team: str
    bot: str = "UBOT"
    scopes: frozenset[str] = frozenset()


@dataclass(slots=True)
class Fault:
    """What happens to a call instead of its reply: a status after or before its effect, or a reply that is late."""

    status: int = 0
    late_s: float = 0
    before: bool = True
    retry_after: int = 1


@dataclass(slots=True)
class Reply:
    """What came through a response address."""

    path: str
    body: Json


@dataclass(slots=True)
class SlackApi:
    tokens: dict[str, Installed] = field(default_factory=dict)
    channels: dict[str, set[str]] = field(default_factory=dict)  # who is in it; a direct one holds the bot
    archived: set[str] = field(default_factory=set)
    messages: dict[tuple[str, str], Json] = field(default_factory=dict)
    admins: set[str] = field(default_factory=set)
    calls: list[tuple[str, Json]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    codes: dict[str, Json] = field(default_factory=dict)  # OAuth codes that may be exchanged
    ephemeral: list[Json] = field(default_factory=list)
    views: dict[str, Json] = field(default_factory=dict)
    unfurled: list[Json] = field(default_factory=list)
    prompts: list[Json] = field(default_factory=list)
    statuses: list[Json] = field(default_factory=list)
    fault: Callable[[str], Fault | None] = lambda _method: None
    slow: dict[str, float] = field(default_factory=dict)  # seconds from a method's effect to its reply
    refuse: dict[str, str] = field(default_factory=dict)  # the error of a method that is not to be had
    limits: dict[str, int] = field(default_factory=dict)  # calls of a method in a second; the next one gets a 429
    _recent: dict[str, list[float]] = field(default_factory=dict)
    limited: int = 0
    stream_life_s: float = STREAM_LIFE_S
    acked: list[Json] = field(default_factory=list)  # over Socket Mode
    app_token: str = "xapp-1"
    url: str = ""
    _sockets: list[web.WebSocketResponse] = field(default_factory=list)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _thread: threading.Thread | None = None
    _count: int = 0

    # Life

    def __enter__(self) -> SlackApi:
        started = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(started,), daemon=True)
        self._thread.start()
        assert started.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        assert self._thread
        self._thread.join(10)

    def _serve(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        runner = web.AppRunner(self._app(), shutdown_timeout=0)
        self._loop.run_until_complete(runner.setup())
        site = web.TCPSite(runner, "127.0.0.1", 0)
        self._loop.run_until_complete(site.start())
        port = runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        started.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_post("/hooks/{name}", self._hook)
        app.router.add_get("/link", self._link)
        return app

    # What people do

    def ts(self) -> str:
        self._count += 1
        return f"{int(time.time())}.{self._count:06d}"

    def say(self, channel: str, user: str, text: str, *, thread_ts: str | None = None) -> Json:
        """Return a message that a person writes."""
        ts = self.ts()
        message = {"type": "message", "channel": channel, "user": user, "text": text, "ts": ts}
        self.messages[channel, ts] = message | ({"thread_ts": thread_ts} if thread_ts else {})
        return self.messages[channel, ts]

    def delete(self, channel: str, ts: str) -> None:
        del self.messages[channel, ts]

    def in_thread(self, channel: str, thread_ts: str) -> list[Json]:
        """Return what the bot wrote into a thread."""
        found = [m for (c, _), m in sorted(self.messages.items()) if c == channel and m.get("thread_ts") == thread_ts]
        return [m for m in found if m["user"] == "UBOT"]

    # The Web API

    async def _call(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        fault = self.fault(name) or self._over_limit(name)
        if fault and fault.before:
            return await self._fail(fault)
        try:
            body = await self._answer(name, request)
        except Refused as error:
            code = str(error).partition(":")[0]
            self.refused.append((name, str(error)))
            body = {"ok": False, "error": code, "response_metadata": {"messages": [str(error)]}}
        if fault:
            return await self._fail(fault)
        await asyncio.sleep(self.slow.get(name, 0))
        return web.json_response(body)

    def _over_limit(self, name: str) -> Fault | None:
        now = time.monotonic()
        recent = [at for at in self._recent.get(name, []) if now - at < 1]
        over = name in self.limits and len(recent) >= self.limits[name]
        self._recent[name] = recent if over else [*recent, now]
        self.limited += over
        return Fault(status=429) if over else None

    async def _fail(self, fault: Fault) -> web.Response:
        await asyncio.sleep(fault.late_s)
        if fault.status == 429:
            headers = {"Retry-After": str(fault.retry_after)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        return web.Response(status=fault.status or 504, text="upstream")

    async def _answer(self, name: str, request: web.Request) -> Json:
        given = await _arguments(request)
        if name == "oauth.v2.access":
            return self._exchange(request, given)
        if name == "apps.connections.open":
            _require(request.headers.get("Authorization") == f"Bearer {self.app_token}", "invalid_auth")
            return {"ok": True, "url": f"{self.url.replace('http', 'ws')}/link"}
        team = self._team(request, given)
        method = METHODS.get(name)
        if method is None:
            raise Refused("unknown_method")
        missing = set(method.scope.split()) - team.scopes
        _require(not missing, f"missing_scope: needed {sorted(missing)}")
        required, optional = set(method.required.split()), set(method.optional.split())
        _require(required <= set(given), f"invalid_arguments: {name} lacks {sorted(required - set(given))}")
        unknown = set(given) - required - optional
        _require(not unknown, f"invalid_arguments: {name} has no {sorted(unknown)}")
        _require(name not in self.refuse, self.refuse.get(name, ""))
        self.calls.append((name, given))
        made: Json = getattr(self, "_" + name.replace(".", "_"))(team, given)
        return {"ok": True} | made

    def _team(self, request: web.Request, given: Json) -> Installed:
        token = given.pop("token", None) or request.headers.get("Authorization", "").removeprefix("Bearer ")
        _require(bool(token), "not_authed")
        team = self.tokens.get(token)
        if team is None:
            raise Refused("invalid_auth")
        return team

    def _exchange(self, request: web.Request, given: Json) -> Json:
        credentials = b64decode(request.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        _require(credentials == "client:secret", "invalid_client_id")
        _require(given.get("code") in self.codes, "invalid_code")
        return {"ok": True} | self.codes.pop(given["code"])

    def _place(self, team: Installed, given: Json) -> str:
        channel: str = given["channel"]
        if channel.startswith("U"):
            return channel
        _require(channel in self.channels, "channel_not_found")
        _require(channel not in self.archived, "is_archived")
        _require(team.bot in self.channels[channel], "not_in_channel")
        if "thread_ts" in given:
            _require((channel, given["thread_ts"]) in self.messages, "thread_not_found")
        return channel

    def _own(self, team: Installed, given: Json) -> Json:
        message = self.messages.get((given["channel"], given["ts"]))
        if message is None:
            raise Refused("message_not_found")
        _require(message["user"] == team.bot, "cant_update_message")
        return message

    def _auth_test(self, team: Installed, _given: Json) -> Json:
        return {"team_id": team.team, "user_id": team.bot, "bot_id": "B1", "team": "Newsroom", "url": "x", "user": "u"}

    def _chat_postMessage(self, team: Installed, given: Json) -> Json:
        channel = self._place(team, given)
        _content(given)
        ts = self.ts()
        _metadata(given)
        kept = {k: given[k] for k in ("text", "blocks", "thread_ts", "metadata") if k in given}
        self.messages[channel, ts] = {"type": "message", "channel": channel, "user": team.bot, "ts": ts, **kept}
        return {"ts": ts, "channel": channel, "message": self.messages[channel, ts]}

    def _chat_postEphemeral(self, team: Installed, given: Json) -> Json:
        self._place(team, given)
        _content(given)
        self.ephemeral.append(given)
        return {"message_ts": self.ts()}

    def _chat_update(self, team: Installed, given: Json) -> Json:
        self._place(team, {"channel": given["channel"]})
        message = self._own(team, given)
        _content(given)
        _require(not self._streaming(message), "streaming_state_conflict")
        message |= {"text": given.get("text", ""), "blocks": given.get("blocks", [])}
        return {"ts": given["ts"], "channel": given["channel"]}

    def _streaming(self, message: Json) -> bool:
        return "streaming" in message and time.monotonic() - message["streaming"] < self.stream_life_s

    def _chat_startStream(self, team: Installed, given: Json) -> Json:
        channel = self._place(team, given)
        if not channel.startswith("D"):
            _require("recipient_user_id" in given, "missing_recipient_user_id")
            _require("recipient_team_id" in given, "missing_recipient_team_id")
        _markdown(given)
        ts = self.ts()
        self.messages[channel, ts] = {
            "type": "message",
            "channel": channel,
            "user": team.bot,
            "ts": ts,
            "thread_ts": given["thread_ts"],
            "blocks": _streamed(given),
            "streaming": time.monotonic(),
        }
        return {"ts": ts, "channel": channel}

    def _chat_appendStream(self, team: Installed, given: Json) -> Json:
        message = self._own(team, given)
        _require(self._streaming(message), "message_not_in_streaming_state")
        _markdown(given)
        message["blocks"] = _streamed(given, after=message["blocks"])
        check_blocks(message["blocks"])
        return {"ts": given["ts"], "channel": given["channel"]}

    def _chat_stopStream(self, team: Installed, given: Json) -> Json:
        message = self._own(team, given)
        _require(self._streaming(message), "message_not_in_streaming_state")
        if "blocks" in given:
            check_blocks(message["blocks"] + given["blocks"])
            message["blocks"] = message["blocks"] + given["blocks"]
        del message["streaming"]
        return {"ts": given["ts"], "channel": given["channel"]}

    def _chat_unfurl(self, _team: Installed, given: Json) -> Json:
        for preview in given["unfurls"].values():
            _require(set(preview) == {"blocks"}, "cannot_unfurl_url")
            check_blocks(preview["blocks"])
        self.unfurled.append(given)
        return {}

    def _assistant_threads_setStatus(self, team: Installed, given: Json) -> Json:
        self._place(team, {"channel": given["channel_id"], "thread_ts": given["thread_ts"]})
        self.statuses.append(given)
        return {}

    def _assistant_threads_setSuggestedPrompts(self, _team: Installed, given: Json) -> Json:
        prompts = given["prompts"]
        _require(0 < len(prompts) <= 4, "invalid_arguments: 1 to 4 prompts")
        _require(all(set(p) == {"title", "message"} and p["title"] for p in prompts), "invalid_arguments: prompts")
        self.prompts.append(given)
        return {}

    def _conversations_replies(self, team: Installed, given: Json) -> Json:
        channel = self._place(team, {"channel": given["channel"], "thread_ts": given["ts"]})
        there = [m for (c, _), m in sorted(self.messages.items()) if c == channel]
        there = [m for m in there if given["ts"] in (m["ts"], m.get("thread_ts"))]
        return _page(there, given)

    def _conversations_history(self, team: Installed, given: Json) -> Json:
        channel = self._place(team, {"channel": given["channel"]})
        oldest = float(given.get("oldest", 0))
        there = [m for (c, ts), m in sorted(self.messages.items(), reverse=True) if c == channel and float(ts) > oldest]
        there = [m for m in there if m.get("thread_ts", m["ts"]) == m["ts"]]
        return _page(there, given)

    def _views_publish(self, _team: Installed, given: Json) -> Json:
        view = given["view"]
        _require(set(view) == {"type", "blocks"} and view["type"] == "home", "invalid_arguments: view")
        check_blocks(view["blocks"], most=100)
        _require(View(**view).to_dict() == view, "invalid_arguments: slack_sdk reads another view")
        self.views[given["user_id"]] = view
        return {"view": {"id": "V1"}}

    def _users_info(self, _team: Installed, given: Json) -> Json:
        return {"user": {"id": given["user"], "is_admin": given["user"] in self.admins, "is_owner": False}}

    # Response addresses and Socket Mode

    async def _hook(self, request: web.Request) -> web.Response:
        body = await request.json()
        allowed = {"text", "blocks", "response_type", "replace_original", "delete_original", "thread_ts"}
        used = Counter(reply.path for reply in self.replies)[request.path]
        if used >= 5:
            return web.Response(status=404, text="used_url")
        try:
            _require(set(body) <= allowed, f"invalid_payload: {sorted(set(body) - allowed)}")
            if "blocks" in body:
                check_blocks(body["blocks"])
        except Refused as error:
            self.refused.append(("response_url", str(error)))
            return web.Response(status=400, text=str(error))
        self.replies.append(Reply(request.path, body))
        return web.Response(text="ok")

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": 1})
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                self.acked.append(json.loads(message.data))
        return socket

    def push(self, envelope: Json) -> None:
        """Send an envelope over Socket Mode, as soon as an app is connected."""

        deadline = time.monotonic() + 30
        while not self._sockets:
            assert time.monotonic() < deadline, "no app connected"
            time.sleep(0.01)
        asyncio.run_coroutine_threadsafe(self._sockets[-1].send_json(envelope), self._loop).result(30)


def _require(holds: bool, why: str) -> None:
    if not holds:
        raise Refused(why)


async def _arguments(request: web.Request) -> Json:
    """Return a call's arguments, of an address, of JSON or of a form (where what is no text is JSON)."""
    if request.method == "GET":
        return dict(request.query)
    if request.content_type == "application/json":
        given: Json = await request.json()
        return given
    form = {k: str(v) for k, v in (await request.post()).items()}
    decoded = {
        k: json.loads(form[k])
        for k in ("blocks", "prompts", "unfurls", "view", "loading_messages", "metadata")
        if k in form
    }
    return form | decoded


def _page(found: list[Json], given: Json) -> Json:
    """Return the messages from a cursor on, their metadata only where it is asked for."""
    first, limit = int(given.get("cursor", 0)), int(given.get("limit", 100))
    hidden = () if given.get("include_all_metadata") in ("1", "true", True) else ("metadata",)
    page = [{k: v for k, v in m.items() if k not in hidden} for m in found[first : first + limit]]
    more = str(first + limit) if len(found) > first + limit else ""
    return {"messages": page, "response_metadata": {"next_cursor": more}}


def _content(given: Json) -> None:
    """Raise Refused for a message without text or blocks, or with too much of either."""
    _require(bool(given.get("text") or given.get("blocks")), "no_text")
    _require(len(given.get("text", "")) <= 40_000, "msg_too_long")
    if "blocks" in given:
        _require(bool(given.get("text")), "no_text: a message with blocks needs text for notifications")
        check_blocks(given["blocks"])


def _metadata(given: Json) -> None:
    if "metadata" in given:
        made = given["metadata"]
        _require(set(made) == {"event_type", "event_payload"}, "invalid_metadata_format")
        _require(len(json.dumps(made)) <= 16_000, "metadata_too_large")


def _markdown(given: Json) -> None:
    _require(len(given.get("markdown_text", "")) <= 12_000, "msg_too_long")


def _streamed(given: Json, *, after: list[Json] | None = None) -> list[Json]:
    text = "".join(block["text"] for block in after or []) + given.get("markdown_text", "")
    return [{"type": "markdown", "text": text}] if text else []
