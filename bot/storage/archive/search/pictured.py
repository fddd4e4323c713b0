"""The words of pictures: of their descriptions, and of the text that was read in them.

They are kept apart from a post's own words, for which they never count as much.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

from bot.archive.posts.picture_texts import PictureWords
from bot.archive.search.forms.words import FormsOfPosts
from bot.archive.search.languages import language_of
from bot.archive.search.tokens import tokenize
from bot.storage.archive.posts.words import save_forms, usual_language
from bot.storage.connections import ReaderConnection, json_of
from bot.storage.transaction import Transaction

_PICTURE_TEXTS = """
    SELECT media.post, media.alt, picture_texts.text FROM media
    LEFT JOIN picture_files USING (path) LEFT JOIN picture_texts USING (hash)
    WHERE media.post IN (SELECT value FROM json_each(?)) ORDER BY media.post, media.position
"""

_BATCH = 500  # posts whose texts are in memory together


async def update_pictured(tx: Transaction) -> None:
    """Find the words of the pictures of all posts that the table `repictured` has.

    Where they have changed, the index is to be updated.
    """
    rows = await tx.fetch("SELECT post FROM repictured ORDER BY post")
    if not rows:
        return
    keys = [row["post"] for row in rows]
    forms = FormsOfPosts(await usual_language(tx))
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        texts: dict[int, list[str]] = {key: [] for key in batch}
        for key, alt, text in await tx.fetch(_PICTURE_TEXTS, (json.dumps(batch),)):
            texts[key] += filter(None, (alt, text))
        found = await asyncio.to_thread(_words, texts, forms)
        await tx.execute_many(
            "UPDATE words SET pictured = ?2 WHERE post = ?1 AND pictured <> ?2", found.items()
        )
        await save_forms(tx, forms)
    await tx.execute("DELETE FROM repictured")


def read_picture_words(
    connection: ReaderConnection, keys: Iterable[int]
) -> dict[int, list[PictureWords]]:
    """Return by key what the pictures of posts say: first what was read, then descriptions."""
    found: dict[int, list[PictureWords]] = defaultdict(list)
    for key, alt, text in connection.rows(_PICTURE_TEXTS, (json_of(keys),)):
        both = PictureWords(text), PictureWords(alt, is_description=True)
        found[key] += (one for one in both if one.text)
    return {key: sorted(all_, key=lambda one: one.is_description) for key, all_ in found.items()}


async def mark_all(tx: Transaction) -> None:
    """Note all posts with words of pictures as those whose words are to be found anew."""
    await tx.execute(
        """INSERT OR IGNORE INTO repictured SELECT post FROM media
           WHERE alt IS NOT NULL OR path IN (SELECT path FROM picture_files)"""
    )


async def mark_posts_with(tx: Transaction, paths: Iterable[str]) -> None:
    """Note the posts that have one of these files as those whose words are to be found anew."""
    await tx.execute(
        """INSERT OR IGNORE INTO repictured SELECT post FROM media
           WHERE path IN (SELECT value FROM json_each(?))""",
        (json.dumps(list(paths)),),
    )


def _words(texts: Mapping[int, list[str]], forms: FormsOfPosts) -> dict[int, str]:
    """Return the words of each post with spaces between, and add their forms."""
    found: dict[int, str] = defaultdict(str)
    for key, parts in texts.items():
        whole = "\n".join(parts)
        if whole:
            forms.add(whole, language_of(None, whole))
        found[key] = " ".join(tokenize(whole))
    return found
