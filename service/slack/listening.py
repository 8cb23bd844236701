"""Bolt's listeners: each turns one of Slack's payloads into an ask, or into one small change."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from service.domain.questions import Filters
from service.errors import OnRecordError, UnknownRecord
from service.slack import messages
from service.slack.asks import Ask, ask_from_command, ask_from_event, ask_from_shortcut
from service.slack.blocks import shorten
from service.slack.bot import Bot
from service.slack.delivering import repeated, respond
from service.slack.messages import Json
from service.slack.summing import article_behind
from service.slack.teams import Installations, Team
from service.store.library import Library

log = logging.getLogger("onrecord.slack")
COMMAND = "/onrecord"
WHO_SAID_THIS, SUMMARIZE_ARTICLE = "who_said_this", "summarize_article"
RECENT = 5
QUESTIONS = ("app_mention", "message")  # message.channels, message.groups, message.im


def listen(app: AsyncApp, bot: Bot) -> None:
    """Register every listener; the test of the manifest reads them off the app."""
    listeners = _Listeners(bot)
    app.middleware(listeners.take_on)
    for event in QUESTIONS:
        app.event(event)(listeners.begin)
    app.event("app_home_opened")(listeners.open_home)
    app.event("link_shared")(listeners.unfurl)
    app.event("app_uninstalled")(listeners.forget)
    app.event("tokens_revoked")(listeners.forget)
    app.command(COMMAND)(listeners.command)
    app.shortcut(WHO_SAID_THIS)(listeners.check)
    app.shortcut(SUMMARIZE_ARTICLE)(listeners.summarize)
    for action, listener in listeners.actions.items():
        app.action(re.compile(rf"{action}(?::\d+)?"))(listener)


class _Listeners:
    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.actions: dict[str, Callable[..., Awaitable[None]]] = {
            "feedback": self.feedback,
            "verdict": self.verdict,
            "again": self.again,
            "more": self.more,
            "share": self.share,
            "keep": self.keep,
            "web": self.nothing,
            "set_period": self.set_period,
            "set_source": self.set_source,
        }

    # Questions

    async def take_on(
        self, body: Json, context: AsyncBoltContext, next: Callable[[], Awaitable[Any]]
    ) -> BoltResponse | None:
        """Write down what a mention or a message asks, before Slack is told that it arrived; drop what came before."""
        if body.get("event", {}).get("type") in QUESTIONS:
            ask = ask_from_event(body, bot_user=context.bot_user_id or "")
            claim = await self.bot.take(ask) if ask else None
            if claim is None:
                return BoltResponse(status=200)
            context["claim"] = claim
        await next()
        return None

    async def begin(self, context: AsyncBoltContext) -> None:
        self.bot.begin(context["claim"])

    async def command(self, ack: AsyncAck, body: Json) -> None:
        ask = ask_from_command(body)
        claim = await self.bot.take(ask)
        await ack(text=_working_on(ask), response_type="ephemeral")
        if claim:
            self.bot.begin(claim)

    async def check(self, ack: AsyncAck, body: Json) -> None:
        await self._begin(ack, ask_from_shortcut(body, verb="check"))

    async def summarize(self, ack: AsyncAck, body: Json) -> None:
        await self._begin(ack, ask_from_shortcut(body, verb="summarize-message"))

    async def again(self, ack: AsyncAck, body: Json) -> None:
        """Ask again: of another speaker, or without the team's defaults."""
        chosen = json.loads(body["actions"][0]["value"])
        text = chosen.get("text") or _understood(await self._stored(body, chosen["answer"]))
        speaker = None if chosen.get("text") else chosen.get("speaker")
        key = f"again {_place(body)['message']} {body['actions'][0]['value']}"[:500]
        await self._begin(ack, _clicked(body, key, "ask", text, speaker=speaker, everywhere="everywhere" in chosen))

    async def more(self, ack: AsyncAck, body: Json) -> None:
        """Post the parts of a long answer after its first, each once."""
        answer_id = body["actions"][0]["value"]
        answer = await self._stored(body, answer_id)
        await ack()
        for part in range(1, len(messages.answer_parts(answer, web=None))):
            ask = _clicked(body, f"more {answer_id} {part}", "more", f"{answer_id} {part}")
            if claim := await self.bot.take(ask):
                self.bot.begin(claim)

    async def share(self, ack: AsyncAck, body: Json) -> None:
        key = body["actions"][0]["value"]
        await self._begin(ack, _clicked(body, f"share {key}"[:500], "share", key))

    async def keep(self, ack: AsyncAck, body: Json) -> None:
        """Take the buttons away from what stays private."""
        await ack()
        shown = await asyncio.to_thread(self.bot.records.read, (_team(body), body["channel"]["id"], _value(body)))
        if shown and shown.answer_id:
            answer = await self._stored(body, shown.answer_id)
            message = messages.answer_parts(answer, web=self.bot.service.settings.public_url)[0]
            await respond(body["response_url"], message, wire=self.bot.wire, replace_original=True)
        else:
            await respond(body["response_url"], messages.told("Kept private."), wire=self.bot.wire)

    async def _begin(self, ack: AsyncAck, ask: Ask) -> None:
        claim = await self.bot.take(ask)
        await ack()
        if claim:
            self.bot.begin(claim)

    async def nothing(self, ack: AsyncAck) -> None:
        """A link opens by itself."""
        await ack()

    # Feedback

    async def feedback(self, ack: AsyncAck, body: Json) -> None:
        verdict, answer_id = _value(body).split(" ", 1)
        await self._note(ack, body, verdict, answer_id)
        if verdict != "helpful":
            await respond(body["response_url"], messages.ask_what_was_wrong(answer_id), wire=self.bot.wire)

    async def verdict(self, ack: AsyncAck, body: Json) -> None:
        verdict, answer_id = _value(body).split(" ", 1)
        await self._note(ack, body, verdict, answer_id)
        thanks = messages.told("Thank you: that is noted with the answer.")
        await respond(body["response_url"], thanks, wire=self.bot.wire, replace_original=True)

    async def _note(self, ack: AsyncAck, body: Json, verdict: str, answer_id: str) -> None:
        await ack()
        library = await self._library(_team(body))
        by = f"slack:{_team(body)}:{body['user']['id']}"
        now = self.bot.service.clock()
        await asyncio.to_thread(library.answers.note_feedback, answer_id, verdict=verdict, given_by=by, now=now)

    # Home, settings, links, teams

    async def open_home(self, event: Json, body: Json) -> None:
        team = await self.bot.teams.find(body["team_id"])
        if team is None:
            return
        client = self.bot.wire.client(team.token)
        if event.get("tab") == "messages":
            library = await asyncio.to_thread(self.bot.service.library, team.workspace)
            names = [s.name for s in await asyncio.to_thread(library.speakers.all, limit=3)]
            await repeated(
                lambda: client.assistant_threads_setSuggestedPrompts(
                    channel_id=event["channel"], prompts=messages.prompts(names), title="For example"
                ),
                wire=self.bot.wire,
            )
        else:
            await self._publish(client, team, event["user"])

    async def _publish(self, client: AsyncWebClient, team: Team, user: str) -> None:
        library = await asyncio.to_thread(self.bot.service.library, team.workspace)
        may_set = await self._is_admin(client, user)
        view = await asyncio.to_thread(self._home, library, team, user, may_set)
        await repeated(lambda: client.views_publish(user_id=user, view=view), wire=self.bot.wire)

    def _home(self, library: Library, team: Team, user: str, may_set: bool) -> Json:
        recent = []
        for answer_id in self.bot.records.recent(team.id, user, limit=RECENT):
            try:
                recent.append(library.answers.read(answer_id))
            except UnknownRecord:  # the team sees another workspace now
                continue
        return messages.home(
            recent,
            self.bot.records.settings(team.id),
            sources=library.catalog.sources(),
            articles=library.catalog.searched(Filters()).articles,
            may_set=may_set,
        )

    async def _is_admin(self, client: AsyncWebClient, user: str) -> bool:
        found = (await repeated(lambda: client.users_info(user=user), wire=self.bot.wire))["user"]
        return bool(found.get("is_admin") or found.get("is_owner"))

    async def set_period(self, ack: AsyncAck, body: Json) -> None:
        await self._set(ack, body, period_days=int(_chosen(body)) or None)

    async def set_source(self, ack: AsyncAck, body: Json) -> None:
        chosen = _chosen(body)
        await self._set(ack, body, source=None if chosen == "*" else chosen)

    async def _set(self, ack: AsyncAck, body: Json, **values: Any) -> None:
        """Change a default of the team, where an admin asks for it, and show the home anew."""
        await ack()
        team = await self.bot.teams.find(_team(body))
        if team is None:
            return
        client = self.bot.wire.client(team.token)
        if await self._is_admin(client, body["user"]["id"]):
            await asyncio.to_thread(self.bot.records.set_team, team.id, **values)
        await self._publish(client, team, body["user"]["id"])

    async def unfurl(self, event: Json, body: Json) -> None:
        """Show what is behind links to articles of the team's own workspace."""
        team = await self.bot.teams.find(body["team_id"])
        if team is None:
            return
        library = await asyncio.to_thread(self.bot.service.library, team.workspace)
        found = {link["url"]: made for link in event["links"] if (made := await self._preview(library, link["url"]))}
        if found:
            client = self.bot.wire.client(team.token)
            where = {"unfurl_id": event["unfurl_id"], "source": event["source"]}
            await repeated(lambda: client.chat_unfurl(**where, unfurls=found), wire=self.bot.wire)

    async def _preview(self, library: Library, url: str) -> Json | None:
        reference = article_behind(url, public_url=self.bot.service.settings.public_url)
        if reference is None:
            return None
        try:
            article_id = await asyncio.to_thread(library.catalog.resolve, reference)
        except UnknownRecord:
            return None
        article = await asyncio.to_thread(library.catalog.article, article_id)
        if not article.is_public:
            return None
        return {"blocks": messages.unfurl(article.current, statements=article.statements)}

    async def forget(self, body: Json) -> None:
        if isinstance(self.bot.teams, Installations):
            await self.bot.teams.forget(body["team_id"])

    async def _library(self, team_id: str) -> Library:
        team = await self.bot.teams.find(team_id)
        if team is None:
            raise UnknownRecord(kind="Slack team", id=team_id)
        return await asyncio.to_thread(self.bot.service.library, team.workspace)

    async def _stored(self, body: Json, answer_id: str) -> Json:
        library = await self._library(_team(body))
        return await asyncio.to_thread(library.answers.read, answer_id)


def _working_on(ask: Ask) -> str:
    if ask.verb in ("ask", "statements", "summarize"):
        return f"Reading the articles for “{messages.told(shorten(ask.text, 200)).text}” …"
    return "One moment …"


def _understood(answer: Json) -> str:
    """Return the question of an answer as it stands alone."""
    return str(answer.get("read_as") or answer["question"])


def _team(body: Json) -> str:
    return str(body["team"]["id"])


def _value(body: Json) -> str:
    return str(body["actions"][0]["value"])


def _chosen(body: Json) -> str:
    return str(body["actions"][0]["selected_option"]["value"])


def _place(body: Json) -> dict[str, str | None]:
    """Return the message that a click came from, and its thread."""
    container = body["container"]
    thread = container.get("thread_ts") or body.get("message", {}).get("thread_ts")
    return {"message": container["message_ts"], "thread": thread or container["message_ts"]}


def _clicked(body: Json, key: str, verb: str, text: str, **more: Any) -> Ask:
    """Return an ask that a click on a message makes: seen by those who see that message."""
    private = bool(body["container"].get("is_ephemeral"))
    return Ask(
        team=_team(body),
        channel=body["channel"]["id"],
        key=key,
        user=body["user"]["id"],
        verb=verb,
        text=text,
        thread_ts=None if private else _place(body)["thread"],
        response_url=body.get("response_url") if private or verb == "share" else None,
        private=private and verb != "share",
        **more,
    )


def reason_of(error: Exception) -> str:
    """Return what may be said about an error outside."""
    return str(error) if isinstance(error, OnRecordError) else "something broke on our side"
