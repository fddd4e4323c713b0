"""Validation of requests against Discord's OpenAPI description of its API.

jsonschema-rs decides whether a request is valid, in microseconds where jsonschema takes 25 ms of an
answer with cards. jsonschema, whose errors can be ranked, says what is wrong with one that is not.
Both are required only if a description is given, so their imports are inside functions.
"""

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bot.sandbox.errors import not_found
from bot.sandbox.rest.router import Call, pattern_of
from bot.sandbox.rules.form import FieldErrors

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

_BASE = "urn:discord"
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


@lru_cache(maxsize=4)
def description_at(path: Path) -> "Description":
    """Return the description in a file. Sandboxes share it and its cached validators."""
    return Description(json.loads(path.read_text("utf-8")))


class Description:
    """An OpenAPI 3.1 document. A validator is created when it is first needed."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        import jsonschema_rs  # noqa: PLC0415 - a test's dependency only
        from jsonschema import Draft202012Validator  # noqa: PLC0415 - likewise
        from referencing import Registry  # noqa: PLC0415 - likewise
        from referencing.jsonschema import DRAFT202012  # noqa: PLC0415 - likewise

        self._paths: Mapping[str, Any] = document["paths"]
        self._patterns = [
            (pattern_of(template), template)
            for template in sorted(self._paths, key=lambda template: template.count("{"))
        ]
        extended = _with_additions(document)
        resource = DRAFT202012.create_resource(extended)
        registry: Registry[Any] = Registry().with_resource(_BASE, resource)
        compiled = jsonschema_rs.Registry([(_BASE, extended)], draft=jsonschema_rs.Draft202012)
        self._explaining = cache(
            lambda pointer: Draft202012Validator(_reference(pointer), registry=registry)
        )
        self._deciding = cache(
            lambda pointer: jsonschema_rs.Draft202012Validator(
                _reference(pointer), registry=compiled
            )
        )

    def has_operation(self, call: Call) -> bool:
        """Return whether there is an operation for a request."""
        return self._find(call) is not None

    def check(self, call: Call) -> str:
        """Return the operation id of a request. Raises ApiError if the request is not valid."""
        found = self._find(call)
        if found is None:
            raise not_found()
        template, operation, parameters = found
        form = FieldErrors()
        for pointer, parameter in self._parameters(template, call.method):
            values = parameters if parameter["in"] == "path" else call.query
            value = values.get(parameter["name"])
            if value is not None:
                self._validate(
                    form,
                    (parameter["name"],),
                    _parse_parameter(value, parameter),
                    f"{pointer}/schema",
                )
            elif parameter.get("required"):
                form.refuse((parameter["name"],), "BASE_TYPE_REQUIRED", "This field is required")
        content = (operation.get("requestBody") or {}).get("content", {})
        if "application/json" in content:
            self._validate(
                form, (), call.body, f"{_operation_pointer(template, call.method)}{_JSON_BODY}"
            )
        form.raise_if_any()
        return str(operation["operationId"])

    def _find(self, call: Call) -> tuple[str, Any, Mapping[str, str]] | None:
        for pattern, template in self._patterns:
            match = pattern.fullmatch(call.path)
            if match and (operation := self._paths[template].get(call.method.lower())):
                return template, operation, match.groupdict()
        return None

    def _parameters(self, template: str, method: str) -> list[tuple[str, Any]]:
        item = self._paths[template]
        holders = (
            (_pointer("paths", template), item),
            (_operation_pointer(template, method), item[method.lower()]),
        )
        return [
            (f"{pointer}/parameters/{index}", parameter)
            for pointer, holder in holders
            for index, parameter in enumerate(holder.get("parameters", []))
        ]

    def _validate(
        self, form: FieldErrors, path: tuple[str | int, ...], value: Any, pointer: str
    ) -> None:
        from jsonschema.exceptions import best_match  # noqa: PLC0415 - a test's dependency only

        validator: Validator = self._explaining(pointer)
        try:
            if self._deciding(pointer).is_valid(value):
                return
        except UnicodeEncodeError:  # half a surrogate pair, which is none of a schema's business
            if validator.is_valid(value):
                return
        error = best_match(validator.iter_errors(value))
        form.refuse((*path, *error.absolute_path), "SCHEMA", error.message)


def _with_additions(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document with additions: what clients send and Discord accepts, but it lacks.

    Ids may be numbers. There are media channels, which look like forums, and messages can be
    forwarded.
    """
    schemas = document["components"]["schemas"]
    number = {"type": "integer", "minimum": 0}
    additions = {"SnowflakeType": {"anyOf": [schemas["SnowflakeType"], number]}}
    if "ChannelTypes" in schemas:
        additions["ChannelTypes"] = {"anyOf": [schemas["ChannelTypes"], {"const": _MEDIA_CHANNEL}]}
    if kind := schemas.get("MessageReferenceType"):
        additions["MessageReferenceType"] = {"anyOf": [kind, {"const": _FORWARD}]}
    return {**document, "components": {**document["components"], "schemas": schemas | additions}}


_MEDIA_CHANNEL, _FORWARD = 16, 1
_JSON_BODY = "/requestBody/content/application~1json/schema"


def _pointer(*keys: str) -> str:
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)


def _reference(pointer: str) -> dict[str, str]:
    """Return a schema that is the one at a pointer, which a URI has to quote."""
    return {"$ref": f"{_BASE}#{quote(pointer)}"}


def _operation_pointer(template: str, method: str) -> str:
    return _pointer("paths", template, method.lower())


def _parse_parameter(text: str, parameter: Mapping[str, Any]) -> Any:
    """Return the value of a path or query parameter from its text."""
    kind = parameter.get("schema", {}).get("type")
    if kind == "boolean":
        return _BOOLEANS.get(text.lower(), text)
    if kind == "integer" and text.lstrip("-").isdecimal():
        return int(text)
    return text
