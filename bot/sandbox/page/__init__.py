"""Messages drawn as Discord's client draws them: as HTML for photographs, as JSON for the page."""

from bot.sandbox.page.document import Theme, render_document, render_message, render_modal
from bot.sandbox.page.elements import Node
from bot.sandbox.page.view import View

__all__ = ["Node", "Theme", "View", "render_document", "render_message", "render_modal"]
