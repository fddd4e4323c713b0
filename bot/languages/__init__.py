"""The languages that the bot speaks: the current one, and sentences, numbers and dates in it.

Sentences are written in English where they are needed, and looked up in the catalogues:
`_("There is no post in {year}.", year="2022")`. A sentence that is made before it is known who will
read it, such as a constant or that of an error, is `lazy`.
"""

from bot.languages.commands import OPTION, CommandName
from bot.languages.current import current, speaking, switch_to
from bot.languages.formats import (
    date,
    day_name,
    joined,
    month_name,
    month_of,
    number,
    short_date,
    short_dates,
    short_month,
    short_month_of,
    short_weekday,
    weekday,
)
from bot.languages.language import ENGLISH, LANGUAGES, Language, of_discord, of_list
from bot.languages.messages import (
    Message,
    _,
    lazy,
    ngettext,
    nlazy,
    npgettext,
    pgettext,
    plazy,
)

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "OPTION",
    "CommandName",
    "Language",
    "Message",
    "_",
    "current",
    "date",
    "day_name",
    "joined",
    "lazy",
    "month_name",
    "month_of",
    "ngettext",
    "nlazy",
    "npgettext",
    "number",
    "of_discord",
    "of_list",
    "pgettext",
    "plazy",
    "short_date",
    "short_dates",
    "short_month",
    "short_month_of",
    "short_weekday",
    "speaking",
    "switch_to",
    "weekday",
]
