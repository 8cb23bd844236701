"""The manifest, the code and Slack's reference say the same: no scope too many, no event unheard, no dead shortcut."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.slack import asks, listening
from service.slack.running import SCOPES
from tests.slack_api import EVENT_SCOPES, METHODS

ROOT = Path(__file__).parents[3]
MANIFEST = json.loads((ROOT / "deploy/slack/manifest.json").read_text())
HTTP = json.loads((ROOT / "deploy/slack/manifest-http.json").read_text())
SOURCES = sorted((ROOT / "service/slack").glob("*.py"))


def called() -> Iterator[str]:
    """Yield the Web API methods that the bot's code calls, as Slack names them."""
    names = {method.replace(".", "_"): method for method in METHODS}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in names:
                yield names[node.attr]


class Recorder:
    """Stands where Bolt's app stands, and notes what is registered."""

    def __init__(self) -> None:
        self.heard: dict[str, list[Any]] = {}

    def __getattr__(self, kind: str) -> Any:
        return lambda what: (self.heard.setdefault(kind, []).append(what), lambda listener: listener)[1]


@pytest.fixture(scope="module")
def heard() -> dict[str, list[Any]]:
    recorder = Recorder()
    listening.listen(recorder, None)  # type: ignore[arg-type]
    return recorder.heard


def test_every_method_that_is_called_is_one_that_our_slack_knows() -> None:
    used = {
        node.attr
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and _is_client(node.value)
    }
    by_app_token = {"apps_connections_open"}  # its scope, connections:write, is in no manifest
    assert used - by_app_token == {method.replace(".", "_") for method in called()}


def _is_client(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name == "client"


def test_the_scopes_are_those_that_the_methods_events_and_commands_need() -> None:
    methods = {scope for method in called() for scope in METHODS[method].scope.split()}
    events = {EVENT_SCOPES[event] for event in MANIFEST["settings"]["event_subscriptions"]["bot_events"]} - {""}
    needed = methods | events | {"commands"}
    assert needed == set(SCOPES) == set(MANIFEST["oauth_config"]["scopes"]["bot"])


def test_the_events_are_those_that_are_listened_to(heard: dict[str, list[Any]]) -> None:
    subscribed = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert {re.sub(r"^message\..*", "message", event) for event in subscribed} == set(heard["event"])


def test_the_command_and_shortcuts_are_those_that_are_listened_to(heard: dict[str, list[Any]]) -> None:
    assert [c["command"] for c in MANIFEST["features"]["slash_commands"]] == heard["command"]
    assert [s["callback_id"] for s in MANIFEST["features"]["shortcuts"]] == heard["shortcut"]


def test_each_button_that_is_shown_is_listened_to(heard: dict[str, list[Any]]) -> None:
    written = "".join(path.read_text() for path in SOURCES)
    shown = set(re.findall(r'(?:action=|"action_id": )"(\w+)"', written))
    assert {re.match(r"\w+", pattern.pattern)[0] for pattern in heard["action"]} == shown  # type: ignore[index]


def test_over_http_only_the_addresses_differ() -> None:
    same = json.loads(json.dumps(HTTP))
    assert same["features"].pop("unfurl_domains") == ["onrecord.example.com"]
    same["features"]["slash_commands"][0].pop("url")
    same["oauth_config"].pop("redirect_urls")
    same["settings"]["event_subscriptions"].pop("request_url")
    same["settings"]["interactivity"].pop("request_url")
    same["settings"]["socket_mode_enabled"] = True
    assert same == MANIFEST


def test_new_apps_use_the_agent_view() -> None:
    assert "agent_view" in MANIFEST["features"]
    assert "assistant_view" not in MANIFEST["features"]
    assert not [p for p in SOURCES if re.search(r"\bAssistant\b|AsyncAssistant", p.read_text())]


def test_every_verb_is_in_the_usage_hint() -> None:
    hint = MANIFEST["features"]["slash_commands"][0]["usage_hint"]
    assert [verb for verb in asks.VERBS if verb not in hint] == []
