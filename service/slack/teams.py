"""Slack teams: whose token speaks to them, and which workspace's articles they see. Tokens are encrypted at rest."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from slack_sdk.oauth.installation_store import Bot as BotInstallation
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from service.bootstrap import DEFAULT_WORKSPACE
from service.errors import InputRejected
from service.settings import Settings
from service.slack.delivering import Wire, repeated
from service.store.slack import SlackRecords

STATE_LIFE_S = 600  # to press "Allow" in
log = logging.getLogger("onrecord.slack")


@dataclass(frozen=True, slots=True)
class Team:
    """A team that the bot is installed in; `repr` shows no token."""

    id: str
    workspace: str
    bot_user: str
    bot_id: str | None
    token: str = field(repr=False)


class Teams(Protocol):
    async def find(self, team_id: str) -> Team | None:
        """Return a team, None if the bot is not installed there."""
        ...


class OneTeam:
    """The team of the token in the settings; it sees the default workspace unless it is mapped to another one."""

    def __init__(self, token: str, *, wire: Wire, mapped: Mapping[str, str]) -> None:
        self._token, self._wire, self._mapped = token, wire, mapped
        self._team: Team | None = None
        self._asking = asyncio.Lock()

    async def find(self, team_id: str) -> Team | None:
        team = await self.own()
        return team if team.id == team_id else None

    async def own(self) -> Team:
        """Return the team, asked of Slack once."""
        async with self._asking:
            if self._team is None:
                client = self._wire.client(self._token)
                found = await repeated(client.auth_test, wire=self._wire)
                workspace = self._mapped.get(found["team_id"], DEFAULT_WORKSPACE)
                self._team = Team(found["team_id"], workspace, found["user_id"], found.get("bot_id"), self._token)
        return self._team


class Installations(AsyncInstallationStore):
    """The teams that installed the app by OAuth, in the catalog.

    A team that is not mapped to a workspace gets one of its own, empty: whoever finds the install link sees nothing.
    """

    def __init__(self, records: SlackRecords, *, keys: MultiFernet, mapped: Mapping[str, str]) -> None:
        self._records, self._keys, self._mapped = records, keys, mapped

    async def find(self, team_id: str) -> Team | None:
        found = await self._read(team_id)
        if found is None or not found.get("bot_token"):
            return None
        workspace = self._mapped.get(team_id, f"slack-{team_id.lower()}")
        return Team(team_id, workspace, found["bot_user_id"], found.get("bot_id"), found["bot_token"])

    async def _read(self, team_id: str | None) -> dict[str, Any] | None:
        stored = await asyncio.to_thread(self._records.installation, team_id or "")
        if stored is None:
            return None
        try:
            found: dict[str, Any] = json.loads(self._keys.decrypt(stored.encode()))
        except InvalidToken:
            log.error("the token of team %s was encrypted with a key that ONRECORD_SLACK_TOKEN_KEY lacks", team_id)
            return None
        return found

    async def async_save(self, installation: Installation) -> None:
        if not installation.team_id:
            raise InputRejected(
                origin="Slack installation", why="is for a whole organisation", mend="install into a team"
            )
        values = {k: v for k, v in installation.to_dict().items() if isinstance(v, str | bool | int | float | None)}
        sealed = self._keys.encrypt(json.dumps(values).encode()).decode()
        await asyncio.to_thread(self._records.set_team, installation.team_id, installation=sealed)

    async def async_save_bot(self, bot: BotInstallation) -> None:
        """Nothing more to store: `async_save` is called with the whole installation."""

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        await self.forget(team_id or "")

    async def forget(self, team_id: str) -> None:
        """Remove a team's token; its settings stay for when it comes back."""
        await asyncio.to_thread(self._records.set_team, team_id, installation=None)


class States(AsyncOAuthStateStore):
    """OAuth states in the catalog, so that any replica may take the callback."""

    def __init__(self, records: SlackRecords, *, now: Callable[[], float] = time.time) -> None:
        self._records, self._now = records, now

    async def async_issue(self, *_args: Any, **_kwargs: Any) -> str:
        state = secrets.token_urlsafe(32)
        await asyncio.to_thread(self._records.add_state, state, expires_at=self._now() + STATE_LIFE_S)
        return state

    async def async_consume(self, state: str) -> bool:
        return await asyncio.to_thread(self._records.use_state, state, now=self._now())


def find_teams(settings: Settings, records: SlackRecords, *, wire: Wire) -> OneTeam | Installations:
    """Return the team of the bot token, or those that installed the app; InputRejected if there is neither."""
    if settings.slack_client_id:
        return Installations(records, keys=read_keys(settings.slack_token_key), mapped=settings.slack_teams)
    if settings.slack_bot_token:
        return OneTeam(settings.slack_bot_token, wire=wire, mapped=settings.slack_teams)
    mend = "docs/slack.md says where it is"
    raise InputRejected(origin="setting ONRECORD_SLACK_BOT_TOKEN", why="is not set", mend=mend)


def read_keys(given: str | None) -> MultiFernet:
    """Return the keys of ONRECORD_SLACK_TOKEN_KEY: the first encrypts, all decrypt; InputRejected if there is none."""
    try:
        return MultiFernet([Fernet(key.strip()) for key in (given or "").split(",") if key.strip()])
    except ValueError as error:
        mend = "make one with `onrecord slack --new-token-key`; several, newest first, are parted by commas"
        why = "is no key to encrypt the teams' tokens with"
        raise InputRejected(origin="setting ONRECORD_SLACK_TOKEN_KEY", why=why, mend=mend) from error
