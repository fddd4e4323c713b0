"""The report of an import: what was read, what became of it, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.ingest.files.signatures import FileKind
from bot.ingest.records.counts import Missing, Unread, Withheld
from bot.ingest.records.quarantine import Quarantined


@dataclass(slots=True)
class ImportReport:
    """The result of an import.

    `repaired` counts new or changed posts whose text was repaired, `lost` those of which characters
    could not be recovered, `media` the pictures and films copied or linked, and `community` the
    posts to a community. `private` and `left_alone` are those of Discovery. `others` counts posts
    of other accounts, which are left alone too; `first_other` is where the first of them is, as
    file and line. `deleted` counts the posts that are left out of answers since this import,
    because their author deleted them, `erased` those that were read and left alone, because they
    were erased. `missing` is what manifests count and was not read. `corrections_read` counts the
    corrections of links that files hold, `corrections_new` those that changed what was stored;
    `corrections_waiting` those of posts that the archive does not hold yet, earlier ones too.
    `unread` counts the items of archives that are not imported, such as likes; `withheld` are the
    repositories that need the user's word. `meaning_taken` counts the posts whose meaning was
    taken, `meaning_left` those whose meaning is still to be taken, where search by meaning is
    installed.
    """

    files: list[str]
    private: int = 0
    left_alone: Mapping[FileKind, int] = field(default_factory=dict)
    posts_read: int = 0
    posts_new: int = 0
    posts_merged: int = 0
    repaired: int = 0
    lost: int = 0
    media: int = 0
    community: int = 0
    others: int = 0
    first_other: tuple[str, int] | None = None
    missing: list[Missing] = field(default_factory=list)
    deleted: int = 0
    erased: int = 0
    quarantined: list[Quarantined] = field(default_factory=list)
    accounts: dict[str, int] = field(default_factory=dict)
    corrections_read: int = 0
    corrections_new: int = 0
    corrections_waiting: int = 0
    unread: dict[Unread, int] = field(default_factory=dict)
    withheld: list[Withheld] = field(default_factory=list)
    meaning_taken: int = 0
    meaning_left: int = 0

    @property
    def failed(self) -> bool:
        """Whether there were records to read, and not one of them was read."""
        read = self.posts_read or self.corrections_read
        return not read and bool(self.missing or self.quarantined or self.others or self.withheld)
