"""Quiet rules: added and removed by the archive's owners, for all servers."""

from datetime import UTC, tzinfo

from bot.archive.memories.quiet import MAX_RULES, QuietRule, can_be_stored
from bot.archive.plurals import counted
from bot.archive.timestamps import to_milliseconds
from bot.clock import Clock
from bot.errors import BadQuietRuleError
from bot.languages import _, lazy
from bot.services.archive_views import Archive
from bot.services.audience import answering
from bot.services.memories.selection import Selections
from bot.storage.state.memories.quiet import QuietRuleStore

_LEFT_OUT = lazy(
    "Random posts, this day of other years and digests leave that out; a search finds it."
)


class QuietRules:
    """Adds, removes and lists quiet rules. Who added one is not kept."""

    def __init__(
        self, store: QuietRuleStore, archive: Archive, selections: Selections, clock: Clock
    ) -> None:
        self._store = store
        self._archive = archive
        self._selections = selections
        self._clock = clock

    async def add(self, text: str, zone: tzinfo = UTC) -> str:
        """Add the rule with a text; return sentences that describe the result, plain.

        They say how many posts it leaves out, its days being those of `zone`, so that a name or a
        word that is misspelt is noticed. Raises BadQuietRuleError for a text that is no rule, and
        for one rule too many.
        """
        parsed = QuietRule.parse(text)
        rule = str(parsed)
        if not await self._store.add(rule, to_milliseconds(self._clock.now()), MAX_RULES):
            if rule in await self._store.all():
                return _("{rule} was kept quiet already.", rule=rule)
            raise BadQuietRuleError(
                lazy(
                    "There are {most} rules, and there may be no more. Remove one first.",
                    most=MAX_RULES,
                )
            )
        with answering(None):  # a rule is for all servers
            async with self._archive.view() as view:
                posts = await view.read_long(self._selections.count, parsed, zone)
        found = counted(posts, "post") if posts else _("no post yet")
        return _(
            "{rule} is kept quiet from now on: {found}. {about}",
            rule=rule,
            found=found,
            about=_LEFT_OUT,
        )

    async def remove(self, text: str) -> str:
        """Remove the rule with a text; return a sentence. Raises BadQuietRuleError for no rule."""
        listed = text.strip()
        if can_be_stored(listed) and await self._store.remove(listed):
            # Also one that only a newer version can read.
            return _("{rule} is no longer kept quiet.", rule=listed)
        rule = str(QuietRule.parse(text))
        if await self._store.remove(rule):
            return _("{rule} is no longer kept quiet.", rule=rule)
        return _("{rule} was not kept quiet.", rule=rule)

    async def replace(self, old: str, new: str, zone: tzinfo = UTC) -> str:
        """Remove the rule `old` and add `new`; return two sentences, on a line each.

        Raises BadQuietRuleError as `remove` and `add` do; of two wrong texts nothing is changed.
        """
        QuietRule.parse(new)
        removed = await self.remove(old)
        return f"{removed}\n{await self.add(new, zone)}"

    async def all(self) -> list[str]:
        """Return the texts of the rules, sorted."""
        return await self._store.all()
