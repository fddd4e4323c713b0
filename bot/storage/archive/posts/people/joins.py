"""Which accounts are of one person, as the owner of the archive says."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.archive.posts.people import AccountRef, Person
from bot.archive.union_find import UnionFind
from bot.storage.transaction import Transaction

_WITH_ACCOUNTS = """
    SELECT network, id, person, known, account FROM people ORDER BY person, network, id
"""
_DROP_ALONE = """
    DELETE FROM same_people WHERE person IN
    (SELECT person FROM same_people GROUP BY person HAVING count(*) = 1)
"""


class Member(NamedTuple):
    """An account of a person: its key now, and when the cross-posts of the person were found."""

    ref: AccountRef
    person: int
    account: int | None
    known: int | None


async def members(tx: Transaction) -> list[Member]:
    """Return all accounts that were joined with others; two refs of one account make one person."""
    await tx.execute(_DROP_ALONE)
    rows = await tx.fetch(_WITH_ACCOUNTS)
    found = [
        Member(AccountRef(row["network"], row["id"]), row["person"], row["account"], row["known"])
        for row in rows
    ]
    people: UnionFind[int] = UnionFind()
    by_account: dict[int, int] = {}
    for one in found:
        if one.account is not None:
            people.union(one.person, by_account.setdefault(one.account, one.person))
    least = {root: min(group) for root, group in people.groups().items()}
    settled = [one._replace(person=least.get(people.find(one.person), one.person)) for one in found]
    await tx.execute_many(
        "UPDATE same_people SET person = ? WHERE network = ? AND id = ?",
        [
            (now.person, *now.ref)
            for was, now in zip(found, settled, strict=True)
            if was.person != now.person
        ],
    )
    return settled


async def join_accounts(tx: Transaction, refs: Sequence[AccountRef]) -> None:
    """Note that accounts are of one person, and so are those that any was joined with."""
    if len({*refs}) < 2:  # noqa: PLR2004 - nobody is joined with themselves
        return
    rows = await tx.fetch(
        """SELECT DISTINCT person FROM same_people JOIN json_each(?) AS one
           ON network = json_extract(one.value, '$[0]')
           AND same_people.id = json_extract(one.value, '$[1]')""",
        (json.dumps(refs),),
    )
    (unused,) = await tx.fetch("SELECT coalesce(max(person), 0) + 1 AS person FROM same_people")
    before = [row["person"] for row in rows]
    person = min(before, default=unused["person"])
    await tx.execute(
        """UPDATE same_people SET person = ?
           WHERE person <> ?1 AND person IN (SELECT value FROM json_each(?))""",
        (person, json.dumps(before)),
    )
    await tx.execute_many(
        "INSERT OR IGNORE INTO same_people (network, id, person) VALUES (?, ?, ?)",
        [(*ref, person) for ref in refs],
    )
    await tx.execute("UPDATE same_people SET known = NULL WHERE person = ?", (person,))


async def part_accounts(tx: Transaction, refs: Iterable[AccountRef]) -> bool:
    """Note that accounts are of no person with others; return whether one was before."""
    refs = list(refs)
    removed = 0
    for ref in refs:
        removed += await tx.execute(
            "DELETE FROM same_people WHERE network = ? AND id = ? COLLATE NOCASE", ref
        )
    await tx.execute(_DROP_ALONE)
    await tx.execute("UPDATE same_people SET known = NULL")
    return bool(removed)


def people_of(rows: Iterable[tuple[str, str, int]]) -> list[Person]:
    """Return the people of rows of `same_people`: network, id and person."""
    found: dict[int, list[AccountRef]] = defaultdict(list)
    for network, id, person in rows:
        found[person].append(AccountRef(network, id))
    return sorted((Person(tuple(sorted(refs))) for refs in found.values()), key=_first)


def _first(person: Person) -> AccountRef:
    return person.accounts[0]
