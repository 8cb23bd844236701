"""What a purge removes beyond deletion."""

from __future__ import annotations

from service.store import purging
from service.store.library import Library
from tests.builders import ingest_texts

FULL = "“We sold the boats,” Harbor master Loretta E. Quillby said on Monday. The boats were old."
SHORT = "“We have new boats,” Loretta Quillby said on Friday. The new boats are faster than the old."


def test_a_name_that_only_a_purged_article_had_is_changed(library: Library) -> None:
    full, _ = ingest_texts(library, FULL, SHORT)
    (known,) = library.speakers.all()
    assert full.article_id
    library.catalog.delete(full.article_id)
    purging.refresh_speakers(library.catalog.engine, "default")
    (left,) = library.speakers.all()
    assert (left.id, left.name) == (known.id, "Loretta Quillby")
