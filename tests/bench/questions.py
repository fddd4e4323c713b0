"""An owner who answers whether some pairs are links, drawn as the bot would ask."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.archive.threads.candidate import CandidateLink
from bot.services.container import Services
from bot.services.threads.likely_links import LikelyLinks
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.threads.corrections import CorrectionStore
from bot.storage.database import Database
from tests.bench.tables import Archive

_LEAST, _MOST = 0.1, 0.9  # probability of pairs that are worth a question


@dataclass(frozen=True, slots=True)
class Questions:
    """A `number` of questions about each author; `asked` gets the children of the pairs."""

    archives: Sequence[Archive]
    number: int
    asked: set[str]

    async def ask(self, services: Services, path: Path) -> None:
        """Have the truth answered about pairs of the archive at `path`, drawn at random."""
        async with services.archive.view() as view:
            pairs = await view.read(_worth_asking)
        rng = random.Random(self.number)
        async with Database(path, "archive") as database:
            store = CorrectionStore(database)
            for one in self.archives:
                ids = {post.id for post in one.posts}
                own = sorted(pair for pair in pairs if pair.child in ids)
                for pair in rng.sample(own, min(self.number, len(own))):
                    is_link = one.true.get(pair.child) == pair.parent
                    await store.set(pair.child, pair.parent if is_link else None, by="owner", at=0)
                    self.asked.add(pair.child)


def _worth_asking(reader: ArchiveReader) -> list[CandidateLink]:
    scored = LikelyLinks(None).scored(reader, reader.threads.candidate_links())
    return [one.candidate for one in scored if _LEAST <= one.probability <= _MOST]
