"""Lookup of time zones by IANA name."""

import logging
import zoneinfo
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.archive.digests.schedule import NO_ZONE
from bot.archive.search.tokens import fold
from bot.errors import BadZoneError
from bot.languages import CommandName, lazy

_FIRST_WEEK = datetime(1970, 1, 1, tzinfo=UTC)
_WEEKS = 52 * 70  # compared of zones that share a city's name: until 2039

_log = logging.getLogger(__name__)

_PSEUDO_ZONES = {"localtime", "Factory"}  # the machine's own zone, and the lack of one


def find(typed: str) -> ZoneInfo:
    """Return the zone of a name, or of the city in it, in any capitalisation and with any signs.

    Raises BadZoneError if there is no such zone, with an example, or if several differ, with their
    names.
    """
    name = _names_by_key().get(_normalise(typed))
    names = [name] if name else _names_by_city().get(_letters(typed), [])
    zones = [ZoneInfo(one) for one in names]
    if not zones:
        raise BadZoneError(
            lazy(
                "There is no such time zone. Choose a name of the list that comes while you type, "
                "such as Europe/Berlin."
            )
        )
    if len(zones) > 1 and len(set(map(_clock_changes, zones))) > 1:
        raise BadZoneError(
            lazy("That may be any of {names}. Choose one of these.", names=", ".join(names))
        )
    return zones[0]


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
            lazy(
                "There is no time zone “{name}” any more. {command} gives the digest another: "
                "choose one of the list that comes while you type, such as Europe/Berlin.",
                name=name,
                command=CommandName("digest edit"),
            )
        )
    return zone


def matching(typed: str, most: int) -> list[str]:
    """Return at most `most` names that contain `typed`, those with a part that starts so first.

    Last come names that contain its letters alone, as `find` reads it.
    """
    wanted, letters = _normalise(fold(typed)), _letters(typed)
    beginning, containing, lettered = list[str](), list[str](), list[str]()
    for key, name in sorted(_names_by_key().items()):
        if f"/{wanted}" in f"/{key}":
            beginning.append(name)
        elif wanted in key:
            containing.append(name)
        elif letters and any(letters in part for part in _letters_of_parts(key)):
            lettered.append(name)
    return [*beginning, *containing, *lettered][:most]


@cache
def _warn(name: str) -> None:
    _log.warning("There is no time zone %r any more; something stored still names it", name)


@cache
def _names_by_key() -> dict[str, str]:
    names = zoneinfo.available_timezones() - _PSEUDO_ZONES
    return {_normalise(name): name for name in names}


@cache
def _letters_of_parts(name: str) -> tuple[str, ...]:
    return tuple(map(_letters, name.split("/")))


@cache
def _names_by_city() -> dict[str, list[str]]:
    """Return names by the letters of their last parts, and by all of theirs.

    Those of Etc are not among them: Etc/GMT+2 is two hours behind GMT, where most people who write
    GMT+2 mean ahead.
    """
    found = defaultdict[str, list[str]](list)
    for name in sorted(_names_by_key().values()):
        if not name.startswith("Etc/"):
            for part in {name, name.rpartition("/")[2]}:
                found[_letters(part)].append(name)
    return dict(found)


def _clock_changes(zone: ZoneInfo) -> tuple[timedelta | None, ...]:
    """Return offsets from UTC, week by week: equal ones are of one zone under two names."""
    weeks = (_FIRST_WEEK + timedelta(weeks=number) for number in range(_WEEKS))
    return tuple(week.astimezone(zone).utcoffset() for week in weeks)


def _letters(name: str) -> str:
    return "".join(letter for letter in fold(name) if letter.isalnum())


def _normalise(name: str) -> str:
    return "_".join(name.split()).casefold()
