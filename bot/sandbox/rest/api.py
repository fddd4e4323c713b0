"""The REST API: parses a request, validates it, and calls the handler of its route."""

import asyncio
import json
import logging
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from bot.sandbox.errors import ApiError, not_found, unauthorized
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.limits import RateLimiter, Verdict
from bot.sandbox.openapi import Description
from bot.sandbox.rest import channels, commands, identity, interactions, posts, threads
from bot.sandbox.rest.reading import read
from bot.sandbox.rest.router import Call, RouteMatch
from bot.sandbox.rules.shape import check_shape
from bot.sandbox.sessions import reset
from bot.sandbox.world import World

_log = logging.getLogger(__name__)

_ROUTERS = (
    identity.router,
    commands.router,
    channels.router,
    threads.router,
    posts.router,
    interactions.router,
)
_WITHOUT_TOKEN = ("/interactions/", "/webhooks/")
_MAJOR = ("channel_id", "guild_id", "webhook_token", "interaction_token")
_VIA = {"Via": "1.1 sandbox"}


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A request that was received. `path` is without the `/api/v10` prefix."""

    method: str
    path: str
    body: Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that Discord would have refused, with the status, code and message."""

    method: str
    path: str
    status: int
    code: int
    message: str


class Api:
    """The REST API over a world. It records the requests, and how they were answered."""

    def __init__(
        self,
        world: World,
        limiter: RateLimiter,
        description: Description | None,
        *,
        keeps_requests: bool = True,
    ) -> None:
        self._world = world
        self._limiter = limiter
        self._description = description
        self._keeps_requests = keeps_requests
        self.faults = Faults()
        self.requests: list[ApiRequest] = []
        self.refusals: list[Refusal] = []
        self.throttled: list[ApiRequest] = []
        self.operations: Counter[str] = Counter()

    async def handle(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        """Respond to a request; `path` is what follows `/api/v10`."""
        call = await read(request, path)
        self._record(self.requests, call)
        fault = self.faults.take(call.method, path)
        if fault is None:
            return self._respond(request, call)
        response = self._respond(request, call) if fault.applied or not fault.fails else None
        await asyncio.sleep(fault.delay)
        if fault.reset:
            reset(request.transport)
        return response if response and not fault.fails else _failure(fault)

    def _respond(self, request: web.BaseRequest, call: Call) -> web.Response:
        headers = dict(_VIA)
        try:
            match = self._match(call)
            verdict = self._limiter.take(call.method, match.template, _major_parameters(match))
            headers |= verdict.headers
            if verdict.retry_after:
                self._record(self.throttled, call)
                return _rate_limited(verdict, headers)
            self._authorize(request, call)
            if self._description is not None:
                self.operations[self._description.check(call)] += 1
            payload = match.handler(self._world, self._validated(call, match))
        except ApiError as error:
            self.refusals.append(
                Refusal(call.method, call.path, error.status, error.code, error.message)
            )
            return _json(error.body, error.status, headers)
        except Exception:  # noqa: BLE001 - a bug in here must not look like a broken connection
            _log.exception("The sandbox cannot answer %s %s", call.method, call.path)
            return _json({"message": "The sandbox is broken", "code": 0}, 500, headers)
        if payload is None:
            return web.Response(status=204, headers=headers)
        return _json(payload, 200, headers)

    def _record(self, requests: list[ApiRequest], call: Call) -> None:
        if self._keeps_requests:
            requests.append(ApiRequest(call.method, call.path, call.body))

    def _match(self, call: Call) -> RouteMatch:
        for router in _ROUTERS:
            if match := router.match(call.method, call.path):
                return match
        if self._description is not None and self._description.has_operation(call):
            raise ApiError(501, 0, "The sandbox has not learned this yet")
        raise not_found()

    def _authorize(self, request: web.BaseRequest, call: Call) -> None:
        if call.path.startswith(_WITHOUT_TOKEN):
            return
        if request.headers.get("Authorization") != f"Bot {self._world.token}":
            raise unauthorized()

    def _validated(self, call: Call, match: RouteMatch) -> Call:
        if isinstance(call.body, str):
            raise ApiError(400, 50109, "The request body contains invalid JSON.")
        body = {} if call.body is None else call.body
        check_shape(body, is_list=(call.method, match.template) in commands.LISTS)
        return replace(call, body=body, parameters=match.parameters)


def _major_parameters(match: RouteMatch) -> str:
    return "/".join(match.parameters[name] for name in _MAJOR if name in match.parameters)


def _json(payload: Any, status: int, headers: dict[str, str]) -> web.Response:
    body = json.dumps(payload).encode()
    # discord.py parses a response as JSON only if its content type is exactly this.
    return web.Response(
        body=body, status=status, headers=headers | {"Content-Type": "application/json"}
    )


def _rate_limited(
    verdict: Verdict, headers: dict[str, str], scope: str | None = None
) -> web.Response:
    scope = scope or ("global" if verdict.is_global else "user")
    body = {
        "message": "You are being rate limited.",
        "retry_after": round(verdict.retry_after, 3),
        "global": verdict.is_global,
    }
    retry = {"Retry-After": f"{verdict.retry_after:.3f}", "X-RateLimit-Scope": scope}
    return _json(body, 429, headers | retry)


def _failure(fault: Fault) -> web.Response:
    headers = _VIA if fault.via else {}
    if fault.body is not None:
        typed = headers | {"Content-Type": fault.content_type}
        return web.Response(body=fault.body, status=fault.status or 200, headers=typed)
    if fault.status == web.HTTPTooManyRequests.status_code:
        verdict = Verdict({}, fault.retry_after, is_global=fault.scope == "global")
        return _rate_limited(verdict, dict(headers), fault.scope)
    body = {"message": f"{fault.status}: ordered by the test", "code": 0}
    return _json(body, fault.status or 500, dict(headers))
