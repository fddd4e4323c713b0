"""The entry point of the `throwback` command: arguments in, exit status out."""

import asyncio
import errno
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from bot.allocator import return_freed_memory
from bot.errors import AwayError, SettingsError, StoppedError, ThrowbackError, system_reason
from bot.languages import ENGLISH, _, speaking
from bot.operations.deep_check import UnsoundError
from bot.operations.restore import finish_restore
from bot.services.container import STATE_FILE
from bot.settings import DOTENV, Settings, environment, pass_on_postgres, terminal_language
from bot.terminal import (
    archive_commands,
    bot_commands,
    erasing,
    meaning_commands,
    media_commands,
    overview_commands,
    statistics_commands,
    streams,
)
from bot.terminal.arguments import Arguments, parser
from bot.terminal.check import preflight
from bot.terminal.digests import commands as digest_commands
from bot.terminal.operations import commands as operation_commands
from bot.terminal.posts import account_commands, import_commands, search_command
from bot.terminal.setting_names import misspelt_beside, misspelt_in
from bot.terminal.threads import commands as thread_commands

_UNWRITABLE = {errno.ENOSPC, errno.EFBIG, errno.EIO, errno.EBADF}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command in `arguments`, by default the command line; return its exit status.

    0 is success (also if nothing was found), 1 is failure, 2 wrong usage or settings, 130 an
    interrupted command. Each problem is one line on standard error; with --json, all problems are
    one JSON object there.
    """
    given = sys.argv[1:] if arguments is None else arguments
    options = takewhile(lambda argument: argument != "--", given)
    json = any(one.startswith("--j") and "--json".startswith(one) for one in options)
    # Other programs read JSON: they rely on one language.
    with speaking(ENGLISH if json else terminal_language()):
        return _run(given, json=json)


def _run(given: Sequence[str], *, json: bool) -> int:
    """Run the command in the arguments, and return its exit status; `json` is as given in them."""
    chosen = Arguments(command=None)
    try:
        streams.set_up(json=json)  # for the help, which is printed while arguments are read
        chosen = parser(_COMMANDS).parse_args(given)
        json = chosen.json
        streams.set_up(json=json or chosen.command is archive_commands.export)
        asyncio.run(_perform(chosen))
        if sys.stdout is not None:
            sys.stdout.flush()
    except ThrowbackError as error:
        streams.print_problems(_problems(error), json=json)
        return error.exit_code
    except KeyboardInterrupt:
        stopped = StoppedError()
        if chosen.command is import_commands.import_archives:
            streams.print_problems([str(stopped)], json=json)
        return stopped.exit_code
    except BrokenPipeError:
        streams.abandon_output()  # the reader has closed it
    except OSError as error:
        reason = system_reason(error)
        if error.filename:
            problem = _("{path} cannot be used: {reason}.", path=error.filename, reason=reason)
        else:
            problem = _("A file cannot be used: {reason}.", reason=reason)
        if error.errno in _UNWRITABLE:
            streams.abandon_output()
            problem = _("The output cannot be written: {reason}.", reason=error.strerror)
        streams.print_problems([problem], json=json)
        return 1
    return 0


def _problems(error: ThrowbackError) -> list[str]:
    """Return the sentences of an error."""
    return error.problems if isinstance(error, SettingsError | UnsoundError) else [str(error)]


async def _perform(chosen: Arguments) -> None:
    variables = environment(DOTENV)
    pass_on_postgres(variables)
    settings, problems = Settings.examine(variables)
    if chosen.database is not None:
        settings = replace(settings, database=chosen.database)
    if chosen.connects:
        return_freed_memory()
        problems += misspelt_in(DOTENV)
        try:
            problems += await preflight(settings, variables)
        except AwayError as error:
            if not problems:
                raise
            problems.append(str(error))
        if problems:
            problems += misspelt_beside(DOTENV)
    if problems:
        raise SettingsError(problems)
    if await finish_restore(settings.database, settings.database.with_name(STATE_FILE)):
        streams.print_note(_("A restore that was interrupted is complete now."))
    await chosen.command(chosen, settings)


_COMMANDS = {
    "demo": bot_commands.demo,
    "run": bot_commands.run,
    "import": import_commands.import_archives,
    "search": search_command.search,
    "random": archive_commands.random,
    "onthisday": archive_commands.onthisday,
    "browse": overview_commands.browse,
    "thread": archive_commands.thread,
    "threads": thread_commands.threads,
    "stats": statistics_commands.stats,
    "year": statistics_commands.year,
    "hide": archive_commands.hide,
    "unhide": archive_commands.unhide,
    "quiet": overview_commands.quiet,
    "status": overview_commands.status,
    "accounts": account_commands.accounts,
    "erase": erasing.erase,
    "export": archive_commands.export,
    "repair": archive_commands.repair,
    "media": media_commands.media,
    "meaning build": meaning_commands.build,  # never translated
    "backup": operation_commands.backup,
    "restore": operation_commands.restore,
    "digest list": digest_commands.list_digests,  # never translated
    "digest preview": digest_commands.preview,  # never translated
    "digest history": digest_commands.history,  # never translated
    "digest pause": digest_commands.pause,  # never translated
    "digest resume": digest_commands.resume,  # never translated
    "state copy": operation_commands.copy_state,  # never translated
    "check": bot_commands.check,
    "sync": bot_commands.sync,
}
