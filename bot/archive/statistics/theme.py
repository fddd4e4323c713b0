"""The themes of the pictures of statistics."""

from enum import StrEnum


class Theme(StrEnum):
    """A theme, as Discord names its own."""

    DARK = "dark"
    LIGHT = "light"
