"""What is configured attributes; what is switched off does not, and says so."""

from __future__ import annotations

from service.attribution.attributor import RULES, Attributor
from service.bootstrap import build_attributor
from service.ingest.pipeline import ingest
from service.settings import Settings
from service.store.library import Library
from tests.builders import BRIDGE, NOW, source, version


def test_attribution_can_be_switched_off(library: Library) -> None:
    off = build_attributor(Settings(attribution="off"))
    assert off.revision == "off"
    assert off.attribute(version(BRIDGE)) == []
    (taken,) = ingest([source(BRIDGE)], catalog=library.catalog, index=library.index, clock=lambda: NOW, attributor=off)
    article = library.catalog.article(taken.article_id or "")
    assert (article.statements, article.passages > 0) == (0, True)


def test_rules_alone() -> None:
    rules = build_attributor(Settings(attribution="rules"))
    assert rules == Attributor()
    assert rules.revision == f"rules/{RULES}"
    assert len(rules.attribute(version(BRIDGE))) == 3
