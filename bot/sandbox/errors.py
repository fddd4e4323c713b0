"""Discord's error responses, with its codes and JSON; and errors raised to the sandbox's users."""

from collections.abc import Mapping
from typing import Any


class ApiError(Exception):
    """An error response: HTTP status, Discord's code, a message, and errors by field."""

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
        """The JSON body of the response."""
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        return body | {"errors": self.errors} if self.errors else body


class NoAnswerError(AssertionError):
    """The bot did not answer an interaction in time, or not with what is expected."""


class DeferredError(NoAnswerError):
    """The bot deferred its answer, and gave none in time."""


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
    """Return the 404 for an unknown object; `what` is its type as Discord spells it."""
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
    """Return the 403 for a permission that the bot lacks."""
    return ApiError(403, 50013, "Missing Permissions")


def thread_is_archived() -> ApiError:
    """Return the 400 for a change of an archived thread."""
    return ApiError(400, 50083, "Thread is archived")


def thread_is_locked() -> ApiError:
    """Return the 403 for a message to a locked thread, which requires MANAGE_THREADS."""
    return ApiError(403, 160005, "Thread is locked")


def empty_message() -> ApiError:
    """Return the 400 for an empty message."""
    return ApiError(400, 50006, "Cannot send an empty message")


def cannot_read() -> ApiError:
    """Return the 400 for a forward of a message whose content the bot does not see."""
    message = "You cannot forward a message whose content you cannot read."
    return ApiError(400, 160014, message)


def too_large() -> ApiError:
    """Return the 413 for a file that is too large."""
    return ApiError(413, 40005, "Request entity too large")


def too_many_files(limit: int) -> ApiError:
    """Return the 400 for more files than a message may have."""
    return ApiError(400, 30015, f"Maximum number of attachments in a message reached ({limit})")


def internal_error() -> ApiError:
    """Return the 500 for a request that Discord fails at."""
    return ApiError(500, 0, "500: Internal Server Error")


def already_answered() -> ApiError:
    """Return the 400 for a second response to an interaction."""
    return ApiError(400, 40060, "Interaction has already been acknowledged.")


def invalid_token() -> ApiError:
    """Return the 401 for an interaction token that has expired."""
    return ApiError(401, 50027, "Invalid Webhook Token")
