"""Validation errors by field, collected into the tree that Discord responds with."""

from typing import Any

from bot.sandbox.errors import ApiError

FieldPath = tuple[str | int, ...]
"""The location of a field in a request's body: its keys and list indexes."""


class FieldErrors:
    """The validation errors of one request body."""

    def __init__(self) -> None:
        self.errors: dict[str, Any] = {}

    def refuse(self, path: FieldPath, code: str, message: str) -> None:
        """Record that the field at `path` is wrong."""
        node = self.errors
        for key in path:
            node = node.setdefault(str(key), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: FieldPath, text: Any, low: int, high: int) -> None:
        """Check that a text has from `low` to `high` characters, counted as code points."""
        size = len(text) if isinstance(text, str) else 0
        if size == 0 < low:
            self.refuse(path, "BASE_TYPE_REQUIRED", "This field is required")
        elif size > high:
            self.refuse(path, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")
        elif size < low:
            self.refuse(path, "BASE_TYPE_MIN_LENGTH", f"Must be {low} or more in length.")

    def count(self, path: FieldPath, items: Any, low: int, high: int) -> None:
        """Check that a list has from `low` to `high` items."""
        size = len(items) if isinstance(items, list) else 0
        if not low <= size <= high:
            self.refuse(
                path,
                "BASE_TYPE_BAD_LENGTH",
                f"Must be between {low} and {high} in length.",
            )

    def between(self, path: FieldPath, number: Any, low: int, high: int) -> None:
        """Check that a number is from `low` to `high`."""
        if not isinstance(number, int) or not low <= number <= high:
            self.refuse(path, "NUMBER_TYPE_RANGE", f"Value must be between {low} and {high}.")

    def id(self, path: FieldPath, value: Any) -> int:
        """Return an id given as a number or a text; record an error and return 0 for the rest."""
        if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()):
            return int(value)
        self.refuse(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        return 0

    def choice(self, path: FieldPath, value: Any, allowed: frozenset[int]) -> bool:
        """Return whether a value is one of `allowed`; record an error if it is not."""
        if value in allowed:
            return True
        names = ", ".join(map(str, sorted(allowed)))
        self.refuse(path, "BASE_TYPE_CHOICES", f"Value must be one of {{{names}}}.")
        return False

    def raise_if_any(self) -> None:
        """Raise the 400 "Invalid Form Body" ApiError if any error was recorded."""
        if self.errors:
            raise ApiError(400, 50035, "Invalid Form Body", self.errors)
