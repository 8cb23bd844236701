"""Digests of `onrecord digests` in a channel: the first message there, what it has no room for in its thread.

Every message bears a mark of the delivery and its place. What was tried before, or may have worked, is looked for by
its mark and not posted again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from service.bootstrap import Service
from service.digesting.targets import Channel
from service.domain.digests import Delivery, Digest
from service.errors import InputRejected
from service.settings import Settings
from service.slack.delivering import TRIES, LockedOut, QuestionGone, SlackSilent, Unwelcome, Wire, once, repeated
from service.slack.messages import Message, scheduled_digest
from service.slack.teams import OneTeam, Team, find_teams
from service.store.slack import SlackRecords

Json = dict[str, Any]
MARK = "onrecord_digest"
LIMIT_S = 240  # less than a delivery is held for, so that no other process posts meanwhile
SKEW_S = 120  # between the clocks of Slack and ours
PAGE = 200
INVITE = "invite the bot: /invite @OnRecord in the channel"
REPAIRS = {
    "not_in_channel": INVITE,
    "channel_not_found": f"check the id; of a private channel, {INVITE}",
    "is_archived": "choose another channel",
}


@dataclass(frozen=True, slots=True)
class SlackChannels:
    """The channels of the teams that the settings, or their installations, have a token of."""

    settings: Settings
    records: SlackRecords
    wire: Wire

    @classmethod
    def of(cls, service: Service) -> SlackChannels:
        return cls(service.settings, SlackRecords(service.engine), Wire(service.settings.slack_api_url))

    def check(self, target: Channel, *, workspace: str) -> None:
        """Read the channel as the bot, which tells whether it is there; InputRejected with a line if not."""
        _run(self._read(target, workspace), target)

    def post(self, target: Channel, delivery: Delivery, digest: Digest) -> None:
        """Post a digest, each of its messages once however often this is called; InputRejected if that failed."""
        _run(self._post(target, delivery, digest), target)

    async def _read(self, target: Channel, workspace: str) -> None:
        team = await self._team(target, workspace)
        client = self.wire.client(team.token)
        await repeated(lambda: client.conversations_history(channel=target.id, limit=1), wire=self.wire)

    async def _post(self, target: Channel, delivery: Delivery, digest: Digest) -> None:
        team = await self._team(target, digest.workspace)
        messages = scheduled_digest(dict(delivery.body or {}))
        await Posting(self.wire.client(team.token), self.wire, target.id, team.bot_user, delivery).post(messages)

    async def _team(self, target: Channel, workspace: str) -> Team:
        """Return the team of a channel, which must see the articles that the digest is made of."""
        teams = find_teams(self.settings, self.records, wire=self.wire)
        if isinstance(teams, OneTeam):
            team = await _own(teams)
            if target.team not in (None, team.id):
                raise InputRejected(origin=str(target), why=f"ONRECORD_SLACK_BOT_TOKEN is of team {team.id}")
        else:
            team = await _installed(teams.find, target)
        if team.workspace != workspace:
            why = f"team {team.id} sees workspace {team.workspace!r}, and the digest is of {workspace!r}"
            raise InputRejected(origin=str(target), why=why, mend="write /onrecord digest daily TOPIC in the channel")
        return team


async def _own(teams: OneTeam) -> Team:
    try:
        return await teams.own()
    except LockedOut as error:
        origin = "setting ONRECORD_SLACK_BOT_TOKEN"
        raise InputRejected(origin=origin, why=f"Slack says: {error}", mend="see docs/slack.md") from error


async def _installed(find: Any, target: Channel) -> Team:
    if target.team is None:
        why = "several teams may have the bot"
        raise InputRejected(origin=str(target), why=why, mend=f"write slack:TEAM/{target.id}")
    team: Team | None = await find(target.team)
    if team is None:
        why = f"team {target.team} has not installed the bot"
        raise InputRejected(origin=str(target), why=why, mend="docs/slack.md says how")
    return team


def _run(work: Coroutine[Any, Any, None], target: Channel) -> None:
    """Do the work within its time; InputRejected with what Slack says, in a line."""
    try:
        asyncio.run(asyncio.wait_for(work, LIMIT_S))
    except (LockedOut, Unwelcome, QuestionGone) as error:
        repair = REPAIRS.get(str(error), "docs/slack.md says how to install the bot")
        raise InputRejected(origin=str(target), why=f"Slack says: {error}", mend=repair) from error
    except SlackApiError as error:
        raise InputRejected(origin=str(target), why=f"Slack says: {error.response.get('error')}") from error
    except (SlackSilent, TimeoutError) as error:
        why = str(error) or f"not done in {LIMIT_S} s"
        raise InputRejected(origin=str(target), why=f"Slack does not answer ({why})") from error


@dataclass(frozen=True, slots=True)
class Posting:
    """A digest on its way into a channel."""

    client: AsyncWebClient
    wire: Wire
    channel: str
    bot_user: str
    delivery: Delivery

    async def post(self, messages: list[Message]) -> None:
        """Post what is not there yet: the first message into the channel, the others into its thread."""
        thread: str | None = None
        for number, message in enumerate(messages):
            ts = await self._ensure(message, number, thread)
            thread = thread or ts

    async def _ensure(self, message: Message, number: int, thread: str | None) -> str:
        """Return the ts of a message that stands there once."""
        if self.delivery.attempts > 1 and (found := await self._find(number, thread)):
            return found
        for _ in range(TRIES):
            try:
                return str((await once(partial(self._send, message, number, thread)))["ts"])
            except SlackSilent:
                await asyncio.sleep(self.wire.pause_s)
                if found := await self._find(number, thread):
                    return found
        raise SlackSilent("the digest could not be posted")

    def _send(self, message: Message, number: int, thread: str | None) -> Any:
        return self.client.chat_postMessage(
            channel=self.channel,
            thread_ts=thread,
            text=message.text,
            blocks=message.whole,
            metadata=self._mark(number),
            unfurl_links=False,
            unfurl_media=False,
        )

    def _mark(self, number: int) -> Json:
        return {"event_type": MARK, "event_payload": {"message": self.delivery.id, "part": number}}

    async def _find(self, number: int, thread: str | None) -> str | None:
        """Return the ts of a message of this delivery that stands there, None if there is none."""
        mark, cursor = self._mark(number), None
        while True:
            page = await repeated(partial(self._page, thread, cursor), wire=self.wire)
            for found in page["messages"]:
                if found.get("metadata") == mark and found.get("user") == self.bot_user:
                    return str(found["ts"])
            cursor = page.get("response_metadata", {}).get("next_cursor")
            if not cursor:
                return None

    def _page(self, thread: str | None, cursor: str | None) -> Any:
        here: Json = {"channel": self.channel, "limit": PAGE, "cursor": cursor, "include_all_metadata": True}
        if thread:
            return self.client.conversations_replies(**here, ts=thread)
        due = datetime.fromisoformat(self.delivery.due_at).timestamp()
        return self.client.conversations_history(**here, oldest=str(int(due) - SKEW_S))
