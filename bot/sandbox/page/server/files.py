"""The files that the page's server has: those of the page, and those of the sandbox."""

from importlib.resources import files
from pathlib import PurePosixPath
from urllib.parse import unquote

from aiohttp import web

from bot.sandbox.page.server.guard import SANDBOXED
from bot.sandbox.world import World

_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
_MEDIA = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".mov": "video/quicktime",
    ".mp4": "video/mp4",
    ".png": "image/png",
    ".webm": "video/webm",
    ".webp": "image/webp",
}
"""The files that a browser shows; others it saves, as their types may not be safe."""


class PageFiles:
    """The files of the page, by their names: a fixed list, so that no path leads out of it."""

    def __init__(self) -> None:
        page = files("bot.sandbox.page")
        self._files = {"style.css": page / "style.css"}
        for file in (page / "client").iterdir():
            if PurePosixPath(file.name).suffix in _TYPES and file.is_file():
                self._files[file.name] = file

    def response(self, name: str) -> web.Response:
        """Return a file. Raises HTTPNotFound for one that is not on the list."""
        file = self._files.get(name)
        if file is None:
            raise web.HTTPNotFound(text="")
        kind = _TYPES[PurePosixPath(name).suffix]
        return web.Response(body=file.read_bytes(), content_type=kind, charset="utf-8")


def attachment(world: World, path: str) -> web.Response:
    """Return a file of the sandbox by its path below the sandbox's address.

    Raises HTTPNotFound. What a browser cannot show, or might run, is for saving alone.
    """
    # The sandbox's addresses of what came with a command are quoted, those in messages are not.
    file = world.files.get(f"/{path}") or world.files.get(f"/{unquote(path)}")
    if file is None:
        raise web.HTTPNotFound(text="")
    headers = {"Content-Security-Policy": SANDBOXED}
    kind = _MEDIA.get(PurePosixPath(file.name).suffix.lower())
    if kind is None:
        kind, headers["Content-Disposition"] = "application/octet-stream", "attachment"
    return web.Response(body=file.data, content_type=kind, headers=headers)
