"""The bodies of requests: JSON, or a form of JSON and files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.sandbox.messages import FILE_SIZE, File

_MAX_FILES = 10  # of one message, as Discord takes them
_JSON_BYTES = 1 << 20
_PREFIX = "file."
_DAMAGED = (
    ValueError,
    RecursionError,
    HttpProcessingError,
    web.HTTPRequestEntityTooLarge,
    web.RequestPayloadError,
)


class BodyError(Exception):
    """A request is not as the page makes it, or too large."""


@dataclass(frozen=True, slots=True)
class Body:
    """What a page sent: fields, and files by the names of their options."""

    fields: Mapping[str, Any]
    files: dict[str, list[File]] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """Return a field that is a text. Raises BodyError."""
        value = self.fields.get(key)
        if not isinstance(value, str):
            raise BodyError(key)
        return value

    def table(self, key: str) -> Mapping[str, Any]:
        """Return a field that is an object, which may be missing. Raises BodyError."""
        value = self.fields.get(key)
        if not isinstance(value, dict | None):
            raise BodyError(key)
        return value or {}


async def read_body(request: web.BaseRequest) -> Body:
    """Return the body of a request. Raises BodyError."""
    try:
        if request.content_type == "multipart/form-data":
            return await _form(request)
        return Body(_fields(await request.read()))
    except _DAMAGED as error:
        raise BodyError from error


async def _form(request: web.BaseRequest) -> Body:
    body: Mapping[str, Any] = {}
    files: dict[str, list[File]] = {}
    count = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise BodyError
        if part.name == "payload":
            body = _fields(await _read(part, _JSON_BYTES))
        elif part.name and part.name.startswith(_PREFIX):
            count += 1
            if count > _MAX_FILES:
                raise BodyError
            data = await _read(part, FILE_SIZE)
            kind = part.headers.get("Content-Type", "application/octet-stream")
            name = (part.filename or "file").replace("\\", "/").rpartition("/")[2] or "file"
            files.setdefault(part.name.removeprefix(_PREFIX), []).append(File(name, data, kind))
    return Body(body, files)


async def _read(part: BodyPartReader, limit: int) -> bytes:
    data = bytearray()
    while chunk := await part.read_chunk():
        data += chunk
        if len(data) > limit:
            raise BodyError
    return bytes(data)


def _fields(data: bytes) -> Mapping[str, Any]:
    fields = json.loads(data or b"{}")
    if not isinstance(fields, dict):
        raise BodyError
    return fields
