"""Who asks: the workspace comes from the API key, never from the request."""

from __future__ import annotations

import asyncio
import hmac
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from service.bootstrap import DEFAULT_WORKSPACE, Service
from service.store.library import Library


def running_service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


def workspace(request: Request, service: Annotated[Service, Depends(running_service)]) -> str:
    """Return the workspace of the bearer's key; "default" where no keys are set; 401 for an unknown key."""
    keys = service.settings.api_keys
    if not keys:
        return DEFAULT_WORKSPACE
    given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    found = [name for key, name in keys.items() if hmac.compare_digest(key.encode(), given.encode())]
    if not found:
        raise HTTPException(401, "a valid API key is needed: Authorization: Bearer …", {"WWW-Authenticate": "Bearer"})
    return found[0]


async def open_library(
    service: Annotated[Service, Depends(running_service)], name: Annotated[str, Depends(workspace)]
) -> Library:
    """Return the library of the caller's workspace; it is opened in a worker thread when first asked for."""
    return await asyncio.to_thread(service.library, name)


Running = Annotated[Service, Depends(running_service)]
Mine = Annotated[Library, Depends(open_library)]
