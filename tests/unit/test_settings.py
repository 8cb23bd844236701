"""Settings: from the environment and `.env`; a bad value is one clear line that names the variable."""

from __future__ import annotations

from pathlib import Path

import pytest

from service import settings
from service.errors import InputRejected


def test_without_any_setting_everything_is_offline(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONRECORD_HOME")
    chosen = settings.load()
    assert (chosen.chat_model, chosen.embedding, chosen.api_keys) == (None, "minilm-l6-int8", {})
    assert (chosen.host, chosen.port) == ("127.0.0.1", 8600)
    assert chosen.home.is_absolute()
    assert chosen.home.name == "onrecord"


def test_the_environment_is_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_API_KEYS", '{"secret-1": "desk", "secret-2": "desk"}')
    monkeypatch.setenv("ONRECORD_EMBEDDING", "openai:text-embedding-3-small")
    monkeypatch.setenv("ONRECORD_CHAT_MODEL", "llama")
    monkeypatch.setenv("onrecord_port", "0")
    chosen = settings.load()
    assert chosen.home == home
    assert chosen.api_keys == {"secret-1": "desk", "secret-2": "desk"}
    assert (chosen.embedding, chosen.chat_model, chosen.port) == ("openai:text-embedding-3-small", "llama", 0)


def test_a_file_is_read_and_the_environment_goes_before_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("ONRECORD_PORT=9000\nONRECORD_THREADS=3\nOTHER=1\n")
    monkeypatch.setenv("ONRECORD_PORT", "9001")
    assert (settings.load().port, settings.load().threads) == (9001, 3)


def test_a_home_is_made_absolute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_HOME", "~/news")
    assert settings.load().home == Path.home() / "news"
    monkeypatch.setenv("ONRECORD_HOME", "news")
    assert settings.load().home == Path.cwd() / "news"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("THREADS", "0"),
        ("CHAT_TIMEOUT_S", "-1"),
        ("CHAT_TIMEOUT_S", "nan"),
        ("CHAT_MAX_TOKENS", "5"),
        ("CHAT_EVIDENCE_CHARS", "5"),
        ("PLANNER", "oracle"),
        ("MAX_ARTICLE_BYTES", "10"),
        ("LOG_LEVEL", "loud"),
        ("EMBEDDING", "word2vec"),
        ("EMBEDDING", "openai:"),
        ("API_KEYS", "secret"),
        ("API_KEYS", '["secret"]'),
        ("API_KEYS", '{"secret": 7}'),
        ("API_KEYS", '{"": "desk"}'),
        ("API_KEYS", '{"secret": "../desk"}'),
        ("API_KEYS", '{"secret": "news desk"}'),
        ("API_KEYS", '{"secret": "desk--other"}'),
        ("API_KEYS", '{"secret": ""}'),
    ],
)
def test_a_bad_value_is_one_line_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"ONRECORD_{name}", value)
    with pytest.raises(InputRejected) as caught:
        settings.load()
    line = str(caught.value)
    assert line.startswith(f"setting ONRECORD_{name}")
    assert "\n" not in line
    assert "secret" not in line.casefold()


def test_an_unknown_embedding_is_told_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_EMBEDDING", "word2vec")
    with pytest.raises(InputRejected, match="choose minilm-l6-int8, e5-small-int8 or openai:<model>"):
        settings.load()


def test_the_settings_know_the_models_that_are_shipped() -> None:
    from service.embedding import MODELS

    assert set(settings.EMBEDDED_MODELS) == set(MODELS)


def test_private_hosts_that_may_be_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_FETCH_PRIVATE", "cms.intranet:8080, 10.0.0.5:80")
    assert settings.load().fetch_private == {"cms.intranet:8080", "10.0.0.5:80"}
    monkeypatch.setenv("ONRECORD_FETCH_PRIVATE", "intranet")
    with pytest.raises(InputRejected, match="ONRECORD_FETCH_PRIVATE: is not a list of host:port"):
        settings.load()
