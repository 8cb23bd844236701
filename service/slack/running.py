"""The bot from the settings: over Socket Mode (`onrecord slack`), or over HTTP in the service."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.bootstrap import Service, open_reader
from service.errors import InputRejected
from service.settings import Settings
from service.slack import messages
from service.slack.bot import Bot
from service.slack.delivering import LockedOut, SlackSilent, Wire, once, respond
from service.slack.listening import listen, reason_of
from service.slack.teams import OneTeam, States, Team, Teams, find_teams
from service.store.slack import SlackRecords

log = logging.getLogger("onrecord.slack")

SCOPES = (
    *("app_mentions:read", "assistant:write", "channels:history", "chat:write", "commands", "groups:history"),
    *("im:history", "links:read", "links:write", "users:read"),
)
T = TypeVar("T")
AUTHORIZE = "https://slack.com/oauth/v2/authorize"


@dataclass(frozen=True, slots=True)
class Slack:
    """The bot, Bolt's app in front of it, and the install flow where several teams may install it."""

    app: AsyncApp
    bot: Bot
    oauth: AsyncOAuthFlow | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        self.bot.start()
        try:
            yield
        finally:
            await self.bot.close()

    def routes(self) -> list[Route]:
        """Return what is mounted in the service: Slack's requests, and the install flow."""
        handler = AsyncSlackRequestHandler(self.app)

        async def slack(request: Request) -> Response:
            return await handler.handle(request)

        made = [Route("/slack/events", slack, methods=["POST"])]
        if self.oauth is not None:
            flow = AsyncSlackRequestHandler(_WithFlow(self.oauth))  # type: ignore[arg-type]

            async def install(request: Request) -> Response:
                return await flow.handle(request)

            made += [Route(path, install) for path in (self.oauth.install_path, self.oauth.redirect_uri_path)]
        return made


@dataclass(frozen=True, slots=True)
class _WithFlow:
    oauth_flow: AsyncOAuthFlow


def over_http(settings: Settings) -> bool:
    """Tell whether the settings ask for Slack's requests over HTTP."""
    return settings.slack_signing_secret is not None


def build(service: Service, *, wire: Wire | None = None, signed: bool = True) -> Slack:
    """Return the bot that the settings describe; InputRejected with the setting that is missing."""
    settings = service.settings
    wire = wire or Wire(settings.slack_api_url)
    records = SlackRecords(service.engine)
    teams, oauth = _teams(settings, records, wire)
    bot = Bot(service, records, teams, wire)
    app = AsyncApp(
        signing_secret=settings.slack_signing_secret or "",
        request_verification_enabled=signed,
        authorize=_authorize(teams),
        client=wire.client(None),
        logger=log,
    )
    app.error(_failed(bot))
    listen(app, bot)
    return Slack(app, bot, oauth)


def _teams(settings: Settings, records: SlackRecords, wire: Wire) -> tuple[Teams, AsyncOAuthFlow | None]:
    if settings.slack_client_id and not settings.slack_client_secret:
        raise InputRejected(origin="setting ONRECORD_SLACK_CLIENT_SECRET", why="is not set")
    store = find_teams(settings, records, wire=wire)
    if isinstance(store, OneTeam):
        return store, None
    flow = AsyncOAuthSettings(
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret,
        scopes=SCOPES,
        installation_store=store,
        state_store=States(records),
        redirect_uri=f"{settings.public_url.rstrip('/')}/slack/oauth_redirect" if settings.public_url else None,
        authorization_url=AUTHORIZE,
        logger=log,
    )
    return store, AsyncOAuthFlow(settings=flow, client=wire.client(None), logger=log)


def _authorize(teams: Teams) -> Any:
    async def authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult | None:
        team: Team | None = await teams.find(team_id or "")
        if team is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team.id,
            bot_user_id=team.bot_user,
            bot_id=team.bot_id,
            bot_token=team.token,
        )

    return authorize


def _failed(bot: Bot) -> Any:
    async def failed(error: Exception, body: dict[str, Any]) -> None:
        """Log what a listener could not do; whoever clicked hears of it."""
        incident = uuid.uuid4().hex[:12]
        log.error("incident %s in a listener", incident, exc_info=error)
        if url := body.get("response_url"):
            await respond(url, messages.failure(reason_of(error), incident), wire=bot.wire)

    return failed


def run(settings: Settings) -> None:
    """Run the bot over Socket Mode until interrupted."""
    logging.basicConfig(level=settings.log_level.upper())
    if not settings.slack_app_token:
        mend = "make one with the scope connections:write (docs/slack.md)"
        raise InputRejected(origin="setting ONRECORD_SLACK_APP_TOKEN", why="is not set", mend=mend)
    service = open_reader(settings)
    try:
        asyncio.run(_run(service, settings.slack_app_token))
    finally:
        service.close()


async def _run(service: Service, app_token: str) -> None:
    slack = build(service, signed=False)
    client = slack.bot.wire.client(app_token)
    await _check_tokens(slack.bot.teams, slack.bot.wire, app_token)
    handler = AsyncSocketModeHandler(slack.app, app_token, web_client=client)
    async with slack.running():
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]
            print("OnRecord listens to Slack  (Ctrl-C ends it)", flush=True)
            await asyncio.Event().wait()
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]


async def _check_tokens(teams: Teams, wire: Wire, app_token: str | None) -> Team | None:
    """Return the team of the bot token if there is one; InputRejected for a token that Slack refuses."""
    team = None
    if isinstance(teams, OneTeam):
        team = await _checked("ONRECORD_SLACK_BOT_TOKEN", teams.own())
    if app_token:  # Bolt's client would try a wrong one again and again
        opening = once(lambda: wire.client(None).apps_connections_open(app_token=app_token))
        await _checked("ONRECORD_SLACK_APP_TOKEN", opening)
    return team


def diagnose(service: Service) -> str:
    """Return how the bot is set up, once Slack has taken its tokens; InputRejected with what is wrong."""
    settings = service.settings
    ways = {
        "Socket Mode (`onrecord slack`)": settings.slack_app_token,
        "HTTP (in `onrecord serve`)": settings.slack_signing_secret,
    }
    set_up = [way for way, given in ways.items() if given]
    if not (set_up or settings.slack_bot_token or settings.slack_client_id):
        return "not set up (docs/slack.md says how)"
    if not set_up:
        mend = "set it for `onrecord slack`, or ONRECORD_SLACK_SIGNING_SECRET for `onrecord serve`"
        raise InputRejected(origin="setting ONRECORD_SLACK_APP_TOKEN", why="is not set", mend=mend)
    wire = Wire(settings.slack_api_url, timeout_s=5, pause_s=0.2)  # a person waits
    teams, _ = _teams(settings, SlackRecords(service.engine), wire)
    team = asyncio.run(_check_tokens(teams, wire, settings.slack_app_token))
    whom = f"team {team.id} sees workspace {team.workspace!r}" if team else "teams install it by OAuth"
    return f"{whom}; over {' and '.join(set_up)}"


async def _checked(setting: str, call: Awaitable[T]) -> T:
    """Make a call with the token of a setting; InputRejected if Slack refuses it or does not answer."""
    try:
        return await call
    except (LockedOut, SlackSilent) as error:
        raise InputRejected(
            origin=f"setting {setting}", why=f"Slack says: {error}", mend="see docs/slack.md"
        ) from error
