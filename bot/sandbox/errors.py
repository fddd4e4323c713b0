"""What Discord refuses, in its own codes and shape; and what a test asked for in vain."""

from collections.abc import Mapping
from typing import Any


class ApiError(Exception):
    """An answer that is a refusal: its HTTP status, Discord's code, a message, errors by field."""

    def __init__(
        self, status: int, code: int, message: str, errors: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    @property
    def body(self) -> dict[str, Any]:
        """The JSON that Discord answers with."""
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        return body | {"errors": self.errors} if self.errors else body


class NoAnswerError(AssertionError):
    """The bot did not answer an interaction in time, or not with what was looked for."""


class NoCommandError(LookupError):
    """Discord's client would not offer this command, or not with these options."""


_UNKNOWN = {
    "Application": 10002,
    "Channel": 10003,
    "Guild": 10004,
    "Message": 10008,
    "User": 10013,
    "Webhook": 10015,
    "interaction": 10062,
    "tag": 10087,
    "application command": 10063,
}


def unknown(what: str) -> ApiError:
    """Return the 404 for something that is not there; `what` as Discord spells it."""
    return ApiError(404, _UNKNOWN[what], f"Unknown {what}")


def not_found() -> ApiError:
    """Return the 404 for a route that the API does not have."""
    return ApiError(404, 0, "404: Not Found")


def unauthorized() -> ApiError:
    """Return the 401 for a token that is not the bot's."""
    return ApiError(401, 0, "401: Unauthorized")


def missing_access() -> ApiError:
    """Return the 403 for a channel or guild that the bot cannot see."""
    return ApiError(403, 50001, "Missing Access")


def missing_permissions() -> ApiError:
    """Return the 403 for what the bot may not do where it is."""
    return ApiError(403, 50013, "Missing Permissions")


def thread_is_archived() -> ApiError:
    """Return the 400 for a change of what stands in the archive."""
    return ApiError(400, 50083, "Thread is archived")


def thread_is_locked() -> ApiError:
    """Return the 403 for a thread that only those who manage threads may write in."""
    return ApiError(403, 160005, "Thread is locked")


def empty_message() -> ApiError:
    """Return the 400 for a message with nothing in it."""
    return ApiError(400, 50006, "Cannot send an empty message")


def too_large() -> ApiError:
    """Return the 413 for a file that is too large."""
    return ApiError(413, 40005, "Request entity too large")


def too_many_files(most: int) -> ApiError:
    """Return the 400 for more files than a message takes."""
    return ApiError(400, 30015, f"Maximum number of attachments in a message reached ({most})")


def already_answered() -> ApiError:
    """Return the 400 for a second answer to one interaction."""
    return ApiError(400, 40060, "Interaction has already been acknowledged.")


def invalid_token() -> ApiError:
    """Return the 401 for an interaction's token that has run out."""
    return ApiError(401, 50027, "Invalid Webhook Token")
