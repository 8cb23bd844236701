"""The manifests name commands, options and settings that there are, and agree with each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from service.cli.commands import cli
from service.settings import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
KUBERNETES = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8")))
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def containers() -> Iterator[dict[str, Any]]:
    for document in KUBERNETES:
        if document["kind"] in ("Deployment", "StatefulSet"):
            yield from document["spec"]["template"]["spec"]["containers"]


def commands() -> dict[str, list[str]]:
    """Return the command lines of both ways to run it, by name."""
    found = {f"compose {n}": s["command"] for n, s in COMPOSE["services"].items() if "command" in s}
    return found | {f"kubernetes {c['name']}": c["args"] for c in containers()}


@pytest.mark.parametrize("name", sorted(commands()))
def test_a_command_is_one_that_onrecord_has(name: str) -> None:
    program, command, *options = commands()[name]
    assert program == "onrecord"
    parser = cli.commands[command].make_parser(click.Context(cli.commands[command]))
    parser.parse_args(list(options))  # raises on an option that the command does not know


def test_both_ways_run_the_same_commands() -> None:
    for name in ("api", "worker"):
        assert commands()[f"compose {name}"] == commands()[f"kubernetes {name}"]


def test_every_setting_is_one_that_onrecord_reads() -> None:
    named = {name for s in COMPOSE["services"].values() for name in s.get("environment", {})}
    named |= {e["name"] for c in containers() for e in c["env"]} | set(re.findall(r"ENV (\w+)=", DOCKERFILE))
    ours = {name for name in named if name.startswith("ONRECORD_")}
    assert {"ONRECORD_HOME", "ONRECORD_DATABASE_URL", "ONRECORD_API_KEYS"} <= ours
    assert {n.removeprefix("ONRECORD_").lower() for n in ours} <= set(Settings.model_fields)


def test_one_process_owns_the_index() -> None:
    (api,) = [d for d in KUBERNETES if d["kind"] == "StatefulSet"]
    assert api["spec"]["replicas"] == 1
    assert "deploy" not in COMPOSE["services"]["api"]


def test_what_the_image_copies_is_there_and_ports_agree() -> None:
    root = DEPLOY.parent
    for line in re.findall(r"^COPY (.+) \./\w*$", DOCKERFILE, re.MULTILINE):
        assert all((root / name).exists() for name in line.split()), line
    assert "EXPOSE 8600" in DOCKERFILE
    assert COMPOSE["services"]["api"]["ports"] == ["127.0.0.1:8600:8600"]
    assert [p["containerPort"] for c in containers() for p in c.get("ports", [])] == [8600]


def test_no_secret_has_a_default() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert not re.search(r"PASSWORD(?::-|: [^$\s])", text)
