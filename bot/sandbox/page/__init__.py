"""Messages as HTML and CSS, drawn as Discord's client draws them. All text is escaped."""

from bot.sandbox.page.document import Theme, render_document, render_message, render_modal
from bot.sandbox.page.elements import Html

__all__ = ["Html", "Theme", "render_document", "render_message", "render_modal"]
