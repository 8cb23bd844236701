"""Which attribution made the statements of an article: the stamp that says whether they are of today."""

from __future__ import annotations

REVISION = "rules/1"  # raise it with every change that finds other statements; `reindex --statements` then has work
