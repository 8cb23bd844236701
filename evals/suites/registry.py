"""Which suites there are. A new one is a module beside this one and its name here."""

from __future__ import annotations

from importlib import import_module

from evals.suites import CaseSuite, Suite

NAMES = (
    *("newsroom", "answers", "statements", "attribution", "retrieval", "verification", "injection", "abstention"),
    *("summaries", "copies", "pages", "performance"),
)


def load(name: str) -> CaseSuite | Suite:
    """Return a suite by its name: solved case by case, or run as a whole."""
    module = import_module(f"evals.suites.{name}")
    found: CaseSuite | Suite = module.SUITE if hasattr(module, "SUITE") else module.run
    return found


def describe(name: str) -> str:
    """Return what a suite asks, in one line."""
    return (import_module(f"evals.suites.{name}").__doc__ or "").strip().splitlines()[0]
