"""Which version of its rules made what is computed of all posts."""

from bot.storage.database import Database


async def is_of_earlier_version(
    database: Database, table: str, version: int, most: int | None
) -> bool:
    """Return whether `table` names a version before `version`, for at most `most` posts.

    None: for any number of posts.
    """
    row = await database.read_one(f"SELECT version FROM {table}")  # noqa: S608 - a constant
    if row is None or row["version"] >= version:
        return False
    if most is None:
        return True
    (counted,) = await database.read("SELECT max(post) FROM posts")
    return (counted[0] or 0) <= most
