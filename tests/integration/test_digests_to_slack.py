"""Digests of `onrecord digests` in a channel of a Slack that refuses, breaks and is slow: each message there once."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from service.digesting.running import next_due, send_due
from service.digesting.targets import parse_target
from service.domain.digests import Digest
from service.errors import InputRejected
from service.ingest.pipeline import ingest
from service.slack.delivering import Wire
from service.slack.posting import SlackChannels
from service.slack.teams import read_keys
from service.store.slack import SlackRecords
from tests.builders import BRIDGE, FERRY, MemoryService, open_service, source
from tests.conftest import LONG
from tests.integration.processes import (
    PATIENCE_S,
    let_an_hour_go_by,
    onrecord,
    process,
    put_records,
    states,
    wait_until_sent,
)
from tests.slack_api import Fault, Installed, SlackApi
from tests.slack_desk import CHANNEL, OAUTH, TEAM, elements, open_api, text_of

pytestmark = pytest.mark.server
Json = dict[str, Any]
KILLS, MANY = (20, 60) if LONG else (2, 8)


@dataclass(slots=True)
class Desk:
    api: SlackApi
    service: MemoryService
    now: str = "2026-03-05T12:00:00Z"

    def add(self, *, to: str = f"slack:{CHANNEL}", **fields: Any) -> None:
        made = Digest("dig_1", "default", "every day 07:00 Europe/London", to, self.now, self.now, **fields)
        self.service.digesting.records.add(replace(made, next_at=next_due(made, after=self.now)))

    def take_in(self, *texts: str, **fields: Any) -> None:
        library = self.service.library()
        inputs = (source(text, origin=f"desk-{n}", **fields) for n, text in enumerate(texts))
        list(ingest(inputs, catalog=library.catalog, index=library.index, clock=self.service.clock))

    def at(self, now: str) -> list[str]:
        """Look at what is due at an instant of March 2026; return how each attempt went."""
        self.now = f"2026-03-{now}Z"
        return [sent.error or sent.state.value for sent in send_due(self.service.digesting)]

    def channels(self, **settings: Any) -> SlackChannels:
        given = self.service.settings.model_copy(update=settings)
        wire = Wire(f"{self.api.url}/api/", timeout_s=2, pause_s=0.02)
        return SlackChannels(given, SlackRecords(self.service.engine), wire)

    @property
    def posted(self) -> list[Json]:
        return posted(self.api)


def posted(api: SlackApi) -> list[Json]:
    """Return what the bot wrote into the channel and its threads."""
    return [m for _, m in sorted(api.messages.items()) if m["user"] == "UBOT"]


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    with open_api() as api, closing(open_service(home, slack_bot_token="xoxb-1")) as service:
        made = Desk(api, service)
        service.clock = lambda: made.now
        service.channels = made.channels
        yield made


def failing(method: str, *faults: Fault | None) -> Callable[[str], Fault | None]:
    """Return what lets the first calls of a method fail."""
    left = list(faults)
    return lambda name: left.pop(0) if name == method and left else None


def test_it_stands_in_the_channel_with_its_sources(desk: Desk) -> None:
    desk.add()
    desk.take_in(
        FERRY, title="Ferry to end", source="Ledger", published_at="2026-03-04", url="https://ledger.example/2"
    )
    assert desk.at("06T07:00:00") == ["sent"]
    assert desk.at("07T07:00:00") == ["nothing new"]
    (digest,) = desk.posted
    shown = text_of(digest)
    assert shown.startswith("New on record: everything")
    assert "What came in from 2026-03-05 12:00 to 2026-03-06 07:00 UTC." in shown
    assert "[1] Ferry to end — Ledger, 4 March 2026" in shown
    assert "1 article read, 1 used." in shown
    assert digest["text"] == "New on record: everything"
    assert not elements(digest, "")  # nothing to press: the bot may not be listening
    assert desk.api.refused == []


def test_words_of_articles_notify_and_link_nobody(desk: Desk) -> None:
    desk.add(about="ferry")
    loud = FERRY.replace("miss the queue", "miss the queue <!channel> <@U1> <https://evil.example|here> *now*")
    desk.take_in(loud, title="Ferry <!here>")
    assert desk.at("06T07:00:00") == ["sent"]
    (digest,) = desk.posted
    assert not re.search(r"<[!@#]|<https", str([b for b in digest["blocks"] if b["type"] != "rich_text"]))


@pytest.mark.parametrize(
    "faults",
    [
        [Fault(status=500)],
        [Fault(status=500, before=False)],
        [Fault(status=503), Fault(late_s=2.2, before=False)],
    ],
    ids=["broken before", "broken after", "broken, then late"],
)
def test_what_slack_breaks_is_tried_again_and_stands_there_once(desk: Desk, faults: list[Fault]) -> None:
    desk.add()
    desk.take_in(FERRY)
    desk.api.fault = failing("chat.postMessage", *faults)
    assert desk.at("06T07:00:00") == ["sent"]
    assert len(desk.posted) == 1


def test_it_waits_as_long_as_slack_says(desk: Desk) -> None:
    desk.add()
    desk.take_in(FERRY)
    desk.api.fault = failing("chat.postMessage", Fault(status=429, retry_after=1), Fault(status=429, retry_after=1))
    started = time.monotonic()
    assert desk.at("06T07:00:00") == ["sent"]
    assert time.monotonic() - started >= 2
    assert len(desk.posted) == 1


def test_a_post_of_unknown_fate_is_found_by_the_next_attempt(desk: Desk) -> None:
    """Every post works, none is answered, and the history cannot be read: until the next attempt, behind much talk."""
    desk.add()
    desk.take_in(FERRY)
    broken = {"chat.postMessage", "conversations.history"}
    desk.api.fault = lambda method: Fault(status=500, before=method != "chat.postMessage") if method in broken else None
    (line,) = desk.at("06T07:00:00")
    assert line == f"slack:{CHANNEL}: Slack does not answer (HTTP 500)"
    assert len(desk.posted) == 1
    for _ in range(250):  # more than a page of the history
        desk.api.say(CHANNEL, "U7", "talk")
    desk.api.fault = lambda _: None
    assert desk.at("06T07:00:05") == ["sent"]
    assert len(desk.posted) == 1


THINGS = (
    "harbour",
    "library",
    "tramway",
    "hospital",
    "reservoir",
    "orchard",
    "theatre",
    "quarry",
    "lighthouse",
    "school",
)


def _about(thing: str, person: str) -> str:
    """Return an article that is no copy of another one, and no part of its event."""
    word = f"{thing}{person}".lower()
    said = f"“The {word} costs what the {thing} of {person}ville cost: {word}s are never cheap,” Ilse {person} said."
    around = f"The {word} was in the news of {word}town in {thing}shire. " * 3
    return f"{thing.title()} of {person}ville\n\n{said} {around}"


def test_what_one_message_cannot_hold_is_in_its_thread(desk: Desk) -> None:
    desk.add()
    desk.take_in(*(_about(thing, person) for thing in THINGS for person in ("Brandt", "Okoro", "Lind")))
    desk.api.fault = failing("chat.postMessage", None, Fault(status=500, before=False))
    desk.api.refuse["conversations.replies"] = "missing_scope"
    (line,) = desk.at("06T07:00:00")
    assert "Slack says: missing_scope" in line
    head, *rest = before = desk.posted
    assert rest
    del desk.api.refuse["conversations.replies"]
    assert desk.at("06T07:00:05") == ["sent"]
    assert desk.posted[: len(before)] == before
    assert all(message["thread_ts"] == head["ts"] for message in desk.posted[1:])
    parts = [message["metadata"]["event_payload"]["part"] for message in desk.posted]
    assert parts == list(range(len(parts)))
    numbers = {int(n) for message in desk.posted for n in re.findall(r"\[(\d+)\] [A-Z]", text_of(message))}
    assert numbers == set(range(1, max(numbers) + 1))


@pytest.mark.parametrize(
    ("break_it", "line"),
    [
        (lambda api: api.channels.pop(CHANNEL), "slack:C1: Slack says: channel_not_found; check the id; of a private"),
        (lambda api: api.channels[CHANNEL].discard("UBOT"), "slack:C1: Slack says: not_in_channel; invite the bot: "),
        (lambda api: api.archived.add(CHANNEL), "slack:C1: Slack says: is_archived; choose another channel"),
        (
            lambda api: api.tokens.clear(),
            "setting ONRECORD_SLACK_BOT_TOKEN: Slack says: invalid_auth; see docs/slack.md",
        ),
    ],
)
def test_what_slack_refuses_is_one_line_and_tried_again(
    desk: Desk, break_it: Callable[[SlackApi], object], line: str
) -> None:
    desk.add()
    desk.take_in(FERRY)
    break_it(desk.api)
    (why,) = desk.at("06T07:00:00")
    assert why.startswith(line)
    with pytest.raises(InputRejected) as refused:
        desk.channels().check(parse_target("slack:C1", folder=Path()), workspace="default")
    assert str(refused.value) == why
    desk.api.channels[CHANNEL] = {"UBOT"}
    desk.api.archived.clear()
    desk.api.tokens["xoxb-1"] = Installed(TEAM, scopes=frozenset({"chat:write", *HISTORY}))
    assert desk.at("06T07:00:05") == ["sent"]
    assert len(desk.posted) == 1


HISTORY = ("channels:history", "groups:history", "im:history")


@pytest.mark.parametrize(
    ("settings", "to", "line"),
    [
        ({"slack_bot_token": None}, "slack:C1", "setting ONRECORD_SLACK_BOT_TOKEN: is not set; docs/slack.md says"),
        ({}, "slack:T9/C1", "slack:T9/C1: ONRECORD_SLACK_BOT_TOKEN is of team T1"),
        (
            {"slack_teams": {"T1": "politics"}},
            "slack:C1",
            "slack:C1: team T1 sees workspace 'politics', and the digest",
        ),
        (OAUTH, "slack:C1", "slack:C1: several teams may have the bot; write slack:TEAM/C1"),
        (OAUTH, "slack:T9/C1", "slack:T9/C1: team T9 has not installed the bot; docs/slack.md says how"),
        (OAUTH | {"slack_token_key": None}, "slack:T1/C1", "setting ONRECORD_SLACK_TOKEN_KEY: is no key to encrypt"),
    ],
)
def test_where_nothing_can_be_posted_a_line_says_why(desk: Desk, settings: Json, to: str, line: str) -> None:
    with pytest.raises(InputRejected) as refused:
        desk.channels(**settings).check(parse_target(to, folder=Path()), workspace="default")
    assert str(refused.value).startswith(line)


def test_a_team_that_installed_the_app_gets_its_digest(desk: Desk) -> None:
    keys = read_keys(OAUTH["slack_token_key"])
    sealed = keys.encrypt(b'{"bot_token": "xoxb-1", "bot_user_id": "UBOT", "bot_id": "B1"}').decode()
    SlackRecords(desk.service.engine).set_team(TEAM, installation=sealed)
    channels = desk.channels(**OAUTH, slack_teams={TEAM: "default"})
    desk.service.channels = lambda: channels
    desk.add(to=f"slack:{TEAM}/{CHANNEL}")
    desk.take_in(BRIDGE)
    assert desk.at("06T07:00:00") == ["sent"]
    assert len(desk.posted) == 1


@pytest.mark.parametrize("written", ["slack", "slack:", "slack:news", "slack:#news", "slack:c0123", "slack: C1 C2"])
def test_a_channel_is_named_by_its_id(written: str) -> None:
    with pytest.raises(InputRejected, match=r"a channel is written by its id, slack:C0123ABCD"):
        parse_target(written, folder=Path())


@pytest.mark.process
@pytest.mark.model
class TestByProcesses:
    """The command line and workers, as processes of their own."""

    @pytest.fixture
    def api(self) -> Iterator[SlackApi]:
        with open_api() as api:
            yield api

    def given(self, api: SlackApi) -> dict[str, str]:
        return {"ONRECORD_SLACK_BOT_TOKEN": "xoxb-1", "ONRECORD_SLACK_API_URL": f"{api.url}/api/"}

    def test_the_command_line_tries_the_channel_first(self, home: Path, api: SlackApi) -> None:
        def add(*to: str, **given: str) -> Any:
            return onrecord("digests", "add", "every hour", "--to", *to, home=home, **given)

        missing = add("slack:C1")
        assert missing.code == 1
        assert missing.line == "onrecord: setting ONRECORD_SLACK_BOT_TOKEN: is not set; docs/slack.md says where it is"
        unknown = add("slack:C404", **self.given(api))
        assert unknown.code == 1
        assert unknown.line.startswith("onrecord: slack:C404: Slack says: channel_not_found; check the id")
        assert onrecord("digests", "list", home=home).out == ""
        added = add("slack:C1", **self.given(api))
        assert (added.code, "every hour, to slack:C1; the first at" in added.out, "secret" in added.out) == (
            0,
            True,
            False,
        )

    def test_workers_that_are_killed_at_any_moment_lose_none_and_double_none(
        self, home: Path, tmp_path: Path, api: SlackApi
    ) -> None:
        env = self.given(api)
        for _ in range(MANY):
            assert onrecord("digests", "add", "every hour", "--to", "slack:C1", home=home, **env).code == 0
        assert onrecord("ingest", put_records(tmp_path / "a.jsonl"), home=home).code == 0
        let_an_hour_go_by(home)
        api.slow["chat.postMessage"] = 0.2
        moments, kills = random.Random(7), 0
        while kills < KILLS and states(home) != ["sent"] * MANY:
            with process("worker", home=home, **env) as worker:
                before, deadline = len(api.calls), time.monotonic() + PATIENCE_S
                while len(api.calls) == before and time.monotonic() < deadline:
                    time.sleep(0.01)
                time.sleep(moments.uniform(0, 0.8))
                worker.kill()
                worker.wait(PATIENCE_S)
                kills += 1
        with process("worker", home=home, **env):
            wait_until_sent(home, MANY)
        assert kills == KILLS
        marks = [message["metadata"]["event_payload"]["message"] for message in posted(api)]
        assert len(marks) == len(set(marks)) == MANY
