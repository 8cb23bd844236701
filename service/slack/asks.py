"""What people ask of the bot, read from Slack's payloads."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from service.slack.escaping import links, plain
from service.store.slack import Key

Json = dict[str, Any]
VERBS = ("ask", "statements", "summarize", "digest", "help")
LINKS = 20  # looked at of one message
LONGEST = 2_000  # characters of a question, as over HTTP
_CHATTER = re.compile(
    r"(?:(?:ok(?:ay)?|great|good|nice|perfect|cool|got it|thanks?|thank you|thx|cheers|lol)(?: (?:so much|a lot|all))?"
    r"|:[\w+-]+:|[^\w?]*)[\s.!]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing asked: `verb` says what ("ask", "statements", …, "check", "more"), `text` of what.

    `key` is what Slack repeats when it sends the same thing again. With `response_url`, or `private`, only the asker
    sees the reply; else it stands in the thread `thread_ts`. A shortcut was called on a message of `called_in`.
    """

    team: str
    channel: str
    key: str
    user: str
    verb: str
    text: str
    thread_ts: str | None = None
    response_url: str | None = None
    private: bool = False
    stranger: bool = False
    speaker: str | None = None
    everywhere: bool = False
    direct: bool = False  # in a conversation with the bot alone
    called_in: str | None = None

    @property
    def id(self) -> Key:
        return self.team, self.channel, self.key

    @property
    def conversation(self) -> str | None:
        """Return the conversation of the thread; what one person alone sees is no part of what all see."""
        thread = self.thread_ts or self.called_in
        alone = f" {self.user}" if self.private and self.thread_ts else ""
        return f"slack {self.team} {self.channel} {thread}{alone}" if thread else None

    def as_json(self) -> Json:
        return asdict(self)


def ask_from_json(body: Json) -> Ask:
    return Ask(**body)


def ask_from_event(body: Json, *, bot_user: str) -> Ask | None:
    """Return what a mention or a message asks; None where it is not for the bot.

    A message in a channel without a mention is returned with the verb "follow-up": whether it is one depends on
    the thread it stands in.
    """
    event = body.get("event", {})
    if not _from_a_person(event, bot_user):
        return None
    mentioned = event["type"] == "app_mention" or f"<@{bot_user}" in event.get("text", "")
    direct = event.get("channel_type") == "im"
    text = plain(event.get("text", ""), without=bot_user)
    if not mentioned and not direct and (not event.get("thread_ts") or _between_people(event, text)):
        return None
    sender = event.get("user_team") or event.get("team") or body["team_id"]
    return Ask(
        team=body["team_id"],
        channel=event["channel"],
        key=event["ts"],
        user=event["user"],
        verb=_verb_of(text) if mentioned or direct else "follow-up",
        text=text,
        thread_ts=event.get("thread_ts") or event["ts"],
        private=bool(body.get("is_ext_shared_channel")),
        stranger=sender != body["team_id"],
        direct=direct,
    )


def _from_a_person(event: Json, bot_user: str) -> bool:
    if (
        event.get("type") not in ("app_mention", "message")
        or event.get("bot_id")
        or event.get("user") in (None, bot_user)
    ):
        return False
    return event.get("subtype") in (None, "file_share", "thread_broadcast")


def _between_people(event: Json, text: str) -> bool:
    """Tell whether a reply in a thread is no question to the bot: it calls somebody else, or says thanks."""
    return event.get("text", "").startswith("<@") or bool(_CHATTER.fullmatch(text))


def _verb_of(text: str) -> str:
    return "help" if text.casefold().strip(" ?!.") in ("", "help") else "ask"


def ask_from_command(body: Json) -> Ask:
    """Return what `/onrecord VERB …` asks; a text that begins with no verb is a question."""
    first, _, rest = body.get("text", "").strip().partition(" ")
    verb = first.casefold() if first.casefold() in VERBS else "ask"
    text = plain(rest if first.casefold() in VERBS else body.get("text", ""))
    return Ask(
        team=body["team_id"],
        channel=body["channel_id"],
        key=f"command {body['trigger_id']}",
        user=body["user_id"],
        verb="help" if verb == "ask" and not text else verb,
        text=text,
        response_url=body["response_url"],
        private=True,
    )


def ask_from_shortcut(body: Json, *, verb: str) -> Ask:
    """Return what a message shortcut asks of the message it was called on: of its words, or of its links."""
    message = body["message"]
    text = "\n".join(_links(message)) if verb == "summarize-message" else plain(message.get("text", ""))[:8_000]
    return Ask(
        team=body["team"]["id"],
        channel=body["channel"]["id"],
        key=f"shortcut {body['trigger_id']}",
        user=body["user"]["id"],
        verb=verb,
        text=text,
        response_url=body["response_url"],
        private=True,
        called_in=message.get("thread_ts") or message["ts"],
    )


def _links(message: Json) -> list[str]:
    """Return what a message links to: in its words, or as a preview (so it is with what feeds and other bots post)."""
    previews = message.get("attachments") or []
    shown = [p[name] for p in previews for name in ("from_url", "original_url", "title_link") if p.get(name)]
    return list(dict.fromkeys([*links(message.get("text", "")), *shown]))[:LINKS]
