"""Times as the demo shows them, in the current language."""

from datetime import datetime

from bot.languages import _, current, date, weekday

_LONG = {"D", "f", "F"}  # Discord's styles of times that have the month in letters


def moment_sentence(now: datetime) -> str:
    """Return a sentence that says what time it is, in UTC."""
    clock = f"{now:%H:%M}"
    return _(
        "It is {weekday}, {date}, {time} UTC.",
        weekday=weekday(now.weekday()),
        date=date(now.date()),
        time=clock,
    )


def shown_time(moment: datetime, style: str) -> str:
    """Return a time as Discord's client shows it in the current language, in one of its styles."""
    clock = f"{moment:%H:%M:%S}" if style in {"T", "S"} else f"{moment:%H:%M}"
    if style in {"t", "T"}:
        return clock
    day = date(moment.date()) if style in _LONG else _short_day(moment)
    if style == "F":
        day = _("{weekday}, {date}", weekday=weekday(moment.weekday()), date=day)
    return day if style in {"d", "D"} else f"{day} {clock}"


def _short_day(moment: datetime) -> str:
    from babel.dates import format_skeleton  # noqa: PLC0415 - English does without it

    # Discord writes the year whole, which CLDR's short form of a date does not.
    return format_skeleton("yMd", moment.date(), locale=current().locale)
