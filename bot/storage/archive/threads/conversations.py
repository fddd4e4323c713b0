"""Replies on Mastodon whose parent is gone, tied to their thread by the conversation.

An archive names no parent where the parent was deleted, but a conversation still has all of its
posts in common. So a post that begins no conversation and names no parent continues the author's
own post before it. A conversation in which the author first answered someone else is no thread of
the author's, and ties nothing.
"""

from bot.archive.threads.links import CONVERSATION_WHY, Evidence
from bot.storage.archive.posts.order import OLDEST_FIRST
from bot.storage.transaction import Transaction

_TIED = f"""
    SELECT post AS child, earlier AS parent FROM (
        SELECT post, reply_to, lag(post) OVER own AS earlier,
               first_value(reply_to) OVER own AS first_parent
        FROM posts WHERE conversation IS NOT NULL AND kind <> 'repost'
        WINDOW own AS (PARTITION BY account, conversation ORDER BY {OLDEST_FIRST})
    ) WHERE reply_to IS NULL AND earlier IS NOT NULL AND first_parent IS NULL
"""  # noqa: S608 - constants
_ANY_TOUCHED = """
    SELECT 1 FROM temp.touched JOIN posts USING (post) WHERE conversation IS NOT NULL
    UNION ALL SELECT 1 FROM temp.moved LIMIT 1
"""
_UNTIE = """
    DELETE FROM parent_links WHERE why = ?1
    AND (child, parent) NOT IN (SELECT child, parent FROM temp.tied)
"""
_TIE = """
    INSERT INTO parent_links SELECT child, parent, ?, ? FROM temp.tied WHERE TRUE
    ON CONFLICT (child) DO NOTHING
"""


async def update_conversations(tx: Transaction) -> None:
    """Tie replies whose parent is gone, in all conversations if one of them was touched."""
    if not await tx.fetch("SELECT 1 FROM posts WHERE conversation IS NOT NULL LIMIT 1"):
        return
    if not await tx.fetch(_ANY_TOUCHED):
        return
    await tx.execute("DROP TABLE IF EXISTS temp.tied")
    await tx.execute(f"CREATE TEMP TABLE tied AS {_TIED}")
    await tx.execute(_UNTIE, (CONVERSATION_WHY,))
    await tx.execute(_TIE, (Evidence.CERTAIN, CONVERSATION_WHY))
    await tx.execute("DROP TABLE temp.tied")
