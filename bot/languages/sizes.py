"""Sizes of files in the current language."""

from bot.languages.formats import number
from bot.languages.messages import _, ngettext, plazy

_THOUSAND = 1000
_UNITS = (
    plazy("unit", "kB"),
    plazy("unit", "MB"),
    plazy("unit", "GB"),
    plazy("unit", "TB"),
)


def file_size(size: int) -> str:
    """Return a size, given in bytes, in the largest unit of which there is one: “1.2 MB”."""
    if size < _THOUSAND:
        return ngettext("{count:,} byte", "{count:,} bytes", size)
    value, unit = size / _THOUSAND, 0
    while value >= _THOUSAND and unit < len(_UNITS) - 1:
        value, unit = value / _THOUSAND, unit + 1
    # Translators: the size of a file: a number, and its unit.
    return _("{number} {unit}", number=number(value, 1), unit=_UNITS[unit])
