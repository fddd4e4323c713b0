"""What the bot remembers about threads."""
