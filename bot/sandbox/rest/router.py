"""Routing of requests to their handlers."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.sandbox.messages import File

if TYPE_CHECKING:
    from bot.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """A parsed request. `path` is without `/api/v10`; `parameters` are those of the path."""

    method: str
    path: str
    body: Any = None
    query: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[File] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)

    def id(self, name: str) -> int:
        """Return a path parameter as an id; 0, which no object has, if it is not a number."""
        value = self.parameters[name]
        return int(value) if value.isdecimal() else 0

    def flag(self, name: str) -> bool:
        """Return whether a query parameter is true."""
        return self.query.get(name, "").lower() in {"1", "true"}


Handler = Callable[["World", Call], Any]
"""Changes the world and returns the JSON of the response; None is a 204."""


@dataclass(frozen=True, slots=True)
class RouteMatch:
    """The route that a path matches."""

    template: str
    parameters: Mapping[str, str]
    handler: Handler


class Router:
    """Routes by method and path template, such as `/channels/{channel_id}`; fixed paths first."""

    def __init__(self) -> None:
        self._routes: dict[str, list[tuple[re.Pattern[str], str, Handler]]] = {}

    def on(self, method: str, template: str) -> Callable[[Handler], Handler]:
        """Return a decorator that registers a function as the handler of a route."""

        def add(handler: Handler) -> Handler:
            routes = self._routes.setdefault(method, [])
            routes.append((pattern_of(template), template, handler))
            routes.sort(key=lambda route: route[1].count("{"))
            return handler

        return add

    def match(self, method: str, path: str) -> RouteMatch | None:
        """Return the route that a path matches, or None."""
        for pattern, template, handler in self._routes.get(method, []):
            if found := pattern.fullmatch(path):
                return RouteMatch(template, found.groupdict(), handler)
        return None


def pattern_of(template: str) -> re.Pattern[str]:
    """Return the pattern that matches the paths of a template."""
    parts = re.split(r"\{(\w+)\}", template)
    texts = [
        f"(?P<{part}>[^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts)
    ]
    return re.compile("".join(texts))
