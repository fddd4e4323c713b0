"""Posts as cards: one container per message, built of Discord's Components V2."""

from bot.ui.cards.card import MAX_NOTE_LENGTH, Card, Measured, Remark, measure
from bot.ui.cards.message import POSTS_PER_PAGE, page, paginate, text_page
from bot.ui.cards.page import Page

__all__ = [
    "MAX_NOTE_LENGTH",
    "POSTS_PER_PAGE",
    "Card",
    "Measured",
    "Page",
    "Remark",
    "measure",
    "page",
    "paginate",
    "text_page",
]
