"""Errors by field, gathered into the tree that Discord answers with."""

from typing import Any

from bot.sandbox.errors import ApiError

FieldPath = tuple[str | int, ...]
"""Where in a request's body: keys and positions."""


class FieldErrors:
    """Gathers what is wrong with one body."""

    def __init__(self) -> None:
        self.errors: dict[str, Any] = {}

    def refuse(self, place: FieldPath, code: str, message: str) -> None:
        """Note that the field at `place` is wrong."""
        node = self.errors
        for key in place:
            node = node.setdefault(str(key), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, place: FieldPath, text: Any, low: int, high: int) -> None:
        """Hold a text to a number of characters, code points, from `low` to `high`."""
        size = len(text) if isinstance(text, str) else 0
        if size == 0 < low:
            self.refuse(place, "BASE_TYPE_REQUIRED", "This field is required")
        elif size > high:
            self.refuse(place, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")
        elif size < low:
            self.refuse(place, "BASE_TYPE_MIN_LENGTH", f"Must be {low} or more in length.")

    def count(self, place: FieldPath, items: Any, low: int, high: int) -> None:
        """Hold a list to a number of items from `low` to `high`."""
        size = len(items) if isinstance(items, list) else 0
        if not low <= size <= high:
            self.refuse(
                place,
                "BASE_TYPE_BAD_LENGTH",
                f"Must be between {low} and {high} in length.",
            )

    def between(self, place: FieldPath, number: Any, low: int, high: int) -> None:
        """Hold a number to a range."""
        if not isinstance(number, int) or not low <= number <= high:
            self.refuse(place, "NUMBER_TYPE_RANGE", f"Value must be between {low} and {high}.")

    def id(self, place: FieldPath, value: Any) -> int:
        """Hold a value to an id, as a number or a text, and return it; 0 for anything else."""
        if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()):
            return int(value)
        self.refuse(place, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        return 0

    def choice(self, place: FieldPath, value: Any, allowed: frozenset[int]) -> bool:
        """Hold a value to a set, and tell whether it is in it."""
        if value in allowed:
            return True
        names = ", ".join(map(str, sorted(allowed)))
        self.refuse(place, "BASE_TYPE_CHOICES", f"Value must be one of {{{names}}}.")
        return False

    def settle(self) -> None:
        """Raise the 400 for an invalid form if anything was wrong."""
        if self.errors:
            raise ApiError(400, 50035, "Invalid Form Body", self.errors)
