"""Discord's markdown: from the source of a message to the displayed text.

The rules follow Discord's clients, which use simple-markdown with rules of their own, not
CommonMark. https://support.discord.com/hc/en-us/articles/210298617 documents most of them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from rich.emoji import Emoji, NoEmoji

from bot.sandbox.wording import TIME_FORMAT

_NO_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters of one style.

    `styles` holds any of bold, italic, underline, strike, spoiler, code, block, heading (with
    level1 or level2 if it is larger than the smallest), small, quote and list (the marker before
    an item). `link` is the URL that a click opens. `mention` is
    the markup of a mention: of a user, a role, a channel, everyone or a command. `moment` is the
    time that a timestamp shows, and the letter of its style.
    """

    text: str
    styles: frozenset[str] = frozenset()
    link: str | None = None
    mention: str | None = None
    moment: tuple[datetime, str] | None = None


def spans(
    source: str, names: Mapping[str, str] = _NO_NAMES, now: datetime | None = None
) -> list[Span]:
    """Return `source` as it is displayed.

    `names` maps mention markup such as `<#1>` to its displayed text; a mention that it lacks shows
    the id. Times are shown in UTC, relative ones as seen at `now`, without it as absolute ones.
    """
    return _merge(_Parser(names, now).parse(source, frozenset(), lines=True))


def render_plain(source: str, names: Mapping[str, str] = _NO_NAMES) -> str:
    """Return the characters that are displayed for `source`, without styles."""
    return "".join(span.text for span in spans(source, names))


_URL = r"https?://[^\s<]*[^\s<.,:;\"'\]]"

_BLOCK = re.compile(
    r"""
      (?P<rest>>>>\ (?P<rest_of>[\s\S]*))
    | (?P<quote>(?:>\ [^\n]*(?:\n|\Z))+)
    | (?P<heading>(?P<level>\#{1,3})\ +(?P<heading_of>[^\n]*))
    | (?P<small>-\#\ +(?P<small_of>[^\n]*))
    | (?P<bullet>(?P<indent>[^\S\n]*)(?:[-*]|(?P<number>\d+)\.)\ +)(?=\S)
    """,
    re.VERBOSE,
)

_INLINE = re.compile(
    rf"""
      (?P<escape>\\(?P<escaped>[^0-9A-Za-z\s]))
    | (?P<block>```(?:[\w+.\#-]+\n)?\n*(?P<block_of>[^\n][\s\S]*?)\n*```)
    | (?P<code>(?P<ticks>`++)(?P<code_of>[\s\S]*?[^`])(?P=ticks)(?!`))
    | (?P<auto><(?P<auto_of>https?://[^\s<>]+)>)
    | (?P<masked>\[(?P<label>(?:\\[\s\S]|[^\]\\]++)++)\]
        \(\s*<?(?P<target>(?:https?|discord)://[^\s>()]+(?:\([^\s()]*\)[^\s>()]*)*)>?
        (?:\s+"[^"]*")?\s*\))
    | (?P<url>{_URL})
    | (?P<mention><(?:@!?|@&|\#)\d+>|<id:(?:customize|browse|guide|home|linked-roles)>
        |</[^\s:<>][^:<>]*:\d+>|@everyone|@here)
    | (?P<time><t:(?P<seconds>-?\d{{1,17}})(?::(?P<style>[tTdDfFsSR]))?>)
    | (?P<emoji><a?:(?P<emoji_of>\w{{2,32}}):\d+>)
    | (?P<bold>\*\*(?P<bold_of>(?:\\[\s\S]|[^\\])+?)\*\*(?!\*))
    | (?P<underline>__(?P<underline_of>(?:\\[\s\S]|[^\\])+?)__(?!_))
    | (?P<italic>\*(?=\S)(?P<star_of>(?:\*\*|\\[\s\S]|[^\\*])+?)(?<!\s)\*(?!\*)
        |_(?P<bar_of>(?:__|\\[\s\S]|[^\\_])+?)_(?!\w))
    | (?P<strike>~~(?P<strike_of>(?:\\[\s\S]|[^\\])+?)~~)
    | (?P<spoiler>\|\|(?P<spoiler_of>(?:\\[\s\S]|[^\\])+?)\|\|)
    | (?P<shortcode>:(?P<shortcode_of>[^\s:<@]+?)(?:::skin-tone-(?P<tone>[1-5]))?:)
    """,
    re.VERBOSE,
)

_PLAIN = re.compile(r".[^\\`<\[h@*_~|:\n]*")
"""A character, and those behind it that begin neither a line nor any markup of `_INLINE`."""
_MAX_DEPTH = 20  # nesting of styles; deeper markup is shown as written
_LEVELS = {
    1: frozenset({"heading", "level1"}),
    2: frozenset({"heading", "level2"}),
    3: frozenset({"heading"}),
}
_WRAPPERS = ("bold", "underline", "strike", "spoiler")
_FIRST_TONE = 0x1F3FB  # the first of the five characters that change the colour of skin
_URL_START = re.compile(r"https?://")
_QUOTE_MARK = re.compile(r"^> ", re.MULTILINE)
_TIMES = {
    "t": "%H:%M",
    "T": "%H:%M:%S",
    "d": "%d/%m/%Y",
    "D": "%-d %B %Y",
    "f": "%-d %B %Y %H:%M",
    "F": "%A, %-d %B %Y %H:%M",
    "s": "%d/%m/%Y, %H:%M",
    "S": "%d/%m/%Y, %H:%M:%S",
}
_UNITS = (
    *(("year", 365 * 86400), ("month", 30 * 86400), ("day", 86400), ("hour", 3600)),
    *(("minute", 60), ("second", 1)),
)
"""The units of relative times, in seconds."""


class _Parser:
    """A parser of one message."""

    def __init__(self, names: Mapping[str, str], now: datetime | None) -> None:
        self._names = names
        self._now = now
        self._depth = 0
        self._renderers: Mapping[str, Callable[[re.Match[str], frozenset[str]], Iterator[Span]]] = {
            "escape": lambda match, styles: _plain(match["escaped"], styles),
            "block": lambda match, styles: _plain(match["block_of"], styles | {"code", "block"}),
            "code": lambda match, styles: _plain(match["code_of"].strip(), styles | {"code"}),
            "auto": lambda match, styles: _link(match["auto_of"], styles),
            "masked": self._masked_link,
            "url": lambda match, styles: _link(match["url"], styles),
            "mention": self._mention,
            "time": self._time,
            "emoji": lambda match, styles: _plain(f":{match['emoji_of']}:", styles),
            "italic": self._italic,
            "shortcode": lambda match, styles: _plain(_emoji(match), styles),
        } | dict.fromkeys(_WRAPPERS, self._wrapped)

    def parse(self, text: str, styles: frozenset[str], *, lines: bool = False) -> list[Span]:
        """Return the spans of a text; `lines` allows headings, quotes and list items."""
        if self._depth == _MAX_DEPTH:
            return [Span(text, styles)]
        self._depth += 1
        try:
            return list(self._scan(text, styles, lines=lines))
        finally:
            self._depth -= 1

    def _scan(self, text: str, styles: frozenset[str], *, lines: bool) -> Iterator[Span]:
        position = 0
        while position < len(text):
            starts_line = lines and (position == 0 or text[position - 1] == "\n")
            match = _BLOCK.match(text, position) if starts_line else None
            if match is not None:
                yield from self._block(match, styles)
            elif (match := _INLINE.match(text, position)) is not None:
                yield from self._inline(match, styles)
            elif text[position] == "\n":
                yield Span("\n", styles)
            else:
                match = _PLAIN.match(text, position)
                yield Span(match[0] if match else text[position], styles)
            position = match.end() if match else position + 1

    def _block(self, match: re.Match[str], styles: frozenset[str]) -> Iterator[Span]:
        if match["rest"] is not None:
            yield from self.parse(match["rest_of"], styles | {"quote"}, lines=True)
        elif match["quote"] is not None:
            inner = _QUOTE_MARK.sub("", match["quote"])
            yield from self.parse(inner, styles | {"quote"}, lines=True)
        elif match["heading"] is not None:
            level = _LEVELS[len(match["level"])]
            yield from self.parse(match["heading_of"].strip(), styles | level)
        elif match["small"] is not None:
            yield from self.parse(match["small_of"].strip(), styles | {"small"})
        else:
            marker = f"{match['number']}. " if match["number"] else "• "
            yield Span(match["indent"] + marker, styles | {"list"})

    def _inline(self, match: re.Match[str], styles: frozenset[str]) -> Iterator[Span]:
        for name, render in self._renderers.items():
            if match[name] is not None:
                yield from render(match, styles)
                return

    def _wrapped(self, match: re.Match[str], styles: frozenset[str]) -> Iterator[Span]:
        name = next(name for name in _WRAPPERS if match[name] is not None)
        yield from self.parse(match[f"{name}_of"], styles | {name})

    def _italic(self, match: re.Match[str], styles: frozenset[str]) -> Iterator[Span]:
        yield from self.parse(match["star_of"] or match["bar_of"], styles | {"italic"})

    def _masked_link(self, match: re.Match[str], styles: frozenset[str]) -> Iterator[Span]:
        label = match["label"]
        if _URL_START.search(label):  # Discord renders no link whose label is another URL
            yield Span("[", styles)
            yield from self.parse(match[0][1:], styles)
            return
        for span in self.parse(label, styles):
            yield replace(span, link=match["target"])

    def _mention(self, match: re.Match[str], styles: frozenset[str]) -> Iterator[Span]:
        markup = match["mention"]
        yield Span(self._names.get(markup) or _fallback_name(markup), styles, mention=markup)

    def _time(self, match: re.Match[str], styles: frozenset[str]) -> Iterator[Span]:
        style = match["style"] or "f"
        try:
            time = datetime.fromtimestamp(int(match["seconds"]), UTC)
        except (ValueError, OverflowError, OSError):
            yield Span("Invalid Date", styles)
            return
        yield Span(_shown(time, style, self._now), styles, moment=(time, style))


def _plain(text: str, styles: frozenset[str]) -> Iterator[Span]:
    yield Span(text, styles)


def _link(url: str, styles: frozenset[str]) -> Iterator[Span]:
    yield Span(url, styles, link=url)


def _fallback_name(markup: str) -> str:
    inner = markup.strip("<>")
    if inner.startswith("/"):
        return inner.rpartition(":")[0]
    if inner.startswith("id:"):
        return f"#{inner[3:]}"
    return inner.replace("@!", "@").replace("@&", "@role ")


def _emoji(match: re.Match[str]) -> str:
    """Return the emoji of a shortcode. If it names none, all of it is shown as it is written.

    Mentions are no part of one here: they ping in any markup.
    """
    # The names that rich knows are not quite those of Discord, but most are the same.
    try:
        emoji = str(Emoji(match["shortcode_of"]))
    except NoEmoji:
        return match[0]
    return emoji + (chr(_FIRST_TONE + int(match["tone"]) - 1) if match["tone"] else "")


def _shown(time: datetime, style: str, now: datetime | None) -> str:
    if style == "R" and now is not None:
        return _relative((time - now).total_seconds())
    if (shown := TIME_FORMAT.get()) is not None:
        return shown(time, style if style in _TIMES else "f")
    return time.strftime(_TIMES.get(style, _TIMES["f"]).replace("%-d", str(time.day)))


def _relative(seconds: float) -> str:
    """Return a span of time from now on, in the largest unit that it has one of."""
    count, unit = next(
        ((round(abs(seconds) / size), unit) for unit, size in _UNITS if abs(seconds) >= size),
        (0, "second"),
    )
    words = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"in {words}" if seconds > 0 else f"{words} ago"


def _merge(parts: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for part in parts:
        last = merged[-1] if merged else None
        same_style = last is not None and (last.styles, last.link, last.mention, last.moment) == (
            part.styles,
            part.link,
            part.mention,
            part.moment,
        )
        is_plain = part.mention is None and part.moment is None
        if last is not None and same_style and is_plain:
            merged[-1] = Span(last.text + part.text, part.styles, part.link)
        else:
            merged.append(part)
    return merged
