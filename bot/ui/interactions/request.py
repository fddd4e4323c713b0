"""Requests: what commands and components ask the bot for, as it is saved and found again.

The components of an answer refer to a request by its token: a custom_id holds 100 characters, a
query 200. The JSON text of the request is saved under that token, for months, so the names of
features and fields, and the texts of values, keep their meaning. A field at None or False is left
out of the text, and older builds left out others too; each of these has a default.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any, ClassVar, Self

import discord

from bot.errors import PageExpiredError
from bot.languages import lazy

_TOKEN_BYTES = 12
_MOST_KNOWN = 256  # requests whose texts are kept, of the pages that are being made


class Request:
    """What the bot answers with a page."""

    __slots__ = ()

    only_reads_archive: ClassVar[bool] = False
    """Whether the page is read from the archive alone, and nothing changes by that."""

    may_begin_early: ClassVar[bool] = False
    """Whether its work may begin before Discord has the first response.

    Discord refuses that if another process with the same token answers, too: then nothing may have
    been changed twice.
    """

    def check(self, interaction: "discord.Interaction[Any]") -> None:
        """Raise NotAllowedError if the user may not make this request, or no longer.

        It is asked of each use of a component: a private message may be older than a right.
        """

    def for_user(self, _interaction: "discord.Interaction[Any]", *, private: bool) -> Self:  # noqa: ARG002 - for those that differ
        """Return the request as it is answered to a user; if `private`, they alone see that."""
        return self


@dataclass(frozen=True, slots=True)
class PageRequest(Request):
    """A request that can be saved, and answered again in another process.

    `feature` is the name of its kind in the text. `parsers` has the functions that read its fields
    from their texts, for those that are not texts themselves; they raise ValueError.
    """

    feature: ClassVar[str]
    parsers: ClassVar[Mapping[str, Callable[[str], Any]]] = {}
    kinds: ClassVar[dict[str, "type[PageRequest]"]] = {}
    """The kinds of requests, by their features."""

    def __init_subclass__(cls) -> None:
        # A dataclass with slots is made of one without, so the second of the two stays.
        if feature := getattr(cls, "feature", None):
            cls.kinds[feature] = cls

    @staticmethod
    def of(feature: str, texts: Mapping[str, str]) -> "PageRequest":
        """Return the request of a feature whose fields have these texts; others are ignored.

        Raises PageExpiredError if there is no such request.
        """
        try:
            return PageRequest.kinds[feature].from_texts(texts)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise _no_more() from error

    @classmethod
    def from_texts(cls, texts: Mapping[str, str]) -> Self:
        """Return the request of this kind; see `of`. Raises TypeError, or ValueError for a text."""
        names = {one.name for one in fields(cls)} & texts.keys()
        return cls(**{name: cls._parse(name, texts[name]) for name in names})

    @staticmethod
    def from_json(text: str) -> "PageRequest":
        """Return the request with this text. Raises PageExpiredError if there is none."""
        try:
            feature, texts = json.loads(text)
        except (RecursionError, TypeError, ValueError) as error:
            raise _no_more() from error
        return PageRequest.of(feature, texts)

    def to_json(self) -> str:
        """Return the request as JSON text; equal requests have equal texts."""
        return _to_json(self)

    @property
    def token(self) -> str:
        """A short token for the request: a hash in hex, so that equal requests share one."""
        return _token(self)

    def changed(self, texts: Mapping[str, str]) -> Self:
        """Return the request with other values, given as texts, of some fields.

        Raises PageExpiredError if it has no such field or the field no such value.
        """
        try:
            return replace(self, **{name: self._parse(name, text) for name, text in texts.items()})
        except (TypeError, ValueError) as error:
            raise _no_more() from error

    @classmethod
    def _parse(cls, name: str, text: str) -> Any:
        if not isinstance(text, str):
            raise TypeError(name)
        return cls.parsers.get(name, str)(text)


# Each button of a page asks for them, and saving the page asks again.
@lru_cache(_MOST_KNOWN)
def _to_json(request: PageRequest) -> str:
    values = {one.name: getattr(request, one.name) for one in fields(request)}
    texts = {
        name: _format(value)
        for name, value in sorted(values.items())
        if value is not None and value is not False
    }
    return json.dumps([request.feature, texts], ensure_ascii=False)


@lru_cache(_MOST_KNOWN)
def _token(request: PageRequest) -> str:
    return hashlib.blake2b(request.to_json().encode(), digest_size=_TOKEN_BYTES).hexdigest()


@dataclass(frozen=True, slots=True)
class SavedRequest(Request):
    """The request that is saved under a token, with other values, as texts, of some fields."""

    token: str
    changes: Mapping[str, str] = field(default_factory=dict)


def _format(value: object) -> str:
    """Return the text of a field's value."""
    if value is True:
        return "yes"
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _no_more() -> PageExpiredError:
    return PageExpiredError(lazy("These buttons belong to a command that is no more."))
