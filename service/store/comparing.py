"""How a vector index or a catalog differs from a passage file, and what makes them agree."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from service.ports import VectorIndex
from service.store import exact
from service.store.catalog import Catalog
from service.store.passage_file import PassageFile

# A passage that one of the three lacks counts as another passage (-1), which no article has.
_WHOLE = """SELECT m.article_id, CASE WHEN v.passage_id IS NULL OR f.id IS NULL THEN -1 ELSE m.passage_id END
    FROM members m LEFT JOIN vectors v ON v.passage_id = m.passage_id LEFT JOIN fts_docsize f ON f.id = m.passage_id"""


def align(vectors: VectorIndex, file: PassageFile, dimension: int) -> int:
    """Put into an index what it lacks of the file, and take out what is not in the file unless others write to it.

    Returns how many keys changed.
    """
    there = vectors.keys()
    kept: set[int] = set()
    added = 0
    for ids, block in exact.blocks(file, dimension=dimension):
        new = np.array([int(i) not in there for i in ids])
        kept.update(int(i) for i in ids)
        if new.any():
            vectors.upsert([int(i) for i in ids[new]], block[new])
            added += int(new.sum())
    surplus = [] if vectors.shared else sorted(there - kept)
    vectors.remove(surplus)
    return added + len(surplus)


def overwrite(vectors: VectorIndex, file: PassageFile, dimension: int, *, known: Iterable[int]) -> None:
    """Put every vector of the file into an index, and take out all but those that are known."""
    for ids, block in exact.blocks(file, dimension=dimension):
        vectors.upsert([int(i) for i in ids], block)
    vectors.remove(sorted(vectors.keys() - set(known)))


def find_different(file: PassageFile, catalog: Catalog) -> list[str]:
    """Return the articles of which file and catalog have different passages; stray rows are removed from the file."""
    with file.writing() as connection:
        for table, key in (("fts", "rowid"), ("vectors", "passage_id")):
            connection.execute(f"DELETE FROM {table} WHERE {key} NOT IN (SELECT passage_id FROM members)")
        rows = connection.execute(_WHOLE).fetchall()
    indexed: dict[str, set[int]] = {}
    for article_id, passage_id in rows:
        indexed.setdefault(article_id, set()).add(passage_id)
    recorded = {i: {p.id for p, _ in catalog.passages_of(i)} for i in catalog.article_ids()}
    return sorted(i for i in recorded.keys() | indexed.keys() if recorded.get(i, set()) != indexed.get(i, set()))
