"""Which handler answers which request."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.sandbox.messages import File

if TYPE_CHECKING:
    from bot.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """A request, read and routed. `path` has no `/api/v10` before it."""

    method: str
    path: str
    body: Any = None
    query: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[File] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)

    def id(self, name: str) -> int:
        """Return a parameter of the path that is an id; 0, which nothing has, for another text."""
        value = self.parameters[name]
        return int(value) if value.isdecimal() else 0

    def asks(self, name: str) -> bool:
        """Tell whether a parameter of the query is true."""
        return self.query.get(name, "").lower() in {"1", "true"}


Handler = Callable[["World", Call], Any]
"""Changes the world and returns the JSON to answer with; None answers 204."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a path leads."""

    template: str
    parameters: Mapping[str, str]
    handler: Handler


class Router:
    """Routes by method and by templates such as `/channels/{channel_id}`; fixed ones go first."""

    def __init__(self) -> None:
        self._routes: dict[str, list[tuple[re.Pattern[str], str, Handler]]] = {}

    def on(self, method: str, template: str) -> Callable[[Handler], Handler]:
        """Return a decorator that makes a function the handler of a route."""

        def add(handler: Handler) -> Handler:
            routes = self._routes.setdefault(method, [])
            routes.append((pattern_of(template), template, handler))
            routes.sort(key=lambda route: route[1].count("{"))
            return handler

        return add

    def match(self, method: str, path: str) -> Match | None:
        """Return where a path leads; None if nowhere."""
        for pattern, template, handler in self._routes.get(method, []):
            if found := pattern.fullmatch(path):
                return Match(template, found.groupdict(), handler)
        return None


def pattern_of(template: str) -> re.Pattern[str]:
    """Return the pattern of the paths of a template."""
    parts = re.split(r"\{(\w+)\}", template)
    texts = [f"(?P<{part}>[^/]+)" if odd % 2 else re.escape(part) for odd, part in enumerate(parts)]
    return re.compile("".join(texts))
