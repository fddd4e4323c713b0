"""What the heading of Throwback's own Markdown says of accounts, as values of JSON and back."""

from datetime import datetime
from typing import Any

from bot.archive.posts.people import AccountRef, Person
from bot.archive.posts.post import Deletions, Profile
from bot.archive.timestamps import from_milliseconds, to_milliseconds
from bot.ingest.records.validation import check_deletions, check_person, check_profile


def profile_facts(profile: Profile) -> dict[str, Any]:
    """Return what is written of a profile."""
    facts = {
        "account": profile.account,
        "display": profile.display,
        "bio": profile.bio,
        "exported_at": to_ms(profile.exported_at),
        "network": profile.network,
        "account_id": profile.account_id,
        "names": profile.names,
    }
    return facts if profile.avatar is None else facts | {"avatar": profile.avatar}


def profile_from(facts: dict[str, Any]) -> Profile:
    """Return the profile that was written. Raises ValueError and others for what never was."""
    names = tuple((name, seen_at) for name, seen_at in facts.pop("names", ()))
    exported_at = from_ms(facts.pop("exported_at"))
    profile = Profile(**facts, exported_at=exported_at, names=names)
    check_profile(profile)
    return profile


def deletion_facts(deletions: Deletions) -> dict[str, Any]:
    """Return what is written of deletions."""
    return {
        "account": deletions.account,
        "account_id": deletions.account_id,
        "ids": deletions.ids,
        "kept": deletions.kept,
        "stated_at": to_ms(deletions.stated_at),
        "network": deletions.network,
    }


def deletions_from(facts: dict[str, Any]) -> Deletions:
    """Return the deletions that were written. Raises the same errors as `profile_from`."""
    ids, kept = tuple(facts.pop("ids")), tuple(facts.pop("kept"))
    stated_at = from_ms(facts.pop("stated_at"))
    deletions = Deletions(**facts, ids=ids, kept=kept, stated_at=stated_at)
    check_deletions(deletions)
    return deletions


def person_facts(person: Person) -> dict[str, Any]:
    """Return what is written of accounts of one person."""
    return {"accounts": person.accounts}


def person_from(facts: dict[str, Any]) -> Person:
    """Return the person that was written. Raises the same errors as `profile_from`."""
    person = Person(tuple(AccountRef(network, id) for network, id in facts["accounts"]))
    check_person(person)
    return person


def to_ms(when: datetime | None) -> int | None:
    """Return a time in milliseconds since 1970."""
    return None if when is None else to_milliseconds(when)


def from_ms(ms: int | None) -> datetime | None:
    """Return the time that is `ms` milliseconds after 1970."""
    return None if ms is None else from_milliseconds(ms)
