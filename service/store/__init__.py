"""The catalog, which is the record, and the indexes, which are derived from it."""
