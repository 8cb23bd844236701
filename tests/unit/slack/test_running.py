"""What is missing or wrong in the settings is one clear line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from service.errors import InputRejected
from service.settings import Settings
from service.slack.running import build, run
from service.slack.teams import read_keys
from service.store.slack import SlackRecords
from tests.builders import open_catalog, open_service
from tests.slack_api import SlackApi
from tests.slack_desk import OAUTH, open_api


@pytest.fixture
def api() -> Iterator[SlackApi]:
    with open_api() as opened:
        yield opened


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({}, "setting ONRECORD_SLACK_APP_TOKEN: is not set; make one with the scope connections:write"),
        ({"slack_app_token": "xapp-1"}, "setting ONRECORD_SLACK_BOT_TOKEN: is not set; docs/slack.md says where it is"),
        (
            {"slack_app_token": "xapp-1", "slack_bot_token": "no"},
            "setting ONRECORD_SLACK_BOT_TOKEN: Slack says: invalid_auth",
        ),
        (
            {"slack_app_token": "no", "slack_bot_token": "xoxb-1"},
            "setting ONRECORD_SLACK_APP_TOKEN: Slack says: invalid_auth",
        ),
    ],
)
def test_socket_mode_says_what_is_missing_or_wrong(home: Path, api: SlackApi, given: dict[str, Any], line: str) -> None:
    with pytest.raises(InputRejected, match=line):
        run(Settings(home=home, slack_api_url=f"{api.url}/api/", **given))


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"slack_client_secret": None}, "setting ONRECORD_SLACK_CLIENT_SECRET: is not set"),
        ({"slack_token_key": None}, "setting ONRECORD_SLACK_TOKEN_KEY: is no key .*`onrecord slack --new-token-key`"),
        ({"slack_token_key": "short"}, "setting ONRECORD_SLACK_TOKEN_KEY: is no key"),
    ],
)
def test_several_teams_need_their_settings(home: Path, change: dict[str, Any], line: str) -> None:
    service = open_service(home, **(OAUTH | change))
    with pytest.raises(InputRejected, match=line):
        build(service)
    service.close()


def test_settings_show_no_secrets(home: Path) -> None:
    shown = repr(Settings(home=home, slack_bot_token="xoxb-s", slack_signing_secret="s3cret", slack_token_key="k3y"))
    assert not [secret for secret in ("xoxb-s", "s3cret", "k3y") if secret in shown]


def test_a_new_key_encrypts_and_an_old_one_still_decrypts() -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    sealed = read_keys(old).encrypt(b"token")
    assert read_keys(f"{new},{old}").decrypt(sealed) == b"token"


def test_an_oauth_state_holds_once_and_not_for_long(home: Path) -> None:
    records = SlackRecords(open_catalog(home))
    records.add_state("a", expires_at=10)
    records.add_state("b", expires_at=10)
    assert [records.use_state("a", now=5), records.use_state("a", now=5), records.use_state("b", now=11)] == [
        True,
        False,
        False,
    ]
    records.engine.dispose()


def test_a_message_is_the_reply_of_one_ask_only(home: Path) -> None:
    records = SlackRecords(open_catalog(home))
    for key in ("1.1", "1.2"):
        claim = records.claim(("T", "C", key), {}, user="U", thread_ts="1.1", now="2026-03-05", leased_until=0)
        assert claim is not None
    assert records.note_reply(("T", "C", "1.1"), "2.1")
    assert not records.note_reply(("T", "C", "1.2"), "2.1")
    (first, second) = sorted(records.take_over(now=1, leased_until=9, limit=5), key=lambda c: c.key)
    assert (first.reply_ts, second.reply_ts, first.attempts) == ("2.1", None, 2)
    assert records.take_over(now=1, leased_until=9, limit=5) == []
    records.engine.dispose()
