"""Messages on their way to Slack: streamed, else posted, else written over what stands there already.

A call whose fate is unknown (no reply, or a server error) may have worked. What can be repeated is repeated; before
a message is posted again, the thread is read for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from service.slack.asks import Ask
from service.slack.messages import Message
from service.store.slack import Claim, SlackRecords

log = logging.getLogger("onrecord.slack")
Json = dict[str, Any]

TRIES = 4
RATE_LIMIT_RETRIES = 5
GONE = {"message_not_found", "thread_not_found", "cannot_reply_to_message", "cant_update_message"}
UNWELCOME = {
    *("not_in_channel", "channel_not_found", "is_archived", "restricted_action", "restricted_action_thread_locked"),
    *("restricted_action_non_threadable_channel", "user_not_in_channel"),
}
LOCKED_OUT = {
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "missing_scope",
    "not_allowed_token_type",
}
MARK = "onrecord_reply"
WORKING = "is reading the articles…"


class SlackSilent(Exception):
    """Slack did not answer, or not usably, however often it was asked: to be tried again later."""


class QuestionGone(Exception):
    """The question, or our reply to it, was deleted meanwhile."""


class Unwelcome(Exception):
    """The bot may not write in this channel (any more); `str()` is Slack's reason."""


class LockedOut(Exception):
    """Slack refuses the team's token; `str()` is Slack's reason."""


@dataclass(frozen=True, slots=True)
class Wire:
    """How to reach Slack: its address, seconds to wait for a reply, seconds to wait before trying again."""

    api_url: str
    timeout_s: int = 15
    pause_s: float = 1

    def client(self, token: str | None) -> AsyncWebClient:
        handlers = [AsyncRateLimitErrorRetryHandler(max_retry_count=RATE_LIMIT_RETRIES)]
        return AsyncWebClient(
            token=token,
            base_url=self.api_url,
            timeout=self.timeout_s,
            retry_handlers=handlers,  # type: ignore[arg-type]
        )


Call = Callable[[], Awaitable[Any]]


async def once(call: Call) -> Json:
    """Return Slack's reply to a call; SlackSilent if its fate is unknown, else what Slack's code stands for."""
    try:
        reply = await call()
    except SlackApiError as error:
        raise _error(error) from error
    except (TimeoutError, aiohttp.ClientError, SlackClientError) as error:
        raise SlackSilent(str(error) or type(error).__name__) from error
    return dict(reply.data)


def _error(error: SlackApiError) -> Exception:
    response = error.response
    code = response.get("error") if hasattr(response, "get") and isinstance(response.data, dict) else None
    if response.status_code >= 500 or code in (
        None,
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "ratelimited",
    ):
        return SlackSilent(f"HTTP {response.status_code} {code or ''}".strip())
    if code in GONE:
        return QuestionGone(code)
    if code in UNWELCOME:
        return Unwelcome(code)
    return LockedOut(code) if code in LOCKED_OUT else error


async def repeated(call: Call, *, wire: Wire) -> Json:
    """Return Slack's reply to a call that may be made again and again; SlackSilent after TRIES of them."""
    for left in reversed(range(TRIES)):
        try:
            return await once(call)
        except SlackSilent:
            if not left:
                raise
            await asyncio.sleep(wire.pause_s)
    raise AssertionError("unreachable")


@dataclass(frozen=True, slots=True)
class Thread:
    """Where a reply goes: a thread that all can read."""

    client: AsyncWebClient
    wire: Wire
    records: SlackRecords
    ask: Ask
    bot_user: str

    @property
    def _place(self) -> Json:
        return {"channel": self.ask.channel, "thread_ts": self.ask.thread_ts}

    async def show_working(self) -> None:
        """Set the status under the thread; Slack clears it when we reply. Not worth an error."""
        try:
            await once(
                lambda: self.client.assistant_threads_setStatus(
                    channel_id=self.ask.channel, thread_ts=self.ask.thread_ts or self.ask.key, status=WORKING
                )
            )
        except (SlackSilent, SlackApiError, QuestionGone, Unwelcome, LockedOut) as error:
            log.debug("no status in %s: %s", self.ask.channel, error)

    async def deliver(self, message: Message, *, claim: Claim) -> str:
        """Put a message into the thread, exactly one for each claim; return its ts."""
        ts = claim.reply_ts
        if ts is None:
            ts, whole = await self._begin(message, again=claim.attempts > 1)
            if whole or (self.ask.thread_ts and await self._stream(ts, message)):
                return ts
        await self._write_over(ts, message)
        return ts

    async def _begin(self, message: Message, *, again: bool) -> tuple[str, bool]:
        """Return the ts of a message that is ours alone, and whether it is whole already."""
        if again and (found := await self._find_lost()) is not None:  # an earlier attempt's, of unknown fate
            return found, False
        streams = bool(message.chunks and self.ask.thread_ts)
        calls: list[tuple[Call, bool]] = [(lambda: self._start_stream(message), False)] if streams else []
        calls += [(lambda: self.post(message), True)] * TRIES
        for call, whole in calls:
            try:
                ts = str((await once(call))["ts"])
            except SlackSilent:
                await asyncio.sleep(self.wire.pause_s)
                if (found := await self._find_lost()) is not None:
                    return found, False
                continue
            except SlackApiError as error:
                if whole:
                    raise
                log.info("no stream in %s: %s", self.ask.channel, error.response.get("error"))
                continue
            if await asyncio.to_thread(self.records.note_reply, self.ask.id, ts):
                return ts, whole
        raise SlackSilent("the reply could not be posted")

    def _start_stream(self, message: Message) -> Awaitable[Any]:
        return self.client.chat_startStream(
            channel=self.ask.channel,
            thread_ts=self.ask.thread_ts or self.ask.key,
            recipient_team_id=self.ask.team,
            recipient_user_id=self.ask.user,
            markdown_text=message.chunks[0],
        )

    def post(self, message: Message) -> Awaitable[Any]:
        """Post a whole message into the thread, or into the channel under a mark by which it is found again."""
        marked: Json = {} if self.ask.thread_ts else {"metadata": self._mark}
        return self.client.chat_postMessage(
            **self._place, **marked, text=message.text, blocks=message.whole, unfurl_links=False, unfurl_media=False
        )

    @property
    def _mark(self) -> Json:
        ask = sha256(self.ask.key.encode()).hexdigest()
        return {"event_type": MARK, "event_payload": {"ask": ask}}

    async def _find_lost(self) -> str | None:
        """Return a message that an earlier call may have left, now noted as this ask's; None if there is none."""
        return await (self._find_in_thread() if self.ask.thread_ts else self._find_marked())

    async def _find_marked(self) -> str | None:
        """Look for this ask's mark in what was written into the channel since it was due, newest first."""
        here: Json = {"channel": self.ask.channel, "oldest": str(_due(self.ask.key)), "include_all_metadata": True}
        cursor: str | None = None
        while True:
            call = partial(self.client.conversations_history, **here, limit=200, cursor=cursor)
            page = await repeated(call, wire=self.wire)
            for found in page["messages"]:
                if found.get("metadata") == self._mark and found.get("user") == self.bot_user:
                    await asyncio.to_thread(self.records.note_reply, self.ask.id, found["ts"])
                    return str(found["ts"])
            cursor = page.get("response_metadata", {}).get("next_cursor")
            if not cursor:
                return None

    async def _find_in_thread(self) -> str | None:
        """Look in the thread for a message of ours that nobody has a record of."""
        here: Json = {"channel": self.ask.channel, "ts": self.ask.thread_ts}
        after = self.ask.key if self.ask.key[:1].isdigit() else here["ts"]  # a click has no ts of its own
        reply = await repeated(lambda: self.client.conversations_replies(**here, limit=200), wire=self.wire)
        known = await asyncio.to_thread(self.records.replies, self.ask.team, here["channel"], here["ts"])
        for found in reply["messages"]:
            ours = found.get("user") == self.bot_user and found["ts"] not in known and found["ts"] > after
            if ours and await asyncio.to_thread(self.records.note_reply, self.ask.id, found["ts"]):
                return str(found["ts"])
        return None

    async def _stream(self, ts: str, message: Message) -> bool:
        """Send the rest of a stream; False where it has died (they do after about five minutes) or may have."""
        here: Json = {"channel": self.ask.channel, "ts": ts}
        try:
            for chunk in message.chunks[1:]:
                await once(partial(self.client.chat_appendStream, **here, markdown_text=chunk))
            await once(lambda: self.client.chat_stopStream(**here, blocks=list(message.blocks)))
        except (SlackSilent, SlackApiError) as error:
            log.info("stream %s in %s ended early: %s", ts, self.ask.channel, error)
            return False
        return True

    async def _end_stream(self, here: Json) -> None:
        """End a stream that may be open: Slack updates no open one."""
        try:
            await repeated(lambda: self.client.chat_stopStream(**here), wire=self.wire)
        except SlackApiError as error:
            log.debug("stream %s was not open: %s", here["ts"], error)

    async def _write_over(self, ts: str, message: Message) -> None:
        here: Json = {"channel": self.ask.channel, "ts": ts}
        if self.ask.thread_ts:
            await self._end_stream(here)
        await repeated(lambda: self.client.chat_update(**here, text=message.text, blocks=message.whole), wire=self.wire)


def _due(key: str) -> int:
    """Return the second from which on the reply to an ask may stand in its channel; 0 where the key tells none."""
    try:
        return int(datetime.fromisoformat(key.rpartition(" ")[2]).timestamp())
    except ValueError:
        return 0


async def whisper(client: AsyncWebClient, ask: Ask, message: Message, *, wire: Wire) -> None:
    """Show a message to the asker alone: through the address that came with the ask, else as an ephemeral message."""
    if ask.response_url and await respond(ask.response_url, message, wire=wire):
        return
    place: Json = {"channel": ask.channel, "user": ask.user}
    if ask.thread_ts:
        place["thread_ts"] = ask.thread_ts
    await repeated(lambda: client.chat_postEphemeral(**place, text=message.text, blocks=message.whole), wire=wire)


async def respond(url: str, message: Message, *, wire: Wire, **how: bool | str) -> bool:
    """Send a message to a response address; False if it does not take it (any more)."""
    given = {"response_type": "ephemeral", "replace_original": False} | how
    try:
        reply = await AsyncWebhookClient(url, timeout=wire.timeout_s).send(
            text=message.text,
            blocks=message.whole,
            **given,  # type: ignore[arg-type]
        )
    except (TimeoutError, aiohttp.ClientError, SlackClientError) as error:
        log.info("a response address did not answer: %s", error)
        return False
    return bool(reply.status_code == 200)


async def tell_directly(client: AsyncWebClient, user: str, message: Message, *, wire: Wire) -> None:
    """Write to a person in the app's own conversation with them."""
    await repeated(lambda: client.chat_postMessage(channel=user, text=message.text, blocks=message.whole), wire=wire)
