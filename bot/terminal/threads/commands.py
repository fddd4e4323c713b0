"""`throwback threads`: counts threads, or asks which posts continue which."""

import sys
from datetime import tzinfo

from rich.console import Console
from rich.text import Text

from bot.archive.threads.teaching import Answer, Question, Remark, RoundEnd
from bot.archive.threads.teaching_phrases import (
    QUESTION,
    end_of,
    first_note,
    number_of,
    remark_of,
    second_note,
)
from bot.errors import NO_POSTS
from bot.formats import json_records, teaching_records
from bot.languages import lazy, pgettext
from bot.services.threads.teaching import Teaching
from bot.settings import Settings
from bot.terminal import streams
from bot.terminal.arguments import Arguments
from bot.terminal.opening import open_archive, terminal
from bot.terminal.render import Terminal
from bot.terminal.threads.lines import Lines

_BY = "terminal"  # never translated: stored
_UNDO, _STOP = "undo", "stop"
_MISREAD = "not understood"  # never translated: of JSON

_PROMPT = lazy("Yes, no, don't know, undo, stop? [y/n/d/u/s] ")
_PROMPT_MORE = lazy("More questions? [y/N/u] ")


async def threads(chosen: Arguments, settings: Settings) -> None:
    """Print how many threads there are, or ask about pairs of posts."""
    if chosen.ask:
        await _ask(chosen, settings)
        return
    async with open_archive(settings) as services:
        stats = await services.threads.stats()
        count = await services.posts.count()
    if chosen.json:
        streams.print_record(json_records.thread_stats_record(stats))
    elif not count:
        streams.console().print(NO_POSTS)
    else:
        terminal(settings).thread_stats(stats)


async def _ask(chosen: Arguments, settings: Settings) -> None:
    """Ask on a terminal, round by round; else take answers from lines of standard input."""
    async with open_archive(settings, state=True) as services:
        if not await services.posts.count():
            streams.console().print(NO_POSTS)
            return
        is_asked = bool(
            sys.stdin and sys.stdin.isatty() and sys.stdout.isatty() and not chosen.json
        )
        shown = _Json() if chosen.json else _Lines(streams.console(), terminal(settings))
        session = _Session(services.teaching, settings.time_zone, shown, is_asked=is_asked)
        await session.run()


class _Lines:
    """Shows questions to people."""

    def __init__(self, console: Console, posts: Terminal) -> None:
        self._console = console
        self._posts = posts

    def question(self, question: Question) -> None:
        """Print a question with both posts."""
        self._posts.post(question.parent, first_note())
        self._posts.post(question.child, second_note(question))
        self._console.print(Text(f"{number_of(question)}: {QUESTION}", "bold"))

    def end(self, end: RoundEnd) -> None:
        """Print what a round came to."""
        self._console.print(Text(end_of(end)))

    def remark(self, remark: Remark | None) -> None:
        """Print what is said before what comes next."""
        if remark is not None:
            self._console.print(Text(remark_of(remark), "yellow"))

    def misread(self) -> None:
        """Print which answers there are."""
        self._console.print(Text(f"{_PROMPT}".strip(), "yellow"))


class _Json:
    """Writes questions for other programs."""

    def question(self, question: Question) -> None:
        """Print a question with both posts."""
        self._print(teaching_records.question_record(question))

    def end(self, end: RoundEnd) -> None:
        """Print what a round came to."""
        self._print(teaching_records.end_record(end))

    def remark(self, remark: Remark | None) -> None:
        """Print what is said before what comes next."""
        if remark is not None:
            self._print({"remark": remark})

    def misread(self) -> None:
        """Print which answers there are."""
        self._print({"remark": _MISREAD, "answers": [*Answer, _UNDO, _STOP]})

    @staticmethod
    def _print(record: object) -> None:
        streams.print_record(record)
        sys.stdout.flush()  # who answers may wait for it


class _Session:
    """Questions and answers until there is nothing more of either."""

    def __init__(
        self, teaching: Teaching, zone: tzinfo, shown: _Lines | _Json, *, is_asked: bool
    ) -> None:
        self._teaching = teaching
        self._zone = zone
        self._shown = shown
        self._is_asked = is_asked
        self._lines = Lines()

    async def run(self) -> None:
        """Ask, answer by answer. The end of the input ends the round."""
        step = await self._teaching.next(_BY, self._zone)
        while True:
            if isinstance(step, RoundEnd):
                self._shown.end(step)
                if not step.is_complete:
                    return
                following = await self._after_round()
                if following is None:
                    return
                step = following
                continue
            self._shown.question(step)
            word = await self._word()
            if word in {None, _STOP}:
                self._shown.end(await self._teaching.stop(_BY))
                return
            if word == _UNDO:
                step, remark = await self._teaching.undo(_BY, self._zone)
            else:
                answer = Answer(word or "")
                step, remark = await self._teaching.answer(_BY, step.pair, answer, self._zone)
            self._shown.remark(remark)

    async def _after_round(self) -> Question | RoundEnd | None:
        """Return what comes after a round, None if nothing does.

        Who writes lines goes on writing; who sits at a terminal may have had enough.
        """
        if not self._is_asked:
            return await self._teaching.next(_BY, self._zone)
        text = await self._read(f"{_PROMPT_MORE}")
        word = self._understood(text or "")
        if word == _UNDO:
            step, remark = await self._teaching.undo(_BY, self._zone)
            self._shown.remark(remark)
            return step
        return await self._teaching.next(_BY, self._zone) if word == Answer.YES else None

    async def _word(self) -> str | None:
        """Return the next answer that is understood, None at the end of the input."""
        while (text := await self._read(f"{_PROMPT}")) is not None:
            if word := self._understood(text):
                return word
            self._shown.misread()
        return None

    def _understood(self, text: str) -> str | None:
        return _words(in_own_language=self._is_asked).get(text.strip().casefold())

    async def _read(self, prompt: str) -> str | None:
        """Return the next line of the input, None at its end."""
        if not self._is_asked:
            return await self._lines.next()
        from prompt_toolkit import PromptSession  # noqa: PLC0415 - other commands start sooner

        try:
            return str(await PromptSession[str]().prompt_async(prompt))
        except EOFError:
            return None


def _words(*, in_own_language: bool) -> dict[str, str]:
    """Return the words that are understood, in English and in the current language.

    A letter may mean one thing in English and another in the current language: a person means
    that one, a program that writes lines the English one.
    """
    english = {
        "y": Answer.YES, "yes": Answer.YES, "n": Answer.NO, "no": Answer.NO,
        "d": Answer.UNKNOWN, "unknown": Answer.UNKNOWN, "u": _UNDO, "undo": _UNDO,
        "s": _STOP, "stop": _STOP,
    }  # fmt: skip
    # Translators: answers to “[y/n/d/u/s]”, each as one letter and as a word.
    own: dict[str, str] = {
        pgettext("answer", "y"): Answer.YES, pgettext("answer", "yes"): Answer.YES,
        pgettext("answer", "n"): Answer.NO, pgettext("answer", "no"): Answer.NO,
        pgettext("answer", "d"): Answer.UNKNOWN,
        pgettext("answer", "don't know"): Answer.UNKNOWN,
        pgettext("answer", "u"): _UNDO, pgettext("answer", "undo"): _UNDO,
        pgettext("answer", "s"): _STOP, pgettext("answer", "stop"): _STOP,
    }  # fmt: skip
    return english | own if in_own_language else own | english
