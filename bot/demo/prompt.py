"""The prompt: a person types commands, messages, and the numbers of buttons and menus."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

from prompt_toolkit import PromptSession
from rapidfuzz import fuzz, process

from bot.archive.digests.time_phrases import parse_time
from bot.demo.completion import OWN_COMMANDS, CommandCompleter
from bot.demo.conversation import use
from bot.demo.harness import DemoHarness
from bot.demo.passing_time import advance, next_moment
from bot.demo.screen import YOU, Screen
from bot.demo.times import moment_sentence
from bot.errors import ThrowbackError
from bot.languages import CommandName, _, lazy, ngettext
from bot.languages.punctuation import commas, sentences
from bot.sandbox import Answer, Modal, NoAnswerError

_USE = re.compile(r"(?P<number>[0-9]{1,9})(?:\s+(?P<option>.+))?")
_CLOCK = re.compile(r"\+\s*(?P<count>[0-9]{1,5})\s*(?P<unit>[mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_ZONE = ZoneInfo("UTC")  # of the times that the prompt shows
_FARTHEST = timedelta(days=366)
_LIKE, _VERY_LIKE = 60, 80  # percent: how alike a command must be to be meant

_HELP = lazy(
    "Type a command: {commands}. A number presses that button; a number and an option, such as "
    "“1 2016”, choose from that menu. “/find 3” asks the archive about message 3; any other text "
    "is a message of yours. “/clock 9:00” or “/clock +1d” moves the clock on, and digests come. "
    "Tab completes, Ctrl-C clears the line, “quit” leaves."
)


async def prompt(harness: DemoHarness, screen: Screen) -> None:
    """Read and execute lines until the person quits."""
    session: PromptSession[str] = PromptSession(f"{YOU}  ", completer=CommandCompleter(harness))
    console = _Prompt(harness, screen, session)
    console.help()
    while True:
        try:
            line = (await session.prompt_async(f"{YOU}  ")).strip()
        except KeyboardInterrupt:  # Ctrl-C: the line is dropped, as in a shell
            continue
        except EOFError:
            return
        if line.removeprefix("/") in {"quit", "exit"}:
            return
        await console.execute(line)


class _Prompt:
    """What a line does."""

    def __init__(self, harness: DemoHarness, screen: Screen, session: "PromptSession[str]") -> None:
        self._harness = harness
        self._screen = screen
        self._session = session

    def help(self) -> None:
        """Say what can be typed."""
        commands = commas(f"/{name}" for name in self._harness.commands.descriptions)
        self._screen.note(_HELP.format(commands=commands))

    async def execute(self, line: str) -> None:
        """Execute a line; what cannot be done gets a sentence."""
        self._harness.speak()
        try:
            await self._execute(line)
        except ThrowbackError as error:
            self._screen.note(str(error))
        except (LookupError, ValueError) as error:
            self._screen.note(_("Discord would not let you do that: {why}.", why=error))
        except NoAnswerError as error:
            self._screen.note(_("No answer came: {why}.", why=error))

    async def _execute(self, line: str) -> None:
        own, _blank, argument = line.removeprefix("/").partition(" ")
        if not line or line == "/help":  # the bot's own help, below, does not know of the prompt
            self.help()
        if used := _USE.fullmatch(line):
            await self._use(int(used["number"]), used["option"] or "")
        elif command := self._harness.commands.read(line):
            await self._show(await self._harness.slash(command))
        elif line.startswith("/") and own == "clock":
            await self._move_clock(argument.strip())
        elif line.startswith("/") and own == "find":
            await self._find(argument.strip())
        elif line.startswith("/"):
            self._screen.note(self._unknown(line.removeprefix("/")))
        elif line:
            self._say(line)

    async def _use(self, number: int, option: str) -> None:
        """Press a button or choose from a menu."""
        found = self._screen.conversation.control(number)
        if found is None:
            self._screen.note(self._no_control(number))
            return
        await self._show(await use(*found, option))

    def _no_control(self, number: int) -> str:
        if not (count := len(self._screen.conversation.controls)):
            return _("Nothing here has the number {number}; there is none.", number=number)
        return ngettext(
            "Nothing here has the number {number}; there is 1 alone.",
            "Nothing here has the number {number}; there is 1 to {count}.",
            count,
            number=number,
        )

    async def _show(self, answer: Answer) -> None:
        if answer.opens_modal:
            await self._fill_in(answer.modal)
        else:
            self._screen.show_answer(answer)

    async def _fill_in(self, form: Modal) -> None:
        """Ask for each field of a form, and submit it; an empty line or Ctrl-C leaves it."""
        self._screen.show_form(form)
        values: dict[str, str] = {}
        for label in form.fields:
            try:
                values[label] = (await self._session.prompt_async(f"{label}:  ")).strip()
            except (EOFError, KeyboardInterrupt):
                return
            if not values[label]:
                return
        await self._show(await form.submit(values))

    async def _move_clock(self, to: str) -> None:
        """Move the clock and show what is posted on the way."""
        if move := _CLOCK.fullmatch(to):
            duration = timedelta(**{_UNITS[move["unit"]]: int(move["count"])})
        else:
            now = self._harness.clock.now()
            duration = next_moment(now, parse_time(to), _ZONE) - now
        if duration > _FARTHEST:
            self._screen.note(_("The clock moves by a year at most."))
            return
        beside, last = False, None
        async for posted in advance(self._harness, duration):
            last = self._note_time()
            if not posted:
                command = CommandName("digest history")
                nothing = _(
                    "A digest was due and posted nothing; {command} says why.", command=command
                )
                self._screen.note(nothing)
            for message in posted:
                self._screen.show_post(message, beside=beside)
                beside = True
        if self._now() != last:
            self._note_time()

    def _note_time(self) -> str:
        now = self._now()
        self._screen.note(now)
        return now

    def _now(self) -> str:
        return moment_sentence(self._harness.clock.now())

    async def _find(self, number: str) -> None:
        """Find in archive, on the message with a number."""
        message = None
        if number.isascii() and number.isdigit():
            message = self._screen.conversation.message(int(number[:9]))
        if message is None:
            self._screen.note(
                _("There is no such message; give the number of one, as in “/find 1”.")
            )
            return
        await self._show(await self._harness.find(message))

    def _say(self, text: str) -> None:
        """Send a message, which the bot does not read."""
        message = self._harness.say(text)
        self._screen.show_said(message)
        number = self._screen.conversation.number_of(message)
        hint = self._nearest(text, _VERY_LIKE)
        parts = [
            _(
                "The bot reads no messages. “/find {number}” asks the archive about this one.",
                number=number,
            )
        ]
        if hint:
            parts.append(
                _("If you meant the command /{command}, begin with a slash.", command=hint)
            )
        parts.append(_("“/help” says what else can be typed."))
        self._screen.note(sentences(parts))

    def _unknown(self, line: str) -> str:
        group = line.partition(" ")[0]
        names = self._harness.commands.descriptions
        inner = [name.partition(" ")[2] for name in names if name.startswith(f"{group} ")]
        if inner:
            return _(
                "/{group} needs one of these behind it: {names}.",
                group=group,
                names=commas(inner),
            )
        if nearest := self._nearest(line):
            return _(
                "There is no command /{group}; did you mean /{nearest}?",
                group=group,
                nearest=nearest,
            )
        return _("There is no command /{group}; “/help” says which there are.", group=group)

    def _nearest(self, line: str, cutoff: int = _LIKE) -> str | None:
        """Return the command that the beginning of a line is most like, None if like none."""
        names = {*self._harness.commands.descriptions, *OWN_COMMANDS}
        words = line.casefold().split(" ")
        beginnings = [" ".join(words[:count]) for count in (1, 2)]
        found = [
            process.extractOne(one, names, scorer=fuzz.ratio, score_cutoff=cutoff)
            for one in beginnings
        ]
        best = max(filter(None, found), key=lambda match: match[1], default=None)
        return best and best[0]
