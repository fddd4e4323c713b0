"""Days as people type them into a quiet rule, in any language: from one to another, or amiss."""

import re
from collections.abc import Iterator

from bot.archive.patterns import deferred
from bot.archive.search.query.values import narrow
from bot.languages.months import is_month_name

_TO = (
    "to", "till", "until", "through", "bis", "au", "à", "a", "al", "hasta", "até", "ao",
)  # fmt: skip # never translated: in all languages
# A hyphen without spaces belongs to a date, but not behind a Japanese one.
_BETWEEN_DAYS = deferred(
    rf"\s*(?:\b(?:jusqu\W)?(?:{'|'.join(_TO)})\b|\.{{2,3}}|から|[\u2013\u2014\u2026\u301c\uff5e~])\s*"
    r"|\s+-\s+|(?<=[年月日])\s*[-\uff0d\u2212ー]\s*",
    re.IGNORECASE,
)
_UP_TO = re.compile(r"\s*まで$")

_PARTS = re.compile(r"[\s,./'\u2019~\u301c\u2013\u2014\u2026-]+|から|より|まで|毎年")
_NUMBER = re.compile(r"\d{1,4}(?:st|nd|rd|th|er|ro|[oa])?", re.ASCII)
_JAPANESE = re.compile(r"(\d{1,4})([年月日])", re.ASCII)
_BESIDE_DAYS = frozenset(
    [*_TO, "jusqu", "and", "from", "of", "the", "every", "und",
     "von", "vom", "am", "der", "dem", "den", "jeden", "et", "de", "du", "le", "les", "tous", "y",
     "del", "el", "los", "desde", "cada", "e", "do", "dia", "día", "todo", "todos"]
)  # fmt: skip


def both_ends(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before and behind each sign or word that may lead from a day to another."""
    text = _UP_TO.sub("", text)
    for match in _BETWEEN_DAYS.finditer(text):
        if match.start() and match.end() < len(text):
            yield text[: match.start()], text[match.end() :]


def looks_like_days(text: str) -> bool:
    """Return whether a text consists of what dates are made of, though it may name none.

    One number may be a word; two of them, or the name of a month, rarely are. A month's short name
    in another language than English may be a word as well, if no number is beside it.
    """
    text, months = narrow(text).lower(), 0
    for _number, unit in _JAPANESE.findall(text):
        months += unit == "月"
    text = _JAPANESE.sub(r" \1 ", text)
    parts = [part for part in _PARTS.split(text) if part]
    numbers = sum(_NUMBER.fullmatch(part) is not None for part in parts)
    names = sum(is_month_name(part, in_full=not numbers) for part in parts)
    others = len(parts) - numbers - names - sum(part in _BESIDE_DAYS for part in parts)
    return others <= 0 and (months + names > 0 or numbers > 1)
