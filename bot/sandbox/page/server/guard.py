"""Who may ask the page's server, and what browsers may do with its answers.

The server is for the page alone: other pages in the same browser, and names that lead to this
machine, must not reach it. A token in the address, Host, Origin and Sec-Fetch-Site are checked:
https://www.w3.org/TR/fetch-metadata/
"""

import secrets
from collections.abc import Mapping

from aiohttp import web

HOST = "127.0.0.1"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
SANDBOXED = "default-src 'none'; sandbox"
"""The policy of attachments: opened by themselves, they can do nothing."""

_TOKEN_BYTES = 16
_SAFE = frozenset({"GET", "HEAD"})
_SAME = "same-origin"
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": _SAME,
    "Cross-Origin-Resource-Policy": _SAME,
    "Cache-Control": "no-store",
}


class Guard:
    """Refuses requests that are not from the page."""

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(_TOKEN_BYTES)
        self.port = 0

    def rest_of(self, request: web.BaseRequest) -> str:
        """Return the path below the token of a request that may be answered.

        Raises HTTPNotFound for another token, HTTPForbidden for a request of another page.
        """
        token, slash, rest = request.path.removeprefix("/").partition("/")
        if not secrets.compare_digest(token.encode(), self.token.encode()) or not slash:
            raise web.HTTPNotFound(text="")
        if not self._is_from_here(request.method, request.headers):
            raise web.HTTPForbidden(text="")
        return rest

    def _is_from_here(self, method: str, headers: Mapping[str, str]) -> bool:
        hosts = {f"{name}:{self.port}" for name in (HOST, "localhost")}
        host, origin = headers.get("Host", ""), headers.get("Origin")
        if host not in hosts or (origin is not None and origin != f"http://{host}"):
            return False
        site = headers.get("Sec-Fetch-Site")
        return method in _SAFE or origin is not None or site == _SAME


def protect(response: web.StreamResponse) -> None:
    """Give a response its headers, which its own policy alone may differ from."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
