"""Parsing of a request: JSON, or a form with `payload_json` and files."""

import json
from typing import Any

from aiohttp import BodyPartReader, web

from bot.sandbox.messages import File
from bot.sandbox.rest.router import Call

_MAX_BODY = 128 * 1024 * 1024
"""Bytes. More than ten files of Discord's limit, so that the rules refuse them, not aiohttp."""


async def read(request: web.BaseRequest, path: str) -> Call:
    """Return a request as a Call; a body that is not JSON becomes a string."""
    request = request.clone(client_max_size=_MAX_BODY)
    body: Any = None
    files: list[File] = []
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            if part.name == "payload_json":
                body = _json(await part.text())
            elif part.filename is not None:
                content_type = part.headers.get("Content-Type", "application/octet-stream")
                files.append(File(part.filename, bytes(await part.read()), content_type))
    elif request.can_read_body:
        body = _json(await request.text())
    return Call(request.method, path, body, dict(request.query), tuple(files))


def _json(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
