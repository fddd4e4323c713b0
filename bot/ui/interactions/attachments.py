"""Files that users attach to commands, fetched from Discord's addresses onto this machine."""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

import aiohttp

from bot.errors import AttachmentError, system_reason
from bot.languages import lazy
from bot.ui.interactions.sending.retrying import retry

_MEGABYTE = 10**6
_CHUNK = 2**20  # bytes that are written at once
_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=30, sock_read=30)  # seconds
_UNSAFE = re.compile(r"[^\w.()+ -]")
_LONGEST_NAME = 60  # characters: below the 255 bytes that file systems take, in any script
# An archive may refer to pictures two folders above its own file: these folders are as private.
_FOLDERS = Path("of", "discord")


class Attached(Protocol):
    """An attachment, or what is kept of one: its address, its name and its size in bytes."""

    @property
    def url(self) -> str: ...  # noqa: D102 - see above

    @property
    def filename(self) -> str: ...  # noqa: D102 - see above

    @property
    def size(self) -> int: ...  # noqa: D102 - see above


@asynccontextmanager
async def fetched(attachment: Attached, max_mb: int) -> AsyncIterator[Path]:
    """Fetch an attachment; yield its file, in a private folder that is removed afterwards.

    Its name is the attachment's, without what could lead out of the folder. Raises AttachmentError
    for a file of more than `max_mb` megabytes, and where it cannot be fetched or stored.
    """
    limit = max_mb * _MEGABYTE
    if attachment.size > limit:
        raise _too_large(max_mb)
    try:
        scratch = await asyncio.to_thread(tempfile.TemporaryDirectory, prefix="throwback-")
    except OSError as error:
        raise _not_stored(error) from error
    try:
        folder = Path(scratch.name, _FOLDERS)
        path = folder / _safe_name(attachment.filename)
        try:
            await asyncio.to_thread(folder.mkdir, parents=True)
            if await retry(lambda: _fetch(attachment.url, path, limit)) > limit:
                raise _too_large(max_mb)
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise AttachmentError(
                lazy(
                    "Discord did not hand the file over ({error}), so nothing was changed. Give "
                    "the command again.",
                    error=type(error).__name__,
                )
            ) from error
        except OSError as error:
            raise _not_stored(error) from error
        yield path
    finally:
        await asyncio.to_thread(scratch.cleanup)


async def _fetch(url: str, path: Path, limit: int) -> int:
    """Write what is at `url` to `path`; return its size in bytes, which ends beyond `limit`."""
    size = 0
    async with (
        aiohttp.ClientSession(timeout=_TIMEOUT, raise_for_status=True) as session,
        session.get(url) as response,
    ):
        with await asyncio.to_thread(path.open, "wb") as file:
            async for chunk in response.content.iter_chunked(_CHUNK):
                size += len(chunk)
                if size > limit:  # what Discord said of its size was not so
                    break
                await asyncio.to_thread(file.write, chunk)
    return size


def _safe_name(name: str) -> str:
    """Return a file name that stays in its folder on every system; its end, if it is long."""
    safe = _UNSAFE.sub("_", name)[-_LONGEST_NAME:].strip()
    return safe if safe.strip(".") else "attachment"


def _too_large(max_mb: int) -> AttachmentError:
    return AttachmentError(
        lazy(
            "That file has more than the {size:,} MB that this bot takes from Discord. The "
            "terminal has no such limit: throwback import PATH",
            size=max_mb,
        )
    )


def _not_stored(error: OSError) -> AttachmentError:
    return AttachmentError(
        lazy(
            "The file could not be stored ({reason}), so nothing was changed.",
            reason=system_reason(error),
        )
    )
