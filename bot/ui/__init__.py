"""The user interface on Discord: posts as cards, pages, buttons, answers."""
