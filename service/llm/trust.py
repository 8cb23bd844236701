"""Whom the clients of model servers trust."""

from __future__ import annotations

import ssl
from functools import cache

import httpx2


@cache
def trusted() -> ssl.SSLContext:
    """Return whom we trust; read once, since reading the certificates takes 20 ms of every new client."""
    context: ssl.SSLContext = httpx2.create_ssl_context()
    return context
