"""Statements made anew after an upgrade, article by article; a run that was killed goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable

from service.attribution.attributor import Attributor
from service.ingest.languages import ENGLISH, detect_language
from service.store.catalog import Catalog
from service.store.revisions import forget_silent_speakers, outdated, replace_statements


def reattribute(
    catalog: Catalog,
    attributor: Attributor,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Bring the statements of every current version to the attributor's revision; return how many were not at it.

    Each version is one transaction, and its stamp is part of it: what was done stays done. A statement that is
    found again keeps its id, which is made of its article, its spans and its speaker.
    """
    article_ids = outdated(catalog, attributor.revision)
    progress(0, len(article_ids))
    for done, article_id in enumerate(article_ids, start=1):
        version = catalog.current_versions([article_id]).get(article_id)
        if version is not None:
            foreign = detect_language(version.text) not in (None, ENGLISH)
            found = () if foreign else attributor.attribute(version)
            replace_statements(catalog, version, found, revision=attributor.revision)
        progress(done, len(article_ids))
    forget_silent_speakers(catalog)
    return len(article_ids)
