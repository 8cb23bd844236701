"""Signatures of webhooks after the Standard Webhooks scheme (standardwebhooks.com)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

PREFIX = "whsec_"


def new_secret() -> str:
    """Return a secret of 256 random bits as receivers expect it: "whsec_" and base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(body: bytes, *, message_id: str, timestamp: int, secret: str) -> dict[str, str]:
    """Return the three headers that let a receiver see who sent `body`, when, and whether it has it already."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(_key(secret), signed, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": message_id, "webhook-timestamp": str(timestamp), "webhook-signature": signature}


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("the secret of a webhook is not base64") from error
