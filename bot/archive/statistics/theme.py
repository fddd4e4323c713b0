"""On what background a picture is drawn."""

from enum import StrEnum


class Theme(StrEnum):
    """The theme of Discord's client that a picture is drawn for."""

    DARK = "dark"
    LIGHT = "light"
