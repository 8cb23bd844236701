"""All settings, from `ONRECORD_*` variables or a `.env` file. Values only: nothing is built here."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from service.errors import InputRejected


class Settings(BaseSettings):
    """What an operator can choose; each field is the variable `ONRECORD_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix="ONRECORD_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("onrecord")))
    database_url: str | None = None  # postgresql://…; without it the catalog is a SQLite file in the home
    chroma_url: str | None = None  # http://host:port of a Chroma server; without it Chroma is a folder in the home
    chroma_token: str | None = Field(default=None, repr=False)  # sent as a bearer token, for the gateway before it
    embedding: str = "minilm-l6-int8"
    attribution: Literal["off", "rules", "full"] = "full"
    chat_model: str | None = None
    chat_timeout_s: float = Field(default=60, gt=0, le=600)
    chat_max_tokens: int = Field(default=1200, ge=64, le=32_000)
    chat_evidence_chars: int = Field(default=20_000, ge=1_000, le=1_000_000)  # of evidence in one prompt
    planner: Literal["rules", "model"] = "rules"  # model: the chat model reads each question, too
    price_input: float | None = Field(default=None, ge=0)  # of a million tokens, in any currency
    price_output: float | None = Field(default=None, ge=0)
    price_hosted: float = Field(default=0.5, ge=0, le=1)  # the share of both that a batch at the server costs
    hosted_requests: int = Field(default=50_000, ge=1, le=50_000)  # in one submission: OpenAI's own limits
    hosted_bytes: int = Field(default=200_000_000, ge=1_000, le=200_000_000)
    hosted_poll_s: float = Field(default=15, gt=0, le=600)  # the first pause between two looks; it grows to 600
    judge: Literal["on", "off"] = "on"  # the trained judge of answers; off: rules alone
    rerank: Literal["none", "endpoint"] | None = None  # None: by the endpoint if there is one
    rerank_url: str | None = None  # the address before /rerank: https://api.cohere.com/v2, http://127.0.0.1:8080/v1
    rerank_model: str | None = None
    rerank_key: str | None = Field(default=None, repr=False)  # sent as a bearer token
    rerank_timeout_s: float = Field(default=3, gt=0, le=60)  # of a question's one call, with its retry
    threads: int = Field(default=2, ge=1, le=64)
    max_article_bytes: int = Field(default=20_000_000, ge=1_000)
    fetch_delay_s: float = Field(default=1.0, ge=0, le=60)
    fetch_private: Annotated[frozenset[str], NoDecode] = frozenset()
    watch: Annotated[tuple[str, ...], NoDecode] = ()
    api_keys: Annotated[dict[str, str], NoDecode] = Field(default_factory=dict)
    host: str = "127.0.0.1"
    port: int = Field(default=8600, ge=0, le=65_535)
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    public_url: str | None = None  # where people reach the page, for links in Slack
    slack_bot_token: str | None = Field(default=None, repr=False)
    slack_app_token: str | None = Field(default=None, repr=False)
    slack_signing_secret: str | None = Field(default=None, repr=False)
    slack_client_id: str | None = None
    slack_client_secret: str | None = Field(default=None, repr=False)
    slack_token_key: str | None = Field(default=None, repr=False)
    slack_teams: Annotated[dict[str, str], NoDecode] = Field(default_factory=dict)
    slack_api_url: str = "https://slack.com/api/"

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("database_url")
    @classmethod
    def _postgres(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("postgresql://", "postgres://")):
            raise ValueError("is no PostgreSQL address; write postgresql://user:password@host:5432/database")
        return value.replace("postgres://", "postgresql://", 1) if value else None

    @field_validator("chroma_url")
    @classmethod
    def _http(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://[^/\s]+/?", value):
            raise ValueError("is no address of a server; write http://host:port")
        return value.rstrip("/") if value else None

    @field_validator("rerank_url")
    @classmethod
    def _rerank_address(cls, value: str | None) -> str | None:
        if value and not re.fullmatch(r"https?://[^/\s@?#]+(/[^\s@?#]*)?", value):
            raise ValueError("is no address of a server; write http://host:port/v1")
        return value or None

    @field_validator("embedding")
    @classmethod
    def _known_embedding(cls, value: str) -> str:
        if value.startswith("openai:") and len(value) > len("openai:"):
            return value
        if value not in EMBEDDED_MODELS:
            raise ValueError(f"is {value!r}; choose {', '.join(EMBEDDED_MODELS)} or openai:<model>")
        return value

    @field_validator("watch", mode="before")
    @classmethod
    def _folders(cls, value: Any) -> Any:
        return tuple(folder for folder in value.split(os.pathsep) if folder) if isinstance(value, str) else value

    @field_validator("fetch_private", mode="before")
    @classmethod
    def _hosts_with_ports(cls, value: Any) -> Any:
        hosts = value.replace(",", " ").split() if isinstance(value, str) else value
        if not all(re.fullmatch(r"[^\s:]+:\d+|[0-9a-fA-F:]+:\d+", host) for host in hosts):
            raise ValueError("is not a list of host:port, as in intranet.example:8080")
        return hosts

    @field_validator("api_keys", "slack_teams", mode="before")
    @classmethod
    def _from_json(cls, value: Any) -> Any:
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError:
            raise ValueError('is not JSON; write it as {"key": "workspace"}') from None

    @field_validator("api_keys", "slack_teams")
    @classmethod
    def _usable_keys(cls, value: dict[str, str]) -> dict[str, str]:
        if not all(value):
            raise ValueError("has an empty key, which anyone has")
        if not all(_WORKSPACE.fullmatch(workspace) for workspace in value.values()):
            raise ValueError("names a workspace with other signs than letters, digits and single - . _ between them")
        return value

    @property
    def catalog_url(self) -> str:
        return f"sqlite:///{self.home / 'catalog.sqlite3'}"


_WORKSPACE = re.compile(r"(?=.{1,64}$)[a-zA-Z0-9]+(?:[._-][a-zA-Z0-9]+)*")  # part of file and collection names
EMBEDDED_MODELS = ("minilm-l6-int8", "e5-small-int8")


def load() -> Settings:
    """Return the settings of this process; InputRejected with one line that names the variable."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = str(first["loc"][0]).upper()  # no further: what follows may be an API key
        why = first["msg"].removeprefix("Value error, ")
        raise InputRejected(origin=f"setting ONRECORD_{field}", why=why) from error
