"""Lookup of time zones by IANA name."""

import logging
import zoneinfo
from functools import cache
from zoneinfo import ZoneInfo

from bot.archive.digests.schedule import NO_ZONE
from bot.errors import BadZoneError

_log = logging.getLogger(__name__)

_PSEUDO_ZONES = {"localtime", "Factory"}  # the machine's own zone, and the lack of one


def find(typed: str) -> ZoneInfo:
    """Return the zone of a name in any capitalisation, with spaces or underscores.

    Raises BadZoneError, with an example, if there is no such zone.
    """
    name = _names_by_key().get(_normalise(typed))
    if name is None:
        raise BadZoneError(
            "There is no such time zone. Choose a name of the list that comes while you type, such "
            "as Europe/Berlin."
        )
    return ZoneInfo(name)


def find_stored(name: str | None) -> ZoneInfo | None:
    """Return the zone of a stored name; None if `name` is None or the zone no longer exists.

    Zones are occasionally renamed or removed, and one machine may know fewer than another. A
    missing zone is logged as a warning, once for each name.
    """
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except NO_ZONE:
        _warn(name)
        return None


def require_stored(name: str) -> ZoneInfo:
    """Return the zone of a digest. Raises BadZoneError if it no longer exists."""
    zone = find_stored(name)
    if zone is None:
        raise BadZoneError(
            f"There is no time zone “{name}” any more. /digest edit gives the digest another: "
            "choose one of the list that comes while you type, such as Europe/Berlin."
        )
    return zone


def matching(typed: str, most: int) -> list[str]:
    """Return at most `most` names that contain `typed`, those with a part that starts so first."""
    wanted = _normalise(typed)
    found = [key for key in _names_by_key() if wanted in key]
    found.sort(key=lambda key: (not f"/{key}".count(f"/{wanted}"), key))
    return [_names_by_key()[key] for key in found[:most]]


@cache
def _warn(name: str) -> None:
    _log.warning("There is no time zone %r any more; something stored still names it", name)


@cache
def _names_by_key() -> dict[str, str]:
    names = zoneinfo.available_timezones() - _PSEUDO_ZONES
    return {_normalise(name): name for name in names}


def _normalise(name: str) -> str:
    return "_".join(name.split()).casefold()
