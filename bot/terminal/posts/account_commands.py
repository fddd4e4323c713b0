"""`throwback accounts`: whose posts the archive has, and which accounts are of one person."""

from rich.text import Text

from bot.archive.plurals import counted
from bot.archive.posts.ids.networks import network_name
from bot.archive.posts.people import KnownAccount
from bot.archive.posts.sanitize import show_controls
from bot.errors import NO_POSTS
from bot.formats.account_records import account_records
from bot.languages import _
from bot.languages.punctuation import commas
from bot.services.container import Services
from bot.settings import Settings
from bot.terminal import streams
from bot.terminal.arguments import Arguments
from bot.terminal.opening import open_archive


async def accounts(chosen: Arguments, settings: Settings) -> None:
    """Join accounts, part them, give one its handle, or list all."""
    async with open_archive(settings) as services:
        answer = await _changed(chosen, services)
        found = await services.accounts.all()
    if chosen.json:
        streams.print_record({"answer": answer, "accounts": account_records(found)})
        return
    console = streams.console()
    if answer is not None:
        console.print(Text(show_controls(answer)))
        return
    if not found:
        console.print(NO_POSTS)
    names = {one.ref: one.name for one in found}
    for one in found:
        facts = [network_name(one.network), counted(one.posts, "post")]
        facts += [one.id] if one.id else []
        console.print(Text.assemble((f"@{one.name}", "bold"), (" · " + " · ".join(facts), "dim")))
        if one.same:
            whom = commas(f"@{names[ref]}" for ref in one.same)
            console.print(Text("  " + _("the same person as {names}", names=whom)))


async def _changed(chosen: Arguments, services: Services) -> str | None:
    """Make the change that was asked for; return a sentence on it, None if there was none."""
    if chosen.same:
        one, other = await services.accounts.join(*chosen.same)
        return _("{one} and {other} are one person now.", one=_named(one), other=_named(other))
    if chosen.apart:
        parted = await services.accounts.part(chosen.apart)
        return _("{name} is joined with no other account now.", name=_named(parted))
    if chosen.handle:
        did, handle = chosen.handle
        name = await services.accounts.set_handle(did, handle)
        return _("{did} is called @{name} now.", did=did, name=name)
    return None


def _named(account: KnownAccount) -> str:
    return f"@{account.name}"
