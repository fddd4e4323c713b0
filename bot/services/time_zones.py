"""Time zones by their names at IANA."""

import logging
import zoneinfo
from functools import cache
from zoneinfo import ZoneInfo

from bot.archive.digests.schedule import NO_ZONE
from bot.errors import BadZoneError

_log = logging.getLogger(__name__)

_NO_PLACES = {"localtime", "Factory"}  # the machine's own, and none at all


def find(typed: str) -> ZoneInfo:
    """Return the zone of a name, however it is capitalised, with spaces or underscores.

    Raises BadZoneError, with an example, if there is none.
    """
    name = _names().get(_plain(typed))
    if name is None:
        raise BadZoneError(
            "There is no such time zone. Choose a name of the list that comes while you type, such "
            "as Europe/Berlin."
        )
    return ZoneInfo(name)


def kept(name: str | None) -> ZoneInfo | None:
    """Return the zone of a name that was stored; None if none was, or it does not exist any more.

    Zones are renamed and dropped at times, and one machine may know fewer than another. The log
    gets a warning, once for each name.
    """
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except NO_ZONE:
        _warn(name)
        return None


def of_digest(name: str) -> ZoneInfo:
    """Return the zone of a digest. Raises BadZoneError if it does not exist any more."""
    zone = kept(name)
    if zone is None:
        raise BadZoneError(
            f"There is no time zone “{name}” any more. /digest edit gives the digest another: "
            "choose one of the list that comes while you type, such as Europe/Berlin."
        )
    return zone


def matching(typed: str, most: int) -> list[str]:
    """Return at most so many names that hold `typed`; first those of which a part begins so."""
    wanted = _plain(typed)
    found = [plain for plain in _names() if wanted in plain]
    found.sort(key=lambda plain: (not f"/{plain}".count(f"/{wanted}"), plain))
    return [_names()[plain] for plain in found[:most]]


@cache
def _warn(name: str) -> None:
    _log.warning("There is no time zone %r any more; something stored still names it", name)


@cache
def _names() -> dict[str, str]:
    names = zoneinfo.available_timezones() - _NO_PLACES
    return {_plain(name): name for name in names}


def _plain(name: str) -> str:
    return "_".join(name.split()).casefold()
