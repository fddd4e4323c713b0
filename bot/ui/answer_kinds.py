"""The kinds of answers, each with the colour at the edge of its message."""

from enum import IntEnum, unique


@unique
class AnswerKind(IntEnum):
    """A kind of answer; the value is its colour, as red, green and blue.

    Each differs enough from the light and from the dark background of Discord.
    """

    LIST = 0x5B8DEF
    POST = 0x2A9D8F
    THREAD = 0x8E6FD8
    DAY = 0xD98E04
    DIGEST = 0xD6608F
    NOTHING = 0x84888F
    ERROR = 0xDA4453
