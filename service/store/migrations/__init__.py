"""Alembic migrations of the catalog, applied when it is opened."""
