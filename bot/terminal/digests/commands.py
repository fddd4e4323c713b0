"""The commands that look after digests where there is no Discord at hand.

A running bot reads the same state database, so a digest that is paused here is not posted.
"""

from bot.archive.digests.model import ContentKind, Digest
from bot.archive.digests.option_phrases import format_nothing
from bot.archive.search.query.ast import EVERYTHING, Query
from bot.archive.search.query.parser import parse
from bot.archive.search.sort_order import SortOrder
from bot.formats import digest_records
from bot.languages import CommandName, _
from bot.services import time_zones
from bot.services.audience import answering
from bot.services.container import Services
from bot.settings import Settings
from bot.terminal import streams
from bot.terminal.arguments import Arguments
from bot.terminal.digests import render
from bot.terminal.opening import open_archive, terminal


async def list_digests(chosen: Arguments, settings: Settings) -> None:
    """Print the digests of all servers."""
    async with open_archive(settings, state=True) as services:
        digests = await services.digests.all()
    if chosen.json:
        for digest in digests:
            streams.print_record(digest_records.digest_record(digest))
    else:
        console = streams.console()
        for digest in digests:
            console.print(render.description(digest, settings.time_zone), end="\n\n")
        if not digests:
            begin = CommandName("digest add")
            console.print(
                _("There is no digest yet. {command} on Discord begins one.", command=begin)
            )


async def preview(chosen: Arguments, settings: Settings) -> None:
    """Print what the next run of a digest posts."""
    async with open_archive(settings, state=True) as services:
        digest = await services.digests.find(chosen.digest)
        content = await services.digests.preview(digest.guild_id, digest.id)
        posts = [item.post for item in content.items] if content else []
        links = await services.threads.links_to_parents(posts)
        notes = [] if content else await _why_nothing(digest, services)
    if chosen.json:
        streams.print_record(digest_records.content_record(content, links) if content else None)
    elif content is None:
        streams.console().print(format_nothing(digest.options))
        terminal(settings).notes(notes)
    else:
        zone = time_zones.require_stored(digest.options.schedule.zone)
        streams.console().print(render.content_heading(content), end="\n\n")
        printer = terminal(settings, zone)
        for item in content.items:
            printer.post(item.post, render.item_note(item, content))


async def _why_nothing(digest: Digest, services: Services) -> list[str]:
    """Return sentences, without a full stop, on why a digest may find no post."""
    text = digest.options.query
    query = parse(text) if text else Query(EVERYTHING, "")
    is_best = digest.options.holds is ContentKind.BEST
    sort = SortOrder.POPULAR if is_best else SortOrder.RELEVANCE
    with answering(digest.guild_id):
        notes = await services.search.notes(query, sort=sort)
    if digest.options.holds is ContentKind.RELATED:
        notes += await services.by_meaning.advice()
    return notes + await services.memories.notes()


async def history(chosen: Arguments, settings: Settings) -> None:
    """Print what became of the last runs of a digest, newest first."""
    async with open_archive(settings, state=True) as services:
        digest = await services.digests.find(chosen.digest)
        runs = await services.digests.history(digest.guild_id, digest.id, chosen.limit)
    if chosen.json:
        for run in runs:
            streams.print_record(digest_records.run_record(run, digest))
        return
    for run in runs:
        streams.console().print(render.outcome(run, digest))
    if not runs:
        streams.console().print(_("Digest {id} has not run yet.", id=digest.id))


async def pause(chosen: Arguments, settings: Settings) -> None:
    """Pause a digest."""
    async with open_archive(settings, state=True) as services:
        digest = await services.digests.find(chosen.digest)
        paused = await services.digests.pause(digest.guild_id, digest.id)
    _show_change(_("Digest {id} is paused.", id=digest.id), paused, chosen, settings)


async def resume(chosen: Arguments, settings: Settings) -> None:
    """Let a paused digest go on."""
    async with open_archive(settings, state=True) as services:
        digest = await services.digests.find(chosen.digest)
        resumed = await services.digests.resume(digest.guild_id, digest.id)
    _show_change(_("Digest {id} goes on.", id=digest.id), resumed, chosen, settings)


def _show_change(what: str, digest: Digest, chosen: Arguments, settings: Settings) -> None:
    if chosen.json:
        streams.print_record(digest_records.digest_record(digest))
    else:
        streams.console().print(what)
        streams.console().print(render.description(digest, settings.time_zone))
