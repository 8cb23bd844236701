"""The manifests name commands, options and settings that there are, and agree with each other."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import pytest
import yaml

from service.cli.commands import cli
from service.settings import Settings
from tests.conftest import require

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


OURS = sorted(name for name, (program, *_) in commands().items() if program == "onrecord")


@pytest.mark.parametrize("name", OURS)
def test_a_command_is_one_that_onrecord_has(name: str) -> None:
    _, command, *options = commands()[name]
    parser = cli.commands[command].make_parser(click.Context(cli.commands[command]))
    parser.parse_args(list(options))  # raises on an option that the command does not know


def test_both_ways_run_the_same_commands() -> None:
    for name in ("api", "worker", "chroma"):
        assert commands()[f"compose {name}"] == commands()[f"kubernetes {name}"]


def test_every_setting_is_one_that_onrecord_reads() -> None:
    named = {name for s in COMPOSE["services"].values() for name in s.get("environment", {})}
    named |= {e["name"] for c in containers() for e in c.get("env", ())} | set(re.findall(r"ENV (\w+)=", DOCKERFILE))
    ours = {name for name in named if name.startswith("ONRECORD_")}
    assert {"ONRECORD_HOME", "ONRECORD_DATABASE_URL", "ONRECORD_CHROMA_URL", "ONRECORD_API_KEYS"} <= ours
    assert {n.removeprefix("ONRECORD_").lower() for n in ours} <= set(Settings.model_fields)


def workloads() -> dict[str, Any]:
    return {d["metadata"]["name"]: d for d in KUBERNETES if d["kind"] in ("Deployment", "StatefulSet")}


def test_there_are_replicas_and_workers_and_one_chroma() -> None:
    replicas = {name: d["spec"]["replicas"] for name, d in workloads().items()}
    assert replicas == {"onrecord-chroma": 1, "onrecord-api": 2, "onrecord-worker": 3}
    assert {name: s.get("deploy", {}).get("replicas", 1) for name, s in COMPOSE["services"].items()} == {
        "postgres": 1, "chroma": 1, "api": 2, "gateway": 1, "worker": 2,
    }  # fmt: skip


def test_no_two_processes_share_a_home() -> None:
    """A volume with a name is one for all replicas; one without, or of a claim template, is each replica's own."""
    assert COMPOSE["services"]["api"]["volumes"] == ["/data"]
    assert COMPOSE["services"]["worker"]["tmpfs"] == ["/data"]
    assert workloads()["onrecord-api"]["kind"] == "StatefulSet"
    assert "volumes" not in workloads()["onrecord-api"]["spec"]["template"]["spec"]


def test_replicas_and_workers_share_what_they_must() -> None:
    of_api, of_worker = (COMPOSE["services"][name]["environment"] for name in ("api", "worker"))
    assert of_api["ONRECORD_DATABASE_URL"] == of_worker["ONRECORD_DATABASE_URL"]
    assert urlsplit(of_api["ONRECORD_CHROMA_URL"]).netloc == "chroma:8000"
    env = {c["name"]: {e["name"]: e.get("value", e.get("valueFrom")) for e in c.get("env", ())} for c in containers()}
    assert env["api"]["ONRECORD_DATABASE_URL"] == env["worker"]["ONRECORD_DATABASE_URL"]
    address = urlsplit(env["api"]["ONRECORD_CHROMA_URL"])
    services = {d["metadata"]["name"]: d["spec"]["ports"][0]["port"] for d in KUBERNETES if d["kind"] == "Service"}
    assert services[address.hostname or ""] == address.port == 8000


def test_the_program_that_serves_vectors_takes_these_options() -> None:
    require("chroma")
    options = {option for option in commands()["compose chroma"] if option.startswith("--")}
    program = shutil.which("chroma") or str(Path(sys.executable).parent / "chroma")
    known = subprocess.run([program, "run", "--help"], capture_output=True, text=True, check=True, timeout=60).stdout
    assert options == {"--path", "--host", "--port"} <= set(re.findall(r"--[a-z]+", known))


def test_nobody_reaches_chroma_from_outside() -> None:
    assert "ports" not in COMPOSE["services"]["chroma"]
    (policy,) = [d for d in KUBERNETES if d["kind"] == "NetworkPolicy"]
    assert policy["spec"]["podSelector"]["matchLabels"] == {"app": "onrecord-chroma"}
    (allowed,) = policy["spec"]["ingress"]
    assert [f["podSelector"]["matchLabels"] for f in allowed["from"]] == [{"app": "onrecord-api"}]


def test_what_the_image_copies_is_there_and_ports_agree() -> None:
    root = DEPLOY.parent
    for line in re.findall(r"^COPY (.+) \./\w*$", DOCKERFILE, re.MULTILINE):
        assert all((root / name).exists() for name in line.split()), line
    assert "EXPOSE 8600" in DOCKERFILE
    assert COMPOSE["services"]["gateway"]["ports"] == ["127.0.0.1:8600:8600"]
    assert "http://api:8600" in COMPOSE["configs"]["gateway"]["content"]
    assert [p["containerPort"] for c in containers() for p in c.get("ports", [])] == [8000, 8600]


def test_no_secret_has_a_default() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert not re.search(r"PASSWORD(?::-|: [^$\s])", text)
