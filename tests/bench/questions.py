"""An owner who answers whether some pairs are links, all of an archive with one transaction."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.archive.threads.candidate import CandidateLink
from bot.archive.threads.corrections import Correction, Verdict
from bot.archive.threads.teaching import LEAST, MOST
from bot.services.container import Services
from bot.services.threads.likely_links import LikelyLinks
from bot.storage.archive.posts.touched import begin_tracking
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.threads.links import update_links
from bot.storage.archive.threads.merging import save_corrections
from bot.storage.database import Database
from tests.bench.tables import Archive


@dataclass(frozen=True, slots=True)
class Questions:
    """A `number` of questions about each author; `asked` gets the children of the pairs."""

    archives: Sequence[Archive]
    number: int
    asked: set[str]

    async def ask(self, services: Services, path: Path) -> None:
        """Have the truth answered about pairs of the archive at `path`, drawn at random.

        The pairs are those that the bot may ask about. It draws a year of the author first; here
        all pairs of an author are equally probable.
        """
        async with services.archive.view() as view:
            pairs = await view.read(_worth_asking)
        rng = random.Random(self.number)
        answers: list[Correction] = []
        for one in self.archives:
            ids = {post.id for post in one.posts}
            own = sorted(pair for pair in pairs if pair.child in ids)
            for pair in rng.sample(own, min(self.number, len(own))):
                is_link = one.true.get(pair.child) == pair.parent
                verdict = Verdict.LINK if is_link else Verdict.REJECT
                answers.append(Correction(verdict, pair.child, pair.parent, at=0, by="owner"))
                self.asked.add(pair.child)
        async with Database(path, "archive") as database, database.write() as tx:
            await begin_tracking(tx)
            await save_corrections(tx, answers)
            await update_links(tx)
            await tx.execute("UPDATE generation SET number = number + 1")


def _worth_asking(reader: ArchiveReader) -> list[CandidateLink]:
    return LikelyLinks(None).between(reader, reader.threads.candidate_links(), LEAST, MOST)
